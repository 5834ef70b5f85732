"""A copy of a story: what it takes along, and what it leaves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from articles import publishing
from articles.models import Article
from articles.revisions import save_revision
from tests.desk.forms import CHANGE, signed_in
from tests.factories import make_article, make_author, make_desk, make_image, make_region, make_tag, make_user

pytestmark = pytest.mark.django_db


def copied(story: Article, user: object) -> Article:
    response = signed_in(user).post(f"/admin/articles/article/{story.pk}/copy/")  # type: ignore[arg-type]
    assert response.status_code == 302, response.content.decode()
    copy = Article.objects.exclude(pk=story.pk).get()
    assert response["Location"] == CHANGE.format(copy.pk)
    return copy


def test_a_copy_has_the_content_and_is_a_draft_of_whoever_made_it() -> None:
    story = make_article(
        "Council votes",
        by=make_author(),
        tags=[make_tag("rivers")],
        regions=[make_region()],
        images=[make_image()],
        desk=make_desk(),
        published=True,
    )
    editor = make_user("editor")
    copy = copied(story, editor)
    assert (copy.creator, copy.stage, copy.public_status, copy.desk) == (
        editor,
        "draft",
        "hidden",
        story.desk,
    )
    same = {name: value for name, value in copy.head.content.items() if name != "slug"}
    assert same == {name: value for name, value in story.head.content.items() if name != "slug"}
    assert copy.head.number == 1
    assert copy.head.reason == f"Copied from story {story.pk}: Council votes"


def test_a_copy_leaves_address_embargo_corrections_and_assignee_behind() -> None:
    editor = make_user("editor")
    story = make_article(slug="the-vote", assignee=editor, desk_note="Call her.", published=True)
    publishing.correct(story.pk, editor, text="It was Tuesday.")
    Article.objects.filter(pk=story.pk).update(embargoed_until=datetime(2031, 1, 1, tzinfo=UTC))
    save_revision(Article.objects.get(pk=story.pk), editor)
    copy = copied(story, editor)
    assert (copy.slug, copy.embargoed_until, copy.assignee, copy.desk_note) == ("", None, None, "")
    assert not copy.corrections.exists()
    assert copy.head.content["corrections"] == []


def test_a_copy_of_a_confidential_story_is_confidential() -> None:
    story = make_article(confidential=True)
    copy = copied(story, story.creator)
    assert copy.confidential
    assert not make_user().may("view", copy)


def test_a_journalist_copies_what_somebody_else_wrote() -> None:
    story = make_article(stage="spiked")
    reader = make_user()
    assert copied(story, reader).creator == reader


def test_a_copy_is_never_made_by_looking() -> None:
    story = make_article()
    assert signed_in(make_user("editor")).get(f"/admin/articles/article/{story.pk}/copy/").status_code == 405
    assert Article.objects.count() == 1

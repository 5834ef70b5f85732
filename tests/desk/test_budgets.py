"""What the pages of one story may ask of the database, session and user included, however much there is of the story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.drafts import presence
from articles.models import Article, Byline
from articles.revisions import lock, save_revision
from tests.desk.drafting import autosave, below, typed_post
from tests.desk.forms import ADD, CHANGE, signed_in
from tests.factories import (
    make_article,
    make_author,
    make_desk,
    make_image,
    make_region,
    make_section,
    make_tag,
    make_translation,
    make_user,
)

if TYPE_CHECKING:
    from django.test import Client

    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
FORM, SHORT_ASK = 21, 6
# The source and its text, the one that it was, and what both name.
TRANSLATION = FORM + 6


@dataclass
class Full:
    """A story with all that its page can show, and the people at it."""

    article: Article
    editor: User
    other: User


@pytest.fixture
def full() -> Full:
    section = make_section("politics", parent=make_section("news"))
    writer, editor, other = make_user(), make_user("editor"), make_user("editor")
    authors = [make_author(f"Author {number}") for number in range(2)]
    article = make_article(
        "Council votes",
        section=section,
        creator=writer,
        by=make_author("Mara Ellsworth", user=writer),
        images=[make_image() for _ in range(3)],
        tags=[make_tag(f"tag {number}") for number in range(5)],
        regions=[make_region("Europe"), make_region("Asia")],
        related=[make_article(f"Other {number}", published=True) for number in range(3)],
        desk=make_desk(),
        assignee=other,
    )
    for position, author in enumerate(authors, start=1):
        Byline.objects.create(article=article, author=author, position=position)
    article.further_sections.set([make_section("world"), make_section("business")])
    article = lock(article.pk)
    save_revision(article, writer)
    publishing.publish(article.pk, editor)
    publishing.correct(article.pk, editor, type="correction", text="It was the other bridge.")
    for number in range(90):
        change_headline(article, f"Council votes {number}", writer)
    publishing.schedule(article.pk, editor, at=timezone.now() + timedelta(hours=1))
    publishing.edit_live(article.pk, editor)
    while article.revisions.count() < 100:
        change_headline(article, f"Council votes at {article.revisions.count()}", other)
    presence.opened(article.pk, other)
    article = Article.objects.get(pk=article.pk)
    assert autosave(signed_in(editor), article, headline="My own words").status_code == 200
    return Full(article, editor, other)


def change_headline(article: Article, headline: str, by: User) -> None:
    article = lock(article.pk)
    article.headline = headline
    article.save()
    save_revision(article, by)


def asked(client: Client, path: str, post: dict[str, Any] | None = None) -> list[str]:
    """What one request asks of the database, the first of that person in this process."""
    with CaptureQueriesContext(connection) as queries:
        if post is None:
            response = client.get(path)
        else:
            response = client.post(path, post, headers={"Accept": "application/json"})
    found = [query["sql"] for query in queries]
    assert response.status_code == 200, (path, response.status_code)
    print(f"{len(found)} {path}", *(sql.replace("\n", " ")[:1500] for sql in found), sep="\n  ")
    return found


def test_the_form_of_a_full_story_is_within_its_budget(full: Full) -> None:
    asked_for = asked(signed_in(full.editor), CHANGE.format(full.article.pk))
    assert len(asked_for) <= FORM


def test_the_form_of_a_full_story_is_within_its_budget_for_its_writer(full: Full) -> None:
    assert len(asked(signed_in(full.article.creator), CHANGE.format(full.article.pk))) <= FORM


def test_the_form_of_an_empty_draft_is_within_its_budget() -> None:
    writer = make_user()
    article = Article.objects.create(edition=make_section().edition, creator=writer)
    save_revision(article, writer)
    assert len(asked(signed_in(writer), CHANGE.format(article.pk))) <= FORM


def test_the_form_of_a_new_story_is_within_its_budget() -> None:
    make_section()
    assert len(asked(signed_in(make_user()), ADD)) <= FORM


def test_the_form_of_a_translation_is_within_its_budget_with_the_source_beside_it(full: Full) -> None:
    made = make_translation(full.article, by=full.editor)
    change_headline(full.article, "Council votes once more", full.other)
    publishing.publish(full.article.pk, full.editor, pending="hold")
    client = signed_in(full.editor)
    assert len(asked(client, CHANGE.format(made.pk))) <= TRANSLATION
    assert b"<ins>once more</ins>" in client.get(CHANGE.format(made.pk)).content


def test_keeping_what_is_typed_is_within_its_budget(full: Full) -> None:
    post = typed_post(full.article, headline="Other words")
    assert len(asked(signed_in(full.editor), below(full.article, "draft"), post)) <= SHORT_ASK


def test_asking_who_is_there_is_within_its_budget(full: Full) -> None:
    assert len(asked(signed_in(full.editor), below(full.article, "presence"))) <= SHORT_ASK


def test_the_history_of_a_full_story_is_within_its_budget(full: Full) -> None:
    assert len(asked(signed_in(full.editor), below(full.article, "history"))) <= FORM


def test_two_texts_side_by_side_are_within_their_budget(full: Full) -> None:
    old, new = full.article.revisions.order_by("number").values_list("pk", flat=True)[:2]
    path = below(full.article, "diff") + f"?from={old}&to={new}"
    assert len(asked(signed_in(full.editor), path)) <= FORM


def test_a_kept_text_beside_the_story_is_within_its_budget(full: Full) -> None:
    editor = signed_in(full.editor)
    editor.post(below(full.article, "draft/compare"))
    kept = full.article.revisions.get(is_accepted=False)
    assert len(asked(editor, below(full.article, f"comparison/{kept.pk}"))) <= FORM


def test_deciding_about_a_change_that_waits_is_within_its_budget(full: Full) -> None:
    assert len(asked(signed_in(full.editor), below(full.article, "decide"))) <= FORM


def test_where_it_went_is_within_its_budget(full: Full) -> None:
    assert len(asked(signed_in(full.editor), below(full.article, "effects"))) <= FORM

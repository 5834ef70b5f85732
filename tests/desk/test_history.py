"""The history of a story: what is listed, read, compared and put back, and by whom."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from articles import publishing
from articles.body.cleaning import clean_body
from articles.models import Article, AuditEntry, RelatedLink
from articles.revisions import Content, keep, save_revision
from tests.desk.forms import CHANGE, signed_in, visitor
from tests.factories import make_article, make_image, make_user

if TYPE_CHECKING:
    from articles.models import Revision

pytestmark = pytest.mark.django_db


def address(story: Article, rest: str) -> str:
    return f"/admin/articles/article/{story.pk}/{rest}"


def written(story: Article, by: Any = None, **fields: Any) -> Revision:
    """The story saved with other words."""
    fresh = Article.objects.get(pk=story.pk)
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh.save()
    return save_revision(fresh, by or fresh.creator)


def kept(story: Article, by: Any, **fields: Any) -> Revision:
    """A text that was typed and not accepted."""
    fresh = Article.objects.get(pk=story.pk)
    assert fresh.head is not None
    content: Content = {**fresh.head.content, **fields}
    return keep(fresh, by, content, base=fresh.head, reason="Discarded.")


def restored(client: Client, story: Article, revision: Revision, **post: Any) -> Any:
    head = Article.objects.values_list("head_id", flat=True).get(pk=story.pk)
    return client.post(address(story, f"restore/{revision.pk}/"), {"base_revision": head, **post})


def test_the_history_says_of_each_text_what_it_is_and_was() -> None:
    editor = make_user("editor", username="chief")
    story = make_article(published=True)
    second = written(story, standfirst="Second.")
    publishing.publish(story.pk, editor)
    third = written(story, standfirst="Third.")
    publishing.schedule(story.pk, editor, at=timezone.now() + timedelta(days=1))
    kept(story, editor, headline="Never taken")
    written(story, standfirst="Fifth.")
    publishing.submit(story.pk, story.creator)
    page = signed_in(editor).get(address(story, "history/")).content.decode()
    rows = page.split('<li class="history-row')[1:]
    assert [f">{number}</a>" in row for row, number in zip(rows, (5, 4, 3, 2, 1), strict=True)] == [True] * 5
    assert "submitted" in rows[0]
    assert "the desk’s text" in rows[0]
    assert "not accepted" in rows[1]
    assert "Discarded." in rows[1]
    assert "scheduled for" in rows[2]
    assert "readers see it, since" in rows[3]
    assert "public " in rows[4]
    assert "Europe/Paris" in page
    assert f"?from={second.pk}&amp;to={third.pk}" in rows[2]


def test_a_long_history_has_pages_and_costs_no_more(django_assert_max_num_queries: Any) -> None:
    story = make_article()
    for number in range(60):
        written(story, kicker=f"No. {number}")
    client = signed_in(story.creator)
    with django_assert_max_num_queries(20):
        first = client.get(address(story, "history/")).content.decode()
    assert first.count('<li class="history-row') == 50
    assert client.get(address(story, "history/?p=2")).content.decode().count('<li class="history-row') == 11


def test_one_text_is_read_with_its_pictures_and_names() -> None:
    image = make_image()
    body = f'<p>Only then.</p><figure data-news="image" data-image-id="{image.pk}"></figure>'
    story = make_article(body=body)
    first = story.head
    assert first is not None
    written(story, body=clean_body("<p>Now.</p>"))
    page = signed_in(story.creator).get(address(story, f"revision/{first.pk}/")).content.decode()
    assert "Only then." in page
    assert f"/admin/media/{image.pk}.jpg" in page
    assert "Politics" in page


def test_any_two_texts_are_compared_by_word() -> None:
    story = make_article()
    first, second = story.head, written(story, headline="Council votes on the tunnel")
    assert first is not None
    page = (
        signed_in(story.creator).get(address(story, f"diff/?from={first.pk}&to={second.pk}")).content.decode()
    )
    assert "Council votes on the <del>bridge</del> <ins>tunnel</ins>" in page
    assert "2 unchanged paragraphs" not in page


@pytest.mark.parametrize("sent", ["", "?from=1", "?from=x&to=y", f"?from={'9' * 30}&to=1", "?from=-1&to=²"])
def test_texts_that_are_not_in_the_history_are_not_found(sent: str) -> None:
    story = make_article()
    assert signed_in(story.creator).get(address(story, f"diff/{sent}")).status_code == 404


def test_another_storys_text_is_not_found_here() -> None:
    story, other = make_article(), make_article()
    client = signed_in(make_user("admin"))
    assert other.head is not None
    assert story.head is not None
    assert client.get(address(story, f"revision/{other.head_id}/")).status_code == 404
    assert client.get(address(story, f"diff/?from={story.head_id}&to={other.head_id}")).status_code == 404
    assert restored(client, story, other.head).status_code == 404


def test_what_changed_for_readers_is_one_click_from_every_list() -> None:
    editor = signed_in(make_user("editor"))
    story = make_article(published=True)
    written(story, headline="Council votes on the tunnel")
    publishing.submit(story.pk, story.creator)
    changes = address(story, "changes/")
    for page in ("/admin/", "/admin/articles/article/", CHANGE.format(story.pk)):
        assert changes in editor.get(page).content.decode(), page
    assert "<del>bridge</del> <ins>tunnel</ins>" in editor.get(changes).content.decode()


def test_what_changed_is_asked_of_the_submitted_text_not_of_what_was_written_since() -> None:
    story = make_article(published=True)
    written(story, headline="Submitted")
    publishing.submit(story.pk, story.creator)
    written(story, headline="Written since")
    page = signed_in(make_user("editor")).get(address(story, "changes/")).content.decode()
    assert "<ins>Submitted</ins>" in page
    assert "<ins>Written since</ins>" not in page


def test_a_story_that_nobody_reads_has_no_changes_for_readers() -> None:
    story = make_article()
    response = signed_in(story.creator).get(address(story, "changes/"), follow=True)
    assert response.redirect_chain == [(CHANGE.format(story.pk), 302)]
    assert "Readers see nothing of this story" in response.content.decode()


# Restoring


def test_a_restored_text_is_a_new_one_and_the_other_stays() -> None:
    story = make_article("First")
    first, second = story.head, written(story, headline="Second")
    assert first is not None
    response = restored(signed_in(story.creator), story, first, reason="It was right")
    story.refresh_from_db()
    assert (response.status_code, story.headline) == (302, "First")
    head = story.head
    assert head is not None
    assert (head.number, head.origin, head.reason, head.parent) == (3, "restore", "It was right", second)
    assert head.merged_from == first
    assert AuditEntry.objects.get(verb="restore").detail == {"restored": first.pk}


def test_a_text_that_was_not_accepted_can_be_put_on_the_desk() -> None:
    story = make_article("First")
    mine = kept(story, story.creator, headline="Typed and discarded")
    assert restored(signed_in(story.creator), story, mine).status_code == 302
    assert Article.objects.get(pk=story.pk).headline == "Typed and discarded"


def test_restoring_over_what_one_has_not_seen_changes_nothing() -> None:
    story = make_article("First")
    first = story.head
    assert first is not None
    written(story, headline="Second")
    response = restored(signed_in(story.creator), story, first, base_revision=first.pk)
    assert response.status_code == 409
    assert "saved by somebody else meanwhile" in response.content.decode()
    assert Article.objects.get(pk=story.pk).headline == "Second"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"headline": "x" * 400}, "Headline: 400 characters, and at most 300 can be kept."),
        ({"tags": [999_999]}, "It uses an entry that does not exist any more (tag)."),
        ({"section": 999_999}, "It uses an entry that does not exist any more (section)."),
        ({"pictures": [{"image": 9**9, "caption": "", "alt_text": "", "layout": "wide"}]}, "(picture)"),
        ({"body": "<div>" * 150 + "deep"}, "nested more than 100 levels"),
    ],
)
def test_a_text_that_cannot_be_the_story_any_more_is_refused_with_a_sentence(
    fields: dict[str, Any], sentence: str
) -> None:
    story = make_article("First")
    response = restored(signed_in(story.creator), story, kept(story, story.creator, **fields))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    after = Article.objects.get(pk=story.pk)
    assert (after.headline, after.head_id, after.bylines.count()) == ("First", story.head_id, 1)


def test_a_related_story_that_is_gone_is_a_sentence_not_a_fault() -> None:
    other = make_article("Another")
    story = make_article(related=[other])
    first = story.head
    assert first is not None
    RelatedLink.objects.all().delete()
    written(story, headline="Second")
    mine = kept(story, story.creator, related=[other.pk, 999_999])
    assert restored(signed_in(story.creator), story, first).status_code == 302
    assert (
        "does not exist any more (story)" in restored(signed_in(story.creator), story, mine).content.decode()
    )


def test_a_text_from_before_a_column_was_there_can_be_restored() -> None:
    story = make_article("First")
    assert story.head is not None
    content = {name: value for name, value in story.head.content.items() if name != "short_headline"}
    old = keep(story, story.creator, content, base=story.head, reason="")
    written(story, short_headline="Water")
    assert restored(signed_in(story.creator), story, old).status_code == 302
    assert Article.objects.get(pk=story.pk).short_headline == ""


# Who may

PAGES = ("history/", "diff/?from={head}&to={head}", "changes/", "revision/{head}/")


@pytest.mark.parametrize("who", ["anonymous", "nobody", "journalist", "editor", "admin", "elsewhere"])
@pytest.mark.parametrize("confidential", [False, True])
@pytest.mark.parametrize("stage", ["draft", "submitted", "spiked"])
@pytest.mark.parametrize("page", PAGES)
def test_whoever_sees_the_story_sees_its_history(page: str, stage: str, confidential: bool, who: str) -> None:
    story = make_article(published=stage != "spiked", confidential=confidential)
    if stage == "submitted":
        publishing.submit(story.pk, story.creator)
    if stage == "spiked":
        publishing.spike(story.pk, story.creator)
    response = visitor(who).get(address(story, page.format(head=story.head_id)))
    hidden = who == "elsewhere" or (who == "journalist" and confidential)
    nowhere = page == "changes/" and stage == "spiked"
    expected = 302 if who in ("anonymous", "nobody") or nowhere else 200
    assert response.status_code == (404 if hidden else expected)


@pytest.mark.parametrize(
    "who", ["anonymous", "nobody", "journalist", "editor", "admin", "elsewhere", "owner"]
)
@pytest.mark.parametrize("stage", ["draft", "submitted", "spiked"])
def test_a_text_is_restored_by_whoever_may_edit_the_story_alone(stage: str, who: str) -> None:
    story = make_article("First")
    first = story.head
    assert first is not None
    written(story, headline="Second")
    if stage == "submitted":
        publishing.submit(story.pk, story.creator)
    if stage == "spiked":
        publishing.spike(story.pk, story.creator)
    client = signed_in(story.creator) if who == "owner" else visitor(who)
    response = restored(client, story, first)
    may = (who in ("editor", "admin") and stage != "spiked") or (who == "owner" and stage == "draft")
    expected = {"anonymous": 302, "nobody": 302, "elsewhere": 404}.get(who, 302 if may else 403)
    assert response.status_code == expected
    assert (Article.objects.get(pk=story.pk).headline == "First") == may


@pytest.mark.parametrize("page", [*PAGES, "decide/"])
def test_pages_to_read_take_no_post(page: str) -> None:
    story = make_article()
    client = signed_in(make_user("admin"))
    assert client.post(address(story, page.format(head=story.head_id))).status_code == 405
    assert client.get(address(story, f"restore/{story.head_id}/")).status_code == 405


def test_a_text_with_what_the_story_could_not_hold_is_not_put_back() -> None:
    story = make_article()
    client = signed_in(make_user("editor"))
    answer = restored(client, story, kept(story, story.creator, slug="no/slug at all?"))
    assert answer.status_code == 422
    assert "Slug:" in answer.content.decode()
    assert Article.objects.get().slug == ""


def test_a_reason_with_characters_that_no_database_holds_is_kept_without_them() -> None:
    story = make_article()
    first = story.head
    assert first is not None
    written(story, headline="Another")
    restored(signed_in(story.creator), story, first, reason="As\x00 before")
    assert story.revisions.first().reason == "As before"  # type: ignore[union-attr]

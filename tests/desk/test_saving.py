from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from articles import publishing
from articles.body.blocks import blocks
from articles.models import Article, Byline, Revision
from tests.desk.forms import ADD, CHANGE, rows, signed_in, story_post
from tests.factories import (
    make_article,
    make_author,
    make_desk,
    make_edition,
    make_image,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_new_story_belongs_to_its_writer_and_has_a_first_revision() -> None:
    writer = make_user()
    section = make_section()
    response = signed_in(writer).post(
        ADD,
        {
            "headline": "Bridge to open",
            "body": "<p>Soon.</p>",
            "edition": section.edition_id,
            "section": section.pk,
            "kind": "story",
            **rows("bylines", [{"author": make_author().pk, "credited_as": "", "role": "writer"}]),
            **rows("pictures", [{"image": make_image().pk, "long_description": "Up 40.", "layout": "wide"}]),
            **rows("sources", [{"name": "Agencies", "url": ""}]),
        },
    )
    story = Article.objects.get()
    assert (response.status_code, response["Location"]) == (302, CHANGE.format(story.pk))
    assert (story.creator, story.stage, story.head.number) == (writer, "draft", 1)
    assert story.head.content["sources"] == [{"name": "Agencies", "url": ""}]
    kept = story.head.content["pictures"][0]
    assert (kept["layout"], kept["long_description"]) == ("wide", "Up 40.")


def test_saving_appends_a_revision_and_keeps_the_ids_of_blocks() -> None:
    story = make_article()
    ids = [block.id for block in blocks(story.body)]
    body = story.body.replace("Nobody", "Hardly anybody")
    signed_in(story.creator).post(CHANGE.format(story.pk), story_post(story, body=body))
    story.refresh_from_db()
    assert [block.id for block in blocks(story.body)] == ids
    assert (story.head.number, story.head.parent.number) == (2, 1)


def test_saving_without_a_change_appends_nothing() -> None:
    story = make_article()
    signed_in(story.creator).post(CHANGE.format(story.pk), story_post(story))
    assert story.revisions.count() == 1


def test_a_body_that_is_refused_is_an_error_and_what_was_typed_stays() -> None:
    story = make_article()
    deep = "<div>" * 150 + "deep" + "</div>" * 150
    response = signed_in(story.creator).post(
        CHANGE.format(story.pk), story_post(story, body=deep, headline="A new headline")
    )
    page = response.content.decode()
    assert "nested more than 100 levels" in page
    assert "A new headline" in page
    assert Article.objects.get().head.number == 1


@pytest.mark.parametrize("way", ["save", "create", "bulk_create", "update", "bulk_update"])
def test_no_way_into_the_table_leaves_a_body_as_it_came(way: str) -> None:
    story = make_article()
    dirty = '<p onclick="x()">Safe<script>alert(1)</script></p>'
    match way:
        case "save":
            story.body = dirty
            story.save()
        case "create":
            fresh = Article(edition=story.edition, creator=story.creator, body=dirty)
            fresh.save()
            story = fresh
        case "bulk_create":
            story = Article.objects.bulk_create(
                [Article(edition=story.edition, creator=story.creator, body=dirty)]
            )[0]
        case "update":
            Article.objects.filter(pk=story.pk).update(body=dirty)
        case "bulk_update":
            story.body = dirty
            Article.objects.bulk_update([story], ["body"])
    assert "onclick" not in Article.objects.get(pk=story.pk).body
    assert "script" not in Article.objects.get(pk=story.pk).body


def test_forged_fields_change_nothing() -> None:
    story = make_article(published=True)
    other = make_user()
    forged = {"stage": "submitted", "creator": other.pk, "head": 1, "submitted_revision": 1, "id": 99}
    signed_in(story.creator).post(CHANGE.format(story.pk), story_post(story, headline="New", **forged))
    after = Article.objects.get()
    assert (after.pk, after.stage, after.creator_id) == (story.pk, "draft", story.creator_id)
    assert after.submitted_revision_id is None
    assert after.headline == "New"


def test_another_storys_rows_cannot_be_taken_by_their_keys() -> None:
    theirs = make_article("Theirs", by="Their Guest")
    mine = make_article("Mine", by="My Guest")
    row = Byline.objects.get(article=theirs)
    post = story_post(mine) | {
        "bylines-TOTAL_FORMS": 1,
        "bylines-INITIAL_FORMS": 1,
        "bylines-0-id": row.pk,
        "bylines-0-article": theirs.pk,
        "bylines-0-credited_as": "Somebody",
        "bylines-0-role": "writer",
    }
    signed_in(mine.creator).post(CHANGE.format(mine.pk), post)
    row.refresh_from_db()
    assert (row.article_id, row.credited_as) == (theirs.pk, "Their Guest")
    assert [byline.credited_as for byline in mine.bylines.all()] == ["Somebody"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("section", "999999"),
        ("section", "x"),
        ("kind", "novel"),
        ("tags", "999999"),
        ("tags", "drop table"),
        ("related", "999999"),
        ("embargo", "yesterday"),
        ("bylines-0-role", "king"),
        ("bylines-0-author", "999999"),
        ("pictures-TOTAL_FORMS", "100000"),
        ("headline", "x" * 301),
    ],
)
def test_a_value_that_cannot_be_is_an_error_on_the_page(field: str, value: str) -> None:
    story = make_article()
    response = signed_in(story.creator).post(
        CHANGE.format(story.pk), story_post(story, standfirst="Typed just now.", **{field: value})
    )
    assert response.status_code == 200
    assert "Typed just now." in response.content.decode()
    assert story.revisions.count() == 1


def test_a_section_of_another_edition_is_refused() -> None:
    story = make_article()
    other = make_section("deportes", make_edition("es"))
    response = signed_in(story.creator).post(CHANGE.format(story.pk), story_post(story, section=other.pk))
    assert response.status_code == 200
    assert Article.objects.get(pk=story.pk).section_id == story.section_id


def test_a_story_stays_in_its_edition() -> None:
    story = make_article()
    other = make_edition("es")
    signed_in(make_user("admin")).post(CHANGE.format(story.pk), story_post(story, edition=other.pk))
    assert Article.objects.get(pk=story.pk).edition_id == story.edition_id


def test_nobody_makes_a_story_outside_their_scope() -> None:
    english, spanish = make_edition(), make_edition("es")
    desk, other = make_desk("world"), make_desk("sport")
    writer = signed_in(make_user("journalist", edition=english, desk=desk))
    for edition, at in ((spanish, desk), (english, other), (english, None)):
        response = writer.post(
            ADD, {"headline": "X", "edition": edition.pk, "desk": at.pk if at else "", "kind": "story"}
        )
        assert response.status_code == 200
    assert not Article.objects.exists()


def test_a_submitted_story_keeps_what_its_writer_goes_on_typing_on_the_page() -> None:
    story = make_article()
    post = story_post(story, headline="Typed too late")
    publishing.submit(story.pk, story.creator)
    response = signed_in(story.creator).post(CHANGE.format(story.pk), post)
    assert response.status_code == 403
    assert "Typed too late" in response.content.decode()
    assert Revision.objects.filter(article=story).count() == 1


def test_rows_keep_the_order_in_which_they_were_left() -> None:
    story = make_article()
    named = [
        {"author": None, "credited_as": name, "role": "writer", "ORDER": place}
        for name, place in (("Last", 3), ("First", 1), ("Middle", 2))
    ]
    signed_in(story.creator).post(CHANGE.format(story.pk), story_post(story) | rows("bylines", named))
    assert [byline.credited_as for byline in story.bylines.all()] == ["First", "Middle", "Last"]


def test_an_embargo_is_typed_on_the_clock_of_the_edition() -> None:
    story = make_article()
    signed_in(story.creator).post(CHANGE.format(story.pk), story_post(story, embargo="2031-01-15T12:00"))
    story.refresh_from_db()
    assert story.embargoed_until is not None
    assert story.embargoed_until.isoformat() == "2031-01-15T11:00:00+00:00"


def test_tags_and_related_stories_keep_their_order() -> None:
    first, second = make_tag("one"), make_tag("two")
    related = make_article("Another")
    story = make_article()
    post = story_post(story, tags=f"{second.pk},{first.pk},{second.pk}", related=str(related.pk))
    signed_in(story.creator).post(CHANGE.format(story.pk), post)
    story.refresh_from_db()
    assert story.head.content["tags"] == [second.pk, first.pk]
    assert story.head.content["related"] == [related.pk]


# What belongs to the desk and to no text


def page(client: Client, story: Article, **typed: Any) -> dict[str, Any]:
    """The form as its page shows it now, with what was typed over it."""
    shown = client.get(CHANGE.format(story.pk)).context["form"]
    names = ("desk_note", "base_aside")
    return story_post(story, **{name: shown[name].value() or "" for name in names}) | typed


def test_what_a_colleague_set_on_the_desk_meanwhile_is_not_written_over_by_who_left_it_alone() -> None:
    story, client = make_article(), signed_in(make_user("editor"))
    older = page(client, story, headline="Another headline")
    client.post(CHANGE.format(story.pk), page(client, story, confidential="on", desk_note="Call the mayor."))
    assert client.post(CHANGE.format(story.pk), older).status_code == 302
    story.refresh_from_db()
    assert (story.headline, story.confidential, story.desk_note) == (
        "Another headline",
        True,
        "Call the mayor.",
    )


def test_a_note_with_which_a_story_was_sent_back_outlives_the_save_of_an_older_page() -> None:
    story, editor = make_article(submitted=True), make_user("editor")
    client = signed_in(editor)
    older = page(client, story, headline="Another headline")
    publishing.send_back(story.pk, editor, note="A second source, please.")
    client.post(CHANGE.format(story.pk), older)
    assert Article.objects.get().desk_note == "A second source, please."


def test_where_two_changed_the_note_the_second_is_shown_the_first_and_asked() -> None:
    story, client = make_article(), signed_in(make_user("editor"))
    older = page(client, story, desk_note="Mine.")
    client.post(CHANGE.format(story.pk), page(client, story, desk_note="Theirs."))
    answer = client.post(CHANGE.format(story.pk), older)
    assert "It says now: Theirs." in answer.content.decode()
    assert Article.objects.get().desk_note == "Theirs."
    again = older | {"base_aside": answer.context["form"]["base_aside"].value()}
    assert client.post(CHANGE.format(story.pk), again).status_code == 302
    assert Article.objects.get().desk_note == "Mine."


def test_a_draft_shows_the_note_as_it_is_by_now_unless_it_was_typed_in_the_draft() -> None:
    story, client = make_article(), signed_in(make_user("editor"))
    typed = page(client, story, headline="Typed on")
    Article.objects.update(desk_note="A note since then.")
    client.post(f"/admin/articles/article/{story.pk}/draft/", typed | {"_page": "ab" * 16})
    form = client.get(CHANGE.format(story.pk)).context["form"]
    assert (form["headline"].value(), form["desk_note"].value()) == ("Typed on", "A note since then.")

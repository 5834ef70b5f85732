"""Cards go from column to column by the verbs, and stale ones nowhere."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from articles import publishing
from articles.admin.panel import VERBS
from articles.models import Article
from newsroom.desk.board.reading import column_of
from newsroom.desk.board.ways import NO_RIGHT, NO_WAY, WAYS
from tests.desk.boards import (
    BOARD,
    JSON,
    act,
    card_on,
    edited,
    page_of,
    url,
)
from tests.desk.forms import signed_in, verb_post
from tests.factories import (
    make_article,
    make_user,
)

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db


# Ways


def test_a_card_marks_where_it_can_go_as_may_says() -> None:
    story = make_article(submitted=True)
    for user, expected in (
        (make_user("editor"), {"draft": "send_back", "scheduled": "schedule", "public": "publish"}),
        (story.creator, {"draft": "take_back", "scheduled": NO_RIGHT, "public": NO_RIGHT}),
        (make_user(), {"draft": NO_RIGHT, "scheduled": NO_RIGHT, "public": NO_RIGHT}),
    ):
        card = card_on(page_of(signed_in(user)), story)
        found = {column: card[f"data-to-{column}"] for column in expected}
        assert found == expected
        assert card["data-to-ended"] == NO_WAY


def test_an_editor_s_own_story_is_taken_back_without_a_note() -> None:
    editor = make_user("editor")
    story = make_article(creator=editor, submitted=True)
    assert card_on(page_of(signed_in(editor)), story)["data-to-draft"] == "take_back"


def test_every_way_is_a_verb_of_the_story_s_page() -> None:
    assert {verb for verbs in WAYS.values() for verb in verbs} <= set(VERBS)


# Moving a card


def test_a_card_is_moved_through_all_columns() -> None:
    writer, editor = make_user(), make_user("editor")
    story = make_article(creator=writer)
    journalist, chief = signed_in(writer), signed_in(editor)
    assert act(journalist, story, "submit").json() == {"said": "Submitted. An editor will look at it."}
    story = Article.objects.get()
    assert column_of(story) == "submitted"
    assert act(chief, story, "send_back", note="Call her.").status_code == 200
    story = Article.objects.get()
    assert (column_of(story), story.desk_note) == ("draft", "Call her.")
    assert act(chief, story, "schedule", at="2031-01-01T12:00").status_code == 200
    assert column_of(story) == "scheduled"
    asked = chief.get(url(story, "cancel"), headers=JSON).json()["html"]
    release = BeautifulSoup(asked, "lxml").select_one("input[name=release]")["value"]
    assert act(chief, story, "cancel", release=release).status_code == 200
    assert column_of(story) == "draft"
    assert act(chief, story, "publish").json() == {"said": "Published."}
    assert column_of(story) == "public"


def test_the_question_shows_what_stands_in_the_way_before_its_button() -> None:
    story, editor = make_article(body=""), signed_in(make_user("editor"))
    asked = editor.get(url(story, "publish"), headers=JSON).json()["html"]
    assert asked.index("It has no body.") < asked.index("<button")
    assert "It has no picture." in asked
    response = act(editor, story, "publish")
    assert response.status_code == 422
    assert "It has no body." in response.json()["html"]
    assert Article.objects.get().public_status == "hidden"


def test_a_note_that_was_not_written_is_asked_for_again() -> None:
    story = make_article(submitted=True)
    response = act(signed_in(make_user("editor")), story, "send_back", note="")
    assert response.status_code == 422
    assert "Say in the note what is wanted." in response.json()["html"]
    assert Article.objects.get().stage == "submitted"


@pytest.mark.parametrize("verb", ["submit", "publish", "schedule"])
def test_a_story_that_was_saved_meanwhile_is_not_moved_by_a_stale_card(verb: str) -> None:
    story, editor = make_article(), signed_in(make_user("editor"))
    card = verb_post(story, column="draft", at="2031-01-01T12:00")
    edited(story, "Saved meanwhile")
    if verb != "submit":
        asked = editor.get(url(story, verb), {**card, "board": ""}, headers=JSON)
        assert asked.status_code == 409
    response = editor.post(url(story, verb), card, headers=JSON)
    assert response.status_code in (409, 422)
    assert "changed while you were looking" in json.dumps(response.json())
    assert column_of(story) == "draft"


@pytest.mark.parametrize("verb", ["take_back", "send_back"])
def test_a_story_that_stands_elsewhere_by_now_is_not_moved_by_a_stale_card(verb: str) -> None:
    editor = make_user("editor")
    story = make_article(creator=editor, submitted=True)
    publishing.publish(story.pk, editor)
    publishing.submit(story.pk, editor)
    publishing.take_back(story.pk, editor)
    post = verb_post(story, column="submitted", note="More.")
    response = signed_in(editor).post(url(story, verb), post, headers=JSON)
    assert response.status_code == 409
    assert "changed while you were looking" in response.json()["said"]
    assert column_of(story) == "public"


def test_an_urgent_edit_over_a_scheduled_change_leads_to_the_page_that_asks() -> None:
    editor = make_user("editor")
    story = edited(make_article(published=True), "Scheduled text")
    publishing.schedule(story.pk, editor, at=timezone.now() + timedelta(hours=1))
    publishing.edit_live(story.pk, editor)
    edited(story, "Urgent text")
    story = Article.objects.get()
    response = act(signed_in(editor), story, "publish")
    assert response.json() == {"go": f"/admin/articles/article/{story.pk}/decide/"}


def test_without_a_script_the_menu_is_a_page_and_leads_back_to_the_board_as_it_was() -> None:
    story, editor = make_article(), signed_in(make_user("editor"))
    query = f"desk=&kind=story&section={story.section_id}"
    grip = card_on(page_of(editor, query), story).select_one("[data-grip]")
    menu = BeautifulSoup(editor.get(grip["href"]).content.decode(), "lxml")
    form = menu.select_one(f'form[action="{url(story, "submit")}"]')
    post = {field["name"]: field.get("value", "") for field in form.select("input")}
    response = editor.post(form["action"], post)
    assert response.status_code == 302
    assert response["Location"] == f"{BOARD}?section={story.section_id}&kind=story"
    assert column_of(story) == "submitted"
    assert "Submitted. An editor will look at it." in editor.get(response["Location"]).content.decode()


def test_a_board_named_by_somebody_else_leads_nowhere_else() -> None:
    story, editor = make_article(), signed_in(make_user("editor"))
    post = verb_post(story, column="draft", board="//evil.example/?desk=1&x=2")
    assert editor.post(url(story, "submit"), post)["Location"] == BOARD


def test_a_card_is_assigned_with_the_time_it_had() -> None:
    story, editor, writer = make_article(), signed_in(make_user("editor")), make_user()
    form = editor.get(url(story, "assign"), headers=JSON).json()["html"]
    was = BeautifulSoup(form, "lxml").select_one("input[name=was]")["value"]
    answers = {"assignee": writer.pk, "due_at": "2031-03-01T17:30", "was": was}
    assert act(editor, story, "assign", **answers).json() == {"said": "Assigned."}
    assert Article.objects.get().due_at == datetime(2031, 3, 1, 16, 30, tzinfo=UTC)
    stale = act(editor, story, "assign", **{**answers, "assignee": make_user().pk})
    assert stale.status_code == 409
    assert Article.objects.get().assignee == writer

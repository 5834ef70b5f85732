"""The board shows a story to those alone who may see it, and does what `may` allows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from articles import publishing
from articles.models import Article
from articles.published.models import Release
from newsroom.desk.board.ways import VERBS_HERE
from tests.desk.boards import (
    BOARD,
    FRESH,
    JSON,
    act,
    card_on,
    page_of,
    url,
)
from tests.desk.forms import signed_in
from tests.factories import (
    make_article,
    make_edition,
    make_user,
)

if TYPE_CHECKING:
    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db


# Who sees what


def test_a_confidential_story_is_on_its_own_people_s_board_alone_and_in_nobody_else_s_counts() -> None:
    owner, other = make_user(), make_user()
    story = make_article("Behind the door", creator=owner, confidential=True)
    make_article("In sight")
    for user, count in ((owner, "2"), (make_user("editor"), "2"), (other, "1")):
        client = signed_in(user)
        page = page_of(client)
        assert page.select_one("[data-column=draft] [data-count]").text == count
        assert bool(card_on(page, story)) == (count == "2")
        fresh = client.get(FRESH).json()
        assert fresh["columns"][0]["count"] == count
        assert (str(story.pk) in fresh["cards"]) == (count == "2")
    assert "Behind the door" not in signed_in(other).get(BOARD).content.decode()


PEOPLE = ("anonymous", "nobody", "elsewhere", "another journalist", "owner", "editor", "admin")
STORY_STATES = ("draft", "submitted", "scheduled", "published", "withdrawn", "confidential")
BY_STATE = [
    state if state == "draft" else pytest.param(state, marks=pytest.mark.sweep) for state in STORY_STATES
]


def made(state: str) -> Article:
    editor = make_user("editor")
    story = make_article(
        submitted=state == "submitted",
        published=state in ("published", "withdrawn"),
        confidential=state == "confidential",
    )
    if state == "scheduled":
        publishing.schedule(story.pk, editor, at=timezone.now() + timedelta(days=1))
    elif state == "withdrawn":
        publishing.withdraw(story.pk, editor, notice="Wrong.")
    return Article.objects.get(pk=story.pk)


def asked_by(who: str, story: Article) -> tuple[Client, User | None]:
    if who == "anonymous":
        return Client(), None
    user = {
        "nobody": lambda: make_user(""),
        "elsewhere": lambda: make_user("editor", edition=make_edition("es")),
        "another journalist": make_user,
        "owner": lambda: story.creator,
        "editor": lambda: make_user("editor"),
        "admin": lambda: make_user("admin"),
    }[who]()
    return signed_in(user), user


def due(user: User | None, story: Article, right: str) -> int:
    if user is None or not user.may("enter"):
        return 302
    if right and not user.may("view", story):
        return 404
    return 403 if right and not user.may(right, story) else 200


@pytest.mark.parametrize("state", BY_STATE)
def test_each_address_answers_by_the_rights_of_whoever_asks(state: str) -> None:
    story = made(state)
    wrong = []
    for who in PEOPLE:
        client, user = asked_by(who, story)
        addresses = {BOARD: "", FRESH: "", url(story): "view"} | {
            url(story, verb): verb for verb in VERBS_HERE
        }
        for address, right in addresses.items():
            response = client.get(address, headers=JSON)
            expected = due(user, Article.objects.get(pk=story.pk), right)
            if response.status_code != expected:
                wrong.append((who, "GET", address, expected, response.status_code))
    assert wrong == []


ANSWERS = {"send_back": {"note": "More."}, "schedule": {"at": "2031-01-01T12:00"}, "assign": {"was": ";"}}


@pytest.mark.parametrize("state", BY_STATE)
def test_each_verb_is_done_for_those_alone_whom_may_allows(state: str) -> None:
    story = made(state)
    release = Release.objects.filter(article_id=story.pk).first()
    answers = {**ANSWERS, "cancel": {"release": release.pk if release else 0}}
    before = standing_of(story)
    wrong = []
    for who in PEOPLE:
        client, user = asked_by(who, story)
        for verb in VERBS_HERE:
            expected = due(user, Article.objects.get(pk=story.pk), verb)
            with transaction.atomic():
                found = act(client, story, verb, **answers.get(verb, {})).status_code
                is_changed = standing_of(story) != before
                transaction.set_rollback(True)
            # What is allowed and cannot be, such as to cancel what is not scheduled, is said and not done.
            is_right = found in (200, 422) if expected == 200 else found == expected and not is_changed
            if not is_right:
                wrong.append((who, verb, expected, found, is_changed))
    assert wrong == []


def standing_of(story: Article) -> tuple[Any, ...]:
    rows = Article.objects.filter(pk=story.pk).values_list("stage", "assignee", "due_at", "head", "desk_note")
    return (*rows.get(), Article.objects.get(pk=story.pk).public_status)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(method: str) -> None:
    story, editor = make_article(), signed_in(make_user("editor"))
    for address in (BOARD, FRESH, url(story), url(story, "submit")):
        assert getattr(editor, method)(address).status_code == 405
    for address in (BOARD, FRESH, url(story)):
        assert editor.post(address).status_code == 405


def test_what_is_no_verb_of_the_board_is_not_there() -> None:
    story, editor = make_article(), signed_in(make_user("editor"))
    for verb in ("spike", "withdraw", "nonsense"):
        assert editor.get(url(story, verb)).status_code == 404
        assert editor.post(url(story, verb)).status_code == 404
    assert editor.get(f"{BOARD}{9**20}/").status_code == 404

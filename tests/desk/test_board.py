"""The board: where each story stands, who sees it, what may be done with it, and what is new."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.admin.panel import VERBS
from articles.columns import COLUMNS, in_column
from articles.drafts import presence
from articles.models import Article
from articles.published.models import Release
from articles.published.moment import desk_moment
from articles.review.models import Comment
from articles.revisions import lock, save_revision
from newsroom.desk.board.filters import Filters
from newsroom.desk.board.reading import column_of, read_board
from newsroom.desk.board.ways import NO_RIGHT, NO_WAY, VERBS_HERE, WAYS
from tests.desk.forms import CHANGE, signed_in, story_post, verb_post
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
    from django.http import HttpResponse

    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
BOARD, FRESH = "/admin/board/", "/admin/board/fresh/"
JSON = {"Accept": "application/json"}
BUDGET, SHORT_ASK = 12, 6


def standing(user: User, filters: Filters | None = None) -> dict[str, list[str]]:
    board = read_board(user, filters or Filters())
    return {column.name: [str(card.article) for card in column.cards] for column in board.columns}


def url(story: Article, verb: str = "") -> str:
    return f"{BOARD}{story.pk}/{verb}/" if verb else f"{BOARD}{story.pk}/"


def act(client: Client, story: Article, verb: str, **answers: Any) -> HttpResponse:
    post = verb_post(story, column=column_of(story), **answers)
    return client.post(url(story, verb), post, headers=JSON)


def edited(story: Article, headline: str) -> Article:
    story = lock(story.pk)
    story.headline = headline
    story.save()
    save_revision(story, story.creator)
    return story


def page_of(client: Client, query: str = "") -> BeautifulSoup:
    response = client.get(f"{BOARD}?{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "lxml")


def card_on(page: BeautifulSoup, story: Article) -> Any:
    return page.select_one(f'[data-card="{story.pk}"]')


# Where a story stands


def test_each_story_stands_in_the_column_of_its_stage_and_status() -> None:
    editor = make_user("editor")
    make_article("A draft")
    make_article("Handed in", submitted=True)
    waits = make_article("Waits")
    publishing.schedule(waits.pk, editor, at=timezone.now() + timedelta(hours=1))
    make_article("Shown", published=True)
    changed = edited(make_article("Shown and changed", published=True), "Shown and changed")
    edited(changed, "Changed since")
    again = make_article("Shown and handed in", published=True)
    publishing.submit(again.pk, again.creator)
    withdrawn = make_article("Withdrawn", published=True)
    publishing.withdraw(withdrawn.pk, editor, notice="Wrong.")
    spiked = make_article("Spiked")
    publishing.spike(spiked.pk, editor)
    assert standing(editor) == {
        "draft": ["Changed since", "A draft"],
        "submitted": ["Shown and handed in", "Handed in"],
        "scheduled": ["Waits"],
        "public": ["Shown"],
        "ended": ["Withdrawn"],
    }


def test_no_story_stands_in_two_columns_and_one_alone_stands_where_it_stands_among_all() -> None:
    editor = make_user("editor")
    stories = [make_article(f"Draft {n}") for n in range(2)]
    for number in range(6):
        story = make_article(f"Public {number}", published=True)
        if number % 2:
            story = edited(story, f"Changed {number}")
        if number % 3:
            publishing.schedule(story.pk, editor, at=timezone.now() + timedelta(hours=number))
        if number == 4:
            publishing.submit(story.pk, story.creator)
        stories.append(story)
    board = read_board(editor, Filters())
    shown = [card.article.pk for column in board.columns for card in column.cards]
    assert len(shown) == len(set(shown))
    for column in board.columns:
        assert {column_of(card.article) for card in column.cards} <= {column.name}
    assert {story.pk for story in stories if column_of(story)} == set(shown)


def test_what_was_published_longer_ago_leaves_the_board_and_comes_back_when_it_is_changed() -> None:
    story = make_article("Old news", published=True)
    later = desk_moment(timezone.now() + timedelta(hours=25))
    found = {name for name in COLUMNS if in_column(Article.objects.all(), name, later).exists()}
    assert found == set()
    edited(story, "Old news, corrected")
    found = {name for name in COLUMNS if in_column(Article.objects.all(), name, later).exists()}
    assert found == {"draft"}


def test_a_column_has_so_many_cards_and_leads_to_the_others_in_the_list() -> None:
    editor, desk = make_user("editor"), make_desk("world")
    for number in range(33):
        make_article(f"Draft {number}", desk=desk if number else None)
    page = page_of(signed_in(editor), f"desk={desk.pk}")
    column = page.select_one("[data-column=draft]")
    assert len(column.select("[data-card]")) == 30
    assert column.select_one("[data-count]").text == "32"
    more = column.select_one("[data-more] a")
    assert more.text == "and 2 more"
    listed = signed_in(editor).get(more["href"]).content.decode()
    assert listed.count('class="field-headline_shown"') == 32


@pytest.mark.parametrize("whose", ["mine", "nobody"])
def test_the_list_that_a_column_leads_to_takes_every_filter(whose: str) -> None:
    editor = make_user("editor")
    mine = make_article("Mine", assignee=editor, kind="live")
    nobodys = make_article("Nobody's", kind="live")
    filters = Filters(edition=mine.edition_id, section=mine.section_id, kind="live", whose=whose)
    response = signed_in(editor).get(filters.list_url("draft", editor))
    assert response.status_code == 200
    page = response.content.decode()
    assert ("Mine" in page, "Nobody" in page) == (whose == "mine", whose == "nobody")
    assert standing(editor, filters)["draft"] == [str(mine if whose == "mine" else nobodys)]


def test_filters_narrow_the_board_and_stay_in_its_address() -> None:
    editor = make_user("editor")
    world = make_desk("world")
    sports = make_section("sports")
    make_article("World politics", desk=world)
    make_article("Sports", section=sports)
    make_article("En español", edition=make_edition("es"))
    gallery = make_article("Pictures", kind="gallery")
    cases = {
        f"desk={world.pk}": ["World politics"],
        f"section={sports.pk}": ["Sports"],
        f"edition={make_edition('es').pk}": ["En español"],
        "kind=gallery": ["Pictures"],
        "desk=nonsense&kind=no&whose=x&section=-1": ["Pictures", "En español", "Sports", "World politics"],
    }
    for query, expected in cases.items():
        page = page_of(signed_in(editor), query)
        assert [card["data-name"] for card in page.select("[data-card]")] == expected, query
    chosen = page_of(signed_in(editor), "kind=gallery").select_one("select[name=kind] option[selected]")
    assert chosen["value"] == gallery.kind


# What a card says


def test_a_card_says_what_an_editor_asks_of_a_story() -> None:
    writer = make_user(first_name="Ana", last_name="Torres")
    story = make_article(
        "Bridge stays shut",
        by=make_author("Mara Ellsworth"),
        desk=make_desk("world"),
        slugline="bridge-1",
        kind="live",
        is_sensitive=True,
        confidential=True,
        assignee=writer,
        due_at=datetime(2020, 3, 1, 16, 30, tzinfo=UTC),
    )
    other = make_user("editor", first_name="Ruben", last_name="Osei")
    presence.opened(story.pk, other)
    Comment.objects.create(article=story, author=other, text="Who says so?")
    publishing.submit(story.pk, story.creator)
    publishing.send_back(story.pk, other, note="Call the mayor.")
    card = card_on(page_of(signed_in(make_user("editor"))), story)
    said = " ".join(card.get_text(" ").split())
    for words in (
        *(
            "bridge-1",
            "Politics",
            "Bridge stays shut",
            "Mara Ellsworth",
            "19 words",
            "World",
            "AT",
            "Ana Torres",
        ),
        *("confidential", "sensitive", "no picture", "1 open comment", "open: Ruben Osei", "Call the mayor."),
        *("Overdue since", "1 Mar 17:30", "Europe/Paris"),
    ):
        assert words in said, words
    assert "is-overdue" in card["class"]


def test_a_story_that_is_due_later_is_not_overdue() -> None:
    story = make_article(due_at=timezone.now() + timedelta(hours=1), images=[make_image()])
    card = card_on(page_of(signed_in(make_user("editor"))), story)
    assert "Overdue" not in card.text
    assert "no picture" not in card.text
    assert "Due" in card.text


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


# What is new


def fresh(client: Client, etag: str = "", seen: str = "", query: str = "") -> HttpResponse:
    return client.get(f"{FRESH}?{query}&seen={seen}", headers={"If-None-Match": etag, **JSON})


def test_nothing_new_is_told_as_304_and_each_change_once() -> None:
    writer, editor = make_user(), make_user("editor")
    client = signed_in(editor)
    story = make_article("Watched", creator=writer)
    other = make_article("Left alone")
    page = page_of(client)
    etag = page.select_one("[data-board]")["data-etag"]
    assert fresh(client, etag).status_code == 304
    seen = ",".join(f"{card['data-card']}-{card['data-mark']}" for card in page.select("[data-card]"))
    publishing.submit(story.pk, writer)
    response = fresh(client, etag, seen)
    assert response.status_code == 200
    columns = {column["name"]: column["ids"] for column in response.json()["columns"]}
    assert (columns["draft"], columns["submitted"]) == ([other.pk], [story.pk])
    assert list(response.json()["cards"]) == [str(story.pk)]
    assert fresh(client, response["ETag"], seen).status_code == 304


def test_whatever_a_card_shows_makes_the_board_new() -> None:
    editor, colleague = make_user("editor"), make_user("editor")
    client = signed_in(editor)
    story = make_article("Watched", images=[make_image()], tags=[make_tag()])
    comment = Comment(article=story, author=colleague, text="Who says so?")

    def confide() -> None:
        post = story_post(Article.objects.get(pk=story.pk), confidential="on")
        assert signed_in(colleague).post(CHANGE.format(story.pk), post).status_code == 302

    changes = {
        "saved": lambda: edited(story, "Watched closely"),
        "assigned": lambda: publishing.assign(story.pk, editor, assignee=colleague),
        "due": lambda: publishing.assign(
            story.pk, editor, assignee=colleague, due_at=timezone.now() - timedelta(hours=1)
        ),
        "confidential": confide,
        "commented": comment.save,
        "opened": lambda: presence.opened(story.pk, colleague),
        "submitted": lambda: publishing.submit(story.pk, story.creator),
        "sent back": lambda: publishing.send_back(story.pk, editor, note="More."),
        "scheduled": lambda: publishing.schedule(
            story.pk, editor, at=timezone.now() + timedelta(milliseconds=400)
        ),
        "a new one": lambda: make_article("Another"),
    }
    etag = fresh(client)["ETag"]
    for what, change in changes.items():
        change()
        response = fresh(client, etag)
        assert response.status_code == 200, what
        etag = response["ETag"]


def test_what_becomes_public_by_its_time_makes_the_board_new() -> None:
    editor = make_user("editor")
    client = signed_in(editor)
    story = make_article()
    publishing.schedule(story.pk, editor, at=timezone.now() + timedelta(seconds=1))
    etag = fresh(client)["ETag"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1.1)")
    response = fresh(client, etag)
    assert response.status_code == 200
    assert {c["name"]: c["ids"] for c in response.json()["columns"]}["public"] == [story.pk]


def test_what_does_not_change_what_one_sees_is_nothing_new() -> None:
    client = signed_in(make_user())
    make_article("In sight")
    etag = fresh(client)["ETag"]
    make_article("Behind the door", confidential=True)
    response = fresh(client, etag)
    assert (response.status_code, response.content) == (304, b"")


def test_a_page_of_somebody_else_is_told_so() -> None:
    response = signed_in(make_user()).get(f"{FRESH}?user={make_user().pk}")
    assert response.status_code == 409


# What it costs


def asked_for(client: Client, path: str, etag: str = "") -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, headers={"If-None-Match": etag})
    assert response.status_code in (200, 304)
    return [query["sql"] for query in queries]


def full_board(count: int) -> None:
    """Stories in every column with all that a card can show, and `count` drafts more."""
    editor = make_user("editor")
    for number in range(2):
        writer = make_user()
        extra = {"desk": make_desk(), "assignee": writer, "by": make_author(f"Author {number}", user=writer)}
        make_article(f"Draft {number}", due_at=timezone.now(), **extra)
        make_article(f"Submitted {number}", submitted=True, images=[make_image()], **extra)
        story = make_article(
            f"Public {number}", published=True, section=make_section("sub", parent=None), **extra
        )
        presence.opened(story.pk, editor)
        Comment.objects.create(article=story, author=editor, text="?")
        waits = make_article(f"Scheduled {number}", **extra)
        publishing.schedule(waits.pk, editor, at=timezone.now() + timedelta(hours=1))
    many_drafts(count)


def many_drafts(count: int) -> None:
    """Drafts of a year, as many as nobody would write."""
    row = Article.objects.values().earliest("pk")
    told = {"headline": "'Draft of old ' || n", "saved_at": "now() - n * interval '1 hour'"}
    kept = [name for name in row if name not in ("id", *told, "head_id", "submitted_revision_id", "stage")]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_article ({', '.join([*kept, *told, 'stage'])}) "
            f"SELECT {', '.join([*kept, *told.values()])}, 'draft' "
            "FROM articles_article, generate_series(1, %s) n WHERE id = %s",
            [count, row["id"]],
        )


@pytest.mark.parametrize("count", [2, 10_000])
def test_the_board_is_within_its_budget_however_many_stories_there_are(count: int) -> None:
    full_board(count)
    client = signed_in(make_user("editor"))
    asked = asked_for(client, BOARD)
    print(len(asked), *(sql[:200] for sql in asked), sep="\n")
    assert len(asked) <= BUDGET
    assert standing(make_user("editor"))["draft"][:2] == ["Draft 1", "Draft 0"]
    response = fresh(client)
    assert len(asked_for(client, FRESH, response["ETag"])) <= SHORT_ASK
    assert len(asked_for(client, FRESH)) <= BUDGET

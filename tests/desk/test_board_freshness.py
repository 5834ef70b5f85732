"""What is new on a board, and what it costs to know."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.drafts import presence
from articles.models import Article
from articles.review.models import Comment
from tests.desk.boards import (
    BOARD,
    BUDGET,
    FRESH,
    SHORT_ASK,
    edited,
    fresh,
    page_of,
    standing,
)
from tests.desk.forms import CHANGE, signed_in, story_post
from tests.factories import (
    make_article,
    make_author,
    make_desk,
    make_image,
    make_section,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db


# What is new


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
        "scheduled": lambda: publishing.schedule(story.pk, editor, at=timezone.now() + timedelta(hours=1)),
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
    # Far enough ahead for a slow machine to ask before it comes; what is waited for is the database's clock.
    at = timezone.now() + timedelta(seconds=4)
    publishing.schedule(story.pk, editor, at=at)
    etag = fresh(client)["ETag"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(extract(epoch FROM %s - clock_timestamp()) + 0.1)", [at])
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
    kept = [
        name
        for name in row
        if name not in ("id", *told, "head_id", "submitted_revision_id", "stage", "words")
    ]
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

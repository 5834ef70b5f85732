"""The board: where each story stands, and what its card says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles import publishing
from articles.columns import COLUMNS, in_column
from articles.drafts import presence
from articles.models import Article
from articles.published.moment import desk_moment
from articles.review.models import Comment
from newsroom.desk.board.filters import Filters
from newsroom.desk.board.reading import column_of, read_board
from tests.desk.boards import (
    card_on,
    edited,
    page_of,
    standing,
)
from tests.desk.forms import signed_in
from tests.factories import (
    make_article,
    make_author,
    make_desk,
    make_edition,
    make_image,
    make_section,
    make_user,
)

pytestmark = pytest.mark.django_db


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

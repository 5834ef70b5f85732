"""The board as a browser asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Article
from articles.revisions import lock, save_revision
from newsroom.desk.board.filters import Filters
from newsroom.desk.board.reading import column_of, read_board
from tests.desk.forms import verb_post

if TYPE_CHECKING:
    from django.http import HttpResponse

    from newsroom.accounts.models import User

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


def fresh(client: Client, etag: str = "", seen: str = "", query: str = "") -> HttpResponse:
    return client.get(f"{FRESH}?{query}&seen={seen}", headers={"If-None-Match": etag, **JSON})

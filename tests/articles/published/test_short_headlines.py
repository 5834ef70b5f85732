"""Where a short headline stands, and where the whole one does."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from articles.models import Article
from articles.published.models import MostRead
from tests.articles.published.pages import json_ld, path_of, properties, soup
from tests.desk.forms import CHANGE, signed_in, story_post
from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]
LONG = "Council votes to close the old bridge for two winters and ferry the traffic"
SHORT = "Bridge to close for two winters"


def make_short(**fields: str) -> Article:
    return make_article(LONG, short_headline=SHORT, published=True, **fields)


def said(response: HttpResponse, where: str) -> list[str]:
    return [link.get_text(strip=True) for link in soup(response).select(where)]


def test_most_read_says_the_short_headline(client: Client) -> None:
    story, other = make_short(), make_article("Another", published=True)
    MostRead.objects.create(edition=story.edition, window_hours=24, article_id=story.pk, score=9)
    assert SHORT in said(client.get(path_of(other)), ".most-read a")


def test_a_card_of_words_alone_on_the_front_says_the_short_headline(client: Client) -> None:
    make_short()
    for number in range(3):
        make_article(f"Newer {number}", published=True)
    response = client.get("/")
    assert SHORT in said(response, ".card--text a")
    assert LONG not in said(response, ".card--text a")


def test_a_wide_card_says_the_whole_headline(client: Client) -> None:
    make_short()
    assert said(client.get("/latest/"), ".card--lead a") == [LONG]


def test_without_a_short_headline_small_cards_say_the_whole_one(client: Client) -> None:
    story, other = make_article(LONG, published=True), make_article("Another", published=True)
    MostRead.objects.create(edition=story.edition, window_hours=24, article_id=story.pk, score=9)
    assert LONG in said(client.get(path_of(other)), ".most-read a")


def test_what_is_shared_says_the_short_headline_and_the_page_itself_the_whole_one(client: Client) -> None:
    response = client.get(path_of(make_short(slug="bridge")))
    page = soup(response)
    x = next(a["href"] for a in page.select(".share__link") if "x.com" in str(a["href"]))
    mail = next(a["href"] for a in page.select(".share__link") if str(a["href"]).startswith("mailto:"))
    assert parse_qs(urlsplit(str(x)).query)["text"] == [SHORT]
    assert parse_qs(urlsplit(str(mail)).query)["subject"] == [SHORT]
    [native] = page.select('[data-share="native"]')
    assert native["data-title"] == SHORT
    assert page.h1.get_text(strip=True) == LONG
    assert properties(response)["og:title"] == LONG
    assert next(node for node in json_ld(response) if "headline" in node)["headline"] == LONG


def test_the_desk_takes_sixty_characters_and_keeps_what_is_longer_as_typed() -> None:
    story, client = make_article(LONG), signed_in(make_user("editor"))
    url = CHANGE.format(story.pk)
    assert client.post(url, story_post(story, short_headline="x" * 60)).status_code == 302
    story = Article.objects.get(pk=story.pk)
    refused = client.post(url, story_post(story, short_headline="y" * 61))
    assert refused.status_code == 200
    assert "y" * 61 in refused.content.decode()
    assert Article.objects.get(pk=story.pk).short_headline == "x" * 60

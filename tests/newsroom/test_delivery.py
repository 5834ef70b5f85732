"""The headers with which public answers travel."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from tests.articles.previews.sharing import shared
from tests.articles.published.pages import path_of
from tests.factories import make_article

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


@pytest.mark.parametrize(
    ("path", "seconds"),
    [
        ("/", 5),
        ("/politics/", 5),
        ("{story}", 5),
        ("/search/?q=x", 5),
        ("/feed/rss.xml", 5),
        ("/nothing/", 0),
    ],
)
def test_a_public_page_may_be_kept_for_seconds_and_sets_no_cookie(
    client: Client, path: str, seconds: int
) -> None:
    response = client.get(path.format(story=path_of(make_article(published=True))))
    assert response["Cache-Control"] == f"public, max-age={seconds}"
    assert not response.cookies


def test_pages_name_the_rules_of_what_may_be_fetched_ahead(client: Client) -> None:
    story = path_of(make_article(published=True))
    for path in ("/", "/politics/", story, "/search/"):
        address = re.fullmatch(
            r'"(/static/js/prefetch\.[^"]*speculationrules)"', client.get(path)["Speculation-Rules"]
        )
        assert address, path


def test_nothing_is_fetched_ahead_from_a_preview_or_a_feed(client: Client) -> None:
    assert "Speculation-Rules" not in client.get(shared(make_article()))
    assert "Speculation-Rules" not in client.get("/feed/rss.xml")


def test_the_rules_are_json_of_their_own_type() -> None:
    place = finders.find(settings.SPECULATION_RULES)
    assert isinstance(place, str)
    rules = json.loads(Path(place).read_text())
    assert [rule["eagerness"] for rule in rules["prefetch"]] == ["moderate"]
    assert settings.STATIC_TYPES[Path(place).suffix] == "application/speculationrules+json"

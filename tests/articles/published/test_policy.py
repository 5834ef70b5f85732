"""The content security policy of a story's page: our own address, and what its blocks need."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from articles.body import providers
from tests.articles.published.pages import path_of
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"
PLAYER = "https://player.example"


@pytest.fixture
def _youtube_needs_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = [
        replace(p, csp={"frame-src": (PLAYER,)}) if providers.provider_for(VIDEO) == p else p
        for p in providers.PROVIDERS
    ]
    monkeypatch.setattr(providers, "PROVIDERS", tuple(changed))


def policy_of(body: str) -> str:
    article = make_article(body=body, published=True)
    response = Client().get(path_of(article))
    assert response.status_code == 200
    return str(response["Content-Security-Policy"])


@pytest.mark.usefixtures("_youtube_needs_a_frame")
def test_a_video_adds_to_the_policy_of_its_page_what_its_provider_needs() -> None:
    assert f"frame-src {PLAYER}" in policy_of(
        f'<p>Watch.</p><figure data-news="video" data-url="{VIDEO}"><figcaption>A film</figcaption></figure>'
    )


@pytest.mark.usefixtures("_youtube_needs_a_frame")
def test_a_page_without_that_video_stays_with_our_own_address() -> None:
    policy = policy_of("<p>Read.</p>")
    assert PLAYER not in policy
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy

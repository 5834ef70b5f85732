"""Fixtures for the desk's side of live blogs: who writes one, and a public one of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from articles.models import Article


@pytest.fixture
def reporter() -> Any:
    return make_user("journalist")


@pytest.fixture
def blog(reporter: Any) -> Article:
    return make_article("Election night", kind="live", creator=reporter, published=True)

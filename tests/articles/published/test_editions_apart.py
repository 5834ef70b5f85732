"""No story of one edition stands in a list, feed or sitemap of another, though they share tags, authors and all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    pass

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = {"en": "otters", "es": "nutrias"}

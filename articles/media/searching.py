"""Finding pictures of the library by words."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, QuerySet, TextField, Value

from articles.media.models import Image

MOST_WORDS = 6


def folded(*parts: Any) -> Func:
    """Text, or columns of it, as what is searched is folded: without case, accents and Arabic marks."""
    texts = [Value(part) if isinstance(part, str) else part for part in parts]
    return Func(*texts, function="library_fold", output_field=TextField())


def with_words(rows: QuerySet[Image], words: str) -> QuerySet[Image]:
    """The pictures that have each of the words, or a longer one around it, anywhere in models.SEARCHED.

    Case, accents and Arabic marks make no difference. Words after the sixth are not asked for.
    """
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(words__contains=folded(word))
    return rows

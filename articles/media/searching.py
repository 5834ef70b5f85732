"""Finding pictures of the library by words."""

from __future__ import annotations

from django.db.models import Func, QuerySet, TextField, Value

from articles.media.models import Image

MOST_WORDS = 6


def with_words(rows: QuerySet[Image], words: str) -> QuerySet[Image]:
    """The pictures that have each of the words, or a longer one around it, anywhere in models.SEARCHED.

    Case, accents and Arabic marks make no difference. Words after the sixth are not asked for.
    """
    for word in words.split()[:MOST_WORDS]:
        folded = Func(Value(word), function="library_fold", output_field=TextField())
        rows = rows.filter(words__contains=folded)
    return rows

"""What was corrected in a story, as readers are told: on its page, in feeds, in data for machines, and in the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.published.models import Release
from articles.published.reader import Reader


@dataclass(frozen=True)
class Correction:
    """`type` is a word in the edition's language."""

    type: str
    text: str
    at: datetime
    is_above: bool


def corrections_of(rows: Iterable[dict[str, Any]]) -> list[Correction]:
    """The corrections in a Release's content, in the order in which they were made."""
    types = {"correction": _("Correction"), "clarification": _("Clarification"), "update": _("Update")}
    found = [
        Correction(
            types.get(row["type"], row["type"]),
            row["text"],
            datetime.fromisoformat(row["at"]),
            row.get("placement") == "top",
        )
        for row in rows
    ]
    return sorted(found, key=lambda correction: correction.at)


def read_corrections(reader: Reader, article_ids: Iterable[int]) -> dict[int, list[Correction]]:
    """The corrections of public stories, the newest first, in one query."""
    rows = reader.moment.public(
        Release.objects.filter(article_id__in=sorted(set(article_ids)), edition_id=reader.edition.pk)
    )
    return {
        pk: corrections_of(held or [])[::-1]
        for pk, held in rows.values_list("article_id", "content__corrections")
    }


def feed_html(corrections: list[Correction], *, above: bool) -> SafeString:
    """Those of one place as a feed carries them, their days in the zone that is active; empty if there are none."""
    return format_html_join(
        "\n",
        '<p><strong>{}</strong> (<time datetime="{}">{}</time>): {}</p>',
        (
            (
                c.type,
                (at := timezone.localtime(c.at)).isoformat(timespec="seconds"),
                at.date().isoformat(),
                c.text,
            )
            for c in corrections
            if c.is_above == above
        ),
    )

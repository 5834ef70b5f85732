"""Rows of pictures for load tests: what is known of them, and no files. For a database to throw away."""

from __future__ import annotations

import hashlib
import random
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from articles.media.models import Rights
from newsroom.bulk_text import WORDS, BulkText

COLUMNS = (
    *(
        "sha256",
        "byte_size",
        "width",
        "height",
        "caption",
        "credit",
        "rights",
        "rights_until",
        "uploaded_by_id",
    ),
    *("uploaded_at", "file", "format", "focal_x", "focal_y", "alt_text", "is_decorative", "long_description"),
    *("photographer", "copyright_notice", "usage_terms", "place", "keywords", "file_name", "digital_source"),
)
BETWEEN = timedelta(minutes=3)
# One in so many has rights that end, and lacks its alternative text.
ENDS, SILENT = 20, 8


def write_pictures(cursor: Any, number: int, creator_id: int, chance: random.Random) -> None:
    """Add the rows by COPY, the newest of this hour, one every few minutes before it."""
    text = BulkText(chance)
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    run = secrets.token_hex(4)
    with cursor.copy(f"COPY media_image ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        for n in range(number):
            at = start - BETWEEN * (number - n)
            copy.write_row(_row(n, f"{run}-{n}", at, start, creator_id, text, chance))
    cursor.execute("ANALYZE media_image")


def _row(
    n: int, key: str, at: datetime, now: datetime, creator_id: int, text: BulkText, chance: random.Random
) -> tuple[Any, ...]:
    until = now + timedelta(days=chance.randint(-400, 400)) if n % ENDS == 0 else None
    upright = n % 4 == 0
    width, height = (4000, 6000) if upright else (6000, 4000)
    said = (text.sentence(), text.name(), chance.choice(Rights.values), until)
    alt = "" if n % SILENT == 0 else text.sentence()
    place, keywords = text.word().capitalize(), ", ".join(chance.choices(WORDS, k=5))
    sha256 = hashlib.sha256(key.encode()).hexdigest()
    return (
        *(sha256, 9_000_000, width, height, *said, creator_id, at, f"originals/{sha256[:2]}/{sha256[:32]}"),
        *("jpeg", 0.5, 0.4, alt, False, "", text.name(), "", "", place, keywords, f"DSC_{n:06}.JPG", ""),
    )

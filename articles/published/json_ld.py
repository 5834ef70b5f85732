"""How JSON-LD is written: safely inside a page, without empty values, every address whole."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from articles.published.reader import Reader

_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def script_safe(data: Any) -> SafeString:
    """JSON that cannot end the script element it stands in."""
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES))  # noqa: S308


def size(data: Any) -> int:
    """How many bytes it takes, written so."""
    return len(script_safe(data).encode())


def without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", [], {}, None)}


def local(when: datetime, reader: Reader) -> str:
    """ISO 8601 to the second with the offset of the edition's zone, as the page's `time` elements have it."""
    return timezone.localtime(when, reader.edition.zone).isoformat(timespec="seconds")


def publisher_id(reader: Reader) -> str:
    """The one name of the edition's publisher, whose properties stand on the front."""
    return f"{reader.absolute(reader.url())}#org"

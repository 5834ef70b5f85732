from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()

# What Django shows of an empty value, in a cell of its own making.
EMPTY = (">-</", ">&nbsp;</")


@register.filter
def labelled(cells: Iterable[str], headers: list[dict[str, Any]]) -> Iterator[SafeString]:
    """`{% for cell in result|labelled:result_headers %}`: each cell of a row with the name of its column for narrow
    windows, which have no columns. That of the checkbox has none; nor has an empty one, which is marked as such."""
    for cell, header in zip(cells, headers, strict=True):
        if any(empty in cell for empty in EMPTY):
            said = mark_safe(" data-empty")
        elif "action-checkbox" in header.get("class_attrib", ""):
            said = mark_safe("")
        else:
            said = format_html(' data-label="{}"', capfirst(header["text"]))
        # "<td" or "<th", made by Django.
        yield mark_safe(f"{cell[:3]}{said}{cell[3:]}")  # noqa: S308

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from articles.editions import joining

register = template.Library()


@register.filter
def parted(items: Iterable[Any]) -> list[tuple[str, Any]]:
    """`{% for before, author in authors|parted %}`: what is written before each, with “and” before the last."""
    return joining.parted(list(items), _name)


@register.filter
def joined(names: Iterable[Any]) -> str:
    """The names with “and” before the last."""
    return joining.joined(names)


@register.filter
def listed(names: Iterable[Any]) -> str:
    """The names with nothing but commas."""
    return joining.listed(names)


@register.simple_tag
def comma() -> str:
    """The comma between two names, with its space."""
    return joining.comma()


def _name(item: Any) -> str:
    return str(getattr(item, "name", item))

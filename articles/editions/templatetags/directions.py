from __future__ import annotations

from typing import Any

from django import template

from articles.editions import directions

register = template.Library()


@register.filter
def seen(text: Any) -> str:
    """`{{ story|seen }}`: what stands alone in an element that runs by its first letter (`bdi`, `dir="auto"`)."""
    return directions.seen(str(text))

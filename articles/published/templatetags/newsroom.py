from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import formats, timezone

from articles.editions.models import Edition
from articles.published.pictures import FORMATS, MIME, File, Picture

register = template.Library()
# On a telephone nobody sees more than two pixels for one; larger files would only cost.
FALLBACK_WIDTH = 960


@register.inclusion_tag("components/picture.html")
def picture(
    picture: Picture | None, crop: str = "3x2", sizes: str = "100vw", eager: bool = False, **attributes: str
) -> dict[str, Any]:
    """A `<picture>` of the files that exist, or nothing. The fallback is a JPEG of moderate width."""
    files = picture.crop(crop) if picture else {}
    jpgs = files.get("jpg", [])
    if picture is None or not jpgs:
        return {"src": ""}
    fallback = _moderate(jpgs)
    return {
        "sources": [
            (MIME[name], srcset(files[name])) for name in FORMATS if files.get(name) and len(jpgs) > 1
        ],
        "src": fallback.url,
        "width": fallback.width,
        "height": fallback.height,
        "alt": picture.alt,
        "sizes": sizes,
        "eager": eager,
        "class": attributes.get("class", ""),
    }


@register.simple_tag
def still(picture: Picture) -> str:
    """Path of the one file that stands for a video: of moderate width, 16:9 if there is one; "" if there is none."""
    jpgs = picture.crop("16x9").get("jpg", [])
    return _moderate(jpgs).url if jpgs else ""


def _moderate(files: list[File]) -> File:
    return max((f for f in files if f.width <= FALLBACK_WIDTH), default=files[0], key=lambda f: f.width)


def srcset(files: list[File]) -> str:
    return ", ".join(f"{file.url} {file.width}w" for file in files)


@register.inclusion_tag("components/instant.html", takes_context=True)
def instant(context: dict[str, Any], when: datetime | None) -> dict[str, str]:
    """Date and time in the edition's zone and manner."""
    edition: Edition = context["edition"]
    return _time(when, edition, edition.date_format)


@register.inclusion_tag("components/instant.html", takes_context=True)
def day(context: dict[str, Any], when: datetime | date | None) -> dict[str, str]:
    """The date alone."""
    return _time(when, context["edition"], "j M Y")


def _time(when: datetime | date | None, edition: Edition, format: str) -> dict[str, str]:
    if when is None:
        return {"iso": "", "text": ""}
    if isinstance(when, datetime):
        when = timezone.localtime(when, edition.zone)
        return {"iso": when.isoformat(timespec="seconds"), "text": formats.date_format(when, format)}
    return {"iso": when.isoformat(), "text": formats.date_format(when, format)}

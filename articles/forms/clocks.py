"""Instants as the desk writes them: on the clock of the edition, and beside it on that of who reads it, if it differs."""

from __future__ import annotations

import zoneinfo
from datetime import datetime
from typing import Any

from django.forms.utils import flatatt
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FULL = gettext_lazy("j M Y H:i")
SHORT = gettext_lazy("j M H:i")


def own_zone(user: Any) -> str:
    """The name of a person's own zone; empty if none is set, or one that does not exist."""
    name = str(getattr(user, "time_zone", "") or "")
    try:
        # The list of all zones is read from the disk each time; the zone is not.
        return zoneinfo.ZoneInfo(name).key if name else ""
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def written(at: datetime, zone_name: str, user: Any, format: str | Promise = FULL) -> SafeString:
    """The instant with its zone: “25 Oct 2026 18:00 Europe/Paris (14:00 America/Lima, yours)”.

    Where the person has set no zone, clocks.js fills in the brackets with the browser's.
    """
    return format_html(
        '<span class="when">{} <span class="when-zone"><bdi dir="ltr">{}</bdi>{}</span></span>',
        bare(at, zone_name, format),
        zone_name,
        own_clock(at, zone_name, own_zone(user)),
    )


def bare(at: datetime, zone_name: str, format: str | Promise = FULL) -> SafeString:
    """The instant on the clock of a zone that is named beside it, such as at the head of its column."""
    local = timezone.localtime(at, zoneinfo.ZoneInfo(zone_name))
    text = formats.date_format(local, str(format))
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), text)


def own_clock(at: datetime | None, zone_name: str, own: str) -> SafeString:
    """The brackets with the person's own time after a space, or the place where clocks.js is to write them."""
    said = in_brackets(at, zone_name, own) if at is not None and own else ""
    attributes = {
        "data-own-clock": "" if own else "browser",
        "data-at": at.isoformat() if at else "",
        "data-zone": zone_name,
        "data-own": own,
        "data-words": own_words(),
    }
    said = f" {said}" if said else ""
    return format_html('<span class="when-own"{}>{}</span>', mark_safe(flatatt(attributes)), said)  # noqa: S308


def in_brackets(at: datetime, zone_name: str, own: str) -> str:
    """“(14:00 America/Lima, yours)”, with the date where it is another; empty if both clocks show the same."""
    there, here = at.astimezone(zoneinfo.ZoneInfo(zone_name)), at.astimezone(zoneinfo.ZoneInfo(own))
    if there.utcoffset() == here.utcoffset():
        return ""
    format = "H:i" if there.date() == here.date() else str(SHORT)
    words = own_words().replace("{time}", formats.date_format(here, format)).replace("{zone}", own)
    return f"({words})"


def own_words() -> str:
    """With {time} and {zone} in their places."""
    return str(_("{time} {zone}, yours"))

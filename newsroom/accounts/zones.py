"""A person's own time zone, chosen from those that there are."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def zone_names() -> list[str]:
    """The zones of places, and UTC; without the database's old abbreviations and files."""
    places = (name for name in zoneinfo.available_timezones() if "/" in name and _is_place(name))
    return [*sorted(places), "UTC"]


def _is_place(name: str) -> bool:
    return name.partition("/")[0] not in ("Etc", "SystemV", "posix", "right")


class ZoneField(forms.ChoiceField):
    """Empty: whatever zone the browser is in."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("own time zone"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("choices", _choices)
        super().__init__(**kwargs)


def _choices() -> list[tuple[str, Any]]:
    return [("", _("as the browser says")), *((name, name.replace("_", " ")) for name in zone_names())]

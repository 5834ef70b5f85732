from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from articles.forms.clocks import FULL, SHORT, bare, written

register = template.Library()


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], at: datetime | None, edition: Any) -> SafeString:
    """An instant of a story with the zone of its edition, and the reader's own in brackets if it differs."""
    return _when(context, at, edition, FULL)


@register.simple_tag(takes_context=True)
def when_short(context: dict[str, Any], at: datetime | None, edition: Any) -> SafeString:
    """The same without the year, for lists."""
    return _when(context, at, edition, SHORT)


@register.simple_tag
def when_bare(at: datetime | None, edition: Any) -> SafeString:
    """An instant in a column at whose head the edition's zone stands."""
    return bare(at, edition.time_zone) if at is not None else SafeString("")


@register.filter
def ago(at: datetime) -> str:
    """How long ago an instant was, in the two largest units; what is less than a minute old is of just now."""
    if (timezone.now() - at).total_seconds() < 60:
        return _("just now")
    return _("%(ago)s ago") % {"ago": timesince(at)}


def _when(context: dict[str, Any], at: datetime | None, edition: Any, format: str) -> SafeString:
    zone_name = edition if isinstance(edition, str) else edition.time_zone
    return written(at, zone_name, context["request"].user, format) if at is not None else SafeString("")

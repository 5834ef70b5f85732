from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
    """How long ago an instant was, in one unit, of which there are two or more; less than a minute is just now."""
    minutes = int((timezone.now() - at).total_seconds() // 60)
    if minutes < 1:
        return _("just now")
    if minutes < 120:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    if (hours := minutes // 60) < 48:
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    if (days := hours // 24) < 60:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    if (months := days // 30) < 24:
        return ngettext("%(count)d month ago", "%(count)d months ago", months) % {"count": months}
    years = days // 365
    return ngettext("%(count)d year ago", "%(count)d years ago", years) % {"count": years}


def _when(context: dict[str, Any], at: datetime | None, edition: Any, format: str | Promise) -> SafeString:
    zone_name = edition if isinstance(edition, str) else edition.time_zone
    return written(at, zone_name, context["request"].user, format) if at is not None else SafeString("")

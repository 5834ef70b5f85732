"""The board of translations: which stories are in which edition, which are missing there, and which do not answer their source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.editions.models import Edition
from articles.editions.scope import person
from articles.forms.widgets import read_ids
from articles.published import moment
from articles.sections.models import Section
from articles.translating.grid import CURRENT, DRAFT, MISSING, STALE, STATES, Asked, read_grid
from newsroom.desk.board.filters import Choice

LABELS: dict[str, Promise] = {
    MISSING: gettext_lazy("missing"),
    DRAFT: gettext_lazy("not public"),
    STALE: gettext_lazy("stale"),
    CURRENT: gettext_lazy("current"),
}


def translations(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """One page of the board, as its address says: `edition`, `state`, `section` and `p`."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    asked, editions = read_asked(request.GET), list(Edition.objects.all())
    grid = read_grid(person(request), asked, editions, moment.desk_moment())
    chosen = {name: value for name in ("edition", "state", "section") if (value := getattr(asked, name))}
    context = {
        **site.each_context(request),
        "title": _("Translations"),
        "grid": grid,
        "labels": LABELS,
        "choices": _choices(asked, editions),
        "is_chosen": bool(chosen),
        "newer": urlencode({**chosen, "p": asked.page - 1}) if asked.page > 1 else "",
        "older": urlencode({**chosen, "p": asked.page + 1}) if grid.has_more else "",
    }
    return TemplateResponse(request, "desk/translations.html", context)


def read_asked(sent: Mapping[str, Any]) -> Asked:
    """What was chosen. Anything that is no choice counts as none."""
    keys = {
        name: next(iter(read_ids([str(sent.get(name, ""))])), None) for name in ("edition", "section", "p")
    }
    state = str(sent.get("state", ""))
    page = min(max(keys.pop("p") or 1, 1), 10_000)
    return Asked(**keys, state=state if state in STATES else "", page=page)


def _choices(asked: Asked, editions: list[Edition]) -> list[Choice]:
    sections = Section.objects.select_related("parent", "edition")
    rows = [
        (
            str(row.pk),
            f"{row.edition.code}: {row.parent} › {row}" if row.parent else f"{row.edition.code}: {row}",
        )
        for row in sections.order_by("edition__position", "edition", "position", "name")
    ]
    named = [(str(edition.pk), str(edition)) for edition in editions]
    return [
        Choice("edition", _("edition"), _("into all editions"), named, str(asked.edition or "")),
        Choice("state", _("state"), _("all states"), list(LABELS.items()), asked.state),
        Choice("section", _("section"), _("all sections"), rows, str(asked.section or "")),
    ]

"""Importing a file of redirects on the desk: what would happen is shown first, and happens when that is confirmed."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.editions.models import Edition
from articles.editions.scope import person
from newsroom.redirects.files import MOST_BYTES, decoded, lines_of
from newsroom.redirects.keys import Refused
from newsroom.redirects.models import Redirect, Upload
from newsroom.redirects.planning import Outcome, Plan

# How many lines of each outcome the preview shows.
SHOWN = 100
KEPT = timedelta(days=1)


def import_page(request: HttpRequest, editions: list[Edition], context: dict[str, Any]) -> HttpResponse:
    """The page with the file's field; the preview of a file that was sent; the list once that is confirmed."""
    if not person(request).may("import_redirects"):
        raise PermissionDenied(_("You may not import redirects."))
    context |= {"title": _("Import redirects")}
    if request.method != "POST":
        return TemplateResponse(request, "desk/redirects_import.html", context)
    try:
        upload = _taken(request) if "file" in request.FILES or "seen" not in request.POST else _kept(request)
        plan = Plan(editions, Redirect.Origin.IMPORTED).make(lines_of(upload.text))
    except Refused as refusal:
        context |= {"error": str(refusal)}
        return TemplateResponse(request, "desk/redirects_import.html", context, status=422)
    seen = request.POST.get("seen", "")
    if seen == fingerprint(plan):
        return _done(request, plan, upload)
    context |= {"upload": upload, "has_changed": bool(seen), **preview(plan)}
    return TemplateResponse(request, "desk/redirects_import.html", context)


def _taken(request: HttpRequest) -> Upload:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise Refused(_("Choose a file."))
    text = decoded(file.read(MOST_BYTES + 1))
    with transaction.atomic():
        Upload.objects.filter(made_at__lt=Now() - KEPT).delete()
        upload, _is_new = Upload.objects.update_or_create(
            user=person(request), defaults={"name": (file.name or "")[:200], "text": text}
        )
    return upload


def _kept(request: HttpRequest) -> Upload:
    upload = Upload.objects.filter(user=person(request)).first()
    if upload is None:
        raise Refused(_("The file is not here any more; choose it again."))
    return upload


def _done(request: HttpRequest, plan: Plan, upload: Upload) -> HttpResponse:
    with transaction.atomic():
        count = plan.carry_out()
        upload.delete()
    said = ngettext("%(count)d redirect is imported.", "%(count)d redirects are imported.", count)
    messages.success(request, said % {"count": count})
    return HttpResponseRedirect(reverse("admin:redirects_redirect_changelist"))


def preview(plan: Plan) -> dict[str, Any]:
    """What the template shows of a plan: how many of each outcome there are, and the first of them."""
    found = {outcome: plan.of(outcome) for outcome in Outcome}
    return {
        "counts": {outcome.value: len(held) for outcome, held in found.items()},
        "parts": [
            {"outcome": outcome.value, "lines": held[:SHOWN], "more": max(0, len(held) - SHOWN)}
            for outcome, held in found.items()
            if held and outcome is not Outcome.SAME
        ],
        "to_write": len(found[Outcome.NEW]) + len(found[Outcome.CHANGED]),
        "seen": fingerprint(plan),
    }


def fingerprint(plan: Plan) -> str:
    """Changes with anything that the plan would do."""
    digest = hashlib.sha256()
    for planned in plan.lines:
        row = planned.row
        what = (row.edition_id, row.old, row.article_id, row.target, row.status) if row else planned.why
        digest.update(repr((planned.line.number, planned.outcome.value, what)).encode())
    return digest.hexdigest()

"""The screen of rights that end: what readers see now and may not be shown much longer, what ends first first."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.editions.scope import person
from articles.ending_rights import WITHIN, ending
from articles.media.models import Image


def ending_view(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    context = {
        **admin.site.each_context(request),
        "opts": Image._meta,
        "title": _("Rights that end"),
        "rows": ending(person(request)),
        "days": WITHIN.days,
        "zone": timezone.get_current_timezone_name(),
    }
    return TemplateResponse(request, "desk/ending.html", context)

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token did not match, mostly because the session ended meanwhile; says so, and how to go on."""
    return render(request, "desk/csrf_failure.html", status=403)

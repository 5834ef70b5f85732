from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token did not match, mostly because the session ended meanwhile; says so, and how to go on."""
    return render(request, "desk/csrf_failure.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent cannot be read: it is too large, or not what a form of the desk sends."""
    if isinstance(exception, TOO_LARGE):
        return render(request, "desk/413.html", status=413)
    return render(request, "desk/400.html", status=400)

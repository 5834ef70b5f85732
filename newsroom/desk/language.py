from __future__ import annotations

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from newsroom.accounts.languages import chosen_by

COOKIE_SECONDS = 365 * 24 * 3600


class DeskLanguageMiddleware(LocaleMiddleware):
    """The desk speaks the language of whoever works there; readers' pages that of their edition.

    The account says it; where it does not, and before one is signed in, the cookie of this machine, then the browser.
    """

    def process_request(self, request: HttpRequest) -> None:
        if not request.path_info.startswith(settings.DESK_PATH):
            return
        super().process_request(request)
        if language := _of_account(request):
            translation.activate(language)
            request.LANGUAGE_CODE = language

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not request.path_info.startswith(settings.DESK_PATH):
            return response
        language = _of_account(request)
        if language and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language:
            remember(response, language)
        return super().process_response(request, response)


def remember(response: HttpResponseBase, language: str) -> None:
    """Let this machine speak the language before anybody is signed in; with "" let it follow the browser again."""
    name, path = settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_COOKIE_PATH
    if not language:
        response.delete_cookie(name, path=path)
        return
    response.set_cookie(
        name,
        language,
        max_age=COOKIE_SECONDS,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


def _of_account(request: HttpRequest) -> str:
    try:
        return chosen_by(request.user) if hasattr(request, "user") else ""
    except (OperationalError, InterfaceError):
        # The page itself will say that the database does not answer.
        return ""

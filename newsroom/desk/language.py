from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware


class DeskLanguageMiddleware(LocaleMiddleware):
    """The desk speaks the language of whoever works there (cookie, then browser); readers' pages that of their edition."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(settings.DESK_PATH):
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith(settings.DESK_PATH):
            return super().process_response(request, response)
        return response

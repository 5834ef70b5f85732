from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.editions.models import Edition


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "code", "language", "prefix", "hostname", "time_zone", "position")
    search_fields = ("name", "code")
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        """The code is in links and in the names of files: it is chosen once."""
        return ("code",) if obj else ()

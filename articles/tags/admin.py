from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.tags.models import Tag, TagName


class TagNames(admin.StackedInline):  # type: ignore[type-arg]
    """What each edition calls the tag; without a name it has no page there."""

    model = TagName
    extra = 0
    prepopulated_fields = {"slug": ["name"]}
    fields = ["edition", "name", "slug", "description", "position", "is_shown"]


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "slug", "is_proposed", "merged_into")
    list_filter = ("is_proposed",)
    list_select_related = ("merged_into",)
    search_fields = ("name", "slug")
    fields = ["name", "slug", "is_proposed"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [TagNames]
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Tag | None = None) -> Any:
        """Whoever may only propose a tag cannot say that it is taken in."""
        return () if request.user.may("manage_tags") else ("is_proposed",)

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        if not request.user.may("manage_tags"):
            obj.is_proposed = True
        super().save_model(request, obj, form, change)

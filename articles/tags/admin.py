from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition
from articles.editions.naming import NamedByEditions, NamesInline
from articles.tags.models import Tag, TagName


class TagNames(NamesInline):
    model = TagName


@admin.register(Tag)
class TagAdmin(NamedByEditions):
    list_display = ("name", "slug", "is_proposed", "merged_into")
    list_filter = ("is_proposed",)
    list_select_related = ("merged_into",)
    search_fields = ("name", "slug")
    fields = ["name", "slug", "is_proposed"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [TagNames]
    actions = ["take_in"]
    shared = ("name", "slug", "is_proposed")

    def get_readonly_fields(self, request: HttpRequest, obj: Tag | None = None) -> Any:
        """Whoever may only propose a tag cannot say that it is taken in."""
        user: Any = request.user
        held = super().get_readonly_fields(request, obj)
        return held if user.may("manage_tags") else (*held, "is_proposed")

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        user: Any = request.user
        if not user.may("manage_tags"):
            obj.is_proposed = True
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        name_in_the_only_edition(form.instance)

    @admin.action(description=_("Take the chosen tags in"), permissions=["take_in"])
    def take_in(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        """Make proposed tags ordinary ones, which readers see; not those of other editions."""
        for tag in queryset.filter(is_proposed=True):
            if self.is_of_others(request, tag):
                continue
            tag.is_proposed = False
            tag.save(update_fields=["is_proposed"])
            name_in_the_only_edition(tag)

    def has_take_in_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.may("manage_tags"))  # type: ignore[union-attr]


def name_in_the_only_edition(tag: Tag) -> None:
    """Where there is one edition, a tag that is taken in is called there as on the desk, unless it has a name."""
    editions = list(Edition.objects.all()[:2])
    if len(editions) == 1 and not tag.is_proposed and not tag.names.exists():
        TagName.objects.create(of=tag, edition=editions[0], name=tag.name, slug=tag.slug)

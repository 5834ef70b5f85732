"""The desk's side of Names: which editions lack one of what all of them share, and who may give it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition
from articles.editions.scope import edition_ids_for, editions_for, person


def editions_of(request: HttpRequest) -> list[Edition]:
    """All editions, read once a request."""
    if not hasattr(request, "all_editions"):
        request.all_editions = list(Edition.objects.all())  # type: ignore[attr-defined]
    return request.all_editions  # type: ignore[attr-defined,no-any-return]


def names_of(model: type[Model]) -> QuerySet[Any]:
    """The Names of each row of a query over the model."""
    names: Any = model._meta.get_field("names").related_model
    found: QuerySet[Any] = names._default_manager.filter(of=OuterRef("pk")).order_by()
    return found


class LacksNameFilter(admin.SimpleListFilter):
    """The rows that an edition does not name, so that they have no page there. What was merged is not missed."""

    title = _("lacks a name in")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(edition.pk), edition.name) for edition in editions_of(request)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {value for value, _name in self.lookup_choices}:
            return queryset
        named = names_of(queryset.model).filter(edition=self.value())
        return queryset.filter(~Exists(named), merged_into=None)


class NamedByEditions(admin.ModelAdmin):  # type: ignore[type-arg]
    """What all editions share: its list has a column and a filter of the editions that lack a name of it.

    What is `shared` of a row, beside its names, is read in every edition that names it. It is changed by those who are
    editors in all of these, and is to be read for others, whatever they send.
    """

    shared: tuple[str, ...] = ()

    def is_of_others(self, request: HttpRequest, row: Any) -> bool:
        """Whether an edition names the row in which this person is no editor. Rows come from `get_queryset`."""
        own = edition_ids_for(person(request), as_editor=True)
        return row is not None and own is not None and not own.issuperset(row.named_in)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        held = super().get_readonly_fields(request, obj)
        return (*held, *self.shared) if self.is_of_others(request, obj) else held

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        read = self.get_readonly_fields(request, obj)
        held = super().get_prepopulated_fields(request, obj)
        return {name: sources for name, sources in held.items() if name not in read}

    def get_queryset(self, request: HttpRequest) -> Any:
        names = ArraySubquery(names_of(self.model).values("edition_id"))
        return super().get_queryset(request).annotate(named_in=names)

    def get_list_display(self, request: HttpRequest) -> Any:
        @admin.display(description=_("lacks a name in"))
        def lacking(row: Any) -> str:
            missing = [e for e in editions_of(request) if e.pk not in row.named_in]
            shown = ((e.language, e.name, e.label) for e in missing if row.merged_into_id is None)
            return format_html_join(" · ", '<bdi lang="{}" title="{}">{}</bdi>', shown)

        return [*super().get_list_display(request), lacking]

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [*super().get_list_filter(request), LacksNameFilter]


class NamesInline(admin.StackedInline):  # type: ignore[type-arg]
    """What each edition calls it, and whether it has a page there: of those editions in which one is an editor."""

    extra = 0
    prepopulated_fields = {"slug": ["name"]}
    fields = ["edition", "name", "slug", "description", "position", "is_shown"]

    def get_queryset(self, request: HttpRequest) -> Any:
        own = editions_for(person(request), as_editor=True)
        return super().get_queryset(request).filter(edition__in=own)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "edition":
            kwargs["queryset"] = editions_for(person(request), as_editor=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

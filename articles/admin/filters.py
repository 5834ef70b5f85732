"""Filters and paging of the desk's lists."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.admin.panel import STATUS_LABELS
from articles.columns import COLUMNS, in_column
from articles.editions.scope import editions_for, person
from articles.live_faults import FAULTS, FILE, PICTURE, SECTION, with_fault
from articles.models import Article, Stage
from articles.published import moment
from articles.querysets import in_status
from articles.sections.models import Desk, Section
from articles.whose import SENT_BACK, waiting_for, with_last_handed

COUNTED = 10_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of a list whose length is counted to COUNTED and no further: nobody leafs beyond, everybody waits for it."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by().values("pk")[:COUNTED].count()
        return len(rows)


def moment_of(request: HttpRequest) -> moment.Moment:
    """The instant that all of one request's lists and filters are about; the clock is read once."""
    if not hasattr(request, "desk_moment"):
        request.desk_moment = moment.desk_moment()  # type: ignore[attr-defined]
    return request.desk_moment  # type: ignore[attr-defined,no-any-return]


class StatusFilter(SimpleListFilter):
    title = _("what readers see")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STATUS_LABELS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in STATUS_LABELS:
            return queryset.filter(in_status(str(self.value()), moment_of(request)))
        return queryset


class ColumnFilter(SimpleListFilter):
    """The stories that stand in one column of the board, also those that it has no room for."""

    title = _("on the board")
    parameter_name = "column"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(COLUMNS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        name = self.value()
        return in_column(queryset, name, moment_of(request)) if name in COLUMNS else queryset


class WhoseFilter(SimpleListFilter):
    """Whose stories, or whose turn it is; `?whose=` takes the number of any member of staff too."""

    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("mine", _("mine")),
            ("assigned", _("assigned to me")),
            ("sent_back", _("sent back to me")),
            ("waiting", _("waiting for an editor")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        user, value = person(request), self.value() or ""
        match value:
            case "mine":
                return queryset.filter(Article.objects.owned_by(user))
            case "assigned":
                return queryset.filter(assignee=user).exclude(stage=Stage.SPIKED)
            case "sent_back":
                return with_last_handed(queryset).filter(SENT_BACK, Article.objects.owned_by(user))
            case "waiting":
                return queryset.filter(waiting_for(user))
            case _ if value.isascii() and value.isdigit() and len(value) < 19:
                return queryset.filter(Article.objects.owned_by(int(value)))
        return queryset


class LacksFilter(SimpleListFilter):
    """Public stories with which something is amiss."""

    title = _("public, and missing")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (FILE, _("words, credit or rights of a picture")),
            (SECTION, _("a section")),
            (PICTURE, _("a picture")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(with_fault(value, moment_of(request))) if value in FAULTS else queryset


class _RowFilter(SimpleListFilter):
    """A filter by a key of the story, its choices read once."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value and value.isascii() and value.isdigit() and len(value) < 19:
            return queryset.filter(**{f"{self.parameter_name}_id": int(value)})
        return queryset


class SectionFilter(_RowFilter):
    title = _("section")
    parameter_name = "section"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        sections = Section.objects.filter(edition__in=editions_for(request.user)).select_related("parent")
        return [
            (str(section.pk), f"{section.parent} › {section}" if section.parent else str(section))
            for section in sections
        ]


class EditionFilter(_RowFilter):
    title = _("edition")
    parameter_name = "edition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(edition.pk), edition.name) for edition in editions_for(request.user)]


class DeskFilter(_RowFilter):
    title = _("desk")
    parameter_name = "desk"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(desk.pk), desk.name) for desk in Desk.objects.all()]

"""How the library of pictures is narrowed: each filter is a choice in the bar above the grid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.editions.scope import person
from articles.ending_rights import ends_by
from articles.media.models import Image, Rights
from articles.published.moment import desk_moment
from articles.uses import shown_now, unused

NOBODY_SAID = "none"


class PictureFilter(SimpleListFilter):
    """A filter whose choices are `options`, (value, label); `narrow` is asked for one of them alone."""

    options: tuple[tuple[str, Any], ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(self.options)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return self.narrow(request, queryset, value) if value in dict(self.options) else queryset

    def narrow(self, request: HttpRequest, rows: QuerySet[Image], value: str | None) -> QuerySet[Image]:
        raise NotImplementedError


class RightsFilter(PictureFilter):
    title = _("rights")
    parameter_name = "rights"
    options = (*Rights.choices, (NOBODY_SAID, _("nobody has said")))

    def narrow(self, request: HttpRequest, rows: QuerySet[Image], value: str | None) -> QuerySet[Image]:
        return rows.filter(rights="" if value == NOBODY_SAID else value)


class EndFilter(PictureFilter):
    title = _("end of rights")
    parameter_name = "end"
    options = (("soon", _("within 7 days")), ("ended", _("ended")))

    def narrow(self, request: HttpRequest, rows: QuerySet[Image], value: str | None) -> QuerySet[Image]:
        now = desk_moment().now
        if value == "ended":
            return rows.filter(rights_until__lte=now)
        return rows.filter(ends_by(now), rights_until__gt=now)


class LackFilter(PictureFilter):
    title = _("lacks")
    parameter_name = "lacks"
    options = (("alt", _("alternative text")), ("credit", _("credit")), ("caption", _("caption")))

    def narrow(self, request: HttpRequest, rows: QuerySet[Image], value: str | None) -> QuerySet[Image]:
        if value == "alt":
            return rows.filter(alt_text="", is_decorative=False)
        return rows.filter(**{str(value): ""})


class UseFilter(PictureFilter):
    title = _("use")
    parameter_name = "use"
    options = (("live", _("readers see it")), ("unused", _("not used")))

    def narrow(self, request: HttpRequest, rows: QuerySet[Image], value: str | None) -> QuerySet[Image]:
        return shown_now(rows, desk_moment()) if value == "live" else unused(rows, desk_moment())


class ShapeFilter(PictureFilter):
    title = _("shape")
    parameter_name = "shape"
    options = (("landscape", _("landscape")), ("upright", _("upright")))

    def narrow(self, request: HttpRequest, rows: QuerySet[Image], value: str | None) -> QuerySet[Image]:
        wide = Q(width__gt=F("height"))
        return rows.filter(wide) if value == "landscape" else rows.filter(height__gt=F("width"))


class WhoseFilter(PictureFilter):
    title = _("whose")
    parameter_name = "whose"
    options = (("mine", _("mine")),)

    def narrow(self, request: HttpRequest, rows: QuerySet[Image], value: str | None) -> QuerySet[Image]:
        return rows.filter(uploaded_by=person(request))


class WhenFilter(PictureFilter):
    title = _("uploaded")
    parameter_name = "uploaded"
    options = (("1", _("today")), ("7", _("in the last 7 days")), ("30", _("in the last 30 days")))

    def narrow(self, request: HttpRequest, rows: QuerySet[Image], value: str | None) -> QuerySet[Image]:
        return rows.filter(uploaded_at__gt=desk_moment().now - timedelta(days=int(value or "0")))


FILTERS = (WhenFilter, WhoseFilter, UseFilter, LackFilter, RightsFilter, EndFilter, ShapeFilter)

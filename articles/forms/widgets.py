"""The desk's own fields: a choice found by typing, an ordered list of such choices, a time on an edition's clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

# What can be looked up by typing; newsroom.desk.lookups answers each.
AUTHORS, TAGS, STORIES, PICTURES, REGIONS, SECTIONS, PEOPLE = (
    "authors",
    "tags",
    "stories",
    "pictures",
    "regions",
    "sections",
    "people",
)


class Pick(forms.Widget):
    """One row of another table, found by typing a part of its name."""

    template_name = "desk/widgets/pick.html"

    def __init__(self, lookup: str, *, placeholder: Any = "", attrs: Any = None) -> None:
        super().__init__(attrs)
        self.lookup = lookup
        self.placeholder = placeholder
        self.choices: Any = ()

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        queryset: QuerySet[Any] | None = getattr(self.choices, "queryset", None)
        pk = _as_pk(value)
        chosen = queryset.filter(pk=pk).first() if queryset is not None and pk else None
        return render_to_string(
            self.template_name,
            {
                "name": name,
                "id": (attrs or {}).get("id", ""),
                "lookup": self.lookup,
                "placeholder": self.placeholder,
                "value": chosen.pk if chosen else "",
                "label": str(chosen) if chosen else "",
                "disabled": bool((attrs or {}).get("disabled")),
                "described": (attrs or {}).get("aria-describedby", ""),
            },
        )


class PickPicture(Pick):
    """One picture, chosen in a dialog."""

    template_name = "desk/widgets/pick_picture.html"


class PickMany(forms.Widget):
    """Rows of another table in an order, as chips; travels as ids joined by commas."""

    def __init__(self, lookup: str, *, proposes: bool = False, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.lookup = lookup
        self.proposes = proposes
        self.queryset: QuerySet[Any] | None = None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        ids = read_ids(value)
        found = self.queryset.in_bulk(ids) if self.queryset is not None and ids else {}
        return render_to_string(
            "desk/widgets/pick_many.html",
            {
                "name": name,
                "id": (attrs or {}).get("id", ""),
                "lookup": self.lookup,
                "proposes": self.proposes,
                "chosen": [found[pk] for pk in ids if pk in found],
                "value": ",".join(str(pk) for pk in ids if pk in found),
            },
        )


class IdListField(forms.Field):
    """An ordered choice of rows; cleans to a list of them. Unknown ids are an error, repeated ones count once."""

    widget: PickMany

    def __init__(
        self, queryset: QuerySet[Any], *, lookup: str, proposes: bool = False, limit: int = 40, **kwargs: Any
    ) -> None:
        super().__init__(widget=PickMany(lookup, proposes=proposes), required=False, **kwargs)
        self.limit = limit
        self.queryset = queryset

    @property
    def queryset(self) -> QuerySet[Any]:
        return self._queryset

    @queryset.setter
    def queryset(self, queryset: QuerySet[Any]) -> None:
        self._queryset = queryset
        self.widget.queryset = queryset

    def __deepcopy__(self, memo: Any) -> IdListField:
        copy: IdListField = super().__deepcopy__(memo)
        copy.queryset = self._queryset.all()
        return copy

    def clean(self, value: Any) -> list[Model]:
        ids = read_ids(value)
        if isinstance(value, str) and value.strip() and not ids:
            raise ValidationError(_("This is not a list of entries of the newsroom."))
        if len(ids) > self.limit:
            raise ValidationError(_("At most %(limit)d."), params={"limit": self.limit})
        found = self.queryset.in_bulk(ids)
        if missing := [pk for pk in ids if pk not in found]:
            raise ValidationError(
                _("%(count)d of the chosen entries do not exist or are not for you."),
                params={"count": len(missing)},
            )
        return [found[pk] for pk in ids]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return read_ids(initial) != read_ids(data)


class WallClockField(forms.Field):
    """A date and time without a zone, as the clock on the wall of an edition shows it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value
        try:
            parsed = parse_datetime(str(value))
        except ValueError:
            parsed = None
        if parsed is None or parsed.tzinfo is not None:
            raise ValidationError(_("Give a date and a time, such as 2026-03-01 17:30."))
        return parsed


def read_ids(value: Any) -> list[int]:
    """Ids in their order, each once, from a list of rows or ids, or from a text that joins them by commas."""
    if isinstance(value, str):
        parts: Sequence[Any] = value.split(",")
    else:
        parts = [getattr(one, "pk", one) for one in value or ()]
    return list(dict.fromkeys(pk for part in parts if (pk := _as_pk(part))))


def _as_pk(value: Any) -> int | None:
    text = str(getattr(value, "pk", value)).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        return None
    number = int(text)
    return number if 0 < number < 2**63 else None

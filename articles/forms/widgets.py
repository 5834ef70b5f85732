"""The desk's own fields: a choice found by typing, an ordered list of such choices, a time on an edition's clock."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.editions.clocks import Wall, offset_in, readings
from articles.forms.clocks import own_clock, own_zone
from articles.publishing import Blocked, instant_in

# What can be looked up by typing; newsroom.desk.lookups answers each.
AUTHORS, TAGS, STORIES, LIVE_BLOGS, PICTURES, VIDEOS, REGIONS, SECTIONS, PEOPLE = (
    "authors",
    "tags",
    "stories",
    "live_blogs",
    "pictures",
    "videos",
    "regions",
    "sections",
    "people",
)


def _none_at_hand() -> Mapping[int, Any]:
    return {}


class Pick(forms.Widget):
    """One row of another table, found by typing a part of its name.

    `at_hand` gives rows that the page has read already, by their ids: for them nothing is asked.
    """

    template_name = "desk/widgets/pick.html"

    def __init__(self, lookup: str, *, placeholder: Any = "", attrs: Any = None) -> None:
        super().__init__(attrs)
        self.lookup = lookup
        self.placeholder = placeholder
        self.choices: Any = ()
        self.at_hand: Callable[[], Mapping[int, Any]] = _none_at_hand

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        queryset: QuerySet[Any] | None = getattr(self.choices, "queryset", None)
        chosen = next(iter(_found(read_ids([value]), queryset, self.at_hand)), None)
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
    """Rows of another table in an order, as chips; travels as ids joined by commas. `at_hand` as in Pick."""

    def __init__(self, lookup: str, *, proposes: bool = False, attrs: Any = None) -> None:
        super().__init__(attrs)
        self.lookup = lookup
        self.proposes = proposes
        self.queryset: QuerySet[Any] | None = None
        self.at_hand: Callable[[], Mapping[int, Any]] = _none_at_hand

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = _found(read_ids(value), self.queryset, self.at_hand)
        return render_to_string(
            "desk/widgets/pick_many.html",
            {
                "name": name,
                "id": (attrs or {}).get("id", ""),
                "lookup": self.lookup,
                "proposes": self.proposes,
                "chosen": chosen,
                "value": ",".join(str(row.pk) for row in chosen),
            },
        )


def _found(
    ids: list[int], queryset: QuerySet[Any] | None, at_hand: Callable[[], Mapping[int, Any]]
) -> list[Any]:
    """The rows of those ids that there are, in their order; only those that are not at hand are asked for."""
    if not ids:
        return []
    rows = {pk: row for pk, row in at_hand().items() if row is not None}
    if queryset is not None and (missing := [pk for pk in ids if pk not in at_hand()]):
        rows |= queryset.in_bulk(missing)
    return [rows[pk] for pk in ids if pk in rows]


class IdListField(forms.Field):
    """An ordered choice of rows; cleans to a list of them. Unknown ids are an error, repeated ones count once."""

    widget: PickMany

    def __init__(
        self,
        queryset: QuerySet[Any],
        *,
        lookup: str,
        proposes: bool = False,
        limit: int = 40,
        of_an_edition: int | None = None,
        **kwargs: Any,
    ) -> None:
        """`limit` is for all rows together, `of_an_edition` for those of each edition."""
        super().__init__(widget=PickMany(lookup, proposes=proposes), required=False, **kwargs)
        self.limit = limit
        self.of_an_edition = of_an_edition
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
        if self.of_an_edition is not None:
            counted = Counter(row.edition_id for row in found.values())
            if any(count > self.of_an_edition for count in counted.values()):
                raise ValidationError(
                    _("At most %(limit)d of an edition."), params={"limit": self.of_an_edition}
                )
        return [found[pk] for pk in ids]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return read_ids(initial) != read_ids(data)


class Clock(forms.DateTimeInput):
    """A date and time beside the zone on whose clock it is typed. clocks.js says what one's own clock shows then.

    `zones` gives the zone for each choice of the field `chosen_by`, where the zone is not certain yet.
    """

    def __init__(self, zone: str = "UTC", attrs: Any = None) -> None:
        seconds = ":%S" if "step" in (attrs or {}) else ""
        super().__init__(attrs={"type": "datetime-local", **(attrs or {})}, format=f"%Y-%m-%dT%H:%M{seconds}")
        self.zone = zone
        self.own = ""
        self.zones: dict[str, str] = {}
        self.chosen_by = ""
        self.asks_which = False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        text, fold = self._shown(value)
        naive = _parsed(text)
        found = readings(self.zone, naive) if naive is not None and self.asks_which else []
        which = found[1 if fold == "1" else 0] if found else None
        return render_to_string(
            "desk/widgets/clock.html",
            {
                "name": name,
                "id": (attrs or {}).get("id", ""),
                "attributes": flatatt(self.build_attrs(self.attrs, attrs)),
                "text": text,
                "fold": fold,
                "zone": self.zone,
                "zones": json.dumps(self.zones) if self.zones else "",
                "chosen_by": self.chosen_by,
                "own": own_clock(which, self.zone, self.own),
                "asks_which": self.asks_which,
                "offsets": [offset_in(self.zone, at) for at in found] if len(found) == 2 else [],
            },
        )

    def _shown(self, value: Any) -> tuple[str, str]:
        """The text and the answer that stand in the field."""
        if isinstance(value, Typed):
            return value.text, value.fold
        if isinstance(value, Wall):
            is_twice = len(readings(self.zone, value.naive)) == 2
            return self.format_value(value.naive) or "", str(value.fold or 0) if is_twice else ""
        return self.format_value(value) or "", ""


class WallClock(Clock):
    """Asks which is meant when an hour is typed that comes twice."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs=attrs)
        self.asks_which = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed:
        return Typed(str(data.get(name) or ""), str(data.get(f"{name}_fold") or ""))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data


class Typed(NamedTuple):
    """What was sent for a time: its text, and which of two such times is meant ("0", "1" or nothing)."""

    text: str
    fold: str = ""


class WallClockField(forms.Field):
    """A date and time as the clock on the wall of an edition shows it; `clean` gives a Wall.

    The form that has it calls `show_clock` when it is made, and `place` when it is cleaned.
    """

    widget = WallClock

    def to_python(self, value: Any) -> Wall | None:
        typed = value if isinstance(value, Typed) else Typed(str(value or ""))
        if not typed.text.strip():
            return None
        parsed = _parsed(typed.text)
        if parsed is None:
            raise ValidationError(_("Give a date and a time, such as 2026-03-01 17:30."))
        return Wall(parsed, int(typed.fold) if typed.fold in ("0", "1") else None)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            wall = self.to_python(data)
        except ValidationError:
            return True
        return (wall.naive if wall else None) != (initial.naive if initial else None)


def show_clock(field: Any, zone_name: str, user: Any) -> None:
    """Have the field of a form say its zone, and the person's own."""
    field.widget.zone, field.widget.own = zone_name, own_zone(user)


def place(form: forms.BaseForm, name: str, zone_name: str) -> None:
    """Make the Wall of a cleaned field an instant of the zone; say beside the field why it is none, or ask which."""
    wall: Wall | None = form.cleaned_data.get(name)
    if wall is None:
        return
    try:
        form.cleaned_data[name] = instant_in(zone_name, wall.naive, wall.fold)
    except Blocked as why:
        form.add_error(name, why.sentences)


def _parsed(text: str) -> datetime | None:
    """A date and time of the calendar without a zone, years of four digits alone; None for anything else."""
    try:
        parsed = parse_datetime(text.strip())
    except ValueError:
        return None
    return parsed if parsed is not None and parsed.tzinfo is None and 1900 <= parsed.year <= 9000 else None


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

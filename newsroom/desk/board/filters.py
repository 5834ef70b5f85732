"""Which stories a board is about, as its address says: desk, edition, section, kind, and whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.editions.scope import editions_for
from articles.forms.widgets import read_ids
from articles.models import Article
from articles.sections.kinds import Kind
from articles.sections.models import Desk, Section

MINE, NOBODYS = "mine", "nobody"
WHOSE = ((MINE, _("assigned to me")), (NOBODYS, _("assigned to nobody")))
KEYS = ("desk", "edition", "section")


@dataclass(frozen=True)
class Filters:
    """What was chosen. Anything that is no choice counts as none."""

    desk: int | None = None
    edition: int | None = None
    section: int | None = None
    kind: str = ""
    whose: str = ""

    @property
    def query(self) -> str:
        """The part of the address that says it, without the question mark; empty if nothing is chosen."""
        chosen = {name: getattr(self, name) for name in (*KEYS, "kind", "whose")}
        return urlencode({name: value for name, value in chosen.items() if value})

    @property
    def as_board(self) -> str:
        """The same as one parameter of another address, to lead back here."""
        return urlencode({"board": self.query}) if self.query else ""

    def apply(self, stories: QuerySet[Article], user: Any) -> QuerySet[Article]:
        wanted: dict[str, Any] = {f"{name}_id": value for name in KEYS if (value := getattr(self, name))}
        if self.kind:
            wanted["kind"] = self.kind
        if self.whose == MINE:
            wanted["assignee"] = user
        elif self.whose == NOBODYS:
            wanted["assignee"] = None
        return stories.filter(**wanted)

    def list_url(self, column: str, user: Any) -> str:
        """The list of all stories of a column."""
        asked: dict[str, Any] = {name: value for name in KEYS if (value := getattr(self, name))}
        if self.kind:
            asked["kind__exact"] = self.kind
        if self.whose == MINE:
            asked["assignee__id__exact"] = user.pk
        elif self.whose == NOBODYS:
            asked["assignee__isnull"] = True
        return f"{reverse('admin:articles_article_changelist')}?{urlencode({'column': column, **asked})}"


def read_filters(asked: Mapping[str, Any]) -> Filters:
    keys = {name: next(iter(read_ids(str(asked.get(name, "")))), None) for name in KEYS}
    kind, whose = str(asked.get("kind", "")), str(asked.get("whose", ""))
    return Filters(
        **keys,
        kind=kind if kind in Kind.values else "",
        whose=whose if whose in (MINE, NOBODYS) else "",
    )


@dataclass(frozen=True)
class Choice:
    """One of the fields above the board: (value, label) of each choice, and which is chosen."""

    name: str
    label: Any
    every: Any
    options: list[tuple[str, Any]]
    chosen: str


def choices(user: Any, filters: Filters) -> list[Choice]:
    """What may be chosen, in two queries. Where there is one edition alone, it is no choice."""
    rows = Section.objects.filter(edition__in=editions_for(user)).select_related("parent", "edition")
    sections = list(rows.order_by("edition__position", "edition", "position", "name"))
    editions = list({section.edition_id: section.edition for section in sections}.values())
    codes = {edition.pk: edition.code for edition in editions}
    named = [
        (
            str(section.pk),
            f"{section.parent} › {section}" if section.parent else str(section),
            codes[section.edition_id],
        )
        for section in sections
        if filters.edition in (None, section.edition_id)
    ]
    is_one = len(editions) == 1
    found = [
        Choice("desk", _("desk"), _("all desks"), _options(Desk.objects.all()), str(filters.desk or "")),
        Choice("edition", _("edition"), _("all editions"), _options(editions), str(filters.edition or "")),
        Choice(
            "section",
            _("section"),
            _("all sections"),
            [(pk, label if is_one else f"{code}: {label}") for pk, label, code in named],
            str(filters.section or ""),
        ),
        Choice("kind", _("kind"), _("all kinds"), list(Kind.choices), filters.kind),
        Choice("whose", _("whose"), _("everybody's"), list(WHOSE), filters.whose),
    ]
    return [choice for choice in found if choice.name != "edition" or not is_one]


def _options(rows: Iterable[Any]) -> list[tuple[str, Any]]:
    return [(str(row.pk), str(row)) for row in rows]

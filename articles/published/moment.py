"""The moment that a page is about: one instant for all of a request's queries, and the connection they run on.

A reader's request asks on the alias `reader`, at the start of its transaction by the database's clock. The desk's
time machine and the tests name an instant of their own, and ask on `default`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.postgres.functions import TransactionNow
from django.db import connections, transaction
from django.db.models import Expression, Model, Q, QuerySet, Value

READER = "reader"

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Moment:
    """`at` is what SQL compares with; `now` is the same instant for Python, aware and in UTC."""

    using: str
    at: Expression
    now: datetime

    def current(self, rows: QuerySet[M]) -> QuerySet[M]:
        """The rows whose time it is: begun, and not yet followed."""
        return rows.using(self.using).filter(self.is_current())

    def is_current(self) -> Q:
        return Q(public_from__lte=self.at) & (Q(public_until__isnull=True) | Q(public_until__gt=self.at))

    def public(self, rows: QuerySet[M]) -> QuerySet[M]:
        """The current Releases that show their story."""
        return self.current(rows).filter(state="published")

    def fetch(self, sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
        """Rows of a hand-written query in which `%(at)s` is the moment."""
        with connections[self.using].cursor() as cursor:
            if isinstance(self.at, TransactionNow):
                sql = sql.replace("%(at)s", "transaction_timestamp()")
            else:
                params = params | {"at": self.now}
            cursor.execute(sql, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows


def desk_moment(at: datetime | None = None) -> Moment:
    """The site at `at` (aware), or as of now, seen with the desk's rights."""
    instant = at if at is not None else clock_reading("default")
    return Moment("default", Value(instant), instant)


def clock_reading(using: str) -> datetime:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


@contextmanager
def reader_moment() -> Iterator[Moment]:
    """Open the one transaction of a reader's request and yield its moment."""
    with transaction.atomic(using=READER):
        with connections[READER].cursor() as cursor:
            cursor.execute("SELECT transaction_timestamp()")
            row = cursor.fetchone()
        yield Moment(READER, TransactionNow(), row[0])

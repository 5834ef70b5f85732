"""From rows of StreamEvent to bytes: read when they are sent, as the one who gets them may read, once for all readers."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone, translation

from articles.editions.models import Edition
from articles.published import moment as moments
from articles.published.moment import READER, Moment
from articles.published.reader import Reader
from breaking import ticker
from breaking.live.published import events_json
from breaking.models import StreamEvent

logger = logging.getLogger("newsroom")
Kind = StreamEvent.Kind
DATABASE_FAILED = (OperationalError, InterfaceError)
KEPT = timedelta(days=1)
# What one reader who comes back is told at most: the newest, in the order in which they happened.
REPLAYED = 200
# What is read at one time; what is more is read at the next.
AT_ONCE = 200
OF_EVERYONE = (Kind.ALERT, Kind.DOWN)


@dataclass(frozen=True)
class Piece:
    """One event as it is sent. `blog` is the live blog whose pages alone get it, or None: all pages of the edition."""

    id: int
    edition_id: int
    blog: int | None
    data: bytes


@contextmanager
def as_of_now(using: str) -> Iterator[Moment]:
    """The moment at which is read. `using`: reader or default."""
    if using == READER:
        with moments.reader_moment() as moment:
            yield moment
    else:
        with transaction.atomic(using=using):
            yield moments.desk_moment()


def happened(moment: Moment) -> QuerySet[StreamEvent]:
    """The events whose content the moment shows. One that was committed since the moment is left to the next.

    They are a beginning of all: under the lock of `announce`, times rise with numbers.
    """
    return StreamEvent.objects.using(moment.using).filter(at__lte=moment.at)


def editions() -> list[Edition]:
    with as_of_now(READER) as moment:
        return list(Edition.objects.using(moment.using))


def newest(using: str) -> int:
    """The number of the newest event, 0 before the first."""
    with as_of_now(using) as moment:
        return highest(happened(moment))


def highest(rows: QuerySet[StreamEvent]) -> int:
    return int(rows.aggregate(newest=Max("id"))["newest"] or 0)


def since(using: str, after: int) -> tuple[list[Piece], int]:
    """What happened after the event of that number, and the number up to which it was looked for."""
    with as_of_now(using) as moment:
        rows = list(happened(moment).filter(pk__gt=after).order_by("pk")[:AT_ONCE])
        return pieces(moment, rows), rows[-1].pk if rows else after


def replay(using: str, edition_id: int, blog: int | None, after: int) -> tuple[list[Piece], int]:
    """What somebody who comes back has missed, of the last day at most: of each alert and post the last word only."""
    with as_of_now(using) as moment:
        rows = happened(moment)
        upto = highest(rows)
        mine = rows.filter(pk__gt=after, edition_id=edition_id, at__gt=Now() - KEPT)
        mine = mine.filter(kind__in=OF_EVERYONE) if blog is None else mine.filter(for_blog(blog))
        last = {subject(row): row for row in reversed(mine.order_by("-pk")[: REPLAYED * 2])}
        chosen = sorted(last.values(), key=lambda row: row.pk)[-REPLAYED:]
        return pieces(moment, chosen), upto


def forget() -> int:
    """Delete the events that are told to nobody any more; return how many they were."""
    return StreamEvent.objects.filter(at__lt=Now() - KEPT).delete()[0]


def for_blog(blog: int) -> Q:
    return Q(kind__in=OF_EVERYONE) | Q(article_id=blog)


def subject(row: StreamEvent) -> tuple[str, int | None]:
    """What an event is about: a later one about the same makes an earlier one needless."""
    if row.kind in OF_EVERYONE:
        return ("alert", row.alert_id)
    if row.kind == Kind.BLOG:
        return ("blog", row.article_id)
    return ("post", row.post_id)


def pieces(moment: Moment, rows: list[StreamEvent], *, with_stories: bool = True) -> list[Piece]:
    """The events as they are sent, in their order, but for those of what readers may not see, or see no more.

    One that cannot be read keeps none of the others: it is looked for by halves, and left out. An alert is told, if
    that helps, without the way to its story.
    """
    try:
        return together(moment, rows, with_stories=with_stories)
    except DATABASE_FAILED:
        raise
    except Exception:
        is_last_try = len(rows) == 1 and not (with_stories and rows[0].kind == Kind.ALERT)
        level = logging.ERROR if is_last_try else logging.WARNING
        logger.log(level, "The stream could not read %d events from %s on", len(rows), rows[0], exc_info=True)
    if is_last_try:
        return []
    if len(rows) == 1:
        return pieces(moment, rows, with_stories=False)
    middle = len(rows) // 2
    return [piece for half in (rows[:middle], rows[middle:]) for piece in pieces(moment, half)]


def together(moment: Moment, rows: list[StreamEvent], *, with_stories: bool) -> list[Piece]:
    """The pieces of the events, all read at once. Raises what reading one of them raises, and leaves the transaction good."""
    of_edition: dict[int, list[StreamEvent]] = defaultdict(list)
    for row in rows:
        of_edition[row.edition_id].append(row)
    made: list[Piece] = []
    with transaction.atomic(using=moment.using):
        every = list(Edition.objects.using(moment.using)) if of_edition else []
        for edition in every:
            if edition.pk in of_edition:
                with translation.override(edition.interface_language), timezone.override(edition.zone):
                    made += of_one(edition, every, moment, of_edition[edition.pk], with_stories=with_stories)
    return sorted(made, key=lambda piece: piece.id)


def of_one(
    edition: Edition, every: list[Edition], moment: Moment, rows: list[StreamEvent], *, with_stories: bool
) -> Iterator[Piece]:
    reader = Reader(edition, every, moment, "stream/", settings.SITE_URL)
    alerts = alerts_of(reader, rows, with_stories=with_stories)
    blogs = events_json(edition, moment, [row for row in rows if row.kind not in OF_EVERYONE])
    for row in rows:
        content: dict[str, Any] | None
        if row.kind == Kind.ALERT:
            content = alerts.get(row.alert_id or 0)
        elif row.kind == Kind.DOWN:
            content = {"id": row.alert_id}
        else:
            content = blogs.get(row.pk)
        if content is not None:
            blog = None if row.kind in OF_EVERYONE else row.article_id
            yield Piece(row.pk, edition.pk, blog, wire(row, content))


def alerts_of(reader: Reader, rows: list[StreamEvent], *, with_stories: bool) -> dict[int, dict[str, Any]]:
    """What may be said of the alerts that the events are about. Tests are found by the desk's connection alone."""
    is_test = {row.alert_id: row.is_test for row in rows if row.kind == Kind.ALERT and row.alert_id}
    if not is_test:
        return {}
    with_tests = reader.moment.using != READER
    found = ticker.lines(reader, is_test.keys(), with_tests=with_tests, with_stories=with_stories)
    return {line.id: ticker.as_json(line) | ({"test": True} if is_test[line.id] else {}) for line in found}


def wire(row: StreamEvent, content: dict[str, Any]) -> bytes:
    """One event of the stream (WHATWG HTML, 9.2). JSON has no line breaks of its own, so that its data is one line."""
    return f"id: {row.pk}\nevent: {row.kind}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n".encode()

"""Counting views so that the order of Most Read is honest, and no reader is in it.

A view is counted at most once in half an hour for an address and a story. The address itself is never stored: what is
kept, for a day, is a hash keyed with the installation's secret and the date, which cannot be turned back.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import connection

from articles.published import moment
from articles.published.models import MostRead, Release
from articles.published.public_posts import whose

AGAIN_AFTER = timedelta(minutes=30)
KEPT = timedelta(hours=24)
WINDOWS = (24, 168)
KEPT_RANKS = 60
BOT = re.compile(
    r"bot|crawl|spider|slurp|preview|headless|monitor|lighthouse|curl|wget|python|java/|go-http",
    re.IGNORECASE,
)

_SIGHTING = """
INSERT INTO audience_sighting AS s (digest, at) VALUES (%s, %s)
ON CONFLICT (digest) DO UPDATE SET at = EXCLUDED.at WHERE s.at <= EXCLUDED.at - make_interval(secs => %s)
RETURNING 1
"""
_COUNT = """
INSERT INTO audience_hourlycount AS c (edition_id, article_id, hour, views) VALUES (%s, %s, date_trunc('hour', %s), 1)
ON CONFLICT (article_id, hour) DO UPDATE SET views = c.views + 1
"""


def is_bot(user_agent: str) -> bool:
    return not user_agent or BOT.search(user_agent) is not None


def count_view(article_id: int, edition_id: int, address: str) -> bool:
    """Count one view from an address unless it was counted lately; says whether it was."""
    at = moment.clock_reading("default")
    if (
        not moment.desk_moment(at)
        .public(Release.objects.filter(article_id=article_id, edition_id=edition_id))
        .exists()
    ):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_SIGHTING, [digest(address, article_id, at), at, AGAIN_AFTER.total_seconds()])
        if cursor.fetchone() is None:
            return False
        cursor.execute(_COUNT, [edition_id, article_id, at])
    return True


def digest(address: str, article_id: int, at: datetime) -> bytes:
    return whose(address, f"sighting|{at:%Y-%m-%d}|{article_id}")


# SQL: whether the story of the row `c` may stand in Most Read: an editor took it not off, and no sensitive one does.
IN_CONTEST = """NOT EXISTS (SELECT 1 FROM published_offmostread o WHERE o.article_id = c.article_id)
AND NOT EXISTS (SELECT 1 FROM published_release r WHERE r.article_id = c.article_id AND r.is_sensitive
  AND r.public_from <= %(at)s AND (r.public_until IS NULL OR r.public_until > %(at)s))"""
_RANK = f"""
SELECT edition_id, article_id, sum(views * power(0.5, extract(epoch FROM %(at)s - hour) / 3600.0 / %(half_life)s)) AS score
FROM audience_hourlycount c WHERE hour > %(at)s - make_interval(hours => %(hours)s) AND hour <= %(at)s
AND {IN_CONTEST}
GROUP BY edition_id, article_id
"""


def refresh_most_read() -> None:
    """Write the order of the most read stories of each edition and window; newer views weigh more."""
    at = moment.clock_reading("default")
    rows: list[MostRead] = []
    for hours in WINDOWS:
        with connection.cursor() as cursor:
            cursor.execute(_RANK, {"at": at, "hours": hours, "half_life": hours / 4})
            scored = sorted(cursor.fetchall(), key=lambda row: (-row[2], row[1]))
        taken: dict[int, int] = {}
        for edition_id, article_id, score in scored:
            taken[edition_id] = taken.get(edition_id, 0) + 1
            if taken[edition_id] <= KEPT_RANKS:
                rows.append(
                    MostRead(
                        edition_id=edition_id, window_hours=hours, article_id=article_id, score=float(score)
                    )
                )
    MostRead.objects.all().delete()
    MostRead.objects.bulk_create(rows)


def forget() -> None:
    """Delete sightings of more than a day ago and counts that no window reaches any more."""
    at = moment.clock_reading("default")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audience_sighting WHERE at < %s", [at - KEPT])
        cursor.execute(
            "DELETE FROM audience_hourlycount WHERE hour < %s", [at - timedelta(hours=2 * max(WINDOWS))]
        )

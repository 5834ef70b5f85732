"""Which stories are shared with their year on the picture: those that the age notice calls years old."""

from __future__ import annotations

from datetime import datetime, tzinfo

from articles.media.renditions import CROPS
from articles.published.age import has_years
from articles.published.genres import AGEING
from articles.published.moment import Moment
from articles.published.open_graph import LEAST

# What is cut for sharing is as wide as the picture or as its height allows.
_UNDATED = """
SELECT image_id, year FROM (
  SELECT DISTINCT r.image_id, to_char(r.updated_at AT TIME ZONE e.time_zone, 'YYYY') AS year
  FROM published_release r JOIN editions_edition e ON e.id = r.edition_id JOIN media_image i ON i.id = r.image_id
  WHERE r.state = 'published' AND r.public_from <= %(at)s AND (r.public_until IS NULL OR r.public_until > %(at)s)
  AND r.genre = ANY(%(ageing)s) AND least(i.width, floor(i.height * %(ratio)s)) >= %(least)s
  AND (i.rights_until IS NULL OR i.rights_until > %(at)s)
  AND (r.updated_at AT TIME ZONE e.time_zone + interval '12 months') AT TIME ZONE e.time_zone <= %(at)s
) old WHERE NOT EXISTS (SELECT 1 FROM media_rendition m WHERE m.image_id = old.image_id AND m.crop = 'from' || old.year)
ORDER BY random() LIMIT %(most)s
"""


def year_to_say(genre: str, updated_at: datetime, now: datetime, zone: tzinfo) -> int | None:
    """The year that stands on the picture with which the story is shared; None on one that is not so old."""
    if genre in AGEING and has_years(updated_at, now, zone):
        return updated_at.astimezone(zone).year
    return None


def undated(moment: Moment, most: int) -> list[tuple[int, int]]:
    """At most so many of the leading pictures of old stories that lack a file with their year, and the years.

    By chance, so that those which cannot be made do not stand before the others for ever.
    """
    width, height = CROPS["share"] or (1, 1)
    asked = {"ageing": sorted(AGEING), "least": LEAST, "ratio": width / height, "most": most}
    return [(image_id, int(year)) for image_id, year in moment.fetch(_UNDATED, asked)]

"""The sitemap of an edition's videos (Google's video extension): those that its public stories show."""

from __future__ import annotations

import html
import re
from typing import Any

from django.http import HttpResponse

from articles.body.providers import resolve
from articles.media.videos import MIME
from articles.published.feed_formats import adder, instant, root_of
from articles.published.reader import Reader, ReaderRequest
from articles.published.sitemaps import SITEMAP, answer_xml, reader_of
from articles.sections.kinds import KIND_NUMBERS, Kind

VIDEO = "http://www.google.com/schemas/sitemap-video/1.1"
MAX_VIDEOS = 10_000
LONGEST_DESCRIPTION = 2048
LONGEST_TITLE = 100

# Of a body, the opening tags of its video blocks alone are read: they are canonical. Own videos are in the places of
# kind `video`; a provider's are only in the bodies of video stories.
_ROWS = """
WITH shown AS (
  SELECT DISTINCT article_id FROM published_listing
  WHERE edition_id = %(edition)s AND (kind = 'video' OR kind = 'kind' AND target_id = %(kind)s)
  AND sort_at <= %(at)s AND public_from <= %(at)s AND (public_until IS NULL OR public_until > %(at)s)
)
SELECT p.article_id, p.section_id, p.slug, p.headline, p.standfirst, p.first_published_at, p.image_id,
  m.tag[1] AS tag, v.token, v.format, v.duration_seconds, v.poster_id
FROM shown JOIN published_release p USING (article_id)
CROSS JOIN LATERAL (SELECT regexp_matches(p.body, '<figure[^>]* data-news="video"[^>]*>', 'g') AS tag) m
LEFT JOIN media_video v ON v.id = substring(m.tag[1] from ' data-video-id="([0-9]+)"')::bigint
  AND (v.rights_until IS NULL OR v.rights_until > %(at)s)
WHERE p.edition_id = %(edition)s AND p.state = 'published'
AND p.public_from <= %(at)s AND (p.public_until IS NULL OR p.public_until > %(at)s)
ORDER BY p.first_published_at DESC, p.article_id DESC LIMIT %(limit)s
"""
_STILLS = """
SELECT DISTINCT ON (i.id) i.id, r.token FROM media_image i JOIN media_rendition r ON r.image_id = i.id
WHERE i.id = ANY(%(images)s) AND r.format = 'jpg' AND (i.rights_until IS NULL OR i.rights_until > %(at)s)
ORDER BY i.id, r.crop <> '16x9', r.width DESC, r.id
"""
_URL = re.compile(r' data-url="([^"]*)"')
_STILL = re.compile(r' data-image-id="([0-9]+)"')
Row = dict[str, Any]


def videos(request: ReaderRequest, code: str) -> HttpResponse:
    """Every video that has a still, each under the address of its story."""
    reader = reader_of(request.reader, code)
    rows = read_rows(reader, MAX_VIDEOS)
    stills = _stills(reader, rows)
    root = root_of(SITEMAP, "urlset", video=VIDEO)
    last, url = 0, root
    for row in rows:
        still = next((stills[pk] for pk in row["stills"] if pk in stills), "")
        if not still:
            continue
        if row["article"] != last:
            last, url = row["article"], adder(root)(f"{{{SITEMAP}}}url")
            path = reader.article_url(row["section"], row["article"], row["slug"])
            adder(url)(f"{{{SITEMAP}}}loc", reader.absolute(path))
        _write(reader, adder(adder(url)(f"{{{VIDEO}}}video")), row, still)
    return answer_xml(root)


def _write(reader: Reader, entry: Any, row: Row, still: str) -> None:
    entry(f"{{{VIDEO}}}thumbnail_loc", reader.absolute(still))
    entry(f"{{{VIDEO}}}title", row["headline"][:LONGEST_TITLE])
    entry(f"{{{VIDEO}}}description", (row["standfirst"] or row["headline"])[:LONGEST_DESCRIPTION])
    if row["content"]:
        entry(f"{{{VIDEO}}}content_loc", reader.absolute(row["content"]))
        entry(f"{{{VIDEO}}}duration", str(row["seconds"]))
    else:
        entry(f"{{{VIDEO}}}player_loc", row["player"])
    entry(f"{{{VIDEO}}}publication_date", instant(row["published_at"]))


def read_rows(reader: Reader, limit: int) -> list[Row]:
    """The videos that can be played, the newest story's first; `stills` are pictures, the best first."""
    found: list[Row] = []
    params = {"edition": reader.edition.pk, "kind": KIND_NUMBERS[Kind.VIDEO], "limit": limit}
    for row in reader.moment.fetch(_ROWS, params):
        (
            article,
            section,
            slug,
            headline,
            standfirst,
            published_at,
            image,
            tag,
            token,
            format,
            seconds,
            poster,
        ) = row
        provided = resolve(html.unescape(match[1])) if (match := _URL.search(tag)) else None
        content = f"/media/{token}.{format}" if token and format in MIME else ""
        player = (provided.player or provided.url) if provided else ""
        if content or player:
            own = int(match[1]) if (match := _STILL.search(tag)) else None
            found.append(
                {
                    "article": article,
                    "section": section,
                    "slug": slug,
                    "headline": reader.ordered(headline),
                    "standfirst": reader.ordered(standfirst),
                    "published_at": published_at,
                    "content": content,
                    "player": player,
                    "seconds": seconds,
                    "stills": [pk for pk in (own, poster, image) if pk],
                }
            )
    return found


def _stills(reader: Reader, rows: list[Row]) -> dict[int, str]:
    wanted = sorted({pk for row in rows for pk in row["stills"]})
    found = reader.moment.fetch(_STILLS, {"images": wanted}) if wanted else []
    return {pk: f"/media/{token}.jpg" for pk, token in found}

"""Sitemaps: an index, and of each edition its news, its stories by month and its lists.

Formats: sitemaps.org 0.9, Google's news and image extensions. Only addresses that answer 200 are in them, and
`lastmod` is the update that readers see, or the last post of a live blog, never a save.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.http import Http404, HttpResponse
from lxml import etree

from articles.editions.models import Edition
from articles.published.additions import happened_at, instants
from articles.published.feed_formats import adder, instant, root_of, written
from articles.published.list_heads import FEW
from articles.published.lists import ListKey, newest
from articles.published.models import Release
from articles.published.page import FRESH_SECONDS, Page
from articles.published.reader import Reader, ReaderRequest
from articles.sections.kinds import KIND_NUMBERS, Kind

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
# The formats allow 1,000 for news and 50,000 for others; smaller files are quicker to make and to read again.
NEWS_URLS = 1000
PART_URLS = 10_000
NEWS_AGE = timedelta(hours=48)

_MONTHS = """
SELECT edition_id, target_id, count(*) FROM published_listing
WHERE kind = 'month' AND edition_id = ANY(%(editions)s) AND sort_at <= %(at)s
AND public_from <= %(at)s AND (public_until IS NULL OR public_until > %(at)s)
GROUP BY edition_id, target_id ORDER BY edition_id, target_id DESC
"""

_VIDEOS = """
SELECT 1 FROM published_listing l JOIN published_release p USING (article_id)
WHERE l.edition_id = %(edition)s AND (l.kind = 'video' OR l.kind = 'kind' AND l.target_id = %(kind)s)
AND l.sort_at <= %(at)s AND l.public_from <= %(at)s AND (l.public_until IS NULL OR l.public_until > %(at)s)
AND p.edition_id = %(edition)s AND p.state = 'published' AND p.body LIKE '%% data-news="video"%%'
AND p.public_from <= %(at)s AND (p.public_until IS NULL OR p.public_until > %(at)s) LIMIT 1
"""

_PICTURES = """
SELECT DISTINCT ON (i.id) i.id, r.token, r.format FROM media_image i JOIN media_rendition r ON r.image_id = i.id
WHERE i.id = ANY(%(images)s) AND r.format = 'jpg' AND (i.rights_until IS NULL OR i.rights_until > %(at)s)
ORDER BY i.id, r.crop <> 'full', r.width DESC, r.id
"""

_LABELS = """
SELECT '{kind}', n.slug FROM {table} n
WHERE n.edition_id = %(edition)s AND n.is_shown AND {few} <= (SELECT count(*) FROM (
  SELECT 1 FROM published_listing l WHERE l.kind = '{kind}' AND l.target_id = n.of_id
  AND l.edition_id = n.edition_id AND l.sort_at <= %(at)s
  AND l.public_from <= %(at)s AND (l.public_until IS NULL OR l.public_until > %(at)s) LIMIT {few}) first){begun}
"""
_BEGUN = " AND EXISTS (SELECT 1 FROM sections_coverage c WHERE c.id = n.of_id AND c.public_from <= %(at)s)"
_SECTIONS = """
SELECT 'section', n.id::text FROM sections_section n WHERE n.edition_id = %(edition)s AND EXISTS (
  SELECT 1 FROM published_listing l WHERE l.kind = 'section' AND l.target_id = n.id
  AND l.edition_id = n.edition_id AND l.sort_at <= %(at)s
  AND l.public_from <= %(at)s AND (l.public_until IS NULL OR l.public_until > %(at)s))
"""
_CORRECTED = """
SELECT 'correction', '' WHERE EXISTS (SELECT 1 FROM published_listing l WHERE l.kind = 'correction'
  AND l.edition_id = %(edition)s AND l.sort_at <= %(at)s
  AND l.public_from <= %(at)s AND (l.public_until IS NULL OR l.public_until > %(at)s))
"""
_ALL_LABELS = " UNION ALL ".join(
    [
        _SECTIONS,
        _CORRECTED,
        _LABELS.format(kind="region", table="sections_regionname", few=1, begun=""),
        _LABELS.format(kind="coverage", table="sections_coveragename", few=1, begun=_BEGUN),
        _LABELS.format(kind="author", table="authors_authorname", few=1, begun=""),
        _LABELS.format(kind="tag", table="tags_tagname", few=FEW, begun=""),
    ]
)


def index(request: ReaderRequest) -> HttpResponse:
    """All sitemaps of the editions of this host name."""
    reader = request.reader
    editions = _editions(reader)
    root = root_of(SITEMAP, "sitemapindex")
    months: dict[int, list[tuple[int, int]]] = {}
    for edition_id, month, count in reader.moment.fetch(_MONTHS, {"editions": [e.pk for e in editions]}):
        months.setdefault(edition_id, []).append((month, -(-count // PART_URLS)))
    for edition in editions:
        names = [f"news-{edition.code}", f"sections-{edition.code}"]
        if has_videos(reader_of(reader, edition.code)):
            names.append(f"video-{edition.code}")
        for month, parts in months.get(edition.pk, []):
            name = f"articles-{edition.code}-{month // 100}-{month % 100:02}"
            names += [name if part == 1 else f"{name}-{part}" for part in range(1, parts + 1)]
        for name in names:
            entry = adder(root)(f"{{{SITEMAP}}}sitemap")
            adder(entry)(f"{{{SITEMAP}}}loc", reader.absolute(f"/sitemaps/{name}.xml"))
    return answer_xml(root)


def news(request: ReaderRequest, code: str) -> HttpResponse:
    """The stories first published in the last 48 hours."""
    reader = reader_of(request.reader, code)
    since = reader.moment.now - NEWS_AGE
    months = {at.year * 100 + at.month for at in (since.astimezone(UTC), reader.moment.now.astimezone(UTC))}
    keys = [(ListKey("month", month, reader.edition.pk, since), NEWS_URLS) for month in sorted(months)[::-1]]
    ids = [pk for found in newest(reader.moment, keys) for pk in found][:NEWS_URLS]
    root = root_of(SITEMAP, "urlset", news=NEWS, image=IMAGE)
    releases = _releases(reader, ids)
    pictures = _pictures(reader, releases)
    for release in releases:
        url = _url(root, reader, release, pictures)
        entry = adder(adder(url)(f"{{{NEWS}}}news"))
        publication = adder(entry(f"{{{NEWS}}}publication"))
        publication(f"{{{NEWS}}}name", reader.edition.name)
        publication(f"{{{NEWS}}}language", reader.edition.language.partition("-")[0].lower())
        entry(f"{{{NEWS}}}publication_date", instant(release.first_published_at))
        entry(f"{{{NEWS}}}title", reader.ordered(release.headline))
    return answer_xml(root)


def articles(
    request: ReaderRequest, code: str, year: str, month: str, part: str | None = None
) -> HttpResponse:
    """The stories first published in a month (UTC), PART_URLS a file; the second file on has its number in its name."""
    reader = reader_of(request.reader, code)
    number = int(part) if part else 1
    if not 1 <= int(month) <= 12 or part in ("0", "1") or number > 99:
        raise Http404
    key = ListKey("month", int(year) * 100 + int(month), reader.edition.pk)
    [ids] = newest(reader.moment, [(key, number * PART_URLS)])
    ids = ids[(number - 1) * PART_URLS :]
    if not ids:
        raise Http404
    root = root_of(SITEMAP, "urlset", image=IMAGE)
    releases = _releases(reader, ids)
    pictures = _pictures(reader, releases)
    for release in releases:
        _url(root, reader, release, pictures)
    return answer_xml(root)


def sections(request: ReaderRequest, code: str) -> HttpResponse:
    """The front, what editors wrote of the newsroom, and the sections, regions, coverages, authors and tags that have a
    public story, of tags FEW.
    """
    reader = reader_of(request.reader, code)
    rows = reader.moment.fetch(f"{_ALL_LABELS} ORDER BY 1, 2", {"edition": reader.edition.pk})
    kinds = {kind for kind, _slug in rows}
    paths = [reader.url(), reader.url("breaking/"), reader.url("most-read/")]
    paths += [
        reader.url(path)
        for kind, path in (("author", "authors/"), ("coverage", "coverage/"), ("correction", "corrections/"))
        if kind in kinds
    ]
    paths += [path for path in Page(reader).other_pages() if path not in paths]
    for kind, slug in rows:
        if kind == "correction":
            continue
        paths.append(reader.section_url(int(slug)) if kind == "section" else reader.url(f"{kind}/{slug}/"))
    root = root_of(SITEMAP, "urlset")
    for path in paths:
        adder(adder(root)(f"{{{SITEMAP}}}url"))(f"{{{SITEMAP}}}loc", reader.absolute(path))
    return answer_xml(root)


def has_videos(reader: Reader) -> bool:
    """Whether a public story of the edition shows a video; without one there is nothing to name a sitemap for."""
    return bool(
        reader.moment.fetch(_VIDEOS, {"edition": reader.edition.pk, "kind": KIND_NUMBERS[Kind.VIDEO]})
    )


def _editions(reader: Reader) -> list[Edition]:
    return [e for e in reader.editions if e.hostname == reader.edition.hostname]


def reader_of(reader: Reader, code: str) -> Reader:
    """The same moment, for another edition of this host name."""
    edition = next((e for e in _editions(reader) if e.code == code), None)
    if edition is None:
        raise Http404
    return Reader(edition, reader.editions, reader.moment, reader.path, reader.site_url)


def _releases(reader: Reader, article_ids: list[int]) -> list[Release]:
    rows = reader.moment.public(
        Release.objects.filter(article_id__in=article_ids, edition_id=reader.edition.pk)
    )
    fields = ("article_id", "section_id", "slug", "headline", "image_id", "first_published_at", "updated_at")
    found = {release.article_id: release for release in rows.only(*fields).annotate(**instants())}
    return [found[pk] for pk in article_ids if pk in found]


def _pictures(reader: Reader, releases: Iterable[Release]) -> dict[int, str]:
    """Paths of the largest JPEG of each story's picture."""
    wanted = sorted({release.image_id for release in releases if release.image_id})
    rows = reader.moment.fetch(_PICTURES, {"images": wanted}) if wanted else []
    return {pk: f"/media/{token}.{format}" for pk, token, format in rows}


def _url(root: etree._Element, reader: Reader, release: Release, pictures: dict[int, str]) -> etree._Element:
    url = adder(root)(f"{{{SITEMAP}}}url")
    path = reader.article_url(release.section_id, release.article_id, release.slug)
    adder(url)(f"{{{SITEMAP}}}loc", reader.absolute(path))
    adder(url)(f"{{{SITEMAP}}}lastmod", instant(happened_at(release)))
    if release.image_id in pictures:
        image = adder(url)(f"{{{IMAGE}}}image")
        adder(image)(f"{{{IMAGE}}}loc", reader.absolute(pictures[release.image_id]))
    return url


def answer_xml(root: etree._Element) -> HttpResponse:
    response = HttpResponse(written(root), content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response

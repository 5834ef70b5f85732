"""Feeds of every list: the newest sixty stories, whole, in three formats (feed_formats.py)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Case, F, TextField, Value, When
from django.db.models.functions import Length
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.http import http_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.body import reading
from articles.body.blocks import Block, blocks
from articles.published import feed_formats
from articles.published.additions import Added, added_to, happened_at, instants
from articles.published.article_page import signatures, want_story
from articles.published.cards import Card
from articles.published.corrections import corrections_of, feed_html
from articles.published.feed_formats import Channel, Item
from articles.published.gallery import shown
from articles.published.lists import ListKey, newest
from articles.published.models import Release
from articles.published.page import FRESH_SECONDS, Page
from articles.published.pictures import File, Picture
from articles.published.reader import Reader, ReaderRequest
from articles.published.rendering import Part, bare_number, parts_of
from articles.published.site_graph import LOGO
from articles.published.views import find_name
from articles.sections.kinds import Kind

ITEMS = 60
# Limits of the large aggregators: an item of 1 MB, a feed of 2 MB.
MAX_BODY = 500_000
MAX_FEED = 1_900_000
PICTURE_WIDTH = 1280
# A verb's rows are seen when it commits and are stamped a little before, and HTTP dates are whole seconds.
# So the last minute's changes are never a date that a later request could be answered 304 by.
UNSETTLED = timedelta(seconds=60)

WRITERS = {
    "rss.xml": (feed_formats.rss, "application/rss+xml; charset=utf-8"),
    "atom.xml": (feed_formats.atom, "application/atom+xml; charset=utf-8"),
    "feed.json": (feed_formats.json_feed, "application/feed+json; charset=utf-8"),
}


def edition_feed(request: ReaderRequest, format: str) -> HttpResponse:
    reader = request.reader
    key = ListKey("edition", 0, reader.edition.pk)
    return _feed(reader, format, key, "", reader.edition.slogan, reader.url())


def section_feed(request: ReaderRequest, section: str, format: str) -> HttpResponse:
    reader = request.reader
    row = reader.section_at(section)
    if row is None:
        row = reader.section_called(section)
        if row is None:
            raise Http404
        return HttpResponsePermanentRedirect(f"{reader.section_url(row.pk)}feed/{format}")
    key = ListKey("section", row.pk, reader.edition.pk)
    return _feed(reader, format, key, row.name, row.description, reader.section_url(row.pk))


def name_feed(request: ReaderRequest, kind: str, slug: str, format: str) -> HttpResponse:
    """The feed of a region, tag, author or coverage: not there while its page is not."""
    reader = request.reader
    found = find_name(reader, kind, slug)
    if found is None:
        raise Http404
    if isinstance(found, str):
        return HttpResponsePermanentRedirect(f"{found}feed/{format}")
    key = ListKey(kind, found["id"], reader.edition.pk)
    page_url = reader.url(f"{kind}/{slug}/")
    return _feed(
        reader, format, key, found["name"], found["description"], page_url, needs_stories=kind != "region"
    )


def _feed(
    reader: Reader,
    format: str,
    key: ListKey,
    name: str,
    description: str,
    page_url: str,
    *,
    needs_stories: bool = False,
) -> HttpResponse:
    [ids] = newest(reader.moment, [(key, ITEMS)])
    if needs_stories and not ids:
        raise Http404
    items, added_at = read_items(reader, ids)
    changed_at = max(filter(None, [last_change(reader), added_at]), default=None)
    channel = channel_of(reader, name, description, page_url, changed_at)
    response = written(channel, items, format)
    if channel.changed_at is not None:
        settled = min(channel.changed_at, reader.moment.now - UNSETTLED)
        response["Last-Modified"] = http_date(settled.timestamp())
    return response


def channel_of(
    reader: Reader, name: str, description: str, page_url: str, changed_at: datetime | None
) -> Channel:
    """The feed at the request's own address, of the page at the path `page_url`; `name` is "" for the edition's own."""
    edition = reader.edition
    full_name = f"{name} | {edition.name}" if name else edition.name
    return Channel(
        name=full_name,
        description=description or _("The latest from %(name)s.") % {"name": full_name},
        page_url=reader.absolute(page_url),
        feed_url=reader.absolute(reader.here),
        site_name=edition.name,
        site_url=reader.absolute(reader.url()),
        language=edition.language,
        direction=edition.direction,
        copyright=edition.copyright,
        changed_at=changed_at,
        authority=str(urlsplit(reader.site_url).hostname),
        icon_url=reader.absolute(static(LOGO)),
        hub=settings.WEBSUB_HUB,
    )


def written(channel: Channel, items: list[Item], format: str) -> HttpResponse:
    """The feed in one of the formats of WRITERS, to be kept for five seconds."""
    write, content_type = WRITERS[format]
    response = HttpResponse(write(channel, items), content_type=content_type)
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    if channel.hub:
        response["Link"] = f'<{channel.hub}>; rel="hub", <{channel.feed_url}>; rel="self"'
    return response


def last_change(reader: Reader) -> datetime | None:
    """When anything in the edition last changed for readers: every verb, taking down too, begins a Release."""
    rows = reader.moment.current(Release.objects.filter(edition_id=reader.edition.pk))
    return rows.order_by("-public_from").values_list("public_from", flat=True).first()


def read_items(reader: Reader, article_ids: list[int]) -> tuple[list[Item], datetime | None]:
    """The stories as a feed carries them, in that order, and when anything was last added to one of them.

    In four queries however many they are, and one more if there are live blogs among them.
    """
    rows = reader.moment.public(
        Release.objects.filter(article_id__in=article_ids, edition_id=reader.edition.pk)
    )
    short = Case(When(size__lte=MAX_BODY, then=F("body")), default=Value(""), output_field=TextField())
    releases = {
        r.article_id: r
        for r in rows.defer("body").annotate(size=Length("body"), short_body=short, **instants())
    }
    bodies = {pk: blocks(getattr(release, "short_body", "")) for pk, release in releases.items()}
    page = Page(reader, with_rails=False)
    added = added_to(reader, releases.values())
    for pk, release in releases.items():
        page.want(tags=release.tag_ids)
        want_story(page, release, bodies[pk], added.get(pk))
    page.load()
    found = [_item(page, releases[pk], bodies[pk], added.get(pk)) for pk in article_ids if pk in releases]
    changed_at = max((one.changed_at for one in added.values() if one.changed_at), default=None)
    return _within(found, MAX_FEED), changed_at


def _within(items: Iterable[Item], limit: int) -> list[Item]:
    found: list[Item] = []
    size = 0
    for item in items:
        size += len(item.html.encode()) + 2000
        if size > limit:
            break
        found.append(item)
    return found


def _item(page: Page, release: Release, body: list[Block], added: Added | None) -> Item:
    reader = page.reader
    content = release.content
    section = reader.sections.get(release.section_id)
    url = reader.absolute(reader.article_url(release.section_id, release.article_id, release.slug))
    beside = shown(page.pictures, content.get("pictures", []))
    beside = beside if release.kind == Kind.GALLERY else beside[:1]
    cards = {pk: card for pk in reading.article_ids(body) if (card := page.card(pk)) is not None}
    figures = [_figure(reader, picture, caption) for picture, caption in beside]
    parts = parts_of(reader, body, page.pictures, cards, number=bare_number, videos=page.videos)
    parts += added.parts(page, is_linked=True) if added else []
    corrections = corrections_of(content.get("corrections", []))
    html = SafeString("\n").join(
        [
            *(html for html in [feed_html(corrections, above=True)] if html),
            *figures,
            *(_html(reader, part, url) for part in parts),
            *(html for html in [feed_html(corrections, above=False)] if html),
        ]
    )
    lead = beside[0][0] if beside else None
    tags = [page.labels.tags[pk].name for pk in release.tag_ids if pk in page.labels.tags]
    return Item(
        article_id=release.article_id,
        url=url,
        headline=reader.ordered(release.headline),
        summary=reader.ordered(release.standfirst or release.trail_text or reading.first_sentence(body)),
        html=with_whole_addresses(html, reader.site_url),
        authors=[
            (s.name, reader.absolute(s.url) if s.url else "")
            for s in signatures(page, content.get("bylines", []))
        ],
        categories=list(dict.fromkeys([*([section.name] if section else []), *tags])),
        published_at=release.first_published_at,
        updated_at=happened_at(release),
        picture=lead,
        file=whole(reader, file) if lead and (file := file_of(lead)) else None,
        thumbnail=whole(reader, file) if lead and (file := thumbnail_of(lead)) else None,
        caption=beside[0][1] if beside else "",
    )


def file_of(picture: Picture) -> File | None:
    """The JPEG that a feed shows: the largest of moderate width."""
    jpgs = picture.crop("full").get("jpg", [])
    fitting = [file for file in jpgs if file.width <= PICTURE_WIDTH]
    return fitting[-1] if fitting else next(iter(jpgs), None)


def whole(reader: Reader, file: File) -> File:
    return File(file.width, file.height, reader.absolute(file.url), file.byte_size)


def thumbnail_of(picture: Picture) -> File | None:
    """The smallest JPEG of the shape of cards."""
    return next(iter(picture.crop("3x2").get("jpg", [])), None)


def with_whole_addresses(html: str, site_url: str) -> str:
    """Links of the site with its name, as a feed is read elsewhere. `html` is canonical: double quotes, no script."""
    return html.replace('href="/', f'href="{site_url}/')


def _html(reader: Reader, part: Part, story_url: str) -> SafeString:
    """A part in the plainest HTML: a feed has neither our styles nor our attributes."""
    match part.kind:
        case "image" if part.picture is not None:
            return _figure(reader, part.picture, part.caption)
        case "gallery":
            figures = ((_figure(reader, picture, picture.caption),) for picture in part.pictures)
            return format_html_join("\n", "{}", figures) + _element("p", part.caption)
        case "related":
            return _links(part.cards)
        case "pullquote":
            return format_html("<blockquote>{}{}</blockquote>", part.text, _element("p", part.cite))
        case "embed":
            return _element("blockquote", part.caption) + _link(part)
        case "video":
            still = _figure(reader, part.picture, part.caption) if part.picture else ""
            link = _own_video(part, story_url) if part.video else _link(part)
            return format_html("{}{}", still or _element("p", part.caption), link)
        case "factbox":
            return _element("h3", part.title) + part.text
        case "timeline":
            dated = ((_element("strong", e.when), e.html) for e in part.events)
            events = format_html_join("", "<li>{}{}</li>", dated)
            return _element("h3", part.title) + _element("ol", events)
        case "notes":
            notes = format_html_join("", "<li>{}</li>", ((note,) for note in part.notes))
            return _element("h3", _("Notes")) + _element("ol", notes)
        case _:
            return part.html


def _element(tag: str, inside: str) -> SafeString:
    """The element, or nothing if nothing is in it."""
    return format_html("<{0}>{1}</{0}>", tag, inside) if inside else SafeString("")


def _link(part: Part) -> SafeString:
    return format_html('<p><a href="{}">{}</a></p>', part.url, part.label)


def _own_video(part: Part, story_url: str) -> SafeString:
    """Where our own video is played: on its story's page, for the address of a file may change."""
    return format_html('<p><a href="{}">{}</a> ({})</p>', story_url, part.label, part.duration)


def _figure(reader: Reader, picture: Picture, caption: Any) -> SafeString:
    file = file_of(picture)
    if file is None:
        return SafeString("")
    said = [text for text in (caption, picture.credit) if text]
    under = format_html("<figcaption>{}</figcaption>", format_html_join(" ", "{}", ((s,) for s in said)))
    return format_html(
        '<figure><img src="{}" alt="{}" width="{}" height="{}">{}</figure>{}',
        reader.absolute(file.url),
        picture.alt,
        file.width,
        file.height,
        under if said else "",
        format_html_join("", "<p>{}</p>", ((paragraph,) for paragraph in picture.said)),
    )


def _links(cards: Iterable[Card]) -> SafeString:
    items = format_html_join("", '<li><a href="{}">{}</a></li>', ((c.url, c.headline) for c in cards))
    return format_html("<ul>{}</ul>", items)

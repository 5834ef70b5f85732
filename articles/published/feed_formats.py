"""Feeds written down: RSS 2.0 with its usual modules, Atom 1.0 (RFC 4287), JSON Feed 1.1 (jsonfeed.org).

Dates of items are those that readers see. A feed's bytes change only when something in it does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree

from articles.editions.directions import LTR, led
from articles.published.pictures import File, Picture

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
MEDIA = "http://search.yahoo.com/mrss/"
TTL_MINUTES = 5
# The largest that RSS 2.0 lets a channel's image be shown, in pixels.
RSS_IMAGE = "144"
# What XML 1.0 has no way to write (production 2, Char).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Element = etree._Element


@dataclass(frozen=True)
class Channel:
    """The list that a feed follows. Addresses are absolute; `authority` is the site's host name, `hub` may be ""."""

    name: str
    description: str
    page_url: str
    feed_url: str
    site_name: str
    site_url: str
    language: str
    direction: str
    copyright: str
    changed_at: datetime | None
    authority: str
    icon_url: str
    hub: str = ""


@dataclass(frozen=True)
class Item:
    """One story, or what `kind` says, which has numbers of its own. Addresses are absolute, `html` is safe.

    `file` is the picture's one file that feeds show, `thumbnail` a small one.
    """

    article_id: int
    url: str
    headline: str
    summary: str
    html: str
    authors: list[tuple[str, str]]
    categories: list[str]
    published_at: datetime
    updated_at: datetime
    picture: Picture | None
    file: File | None
    thumbnail: File | None
    caption: str
    kind: str = ""


def item_id(channel: Channel, item: Item) -> str:
    """A tag: URI (RFC 4151) of what never changes in a story: its number and its first publication."""
    number = f"{item.kind}/{item.article_id}" if item.kind else item.article_id
    return f"tag:{channel.authority},{item.published_at.astimezone(UTC):%Y-%m-%d}:{number}"


def _html(channel: Channel, item: Item) -> str:
    """The story's HTML. No format of feeds knows a direction, and readers take left to right for granted."""
    if channel.direction == LTR or not item.html:
        return item.html
    return f'<div lang="{channel.language}" dir="{channel.direction}">{item.html}</div>'


def xml_text(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def written(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def root_of(namespace: str, tag: str, **prefixes: str) -> Element:
    """A document's outermost element, in `namespace` as the default one, with others by their prefixes."""
    names: dict[Any, str] = {None: namespace, **prefixes}
    root: Element = etree.Element(f"{{{namespace}}}{tag}", nsmap=names)
    return root


def adder(parent: Element) -> Callable[..., Element]:
    """A function that appends an element with text and attributes to `parent`."""

    def add(tag: str, text: str | None = None, **attributes: str) -> Element:
        child: Element = etree.SubElement(
            parent, tag, {name: xml_text(value) for name, value in attributes.items()}
        )
        if text is not None:
            child.text = xml_text(text)
        return child

    return add


def rss(channel: Channel, items: list[Item]) -> bytes:
    names = {"atom": ATOM, "dc": DC, "content": CONTENT, "media": MEDIA}
    root = etree.Element("rss", {"version": "2.0"}, nsmap=names)
    top = etree.SubElement(root, "channel")
    add = adder(top)
    add("title", channel.name)
    add("link", channel.page_url)
    add("description", channel.description)
    add("language", channel.language)
    if channel.copyright:
        add("copyright", channel.copyright)
    if channel.changed_at is not None:
        add("lastBuildDate", format_datetime(channel.changed_at))
    add("ttl", str(TTL_MINUTES))
    image = adder(add("image"))
    for name, text in (("url", channel.icon_url), ("title", channel.name), ("link", channel.page_url)):
        image(name, text)
    for name in ("width", "height"):
        image(name, RSS_IMAGE)
    add(f"{{{ATOM}}}link", rel="self", href=channel.feed_url, type="application/rss+xml")
    if channel.hub:
        add(f"{{{ATOM}}}link", rel="hub", href=channel.hub)
    for item in items:
        _rss_item(etree.SubElement(top, "item"), channel, item)
    return written(root)


def _rss_item(element: Element, channel: Channel, item: Item) -> None:
    add = adder(element)
    add("title", led(item.headline, channel.direction))
    add("link", item.url)
    add("guid", item_id(channel, item), isPermaLink="false")
    add("pubDate", format_datetime(item.published_at))
    add(f"{{{ATOM}}}updated", instant(item.updated_at))
    for name, _url in item.authors:
        add(f"{{{DC}}}creator", name)
    for category in item.categories:
        add("category", category)
    add("description", led(item.summary, channel.direction))
    # A CDATA section ends at the first ]]>, wherever it stands.
    add(f"{{{CONTENT}}}encoded").text = etree.CDATA(xml_text(_html(channel, item)).replace("]]>", "]]&gt;"))
    if item.file is not None and item.picture is not None:
        file = item.file
        add("enclosure", url=file.url, length=str(file.byte_size), type="image/jpeg")
        _media(element, item.picture, file, item.thumbnail, item.caption)


def _media(element: Element, picture: Picture, file: File, thumbnail: File | None, caption: str) -> None:
    content = adder(element)(
        f"{{{MEDIA}}}content",
        url=file.url,
        type="image/jpeg",
        medium="image",
        fileSize=str(file.byte_size),
        width=str(file.width),
        height=str(file.height),
    )
    add = adder(content)
    if picture.alt:
        add(f"{{{MEDIA}}}title", picture.alt)
    if caption:
        add(f"{{{MEDIA}}}description", caption)
    if picture.credit:
        add(f"{{{MEDIA}}}credit", picture.credit)
    if thumbnail is not None:
        size = {"width": str(thumbnail.width), "height": str(thumbnail.height)}
        add(f"{{{MEDIA}}}thumbnail", url=thumbnail.url, **size)


def atom(channel: Channel, items: list[Item]) -> bytes:
    root = root_of(ATOM, "feed")
    root.set("{http://www.w3.org/XML/1998/namespace}lang", channel.language)
    add = adder(root)
    add(f"{{{ATOM}}}id", channel.feed_url)
    add(f"{{{ATOM}}}title", channel.name)
    add(f"{{{ATOM}}}subtitle", channel.description)
    add(f"{{{ATOM}}}updated", instant(channel.changed_at or datetime(1970, 1, 1, tzinfo=UTC)))
    add(f"{{{ATOM}}}link", rel="self", href=channel.feed_url, type="application/atom+xml")
    add(f"{{{ATOM}}}link", rel="alternate", href=channel.page_url, type="text/html")
    if channel.hub:
        add(f"{{{ATOM}}}link", rel="hub", href=channel.hub)
    add(f"{{{ATOM}}}icon", channel.icon_url)
    _atom_author(root, channel.site_name, channel.site_url)
    if channel.copyright:
        add(f"{{{ATOM}}}rights", channel.copyright)
    for item in items:
        _atom_entry(adder(root)(f"{{{ATOM}}}entry"), channel, item)
    return written(root)


def _atom_entry(entry: Element, channel: Channel, item: Item) -> None:
    add = adder(entry)
    add(f"{{{ATOM}}}id", item_id(channel, item))
    add(f"{{{ATOM}}}title", led(item.headline, channel.direction))
    add(f"{{{ATOM}}}link", rel="alternate", href=item.url, type="text/html")
    add(f"{{{ATOM}}}published", instant(item.published_at))
    add(f"{{{ATOM}}}updated", instant(item.updated_at))
    for name, url in item.authors:
        _atom_author(entry, name, url)
    for category in item.categories:
        add(f"{{{ATOM}}}category", term=category)
    if item.file is not None:
        file = item.file
        add(f"{{{ATOM}}}link", rel="enclosure", href=file.url, type="image/jpeg", length=str(file.byte_size))
    add(f"{{{ATOM}}}summary", led(item.summary, channel.direction), type="text")
    add(f"{{{ATOM}}}content", _html(channel, item), type="html")


def _atom_author(parent: Element, name: str, url: str) -> None:
    add = adder(adder(parent)(f"{{{ATOM}}}author"))
    add(f"{{{ATOM}}}name", name)
    if url:
        add(f"{{{ATOM}}}uri", url)


def json_feed(channel: Channel, items: list[Item]) -> bytes:
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.name,
        "description": channel.description,
        "home_page_url": channel.page_url,
        "feed_url": channel.feed_url,
        "language": channel.language,
        "icon": channel.icon_url,
        "authors": [{"name": channel.site_name, "url": channel.site_url}],
        **({"hubs": [{"type": "WebSub", "url": channel.hub}]} if channel.hub else {}),
        "items": [_json_item(channel, item) for item in items],
    }
    return json.dumps(feed, ensure_ascii=False, separators=(",", ":")).encode()


def _json_item(channel: Channel, item: Item) -> dict[str, Any]:
    found = {
        "id": item_id(channel, item),
        "url": item.url,
        "title": led(item.headline, channel.direction),
        "summary": led(item.summary, channel.direction),
        "content_html": _html(channel, item),
        "image": item.file.url if item.file else "",
        "date_published": instant(item.published_at),
        "date_modified": instant(item.updated_at),
        "authors": [{"name": name, **({"url": url} if url else {})} for name, url in item.authors],
        "tags": item.categories,
        "language": channel.language,
    }
    return {name: value for name, value in found.items() if value or name == "content_html"}


def instant(when: datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return when.astimezone(UTC).isoformat(timespec="seconds")

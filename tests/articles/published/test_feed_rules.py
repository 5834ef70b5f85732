"""What the formats of feeds ask for, held against every feed of a newsroom whose words are awkward.

RSS 2.0 with its modules, Atom 1.0 (RFC 4287), JSON Feed 1.1 (jsonfeed.org), and the limits of aggregators.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from lxml import etree, html

from tests.articles.published.awkward import HOSTILE, NAME, Newsroom
from tests.articles.published.pages import path_of
from tests.articles.published.test_body_blocks import FACTS, NOTED, POST, TABLE, TIMELINE, gallery, video
from tests.factories import make_article, make_image

if TYPE_CHECKING:
    from django.test import Client

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

SITE = "http://localhost:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
HEADLINES = {" ".join(headline.split()) for headline in HOSTILE.values()}


def feeds_of(newsroom: Newsroom) -> list[str]:
    """The pages whose lists have feeds."""
    tag = newsroom.tag.names.get().slug
    return [
        *("/", "/news/", "/news/politics/", f"/tag/{tag}/"),
        *("/author/zoe/", "/region/us-canada/", "/coverage/the-compact/"),
    ]


def check_html(text: str) -> None:
    """A feed's HTML stands on its own: no script, no style, every address whole."""
    assert not re.search(
        r"<(script|style|iframe|link|meta|form|object)\b|\sstyle=|\son[a-z]+=|javascript:", text
    )
    for element in html.fragment_fromstring(text, create_parent="div").iter():
        for name in ("href", "src"):
            address = str(element.get(name, SITE))
            assert address.startswith(("https://", "http://", "mailto:", "tel:")), address


def check_rss(content: bytes, page: str) -> None:
    assert content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    parsed = feedparser.parse(content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    root = etree.fromstring(content)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    [channel] = root
    for name in ("title", "link", "description", "language", "lastBuildDate", "ttl"):
        assert len(channel.findall(name)) == 1, name
        assert channel.findtext(name), name
    assert channel.findtext("link") == SITE + page
    assert str(channel.findtext("title")).endswith(NAME)
    image = channel.find("image")
    assert image is not None
    assert [str(image.findtext(name)) for name in ("title", "link")] == [
        channel.findtext(name) for name in ("title", "link")
    ]
    assert str(image.findtext("url")).startswith(f"{SITE}/static/")
    assert max(int(str(image.findtext(name))) for name in ("width", "height")) <= 144
    [itself] = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert itself.get("href") == f"{SITE}{page}feed/rss.xml"
    items = channel.findall("item")
    guids = [item.findtext("guid") for item in items]
    assert len(set(guids)) == len(items) > 0
    for item in items:
        check_rss_item(item)


def check_rss_item(item: etree._Element) -> None:
    assert " ".join(str(item.findtext("title")).split()) in HEADLINES
    link = str(item.findtext("link"))
    assert link.startswith(f"{SITE}/news/politics/")
    guid = item.find("guid")
    assert guid is not None
    assert guid.get("isPermaLink") == "false"
    assert parsedate_to_datetime(str(item.findtext("pubDate"))).tzinfo is not None
    assert RFC_3339.fullmatch(str(item.findtext(f"{ATOM}updated")))
    assert [creator.text for creator in item.findall(f"{DC}creator")] == ["Zoë O’Neill-<Šimić>"]
    assert item.findall("category")[0].text == "سياسة & <Law>"
    names = [child.tag for child in item]
    assert names.index("description") < names.index(CONTENT)
    check_html(str(item.findtext(CONTENT) or "<p></p>"))
    assert len(item.findall("enclosure")) <= 1
    for media in item.findall(f"{MEDIA}content"):
        assert (media.get("type"), media.get("medium")) == ("image/jpeg", "image")
        assert int(str(media.get("width"))) > 0 < int(str(media.get("height")))
        assert str(media.get("url")).startswith(f"{SITE}/media/")
        assert media.findtext(f"{MEDIA}title")
        assert media.findtext(f"{MEDIA}credit")
        thumbnail = media.find(f"{MEDIA}thumbnail")
        assert thumbnail is not None
        assert int(str(thumbnail.get("width"))) <= int(str(media.get("width")))


def check_atom(content: bytes, page: str) -> None:
    parsed = feedparser.parse(content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    root = etree.fromstring(content)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "icon"):
        assert len(root.findall(f"{ATOM}{name}")) == 1, name
    check_links(root, {"self": f"{SITE}{page}feed/atom.xml", "alternate": SITE + page})
    entries = root.findall(f"{ATOM}entry")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries) > 0
    for entry in entries:
        assert str(entry.findtext(f"{ATOM}id")).startswith("tag:localhost,")
        for name in ("updated", "published"):
            assert RFC_3339.fullmatch(str(entry.findtext(f"{ATOM}{name}")))
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Zoë O’Neill-<Šimić>"
        assert entry.find(f"{ATOM}summary") is not None
        text = entry.find(f"{ATOM}content")
        assert text is not None
        assert text.get("type") == "html"
        check_html(text.text or "<p></p>")
        [alternate] = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert str(alternate.get("href")).startswith(f"{SITE}/news/politics/")


def check_links(root: etree._Element, expected: dict[str, str]) -> None:
    found = [(str(link.get("rel")), str(link.get("href"))) for link in root.findall(f"{ATOM}link")]
    assert sorted(found) == sorted(expected.items())


def check_json(content: bytes, page: str) -> None:
    feed: dict[str, Any] = json.loads(content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == SITE + page
    assert feed["feed_url"] == f"{SITE}{page}feed/feed.json"
    assert feed["title"].endswith(NAME)
    assert feed["language"] == "en"
    assert feed["authors"] == [{"name": NAME, "url": f"{SITE}/"}]
    assert "icon-512." in feed["icon"]
    assert "author" not in feed
    items = feed["items"]
    assert len({item["id"] for item in items}) == len(items) > 0
    for item in items:
        assert isinstance(item["id"], str)
        assert item["url"].startswith(f"{SITE}/news/politics/")
        assert " ".join(item["title"].split()) in HEADLINES
        assert all(RFC_3339.fullmatch(item[name]) for name in ("date_published", "date_modified"))
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
        assert all(isinstance(tag, str) and tag for tag in item["tags"])
        assert item["language"] == "en"
        assert "image" not in item or item["image"].startswith(f"{SITE}/media/")
        assert not [name for name, value in item.items() if value in (None, [], {})]
        check_html(item["content_html"] or "<p></p>")


FORMATS = {
    "rss.xml": ("application/rss+xml; charset=utf-8", check_rss),
    "atom.xml": ("application/atom+xml; charset=utf-8", check_atom),
    "feed.json": ("application/feed+json; charset=utf-8", check_json),
}


def test_every_feed_of_every_list_keeps_the_rules_of_its_format(client: Client) -> None:
    newsroom = Newsroom()
    for page in feeds_of(newsroom):
        for format, (type, check) in FORMATS.items():
            response = client.get(f"{page}feed/{format}")
            assert (response.status_code, response["Content-Type"]) == (200, type), page
            check(response.content, page)


def test_pages_name_the_feeds_that_are_there(client: Client) -> None:
    newsroom = Newsroom("story")
    for page in feeds_of(newsroom):
        tree = html.fromstring(client.get(page).content)
        named = tree.xpath('//link[@rel="alternate"][@type="application/rss+xml"]/@href')
        assert named[0] == f"{SITE}{page}feed/rss.xml"
        assert named[-1] == f"{SITE}/feed/rss.xml"


def test_every_block_of_a_body_is_read_in_a_feed_without_our_styles(client: Client) -> None:
    pictures = [make_image(rendered=True, caption=f"Day {n}") for n in range(2)]
    other = make_article("The other story", published=True)
    own = f'<figure data-news="image" data-image-id="{pictures[0].pk}"><figcaption>At dusk</figcaption></figure>'
    related = f'<aside data-news="related" data-articles="{other.pk}"></aside>'
    quote = '<aside data-news="pullquote"><p>We waited</p><footer>A. Guest</footer></aside>'
    body = "".join(
        [
            *(
                "<h2>A subhead</h2><p>Words.</p>",
                own,
                related,
                quote,
                gallery(*pictures, caption="On the quay"),
            ),
            *(video(pictures[1]), FACTS, TIMELINE, POST, TABLE, NOTED),
        ]
    )
    make_article("All of it", body=body, images=pictures[:1], published=True)
    for format in FORMATS:
        text = content_of(client, format)
        check_html(text)
        assert "data-news" not in text
        tree = html.fragment_fromstring(text, create_parent="div")
        said = " ".join(tree.text_content().split())
        for words in (
            *(
                "A subhead",
                "At dusk",
                "The other story",
                "We waited",
                "A. Guest",
                "Day 0",
                "Day 1",
                "On the quay",
            ),
            *(
                "Seen from above",
                "The Orrin",
                "It is long",
                "Floods",
                "1998",
                "The first.",
                "It rains",
                "Monday",
            ),
            *("Levels", "Authority <2024>", "The second"),
        ):
            assert words in said, (format, words)
        assert {a.get("href") for a in tree.iter("a")} >= {
            SITE + path_of(other),
            f"{SITE}/about/",
            "https://www.youtube.com/watch?v=abcdefghijk",
            "https://x.com/someone/status/123",
        }
        assert all(image.get("alt") is not None and image.get("width") for image in tree.iter("img"))
        assert len(list(tree.iter("img"))) == 5


def content_of(client: Client, format: str) -> str:
    content = client.get(f"/feed/{format}").content
    if format == "feed.json":
        return str(json.loads(content)["items"][0]["content_html"])
    path = f"channel/item/{CONTENT}" if format == "rss.xml" else f"{ATOM}entry/{ATOM}content"
    return str(etree.fromstring(content).findtext(path))


@pytest.mark.parametrize("format", FORMATS)
def test_a_reader_that_has_the_feed_in_any_format_is_told_so(
    client: Client, site_clock: SiteClock, format: str
) -> None:
    make_article(published=True)
    site_clock.forward(minutes=5)
    first = client.get(f"/feed/{format}")
    for headers in (
        {"If-None-Match": first["ETag"]},
        {"If-None-Match": f'"other", {first["ETag"]}'},
        {"If-Modified-Since": first["Last-Modified"]},
    ):
        again = client.get(f"/feed/{format}", headers=headers)
        assert (again.status_code, again.content) == (304, b"")


def test_a_feed_s_bytes_do_not_change_with_the_time(client: Client, site_clock: SiteClock) -> None:
    make_article(published=True)
    for format in FORMATS:
        before = client.get(f"/feed/{format}").content
        site_clock.forward(hours=3)
        assert client.get(f"/feed/{format}").content == before

"""All that a reader can ask for: a sample of every address in the URL configuration, and what is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver

from articles import publishing
from articles.published.spelling import STORY
from breaking.channels.models import Channel
from breaking.models import Alert
from newsroom.pages.models import MenuItem, Page
from tests.breaking.live.making import Blog
from tests.factories import (
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_image,
    make_region,
    make_section,
    make_tag,
    make_user,
)
from tests.videos import figure, make_video

if TYPE_CHECKING:
    from collections.abc import Iterable

NOT_FOR_READERS = {"admin/", "beacon/"}
FEEDS = ("rss.xml", "atom.xml", "feed.json")


@dataclass(frozen=True)
class Site:
    """A small newsroom with something behind every address."""

    story: int
    withdrawn: int
    gone: int
    moved: int
    token: str
    month: str
    video: str
    track: str
    blog: int
    post: int


def make_site(at: datetime | None = None) -> Site:
    """Make it at the site's clock; `at` is an instant in the same month."""
    at = at or datetime.now(UTC)
    edition, editor = make_edition(), make_user("editor")
    section = make_section("politics", parent=make_section("news"))
    tag, author, region = make_tag("rivers"), make_author("Mara Ellsworth"), make_region("Europe")
    make_coverage("The Compact", tag_ids=[tag.pk])
    image = make_image(rendered=True)
    everywhere = {"section": section, "tags": [tag], "regions": [region], "by": author, "images": [image]}
    other = make_article("The other", published=True, **everywhere)
    story = make_article("Council votes", related=[other], published=True, **everywhere)
    publishing.correct(story.pk, editor, text="It was Tuesday.")
    video = make_video()
    make_article("The ferry leaves", kind="video", body=figure(video), section=section, published=True)
    blog = Blog("As it happens", section=section)
    posts = blog.posts(30, is_key=True)
    ends = [make_article(f"Ended {n}", section=section, published=True) for n in range(3)]
    publishing.withdraw(ends[0].pk, editor, notice="It was wrong.")
    publishing.unpublish(ends[1].pk, editor)
    publishing.move(ends[2].pk, editor, moved_to="/latest/")
    page = Page.objects.create(edition=edition, slug="about", headline="About", body="<p>Who we are.</p>")
    MenuItem.objects.create(edition=edition, label="About", page=page)
    MenuItem.objects.create(edition=edition, label="On air", url="/live/", is_live=True)
    Channel.objects.create(
        edition=edition, name="Harbour TV", slug="harbour", stream_url="https://streams.example.org/a.m3u8"
    )
    alert = Alert.objects.create(
        text="Dam gates opened",
        article_id=story.pk,
        author=editor,
        public_from=at - timedelta(minutes=1),
        public_until=at + timedelta(hours=1),
    )
    alert.editions.add(edition)
    return Site(
        *(story.pk, ends[0].pk, ends[1].pk, ends[2].pk),
        token=image.renditions.get(width=640).token,
        month=f"{at:%Y/%m}",
        video=video.token,
        track=video.tracks.get().token,
        blog=blog.pk,
        post=posts[0],
    )


def addresses(site: Site) -> dict[str, list[str]]:
    """Paths to ask for, by the pattern of the URL configuration that answers them."""
    named = r"(?P<kind>region|tag|author|coverage)/(?P<slug>[^/]+)"
    month = r"(?P<year>[0-9]{4})/(?P<number>[0-9]{2})"
    feed = r"feed/(?P<format>rss\.xml|atom\.xml|feed\.json)$"
    code = r"(?P<code>[a-z0-9-]+)"
    names = ["region/europe", "tag/rivers", "author/mara-ellsworth", "coverage/the-compact"]
    plain = [
        *(
            "",
            "breaking/",
            "breaking.json",
            "most-read/",
            "authors/",
            "coverage/",
            "live/",
            "live-blogs/",
            "corrections/",
        ),
        *(
            "lite/",
            "latest/",
            "sitemap.xml",
            "robots.txt",
            ".well-known/security.txt",
            "manifest.webmanifest",
        ),
        *("opensearch.xml", "favicon.ico", "sw.js", "preferences/", "saved/", "offline/", "push/"),
        *("contact/", "contact/sent/", "stream/"),
    ]
    parts = r"(?:-(?P<part>[0-9]{1,2}))?"
    return {
        **{path: [f"/{path}"] for path in plain},
        r"^live-blogs/post/(?P<number>[0-9]{1,18})/$": [
            f"/live-blogs/post/{number}/" for number in (site.post, 987654321)
        ],
        "search/": ["/search/", "/search/?q=council", "/search/?q=nothing"],
        r"^lite/(?:[^/]+/){0,2}(?P<number>[0-9]+)(?:/[^/]+)?/$": [
            f"/lite/{site.story}/council-votes/",
            f"/lite/{site.blog}/as-it-happens/?page=2",
            *(f"/lite/{pk}/" for pk in (site.story, site.withdrawn, site.gone, site.moved, 987654321)),
        ],
        r"^lite/(?P<path>[^/]+(?:/[^/]+)?)/$": ["/lite/news/", "/lite/news/politics/", "/lite/none/"],
        rf"^{feed}": [f"/feed/{f}" for f in FEEDS],
        rf"^breaking/{feed}": [f"/breaking/feed/{f}" for f in FEEDS],
        rf"^{named}/{feed}": [f"/{n}/feed/{f}" for n in names for f in FEEDS],
        rf"^(?P<section>[^/]+(?:/[^/]+)?)/{feed}": [
            f"/{s}/feed/{f}" for s in ("news", "news/politics") for f in FEEDS
        ],
        r"^media/(?P<token>[0-9a-f]{32})\.(?P<format>[a-z0-9]{3,4})$": [
            f"/media/{site.token}.jpg",
            f"/media/{'0' * 32}.jpg",
        ],
        r"^media/(?P<token>[0-9a-f]{32})\.(?P<format>mp4|webm)$": [
            f"/media/{site.video}.mp4",
            f"/media/{'0' * 32}.webm",
        ],
        r"^media/(?P<token>[0-9a-f]{32})\.vtt$": [f"/media/{site.track}.vtt", f"/media/{'0' * 32}.vtt"],
        rf"^sitemaps/video-{code}\.xml$": ["/sitemaps/video-en.xml"],
        rf"^sitemaps/news-{code}\.xml$": ["/sitemaps/news-en.xml"],
        rf"^sitemaps/sections-{code}\.xml$": ["/sitemaps/sections-en.xml"],
        rf"^sitemaps/articles-{code}-(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{2}}){parts}\.xml$": [
            f"/sitemaps/articles-en-{site.month.replace('/', '-')}.xml"
        ],
        rf"^{named}/$": [*(f"/{n}/" for n in names), "/tag/none/"],
        rf"^{named}/{month}/$": [f"/{n}/{site.month}/" for n in names],
        rf"^{month}/$": [f"/{site.month}/", "/1999/01/"],
        rf"^(?P<section>[^/]+(?:/[^/]+)?)/{month}/$": [f"/news/politics/{site.month}/"],
        rf"^{STORY}$": [
            f"/news/politics/{site.story}/council-votes/",
            *(f"/news/politics/{site.blog}/as-it-happens/{rest}" for rest in ("", "?page=2", "?page=3")),
            *(f"/{pk}/" for pk in (site.story, site.withdrawn, site.gone, site.moved, 987654321)),
        ],
        r"^(?P<path>[^/]+(?:/[^/]+)?)/$": ["/news/", "/news/politics/", "/politics", "/about/", "/none/"],
    }


def patterns(entries: Iterable[URLPattern | URLResolver] | None = None) -> set[str]:
    """Every pattern of the URL configuration; what stands below a fixed prefix counts as one."""
    found: set[str] = set()
    for entry in entries if entries is not None else get_resolver().url_patterns:
        route = str(entry.pattern)
        found |= patterns(entry.url_patterns) if isinstance(entry, URLResolver) and not route else {route}
    return found

"""No story of one edition stands in a list, feed or sitemap of another, though they share tags, authors and all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from articles import publishing
from articles.authors.models import AuthorName
from articles.models import Correction
from articles.revisions import save_revision
from articles.sections.models import CoverageName, RegionName
from articles.tags.models import TagName
from newsroom.audience.counting import refresh_most_read
from newsroom.audience.models import HourlyCount
from tests.articles.published.pages import headlines, soup
from tests.factories import (
    make_alert,
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

if TYPE_CHECKING:
    from django.test import Client

    from articles.models import Article
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MARKS = {"en": "otterhound", "es": "perrodeagua"}
KINDS = ("story", "video", "gallery", "live")
VIDEO = (
    '<figure data-news="video" data-url="https://www.youtube.com/watch?v=abcdefghijk"></figure><p>Words.</p>'
)
FORMATS = ("rss.xml", "atom.xml", "feed.json")


@pytest.fixture
def stories(site_clock: SiteClock) -> dict[str, list[Article]]:
    """Public stories of four kinds in two editions: of the same section's name, tag, author, region, coverage; corrected, read."""
    editor = make_user("editor")
    author, tag, region = make_author("Ada Lind"), make_tag("rivers"), make_region("Europe")
    coverage = make_coverage("Compact", tag_ids=[tag.pk])
    spanish = make_edition("es")
    for model, row in ((AuthorName, author), (TagName, tag), (RegionName, region), (CoverageName, coverage)):
        slug = row.names.get().slug
        model.objects.create(of=row, edition=spanish, name=f"{row} ES", slug=slug)  # type: ignore[attr-defined]
    shared: dict[str, Any] = {
        "by": author,
        "tags": [tag],
        "regions": [region],
        "images": [make_image(rendered=True), make_image(rendered=True)],
    }
    hour = site_clock.now.replace(minute=0, second=0, microsecond=0)
    found: dict[str, list[Article]] = {}
    for code, mark in MARKS.items():
        section = make_section("news", make_edition(code))
        for kind in KINDS:
            body = VIDEO if kind == "video" else f"<p>The {mark}, bridge.</p>"
            story = make_article(f"{mark} {kind} bridge", kind=kind, section=section, body=body, **shared)
            Correction.objects.create(article=story, text="It was five.", at=site_clock.now)
            save_revision(story, story.creator)
            publishing.publish(story.pk, editor)
            HourlyCount.objects.create(edition_id=story.edition_id, article_id=story.pk, hour=hour, views=9)
            found.setdefault(code, []).append(story)
        alert = {"editions": [section.edition], "public_from": site_clock.now, "article_id": story.pk}
        make_alert(f"{mark} alert", **alert)
    refresh_most_read()
    return found


LISTS = [
    *(
        "",
        "latest/",
        "news/",
        "most-read/",
        "corrections/",
        "live-blogs/",
        "breaking/",
        "authors/",
        "coverage/",
    ),
    *("tag/rivers/", "author/ada-lind/", "region/europe/", "coverage/compact/", "search/?q=bridge"),
    *("lite/", "lite/news/", "nothing-here/", "breaking.json"),
    *(f"{of}feed/{name}" for name in FORMATS for of in ("", "news/", "tag/rivers/", "coverage/compact/")),
    *(f"breaking/feed/{name}" for name in FORMATS),
]


@pytest.mark.parametrize(("own", "other", "root"), [("en", "es", "/"), ("es", "en", "/es/")])
def test_each_list_holds_its_own_edition_s_stories_alone(
    client: Client, stories: dict[str, list[Article]], own: str, other: str, root: str
) -> None:
    for path in LISTS:
        text = client.get(f"{root}{path}").content.decode()
        assert MARKS[other] not in text, path
        assert MARKS[own] in text or path in ("authors/", "coverage/"), path
    for story in stories[own]:
        page = client.get(client.get(f"{root}x/{story.pk}/")["Location"])
        assert MARKS[other] not in page.content.decode()


@pytest.mark.parametrize(("own", "other"), [("en", "es"), ("es", "en")])
def test_each_sitemap_holds_its_own_edition_s_addresses_alone(
    client: Client, stories: dict[str, list[Article]], own: str, other: str, site_clock: SiteClock
) -> None:
    index = client.get("/sitemap.xml").content.decode()
    for name in ("news", "sections", "video", f"articles-{site_clock.now:%Y-%m}"):
        kind, _dash, month = name.partition("-")
        file = f"{kind}-{own}{f'-{month}' if month else ''}.xml"
        assert file in index
        text = client.get(f"/sitemaps/{file}").content.decode()
        assert MARKS[other] not in text
        assert ("<loc>http://localhost:8000/es/" in text) == (own == "es"), file
        assert (MARKS[own] in text) == (kind != "sections")
        assert not any(f"/{story.pk}/" in text for story in stories[other])


def test_what_is_read_most_is_of_its_edition(client: Client, stories: dict[str, list[Article]]) -> None:
    for code, root in (("en", "/"), ("es", "/es/")):
        expected = {story.headline for story in stories[code]}
        assert set(headlines(client.get(f"{root}most-read/"))) == expected
        rail = soup(client.get(f"{root}contact/")).select(".most-read__item a")
        assert {a.get_text(strip=True) for a in rail} == expected

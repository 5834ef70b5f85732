from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as Pillow

from articles import publishing
from articles.authors.models import Author
from articles.media.files import take_in
from articles.media.renditions import render_all
from articles.published.open_graph import PLAIN
from articles.tags.models import Tag
from newsroom.pages.models import MenuItem
from newsroom.pages.models import Page as StaticPage
from tests.articles.published.pages import json_ld, path_of, properties, soup
from tests.factories import (
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_image,
    make_section,
    make_tag,
    make_user,
    picture_bytes,
)

if TYPE_CHECKING:
    from django.test import Client

    from articles.editions.models import Edition
    from articles.media.models import Image
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

SITE = "http://localhost:8000"
TYPES = {"NewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle", "ReportageNewsArticle"}


def whole_image() -> Image:
    image, _ = take_in(
        ContentFile(picture_bytes(1600, 1200)),
        alt_text="A bridge at dusk",
        credit="R. Vale",
        rights="own",
        caption="Dusk.",
    )
    render_all(image)
    return image


def make_page(edition: Edition, slug: str, **fields: Any) -> StaticPage:
    return StaticPage.objects.create(
        edition=edition, slug=slug, headline=slug.title(), body="<p>Said.</p>", **fields
    )


def test_a_story_has_one_node_that_says_what_the_page_shows(client: Client) -> None:
    story = make_article(
        "Council votes",
        by=make_author("Mara Ellsworth"),
        tags=[make_tag("rivers")],
        images=[whole_image()],
        published=True,
    )
    response = client.get(path_of(story))
    [node] = [data for data in json_ld(response) if data["@type"] in TYPES]
    page = soup(response)
    url = SITE + path_of(story)
    assert node["headline"] == page.select_one("h1").get_text()
    assert node["@id"] == f"{url}#article"
    assert node["mainEntityOfPage"] == url == page.select_one('link[rel="canonical"]')["href"]
    assert node["description"] == page.select_one('meta[name="description"]')["content"]
    assert node["author"] == [
        {"@type": "Person", "name": "Mara Ellsworth", "url": f"{SITE}/author/mara-ellsworth/"}
    ]
    assert node["keywords"] == ["rivers"]
    assert node["articleSection"] == "Politics"
    assert node["inLanguage"] == "en"
    assert node["wordCount"] == 19
    assert node["publisher"] == {"@id": f"{SITE}/#org"}
    assert len(node["image"]) == len(set(node["image"])) == 3
    assert node["thumbnailUrl"] == node["image"][0]


def test_its_dates_are_those_on_the_page_in_the_edition_s_zone(client: Client, site_clock: SiteClock) -> None:
    make_edition(time_zone="Asia/Kathmandu")
    editor = make_user("editor")
    story = make_article(published=True)
    site_clock.forward(hours=2)
    publishing.publish(story.pk, editor)
    response = client.get(path_of(story))
    node = json_ld(response)[0]
    assert node["datePublished"].endswith("+05:45")
    shown = {str(time["datetime"]) for time in soup(response).select(".title-block time")}
    assert {node["datePublished"], node["dateModified"]} >= shown
    assert node["dateModified"] > node["datePublished"]
    offset = datetime.fromisoformat(node["datePublished"]) - timezone.now()
    assert abs(offset.days) <= 2


@pytest.mark.parametrize(
    ("genre", "type"),
    [
        ("news", "NewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("feature", "ReportageNewsArticle"),
    ],
)
def test_the_type_follows_the_genre(client: Client, genre: str, type: str) -> None:
    story = make_article(genre=genre, published=True)
    assert json_ld(client.get(path_of(story)))[0]["@type"] == type


def test_an_organisation_signs_as_one(client: Client) -> None:
    author = make_author("The data desk", kind=Author.Kind.ORGANISATION)
    story = make_article(by=author, published=True)
    [signed] = json_ld(client.get(path_of(story)))[0]["author"]
    assert signed["@type"] == "Organization"
    assert json_ld(client.get("/author/the-data-desk/"))[0]["mainEntity"]["@type"] == "Organization"


def test_a_correction_stands_in_the_data_and_on_the_page(client: Client) -> None:
    story = make_article(published=True)
    publishing.correct(story.pk, make_user("editor"), text="The vote was on Tuesday.")
    response = client.get(path_of(story))
    [correction] = json_ld(response)[0]["correction"]
    at = correction.pop("datePublished")
    assert correction == {
        "@type": "CorrectionComment",
        "name": "Correction",
        "text": "The vote was on Tuesday.",
    }
    assert datetime.fromisoformat(at) == story.corrections.get().at.replace(microsecond=0)
    assert at.endswith(("+01:00", "+02:00"))
    assert "The vote was on Tuesday." in soup(response).select_one("article").get_text()


def test_nothing_empty_stands_in_the_data(client: Client) -> None:
    story = make_article(standfirst="", published=True)
    for path in (path_of(story), "/", "/politics/"):
        for data in json_ld(client.get(path)):
            assert not [name for name, value in data.items() if value in ("", [], {}, None)]


def test_a_headline_cannot_end_the_script_it_stands_in(client: Client) -> None:
    headline = "</script><script>alert(1)</script> & <!-- more"
    story = make_article(headline, slug="odd", published=True)
    response = client.get(path_of(story))
    assert json_ld(response)[0]["headline"] == headline
    assert not [
        s for s in soup(response).select("script") if "alert" in (s.string or "") and s.get("type") is None
    ]
    assert "<script>alert" not in response.content.decode()


def test_the_data_of_a_story_is_small(client: Client) -> None:
    story = make_article(
        "H" * 110,
        standfirst="S" * 300,
        by=make_author("Mara Ellsworth"),
        tags=[make_tag(f"tag {n}") for n in range(8)],
        images=[whole_image()],
        published=True,
    )
    response = client.get(path_of(story))
    sizes = [len(s.string or "") for s in soup(response).select('script[type="application/ld+json"]')]
    assert sum(sizes) <= 3000


def test_a_gallery_lists_its_pictures_with_their_credit(client: Client) -> None:
    story = make_article(
        kind="gallery", images=[make_image(rendered=True), make_image(rendered=True)], published=True
    )
    [gallery] = [data for data in json_ld(client.get(path_of(story))) if data["@type"] == "ImageGallery"]
    assert gallery["isPartOf"] == {"@id": f"{SITE}{path_of(story)}#article"}
    media = gallery["associatedMedia"]
    assert [(m["@type"], m["creditText"]) for m in media] == [("ImageObject", "R. Vale")] * 2
    assert all(m["contentUrl"].startswith(f"{SITE}/media/") for m in media)


def test_a_trail_leads_to_the_story_by_whole_addresses(client: Client) -> None:
    section = make_section("politics", parent=make_section("news"))
    story = make_article("Council votes", section=section, published=True)
    trail = json_ld(client.get(f"/news/politics/{story.pk}/council-votes/"))[1]
    assert trail["@type"] == "BreadcrumbList"
    assert [(step["position"], step["item"]) for step in trail["itemListElement"]] == [
        (1, f"{SITE}/"),
        (2, f"{SITE}/news/"),
        (3, f"{SITE}/news/politics/"),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/politics/",
        "/tag/rivers/",
        "/author/mara-ellsworth/",
        "/coverage/the-compact/",
        "/latest/",
        "/authors/",
        "/coverage/",
        "/breaking/",
        "/most-read/",
    ],
)
def test_every_inner_page_has_a_trail_of_two_steps_or_more(client: Client, path: str) -> None:
    tag = make_tag("rivers")
    make_coverage("The Compact", tag_ids=[tag.pk])
    make_article(by=make_author(), tags=[tag], published=True)
    [trail] = [data for data in json_ld(client.get(path)) if data["@type"] == "BreadcrumbList"]
    assert len(trail["itemListElement"]) >= 2
    assert trail["itemListElement"][-1]["item"] == f"{SITE}{path}"


def test_a_list_names_its_stories_in_order(client: Client) -> None:
    first, second = make_article("First", published=True), make_article("Second", published=True)
    page = json_ld(client.get("/politics/"))[0]
    assert page["@type"] == "CollectionPage"
    assert [item["url"] for item in page["mainEntity"]["itemListElement"]] == [
        SITE + path_of(second),
        SITE + path_of(first),
    ]


def test_an_author_s_page_is_a_profile(client: Client) -> None:
    make_article(by=make_author("Mara Ellsworth"), published=True)
    response = client.get("/author/mara-ellsworth/")
    page = json_ld(response)[0]
    assert (page["@type"], page["mainEntity"]["name"]) == ("ProfilePage", "Mara Ellsworth")
    assert page["mainEntity"]["url"] == f"{SITE}/author/mara-ellsworth/"
    assert properties(response)["og:type"] == "profile"


def test_the_front_says_who_publishes_and_what_the_site_is_called(client: Client) -> None:
    make_edition(name="The Daily Meridian", slogan="The day, in the round")
    [graph] = json_ld(client.get("/"))
    publisher, site = graph["@graph"]
    assert (publisher["@type"], publisher["name"]) == ("NewsMediaOrganization", "The Daily Meridian")
    assert publisher["logo"]["width"] >= 112
    assert client.get("/").status_code == 200
    assert (site["@type"], site["name"], site["url"]) == ("WebSite", "The Daily Meridian", f"{SITE}/")
    assert site["alternateName"] == "Daily Meridian"
    assert publisher["slogan"] == "The day, in the round"
    assert site["publisher"] == {"@id": publisher["@id"]} == {"@id": f"{SITE}/#org"}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/politics/",
        "/tag/rivers/",
        "/author/mara-ellsworth/",
        "/latest/",
        "/authors/",
        "/breaking/",
        "/most-read/",
        "story",
    ],
)
def test_every_page_to_be_found_can_be_shared(client: Client, path: str) -> None:
    tag = make_tag("rivers")
    story = make_article(by=make_author(), tags=[tag], images=[whole_image()], published=True)
    for number in range(2):
        make_article(f"More {number}", tags=[tag], published=True)
    response = client.get(path_of(story) if path == "story" else path)
    said = properties(response)
    canonical = soup(response).select_one('link[rel="canonical"]')["href"]
    assert said["og:url"] == canonical
    assert said["og:site_name"] == "The en edition"
    assert said["og:locale"] == "en"
    assert said["og:title"]
    assert "|" not in said["og:title"]
    assert said["og:description"]
    robots = soup(response).select_one('meta[name="robots"]')["content"]
    assert robots == "max-image-preview:large, max-snippet:-1, max-video-preview:-1"


def test_the_shared_picture_is_as_large_as_it_says(client: Client) -> None:
    story = make_article(images=[whole_image()], published=True)
    said = properties(client.get(path_of(story)))
    file = client.get(said["og:image"].removeprefix(SITE))
    data = b"".join(file.streaming_content)
    with Pillow.open(io.BytesIO(data)) as picture:
        assert picture.size == (int(said["og:image:width"]), int(said["og:image:height"])) == (1200, 630)
    assert len(data) <= 300_000
    assert said["og:image:type"] == file["Content-Type"] == "image/jpeg"
    assert said["og:image:alt"] == "A bridge at dusk"
    assert said["twitter:card"] == "summary_large_image"


def test_a_story_without_picture_is_shared_with_the_site_s_mark(client: Client) -> None:
    response = client.get(path_of(make_article(published=True)))
    said = properties(response)
    assert "/static/img/share." in said["og:image"]
    file = Path(str(finders.find(PLAIN[0])))
    with Pillow.open(file) as picture:
        assert picture.size == PLAIN[1:] == (1200, 630)
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert file.stat().st_size <= 300_000
    assert said["og:image:alt"] == said["og:site_name"]
    assert "image" not in json_ld(response)[0]


def test_each_tag_is_a_property_of_its_own(client: Client) -> None:
    story = make_article(tags=[make_tag("rivers"), make_tag("trade")], published=True)
    tags = soup(client.get(path_of(story))).select('meta[property="article:tag"]')
    assert [tag["content"] for tag in tags] == ["rivers", "trade"]


@pytest.mark.parametrize("path", ["/search/?q=x", "/nothing/", "/empty/", "/search/", "/tag/rivers/"])
def test_what_should_not_be_found_says_so(client: Client, path: str) -> None:
    make_section("empty")
    for number in range(2):
        make_article(f"Story {number}", tags=[Tag.objects.first() or make_tag("rivers")], published=True)
    response = client.get(path)
    assert soup(response).select_one('meta[name="robots"]')["content"] == "noindex, follow"
    assert "og:url" not in properties(response) or path in ("/empty/", "/tag/rivers/")


def test_titles_and_descriptions_of_pages_differ(client: Client) -> None:
    section, user = make_section(), make_user()
    for number in range(26):
        make_article(f"Story {number}", section=section, creator=user, published=True)
    heads = [
        (page.select_one("title").get_text(), page.select_one('meta[name="description"]')["content"])
        for page in (soup(client.get(p)) for p in ("/politics/", "/politics/?page=2", "/latest/", "/"))
    ]
    assert len({title for title, _ in heads}) == len({said for _, said in heads}) == 4


def test_the_front_names_the_policies_and_accounts_to_which_a_menu_leads(client: Client) -> None:
    edition = make_edition()
    rows = {slug: make_page(edition, slug) for slug in ("standards", "contact", "about")}
    for slug, page in rows.items():
        MenuItem.objects.create(edition=edition, menu="footer", label=slug, page=page)
    MenuItem.objects.create(edition=edition, menu="footer", label="Authors", url="/authors/")
    MenuItem.objects.create(edition=edition, menu="social", label="X", url="https://x.com/meridian")
    publisher = json_ld(client.get("/"))[0]["@graph"][0]
    assert publisher["publishingPrinciples"] == publisher["ethicsPolicy"] == f"{SITE}/standards/"
    assert publisher["masthead"] == f"{SITE}/authors/"
    assert publisher["contactPoint"]["url"] == f"{SITE}/contact/"
    assert publisher["sameAs"] == ["https://x.com/meridian"]
    assert "correctionsPolicy" not in publisher
    assert properties(client.get("/latest/"))["twitter:site"] == "@meridian"


def test_a_policy_that_is_hidden_is_not_named(client: Client) -> None:
    edition = make_edition()
    page = make_page(edition, "standards", is_shown=False)
    MenuItem.objects.create(edition=edition, menu="footer", label="Standards", page=page)
    assert "publishingPrinciples" not in json_ld(client.get("/"))[0]["@graph"][0]


def test_a_story_whose_author_is_not_to_be_named_is_signed_by_the_edition(client: Client) -> None:
    author = make_author("Mara Ellsworth")
    story = make_article(by=author, published=True)
    author.names.update(is_shown=False)
    response = client.get(path_of(story))
    [signed] = json_ld(response)[0]["author"]
    assert (signed["@type"], signed["name"]) == ("Organization", "The en edition")
    assert soup(response).select_one(".byline__names").get_text(" ", strip=True) == "By The en edition"

"""The lite pages: whole, light, and under the rules of the full ones."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from articles import publishing
from articles.models import Article
from breaking.models import Alert
from tests.articles.published.pages import path_of, soup
from tests.articles.published.test_body_blocks import FACTS, NOTED, POST, TABLE, TIMELINE, gallery, video
from tests.factories import make_article, make_edition, make_image, make_section, make_user

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from django.test import Client

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

SITE = "http://localhost:8000"
WHOLE_PAGE = 12 * 1024


def lite_of(story: Article) -> str:
    return f"/lite/{story.pk}/{story.slug or '-'.join(story.headline.lower().split())}/"


def lite_page(client: Client, body: str, **fields: object) -> BeautifulSoup:
    story = make_article("Council votes", body=f"<p>Words.</p>{body}", published=True, **fields)  # type: ignore[arg-type]
    response = client.get(lite_of(story))
    assert response.status_code == 200
    return soup(response)


def test_a_story_is_there_as_text_with_its_full_page_as_the_canonical_one(client: Client) -> None:
    story = make_article("Council votes", standfirst="In an hour.", published=True)
    response = client.get(lite_of(story))
    page = soup(response)
    assert response.status_code == 200
    assert [h.get_text() for h in page.select("h1")] == ["Council votes"]
    assert "In an hour." in page.main.get_text()
    assert page.select_one("link[rel=canonical]")["href"] == SITE + path_of(story)
    assert page.select_one("meta[name=robots]")["content"] == "noindex, follow"
    assert page.select_one("header a:not(.name)")["href"] == path_of(story)


def test_the_page_that_a_reader_has_already_keeps_the_policy_that_its_style_needs(client: Client) -> None:
    """A browser takes the headers of a 304 for those of the page that it has."""
    story = make_article("Council votes", published=True)
    first = client.get(lite_of(story))
    again = client.get(lite_of(story), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]


@pytest.mark.parametrize(
    "spelling",
    [
        *("/lite/{id}/", "/lite/{id}", "/lite/{id}/other-words/", "/lite/00{id}/council-votes/"),
        *("/lite/politics/{id}/council-votes/", "/lite/news/politics/{id}/council-votes"),
    ],
)
def test_another_spelling_leads_there_at_once(client: Client, spelling: str) -> None:
    story = make_article("Council votes", published=True)
    response = client.get(spelling.format(id=story.pk))
    assert (response.status_code, response["Location"]) == (301, lite_of(story))


def test_a_story_of_another_edition_leads_to_its_own_lite_page(client: Client) -> None:
    arabic = make_edition("ar")
    story = make_article("Harb", edition=arabic, section=make_section("news", arabic), published=True)
    make_edition()
    response = client.get(f"/lite/{story.pk}/harb/")
    assert (response.status_code, response["Location"]) == (301, f"/ar/lite/{story.pk}/harb/")


def test_a_story_that_is_not_public_answers_as_one_that_never_was(
    client: Client, site_clock: SiteClock
) -> None:
    story = make_article("Council votes")
    publishing.schedule(story.pk, make_user("editor"), at=site_clock.now + timedelta(hours=1))
    never = client.get("/lite/987654321/council-votes/")
    hidden = client.get(f"/lite/{story.pk}/council-votes/")
    assert (hidden.status_code, hidden.content) == (never.status_code, never.content)
    assert hidden.status_code == 404


def test_of_a_withdrawn_story_there_are_headline_and_notice(client: Client) -> None:
    story = make_article("Council votes", body="<p>It was the mayor.</p>", published=True)
    publishing.withdraw(story.pk, make_user("editor"), notice="It was not so.")
    response = client.get(lite_of(story))
    text = response.content.decode()
    assert response.status_code == 410
    assert "Council votes" in text
    assert "It was not so." in text
    assert "mayor" not in text


def test_of_an_unpublished_story_there_is_nothing(client: Client) -> None:
    story = make_article("Council votes", published=True)
    publishing.unpublish(story.pk, make_user("editor"))
    response = client.get(lite_of(story))
    assert response.status_code == 410
    assert "Council" not in response.content.decode()


def test_a_moved_story_leads_where_its_full_page_leads(client: Client) -> None:
    story = make_article("Council votes", published=True)
    publishing.move(story.pk, make_user("editor"), moved_to="/latest/")
    response = client.get(lite_of(story))
    assert (response.status_code, response["Location"]) == (301, "/latest/")


def test_every_kind_of_block_is_there_whole(client: Client) -> None:
    image = make_image(rendered=True)
    other = make_article("The other", published=True)
    blocks = [
        *(FACTS, TIMELINE, POST, TABLE, NOTED, gallery(image, caption="On the quay"), video(image)),
        "<h2>Subhead</h2><ul><li>Item</li></ul><blockquote><p>Said</p></blockquote>",
        '<aside data-news="pullquote"><p>Pulled</p><p data-news="speaker">The mayor</p></aside>',
        f'<figure data-news="image" data-image-id="{image.pk}"><figcaption>Dusk</figcaption></figure>',
        f'<aside data-news="related" data-articles="{other.pk}"></aside>',
    ]
    page = lite_page(client, "".join(blocks))
    text = page.main.get_text(" ", strip=True)
    for words in (
        *("The Orrin", "It is long", "Slow", "1998", "The last.", "It rains", "Levels", "Monday"),
        *("Authority <2024>", "The second", "On the quay", "Seen from above", "Subhead", "Item", "Said"),
        *("Pulled", "The mayor", "Dusk", "The other", "A bridge at dusk"),
    ):
        assert words in text, words
    assert page.select("img, picture, script, iframe, video, link[rel=stylesheet]") == []


def test_a_picture_is_a_link_that_says_what_it_weighs(client: Client) -> None:
    image = make_image(rendered=True)
    page = lite_page(client, "", images=[image])
    [link] = page.select("figure a")
    size = image.renditions.get(width=640).byte_size
    assert link.get_text() == f"Show image ({-(-size // 1000)} KB)"
    assert client.get(str(link["href"])).status_code == 200


def test_all_links_to_stories_and_sections_stay_among_the_lite_pages(client: Client) -> None:
    section = make_section("politics", parent=make_section("news"))
    other = make_article("The other", section=section, published=True)
    path = f"/news/politics/{other.pk}/the-other/"
    links = f'<p>See <a href="{path}">here</a> or <a href="{SITE}{path}">there</a>.</p>'
    related = f'<aside data-news="related" data-articles="{other.pk}"></aside>'
    page = lite_page(client, links + related, section=section)
    assert [a["href"] for a in page.main.select("p a, aside a")][:4] == [
        "/lite/news/politics/",
        *[f"/lite/{other.pk}/the-other/"] * 3,
    ]
    assert "/news/politics/" not in re.sub("/lite/news/politics/", "", str(page.main))


def test_a_link_to_a_month_leads_to_its_list(client: Client) -> None:
    page = lite_page(client, '<p>All of <a href="/politics/2019/05/">May</a>.</p>')
    assert page.main.select_one("p a[href='/politics/2019/05/']") is not None


def test_the_front_has_alerts_the_latest_and_each_section_once(client: Client, site_clock: SiteClock) -> None:
    politics = make_section("politics", parent=make_section("news"))
    sports = make_section("sports")
    stories = [make_article(f"Story {n}", section=politics, published=True) for n in range(12)]
    match = make_article("The match", section=sports, published=True)
    alert = Alert.objects.create(
        text="Dam gates opened",
        article_id=stories[0].pk,
        author=make_user("editor"),
        public_from=site_clock.now - timedelta(minutes=1),
        public_until=site_clock.now + timedelta(hours=1),
    )
    alert.editions.add(make_edition())
    page = soup(client.get("/lite/"))
    hrefs = [str(a["href"]) for a in page.main.select("li a")]
    assert hrefs[0] == f"/lite/{stories[0].pk}/story-0/"
    assert hrefs[1] == lite_of(match)
    assert len(hrefs[1:]) == len(set(hrefs[1:]))
    assert {str(a["href"]) for a in page.main.select("a")} >= {"/lite/news/politics/", "/lite/sports/"}
    assert page.select_one("link[rel=canonical]")["href"] == f"{SITE}/"


def test_a_section_is_a_list_with_further_pages(client: Client) -> None:
    section = make_section("politics")
    for number in range(25):
        make_article(f"Story {number}", section=section, published=True)
    first, second = soup(client.get("/lite/politics/")), soup(client.get("/lite/politics/?page=2"))
    assert len(first.select("main li a")) == 24
    assert [a["href"] for a in first.select(".pages a")] == ["/lite/politics/?page=2"]
    assert [a.get_text() for a in second.select("main li a")] == ["Story 0"]
    titles = [page.select_one("title").get_text() for page in (first, second)]
    assert [title.split(" | ")[0] for title in titles] == ["Politics", "Politics – page 2"]
    assert second.select_one("link[rel=canonical]")["href"] == f"{SITE}/politics/?page=2"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(("/lite/politics/?page=1", 301), ("/lite/politics/?page=0", 404), ("/lite/politics/?page=9", 404)),
        *(("/lite/none/", 404), ("/lite/politics/none/", 404), ("/lite/politics", 301), ("/lite", 301)),
        *((f"/lite/{'9' * 30}/", 404), ("/lite/?page=abc", 200)),
    ],
)
def test_odd_addresses_get_the_right_answer(client: Client, path: str, status: int) -> None:
    make_section("politics")
    assert client.get(path).status_code == status


def test_the_policy_allows_the_page_s_own_style_and_no_script_of_it(client: Client) -> None:
    make_article(published=True)
    response = client.get("/lite/")
    directives = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert re.fullmatch(r"'sha256-[\w+/]+='", directives["style-src"])
    assert len(soup(response).style.get_text()) <= 2304


def test_a_story_of_a_thousand_words_weighs_little(client: Client) -> None:
    paragraphs = (
        " ".join(f"word{n * 17 % 997}" for n in range(start, start + 50)) for start in range(0, 1000, 50)
    )
    story = make_article("Council votes", body="".join(f"<p>{p}.</p>" for p in paragraphs), published=True)
    response = client.get(lite_of(story))
    assert len(zlib.compress(response.content, 6)) <= WHOLE_PAGE
    assert len(soup(response).find_all()) <= 300


def test_full_pages_lead_to_their_lite_ones(client: Client) -> None:
    story = make_article("Council votes", section=make_section("politics"), published=True)
    for path, lite in (("/", "/lite/"), ("/politics/", "/lite/politics/"), (path_of(story), lite_of(story))):
        page = soup(client.get(path))
        assert [a["href"] for a in page.select("header a, footer a") if "Lite" in a.get_text()] == [lite] * 2

"""The blocks of a body as readers, feeds and search engines get them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from articles.media.models import Image
from newsroom.pages.models import Page
from tests.articles.published.pages import json_ld, path_of, soup
from tests.factories import make_article, make_edition, make_image

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

YOUTUBE = "https://www.youtube.com/watch?v=abcdefghijk"
FACTS = (
    '<aside data-news="factbox"><h3>The <em>Orrin</em></h3><p>It is long'
    '<span data-news="footnote" data-note="Authority &lt;2024&gt;"></span>.</p><ul><li>Slow</li></ul></aside>'
)
TIMELINE = (
    '<aside data-news="timeline"><h3>Floods</h3><ol><li><p data-news="when">1998</p><p>The first.</p></li>'
    "<li><p>The last.</p></li></ol></aside>"
)
POST = (
    '<figure data-news="embed" data-url="https://x.com/someone/status/123">'
    "<figcaption>It <b>rains</b></figcaption></figure>"
)
TABLE = "<table><caption>Levels</caption><tr><th>Day</th></tr><tr><td>Monday</td></tr></table>"
NOTED = (
    '<p>One<span data-news="footnote" data-note="The first"></span> and '
    '<a href="/about/">two<span data-news="footnote" data-note="The second"></span></a>.</p>'
)


def gallery(*images: Image, caption: str = "") -> str:
    ids = ",".join(str(image.pk) for image in images)
    return f'<figure data-news="gallery" data-images="{ids}"><figcaption>{caption}</figcaption></figure>'


def video(still: Image | None = None, caption: str = "Seen from above") -> str:
    named = f' data-image-id="{still.pk}"' if still else ""
    return (
        f'<figure data-news="video" data-url="{YOUTUBE}"{named}><figcaption>{caption}</figcaption></figure>'
    )


def body_of(client: Client, body: str, **fields: str) -> BeautifulSoup:
    """The body on the page of a public story that has it."""
    page = soup(client.get(path_of(make_article(body=f"<p>Words.</p>{body}", published=True, **fields))))
    found = page.select_one("article .body")
    assert found is not None
    return found


def feed_of(client: Client, body: str) -> str:
    make_article(body=f"<p>Words.</p>{body}", published=True)
    [item] = json.loads(client.get("/feed/feed.json").content)["items"]
    return str(item["content_html"])


def test_every_picture_of_a_gallery_leads_to_its_large_file_and_has_its_own_words(client: Client) -> None:
    images = [make_image(rendered=True, caption=f"Day {n}", credit=f"Hand {n}") for n in range(3)]
    figures = body_of(client, gallery(*images, caption="On the quay")).select(".picture-grid figure")
    assert [str(figure.figcaption.get_text(" ", strip=True)) for figure in figures] == [
        f"Day {n} Hand {n}" for n in range(3)
    ]
    for figure in figures:
        answer = client.get(str(figure.a["href"]))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")


def test_a_gallery_is_called_by_its_caption_or_by_what_it_is(client: Client) -> None:
    image = make_image(rendered=True)
    body = body_of(client, gallery(image, caption="On the quay") + gallery(image))
    called, bare = body.select(".picture-grid")
    assert body.select_one(f"#{called['aria-labelledby']}").get_text() == "On the quay"
    assert bare["aria-label"] == "Gallery"


def test_a_gallery_goes_on_without_a_picture_whose_rights_have_ended(client: Client) -> None:
    stays, ends = make_image(rendered=True, caption="Stays"), make_image(rendered=True, caption="Ends")
    story = make_article(body=f"<p>Words.</p>{gallery(stays, ends)}{gallery(ends)}", published=True)
    Image.objects.filter(pk=ends.pk).update(rights_until=timezone.now())
    grids = soup(client.get(path_of(story))).select(".picture-grid")
    assert [grid.get_text(" ", strip=True) for grid in grids] == ["Enlarge Stays R. Vale"]


def test_a_video_is_its_still_and_a_link_that_names_who_shows_it(client: Client) -> None:
    shown = body_of(client, video(make_image(rendered=True))).select_one(".video")
    assert shown is not None
    assert shown.a["href"] == YOUTUBE
    assert shown.a.get_text(strip=True) == "Watch on YouTube"
    assert client.get(str(shown.img["src"])).status_code == 200
    assert shown.figcaption.get_text(" ", strip=True) == "Seen from above R. Vale"


def test_a_video_without_a_still_is_a_link(client: Client) -> None:
    shown = body_of(client, video()).select_one(".video")
    assert shown is not None
    assert shown.img is None
    assert shown.a["href"] == YOUTUBE


def test_a_post_says_what_it_said_and_where_it_is(client: Client) -> None:
    post = body_of(client, POST).select_one(".embed")
    assert post is not None
    assert [p.get_text(strip=True) for p in post.select("p")] == ["X", "Itrains", "Open on X"]
    assert post.a["href"] == "https://x.com/someone/status/123"


def test_a_link_in_the_words_of_a_post_is_not_inside_another_link(client: Client) -> None:
    body = POST.replace("<b>rains</b>", '<a href="https://example.org/">rains</a>')
    assert body_of(client, body).select("a a") == []


def test_a_fact_box_is_called_by_its_title(client: Client) -> None:
    box = body_of(client, FACTS).select_one(".factbox")
    assert box is not None
    assert box.select_one(f"#{box['aria-labelledby']}").get_text() == "The Orrin"
    assert [li.get_text() for li in box.select("li")] == ["Slow"]


def test_a_timeline_is_an_ordered_list_with_its_dates(client: Client) -> None:
    line = body_of(client, TIMELINE).select_one(".timeline")
    assert line is not None
    assert line.select_one(f"#{line['aria-labelledby']}").get_text() == "Floods"
    events = line.select("ol > li")
    assert [event.get_text(" ", strip=True) for event in events] == ["1998 The first.", "The last."]
    assert len(line.select(".timeline__when")) == 1


def test_a_wide_table_can_be_scrolled_by_keyboard_and_is_called_by_its_caption(client: Client) -> None:
    around = body_of(client, TABLE).select_one("table").parent
    assert (around["tabindex"], around["aria-label"]) == ("0", "Levels")


def test_footnotes_are_numbered_and_lead_there_and_back(client: Client) -> None:
    body = body_of(client, NOTED + FACTS)
    marks = body.select('a[role="doc-noteref"]')
    notes = body.select(".notes li")
    assert [mark.get_text() for mark in marks] == ["1", "2", "3"]
    assert [note.bdi.get_text() for note in notes] == ["The first", "The second", "Authority <2024>"]
    for mark, note in zip(marks, notes, strict=True):
        assert mark["href"] == f"#{note['id']}"
        assert note.select_one(".notes__back")["href"] == f"#{mark['id']}"
    assert body.select("a a") == []


def test_the_notes_stand_last_and_are_not_there_without_footnotes(client: Client) -> None:
    notes = body_of(client, NOTED + TABLE).select_one(".notes")
    assert notes is not None
    assert notes.find_next_sibling() is None
    assert body_of(client, TABLE, headline="Another").select_one(".notes") is None


def test_a_note_to_a_picture_that_is_not_shown_has_no_number(client: Client) -> None:
    ends = make_image(rendered=True)
    story = make_article(body=NOTED + gallery(ends, caption=NOTED.replace("The", "Not the")), published=True)
    Image.objects.filter(pk=ends.pk).update(rights_until=timezone.now())
    notes = soup(client.get(path_of(story))).select(".notes li bdi")
    assert [note.get_text() for note in notes] == ["The first", "The second"]


def test_no_words_of_ours_for_blocks_reach_readers(client: Client) -> None:
    image = make_image(rendered=True)
    body = NOTED + FACTS + TIMELINE + POST + TABLE + gallery(image, caption="c") + video(image)
    shown = body_of(client, body)
    assert [tag for tag in shown.find_all() if any(name.startswith("data-") for name in tag.attrs)] == (
        shown.select("[data-zoom], [data-player]")
    )


def test_a_feed_has_every_block_in_plain_html(client: Client) -> None:
    images = [make_image(rendered=True, caption=f"Day {n}") for n in range(2)]
    html = feed_of(
        client,
        NOTED + FACTS + TIMELINE + POST + TABLE + gallery(*images, caption="On the quay") + video(images[0]),
    )
    tree = etree.HTML(html)
    text = " ".join(" ".join(tree.itertext()).split())
    for words in ("The Orrin", "Slow", "1998", "The last.", "It rains", "Monday", "Day 1", "On the quay"):
        assert words in text
    for words in ("Seen from above", "Open on X", "Watch on YouTube", "The second", "Authority <2024>"):
        assert words in text
    assert len(list(tree.iter("img"))) == 3
    assert [sup.text for sup in tree.iter("sup")] == ["1", "2", "3"]
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("data-")]
    assert {element.tag for element in tree.iter()} <= {
        *(
            "html",
            "body",
            "p",
            "a",
            "sup",
            "h3",
            "em",
            "strong",
            "ul",
            "ol",
            "li",
            "blockquote",
            "figure",
            "img",
        ),
        *("figcaption", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    }


def test_a_video_is_described_to_search_engines_with_its_still(client: Client) -> None:
    story = make_article(
        kind="video", body=f"<p>Words.</p>{video(make_image(rendered=True))}", published=True
    )
    described = json_ld(client.get(path_of(story)))[0]["video"]
    assert described["embedUrl"] == "https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0"
    assert described["thumbnailUrl"]


def test_the_pictures_of_a_gallery_are_described_to_search_engines(client: Client) -> None:
    images = [make_image(rendered=True, caption=f"Day {n}") for n in range(2)]
    story = make_article(body=f"<p>Words.</p>{gallery(*images)}", published=True)
    [shown] = [data for data in json_ld(client.get(path_of(story))) if data["@type"] == "ImageGallery"]
    media = shown["associatedMedia"]
    assert [picture["caption"] for picture in media] == ["Day 0", "Day 1"]


def test_a_page_costs_the_same_however_many_galleries_and_videos_it_has(client: Client) -> None:
    images = [make_image(rendered=True) for _ in range(6)]

    def queries(headline: str, body: str) -> int:
        path = path_of(make_article(headline, body=f"<p>Words.</p>{body}", published=True))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    queries("Before", "")
    few = queries("Few", gallery(images[0]) + video(images[1]))
    assert (
        queries("Many", "".join(gallery(*images) + video(image) + FACTS + NOTED for image in images)) == few
    )


def test_a_page_that_stands_still_shows_its_notes_and_boxes_too(client: Client) -> None:
    Page.objects.create(edition=make_edition(), slug="about", headline="About", body=NOTED + FACTS + TABLE)
    page = soup(client.get("/about/"))
    assert len(page.select(".notes li")) == 3
    assert page.select_one(".factbox") is not None
    assert "data-news" not in str(page)

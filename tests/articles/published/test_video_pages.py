"""Pages with videos: the story's, its section's, and what machines are told of both."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from lxml import etree

from articles import publishing
from articles.media.models import Video
from articles.models import Article
from tests.articles.published.pages import path_of, soup
from tests.factories import make_article, make_edition, make_image, make_section, make_user
from tests.schemas import schema_faults
from tests.videos import figure, make_video, mp4

if TYPE_CHECKING:
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

YOUTUBE = "https://www.youtube.com/watch?v=abcdefghijk"
NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "v": "http://www.google.com/schemas/sitemap-video/1.1",
}


def provided(url: str = YOUTUBE, kind: str = "video") -> str:
    return f'<figure data-news="{kind}" data-url="{url}"></figure>'


def episode(video: Video, headline: str = "The ferry leaves", **fields: Any) -> Article:
    section = fields.pop("section", None) or make_section("tv", default_kind="video")
    return make_article(
        headline,
        section=section,
        kind="video",
        body=f"{figure(video)}<p>Words.</p>",
        published=True,
        **fields,
    )


def page(client: Client, story: Article) -> str:
    response = client.get(path_of(story))
    assert response.status_code == 200
    return response.content.decode()


def described(html: str) -> dict[str, Any]:
    found = [json.loads(text) for text in re.findall(r'ld\+json">(.*?)</script>', html)]
    [article] = [data for data in found if data["@type"].endswith("NewsArticle")]
    return dict(article)


def properties(html: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="([^"]+)" content="([^"]*)">', html))


def test_the_first_video_of_a_video_story_leads_its_page(client: Client) -> None:
    video = make_video()
    html = page(client, episode(video))
    assert html.count("<video") == 1
    assert html.index("<h1") < html.index("<video") < html.index('class="body"')
    assert f'<source src="/media/{video.token}.mp4" type="video/mp4">' in html
    assert '<track kind="captions"' in html
    assert 'srclang="en" label="English">' in html
    assert "autoplay" not in html


def test_a_video_keeps_its_place_in_a_story_of_another_kind(client: Client) -> None:
    video = make_video()
    story = make_article(body=f"<p>First.</p>{figure(video, 'Seen')}<p>Last.</p>", published=True)
    html = page(client, story)
    assert html.index(">First.</p>") < html.index("<video") < html.index(">Last.</p>")


def test_a_transcript_is_on_the_page_of_its_video(client: Client) -> None:
    html = page(client, episode(make_video(transcript="Said <b>here</b>.\n\nAnd there.")))
    assert "<p>Said &lt;b&gt;here&lt;/b&gt;.</p>" in html
    assert re.search(r'<details class="transcript">\s*<summary', html)


def test_the_duration_is_seen_on_the_page_and_on_cards(client: Client) -> None:
    story = episode(make_video(mp4(seconds=75)))
    assert "<bdi>1:15</bdi>" in page(client, story)
    assert "<bdi>1:15</bdi>" in client.get("/tv/").content.decode()


def test_a_providers_video_is_a_link_and_says_who_will_see_the_reader(client: Client) -> None:
    story = make_article(kind="video", body=provided(), images=[make_image(rendered=True)], published=True)
    html = page(client, story)
    assert f'href="{YOUTUBE}"' in html
    assert 'data-player="https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0"' in html
    assert "<iframe" not in html
    assert "Played by YouTube, which then sees that you are here." in html


@pytest.mark.parametrize(
    ("body", "source"),
    [
        (provided(), "frame-src https://www.youtube-nocookie.com"),
        (provided("https://vimeo.com/12"), "frame-src https://player.vimeo.com"),
        (provided(kind="embed"), ""),
        (provided("https://www.tiktok.com/@a/video/1"), ""),
        ("", ""),
    ],
)
def test_a_page_may_frame_the_player_of_its_video_alone(client: Client, body: str, source: str) -> None:
    story = make_article(body=f"<p>Words.</p>{body}", published=True)
    policy = client.get(path_of(story))["Content-Security-Policy"]
    assert source in policy
    assert ("frame-src" in policy) is bool(source)


def test_a_video_is_described_with_what_is_seen(client: Client) -> None:
    video = make_video(mp4(seconds=3675, width=1280, height=720))
    story = episode(video, "The </script> ferry “leaves”", slug="ferry")
    html = page(client, story)
    data = described(html)
    found = data["video"]
    assert found["@type"] == "VideoObject"
    assert found["name"] == data["headline"] == story.headline
    assert found["description"] == data["description"]
    assert found["uploadDate"] == data["datePublished"]
    assert (found["duration"], found["width"], found["height"]) == ("PT1H1M15S", 1280, 720)
    assert found["contentUrl"].endswith(f"/media/{video.token}.mp4")
    assert found["thumbnailUrl"]
    assert found["transcript"] == video.transcript
    [caption] = found["caption"]
    assert caption["contentUrl"].endswith(f"/media/{video.tracks.get().token}.vtt")
    assert all(
        client.get(u.removeprefix("http://localhost:8000")).status_code == 200 for u in found["thumbnailUrl"]
    )


def test_a_providers_video_is_described_by_its_player(client: Client) -> None:
    story = make_article(kind="video", body=provided(), images=[make_image(rendered=True)], published=True)
    found = described(page(client, story))["video"]
    assert found["embedUrl"] == "https://www.youtube-nocookie.com/embed/abcdefghijk?rel=0"
    assert "contentUrl" not in found


def test_a_long_transcript_stands_on_the_page_alone(client: Client) -> None:
    html = page(client, episode(make_video(transcript="Words. " * 1000)))
    assert "transcript" not in described(html)["video"]
    assert html.count("Words. Words.") > 0


def test_a_video_page_is_shared_as_one(client: Client) -> None:
    video = make_video(mp4(seconds=75))
    found = properties(page(client, episode(video)))
    assert found["og:type"] == "video.other"
    assert found["og:video"].endswith(f"/media/{video.token}.mp4")
    assert (found["og:video:type"], found["video:duration"]) == ("video/mp4", "75")
    assert found["og:image"]


def test_the_sitemap_of_videos_names_each_with_what_is_required(client: Client) -> None:
    video = make_video(mp4(seconds=75))
    story = episode(video, standfirst="S" * 3000)
    other = make_article(kind="video", body=provided(), images=[make_image(rendered=True)], published=True)
    assert "/sitemaps/video-en.xml" in client.get("/sitemap.xml").content.decode()
    content = client.get("/sitemaps/video-en.xml").content
    assert schema_faults(content) == []
    root = etree.fromstring(content)
    urls = {u.findtext("s:loc", namespaces=NS): u.find("v:video", NS) for u in root.findall("s:url", NS)}
    assert len(urls) == 2
    own = next(entry for loc, entry in urls.items() if loc.endswith(path_of(story)))
    theirs = next(entry for loc, entry in urls.items() if loc.endswith(path_of(other)))
    text = {etree.QName(child).localname: child.text for child in own}
    assert list(text) == [
        *("thumbnail_loc", "title", "description", "content_loc", "duration", "publication_date")
    ]
    assert (text["title"], text["duration"], len(text["description"])) == ("The ferry leaves", "75", 2048)
    assert client.get(text["content_loc"].removeprefix("http://localhost:8000")).status_code == 200
    assert client.get(text["thumbnail_loc"].removeprefix("http://localhost:8000")).status_code == 200
    assert theirs.findtext("v:player_loc", namespaces=NS).startswith(
        "https://www.youtube-nocookie.com/embed/"
    )


@pytest.mark.parametrize(
    "words",
    [
        "</video:title>",
        '"quotes" & <b>',
        "\u0627\u0644\u0646\u0647\u0631 \U0001f600",
        "x" * 3000,
        "]]>",
        "a\tb\nc",
    ],
)
def test_the_sitemap_of_videos_is_valid_whatever_their_words(client: Client, words: str) -> None:
    episode(make_video(mp4(seconds=75)), headline=words[:110], standfirst=words)
    make_article(kind="video", body=provided(), images=[make_image(rendered=True)], published=True)
    assert schema_faults(client.get("/sitemaps/video-en.xml").content) == []


@pytest.mark.parametrize(
    "inside",
    [
        "",
        "<video:thumbnail_loc>https://a.example/a.jpg</video:thumbnail_loc>",
        (
            "<video:thumbnail_loc>/a.jpg</video:thumbnail_loc><video:title>a</video:title>"
            "<video:description>a</video:description><video:content_loc>https://a.example/a</video:content_loc>"
        ),
        (
            "<video:thumbnail_loc>https://a.example/a.jpg</video:thumbnail_loc><video:title>a</video:title>"
            "<video:description>a</video:description>"
        ),
    ],
)
def test_the_schema_refuses_a_video_without_what_is_required(inside: str) -> None:
    entry = f"<url><loc>https://a.example/</loc><video:video>{inside}</video:video></url>"
    spaces = f'xmlns="{NS["s"]}" xmlns:video="{NS["v"]}"'
    assert schema_faults(f"<urlset {spaces}>{entry}</urlset>".encode()) != []


def test_the_sitemap_of_videos_forgets_what_is_taken_down(client: Client, site_clock: SiteClock) -> None:
    video = make_video()
    story = episode(video)
    Video.objects.filter(pk=video.pk).update(rights_until=site_clock.now)
    assert b"<video:video" not in client.get("/sitemaps/video-en.xml").content
    Video.objects.filter(pk=video.pk).update(rights_until=None)
    assert b"video>" in client.get("/sitemaps/video-en.xml").content
    publishing.unpublish(story.pk, make_user("editor"))
    assert b"video>" not in client.get("/sitemaps/video-en.xml").content
    assert "video-en" not in client.get("/sitemap.xml").content.decode()


def test_a_feed_shows_the_poster_and_leads_to_the_page(client: Client) -> None:
    story = episode(make_video(mp4(seconds=75)))
    text = client.get("/feed/rss.xml").content.decode()
    assert f'{path_of(story)}">Watch the video</a> (1:15)' in text
    assert "/media/" in text


def test_a_section_of_videos_is_a_page_of_episodes_with_its_programmes(client: Client) -> None:
    tv = make_section("tv", default_kind="video")
    table = make_section("round-table", parent=tv, default_kind="video", name="The Round Table")
    make_section("quiet", parent=tv, default_kind="video", name="Quiet")
    for number in range(3):
        episode(make_video(), f"Debate {number}", section=table)
    episode(make_video(), "The evening news", section=tv)
    html = client.get("/tv/").content.decode()
    assert html.index("The evening news") < html.index("The Round Table</a></h2>")
    programme = html[html.index("The Round Table</a></h2>") : html.index("Quiet</a></h2>")]
    assert "Debate 2" in programme
    assert "Debate 1" not in programme
    below = html[html.index("Quiet</a></h2>") :]
    assert below.index("Debate 1") < below.index("Debate 0")
    assert "Debate 2" not in below


def test_an_episode_leads_to_the_others_of_its_programme(client: Client) -> None:
    tv = make_section("tv", default_kind="video", name="The Round Table")
    first = episode(make_video(), "Debate 1", section=tv)
    episode(make_video(), "Debate 2", section=tv)
    html = page(client, first)
    more = html[html.index('aria-labelledby="episodes"') :]
    assert "More from The Round Table" in more
    assert "Debate 2" in more[: more.index("</section>")]
    assert "card__media--16x9" in more


def test_another_edition_has_videos_of_its_own(client: Client) -> None:
    make_edition("es")
    episode(make_video())
    assert b"video>" not in client.get("/sitemaps/video-es.xml").content
    assert client.get("/sitemaps/video-xx.xml").status_code == 404


@pytest.mark.parametrize("kind", ["video", "story"])
@pytest.mark.parametrize("is_own", [True, False])
def test_a_caption_with_quotation_marks_is_a_name_and_no_attribute(
    client: Client, kind: str, is_own: bool
) -> None:
    caption = 'Tom &amp; Ana" onfocus="alert(1)" autofocus x="'
    shown = (
        figure(make_video(), caption)
        if is_own
        else provided().replace("></", f"><figcaption>{caption}</figcaption></")
    )
    story = make_article("Words", kind=kind, body=f"{shown}{shown}<p>Words.</p>", published=True)
    response = client.get(path_of(story))
    assert not soup(response).select("[onfocus], .video [autofocus]")
    names = [
        str(tag.get("aria-label") or tag.get("data-name"))
        for tag in soup(response).select(".video [aria-label], .video [data-name]")
    ]
    assert any(name.endswith('Tom & Ana" onfocus="alert(1)" autofocus x="') for name in names)
    data = re.findall(r'ld\+json">(.*?)</script>', response.content.decode())
    assert data
    assert "amp;" not in "".join(data)

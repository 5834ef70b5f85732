"""A live blog in its other forms: data for machines, lite page, feeds, cards, lists and sitemaps."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import feedparser
import pytest
from django.test import override_settings
from django.utils import timezone

from articles.published import feeds
from tests.breaking.live.making import Blog
from tests.factories import make_article, make_author, make_edition, make_section

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.reader_role, pytest.mark.database]

WORDS = "The motion was read twice and put to the vote by the clerk, who counted hands. "


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return str(response.content.decode())


def live_data(client: Client, path: str) -> tuple[dict[str, Any], str]:
    """The LiveBlogPosting of a page, and its JSON."""
    found = re.findall(r'<script type="application/ld\+json">(.+?)</script>', text(client, path))
    [data] = [one for one in found if '"LiveBlogPosting"' in one]
    return json.loads(data), data


def test_the_data_for_machines_say_what_the_page_says(client: Client) -> None:
    blog = Blog()
    author = make_author("Mara Ellsworth")
    make_article("Signed elsewhere", by=author, published=True)
    old = blog.post("<p>It begins.</p>", at=timezone.now() - timedelta(minutes=10), author_ids=[author.pk])
    new = blog.post("<p>They <em>vote</em>.</p><p>At last.</p>", headline="The vote", byline="Our reporter")
    blog.change(old, edited_at=timezone.now())
    blog.stand(pinned_id=old)
    data, _json = live_data(client, blog.path)
    html = text(client, blog.path)
    first, second = data["liveBlogUpdate"]
    site = data["mainEntityOfPage"].removesuffix(blog.path)
    assert first == {
        "@type": "BlogPosting",
        "@id": f"{site}/live-blogs/post/{new}/",
        "url": f"{site}{blog.path}#post-{new}",
        "headline": "The vote",
        "datePublished": first["datePublished"],
        "articleBody": "They vote. At last.",
        "author": [{"@type": "Person", "name": "Our reporter"}],
    }
    assert second["author"] == [{"@id": f"{site}/author/mara-ellsworth/#author"}]
    assert second["headline"] == second["articleBody"] == "It begins."
    assert data["@type"] == "LiveBlogPosting"
    assert data["dateModified"] == first["datePublished"]
    assert data["coverageStartTime"] == second["datePublished"]
    for instant in (
        first["datePublished"],
        second["datePublished"],
        second["dateModified"],
        data["dateModified"],
    ):
        assert f'datetime="{instant}"' in html
    assert html.count('"NewsArticle"') == 0


def test_coverage_ends_in_the_future_while_it_runs_and_when_it_was_closed_after_that(client: Client) -> None:
    blog = Blog()
    blog.post()
    end = datetime.fromisoformat(live_data(client, blog.path)[0]["coverageEndTime"])
    assert timedelta(days=1) <= end - timezone.now() <= timedelta(days=2)
    closed_at = timezone.now() - timedelta(milliseconds=1)
    blog.stand(closed_at=closed_at)
    end = datetime.fromisoformat(live_data(client, blog.path)[0]["coverageEndTime"])
    assert end == closed_at.replace(microsecond=0)


def is_full(data: dict[str, Any], written: str) -> bool:
    """Whether 10 KB are used up: of each post that is cut there would be no room for one word more."""
    cut = [update for update in data["liveBlogUpdate"] if update["articleBody"].endswith("…")]
    return 10_000 - 24 * len(cut) < len(written.encode()) <= 10_000


def test_twenty_five_long_posts_are_ten_kilobytes_of_data(client: Client) -> None:
    blog = Blog()
    headline = "What the council said of the bridge at its first reading"
    blog.posts(40, body=f"<p>{WORDS * 12}</p>", headline=headline)
    data, written = live_data(client, blog.path)
    updates = data["liveBlogUpdate"]
    assert len(updates) == 25
    assert is_full(data, written)
    assert {update["headline"] for update in updates} == {headline}
    # One as much as another.
    lengths = {len(update["articleBody"]) for update in updates}
    assert 40 < min(lengths) == max(lengths)
    for update in updates:
        address, _hash, place = update["url"].partition("#")
        answer = client.get(urlsplit(address).path)
        assert blog.path in (urlsplit(address).path, answer.get("Location"))
        assert f'id="{place}"' in text(client, blog.path)
    further, written = live_data(client, f"{blog.path}?page=2")
    assert len(further["liveBlogUpdate"]) == 15
    assert is_full(further, written)
    assert further["liveBlogUpdate"][0]["url"].partition("#post-")[0].endswith(f"{blog.path}?page=2")


def test_posts_without_headlines_give_their_text_instead(client: Client) -> None:
    blog = Blog()
    blog.posts(25, body=f"<p>{WORDS * 12}</p>", headline="")
    data, written = live_data(client, blog.path)
    assert is_full(data, written)
    assert all("headline" not in update and "#post-" in update["url"] for update in data["liveBlogUpdate"])
    assert min(len(update["articleBody"]) for update in data["liveBlogUpdate"]) > 60


def test_an_arabic_blog_at_a_long_address_is_ten_kilobytes_of_data_too(client: Client) -> None:
    arabic = make_edition("ar")
    section = make_section("أخبار", arabic)
    blog = Blog(edition=arabic, section=section, slug="-".join(["الانتخابات"] * 7))
    body = f"<p>{'يجلس الكتبة إلى طاولات طويلة ويعدون الأوراق. ' * 20}</p>"
    blog.posts(40, body=body, headline="الفرز مستمر في القاعة")
    path = client.get(f"/ar/x/{blog.pk}/")["Location"]
    for query in ("", "?page=2"):
        data, written = live_data(client, path + query)
        updates = data["liveBlogUpdate"]
        assert len(updates) == (25 if not query else 15)
        assert len(written.encode()) <= 10_000
        assert all(one["@id"] and one["articleBody"] and "#post-" in one["url"] for one in updates)
        address = urlsplit(updates[0]["url"])
        answer = client.get(f"{address.path}?{address.query}" if address.query else address.path)
        assert answer.status_code == 200 or answer["Location"] == path + query


def test_the_longest_host_name_leaves_room_for_fewer_posts_and_no_byte_more(client: Client) -> None:
    host = ".".join(["a" * 63, "b" * 63, "c" * 63, "d" * 61])
    arabic = make_edition("ar", prefix="", hostname=host)
    section = make_section("أخبار", arabic)
    blog = Blog(edition=arabic, section=section, slug="-".join(["الانتخابات"] * 7))
    blog.posts(25, body=f"<p>{WORDS * 12}</p>", headline="الفرز مستمر في القاعة")
    client.defaults["HTTP_HOST"] = host
    with override_settings(ALLOWED_HOSTS=["*"]):
        data, written = live_data(client, client.get(f"/x/{blog.pk}/")["Location"])
    assert 5 < len(data["liveBlogUpdate"]) < 25
    assert len(written.encode()) <= 10_000


def test_one_long_post_shortens_no_headline_of_the_others(client: Client) -> None:
    blog = Blog()
    blog.post(f"<p>{WORDS * 200}</p>", headline="In full")
    blog.post(f"<p>{WORDS}And more follows.</p>")
    newest = live_data(client, blog.path)[0]["liveBlogUpdate"][0]
    assert newest["headline"] == WORDS.strip()
    assert newest["articleBody"] == f"{WORDS}And more follows."


def test_the_words_of_a_post_cannot_end_the_data(client: Client) -> None:
    blog = Blog()
    blog.post("<p>Ends &lt;/script&gt; here &amp; there.</p>", headline="</script><b>")
    data, _json = live_data(client, blog.path)
    assert data["liveBlogUpdate"][0]["headline"] == "</script><b>"
    assert "<b>" not in text(client, blog.path)


def test_the_lite_page_has_the_posts_and_leads_to_older_ones(client: Client) -> None:
    blog = Blog()
    made = blog.posts(30)
    lite = f"/lite{blog.path.removeprefix('/politics')}"
    html = text(client, lite)
    assert re.findall(r'<h3 id="post-(\d+)">', html) == [str(pk) for pk in reversed(made[5:])]
    assert f'href="{lite}?page=2"' in html
    further = text(client, f"{lite}?page=2")
    assert re.findall(r'<h3 id="post-(\d+)">', further) == [str(pk) for pk in reversed(made[:5])]
    assert re.search(rf'<link rel="canonical" href="[^"]+{re.escape(blog.path)}\?page=2">', further)
    assert client.get(f"{lite}?page=3").status_code == 404
    assert client.get(f"{lite}?page=1")["Location"] == lite
    assert "<script" not in html


def test_links_in_a_post_stay_among_the_lite_pages(client: Client) -> None:
    other, blog = make_article("The other", published=True), Blog()
    blog.post(f'<p>As <a href="/politics/{other.pk}/the-other/">said</a>.</p>')
    assert f'href="/lite/{other.pk}/the-other/"' in text(client, f"/lite/{blog.pk}/council-votes-tonight/")
    assert f'href="/politics/{other.pk}/the-other/"' in text(client, blog.path)


@pytest.mark.parametrize("format", ["rss.xml", "atom.xml", "feed.json"])
def test_a_feed_s_item_has_the_posts_of_the_first_page(client: Client, format: str) -> None:
    blog = Blog()
    made = blog.posts(30)
    response = client.get(f"/feed/{format}")
    words = response.content.decode()
    if format == "feed.json":
        [item] = json.loads(words)["items"]
        html = item["content_html"]
        assert datetime.fromisoformat(item["date_modified"]) > timezone.now() - timedelta(minutes=2)
    else:
        found = feedparser.parse(response.content)
        assert not found.bozo
        html = found.entries[0].content[0].value
    assert re.findall(r'/live-blogs/post/(\d+)/">', html) == [str(pk) for pk in reversed(made[5:])]
    assert 'href="/' not in html


def test_a_feed_is_newer_with_each_change_of_a_post(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "UNSETTLED", timedelta(0))
    # HTTP dates are whole seconds.
    monkeypatch.setattr(feeds, "http_date", str)
    blog = Blog()
    dates = [float(client.get("/feed/rss.xml")["Last-Modified"])]
    post = blog.post()
    for change in (None, partial(blog.change, is_key=True), blog.hide):
        if change:
            change(post)
        response = client.get("/feed/rss.xml")
        dates.append(float(response["Last-Modified"]))
        assert dates[-1] > dates[-2]
    assert f"/live-blogs/post/{post}/" not in response.content.decode()


def test_the_card_of_a_blog_says_live_and_when_while_it_runs(client: Client) -> None:
    blog = Blog()
    at = timezone.now()
    blog.post(at=at)
    clock = f"{at.astimezone(blog.article.edition.zone):%H:%M}"
    live = rf'card__kicker--live">Live <span class="card__mark">Updated <time [^>]+><bdi>{clock}</bdi></time>'
    for path in ("/", "/politics/", "/live-blogs/", "/latest/"):
        assert re.search(live, text(client, path)), path
    blog.stand(closed_at=timezone.now() - timedelta(milliseconds=1))
    for path in ("/", "/politics/", "/live-blogs/", "/latest/"):
        html = text(client, path)
        assert "card__kicker--live" not in html, path
        assert "Council votes tonight" in html, path


def test_the_list_of_live_blogs_has_those_that_run_first(client: Client) -> None:
    old, closed, new = Blog("The old one"), Blog("The closed one"), Blog("The new one")
    closed.post()
    closed.stand(closed_at=timezone.now() - timedelta(milliseconds=1))
    Blog("A draft", published=False).post()
    found = re.findall(r'card__headline"><a href="/politics/(\d+)/', text(client, "/live-blogs/"))
    listed = list(dict.fromkeys(map(int, found)))[:3]
    assert listed == [new.pk, old.pk, closed.pk]
    assert client.get("/live-blogs/?page=2").status_code == 404


def test_a_sitemap_s_lastmod_is_that_of_the_last_post(client: Client) -> None:
    blog = Blog()
    at = timezone.now()
    blog.post(at=at)
    xml = text(client, f"/sitemaps/articles-en-{at:%Y-%m}.xml")
    [lastmod] = re.findall(r"<lastmod>(.+?)</lastmod>", xml)
    assert datetime.fromisoformat(lastmod) == at.replace(microsecond=0)
    news = text(client, "/sitemaps/news-en.xml")
    assert news.count("<url>") == 1
    assert "Council votes tonight" in news

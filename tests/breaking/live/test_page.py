"""What readers see of a live blog on its page."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from articles import publishing
from tests.articles.published.pages import soup
from tests.breaking.live.making import Blog
from tests.factories import make_article, make_author, make_image, make_user

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.reader_role, pytest.mark.database]


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return str(response.content.decode())


def ids(html: str) -> list[int]:
    """The posts in the order in which they stand."""
    return [int(pk) for pk in re.findall(r'<li class="post[^"]*" id="post-(\d+)"', html)]


def test_posts_stand_with_the_newest_first(client: Client) -> None:
    blog = Blog()
    made = blog.posts(3)
    assert ids(page(client, blog.path)) == made[::-1]


def test_the_pinned_post_stands_first_and_once(client: Client) -> None:
    blog = Blog()
    made = blog.posts(30)
    blog.stand(pinned_id=made[0])
    first, second = page(client, blog.path), page(client, f"{blog.path}?page=2")
    assert ids(first) == [made[0], *made[:5:-1]]
    assert ids(second) == made[5:0:-1]
    assert ">Pinned</span>" in first


def test_a_post_says_when_who_and_what(client: Client) -> None:
    blog = Blog()
    author = make_author("Mara Ellsworth")
    make_article("Signed elsewhere", by=author, published=True)
    image = make_image(rendered=True, caption="The hall at nine.")
    blog.post(
        "<p>The doors <strong>are</strong> open.</p>",
        headline="They begin",
        author_ids=[author.pk],
        image_ids=[image.pk],
        is_key=True,
        is_breaking=True,
    )
    html = page(client, blog.path)
    post = re.search(r'<li class="post.*?\n</li>', html, re.DOTALL)
    assert post
    for words in (
        '<h3 class="post__headline" dir="ltr">They begin</h3>',
        '<a href="/author/mara-ellsworth/"><bdi>Mara Ellsworth</bdi></a>',
        "The doors <strong>are</strong> open.",
        "<img ",
        "The hall at nine.",
        "Key event</span>",
        "Breaking</span>",
        "<time datetime=",
    ):
        assert words in post[0], words
    assert html.count("They begin") >= 3  # the post, the list of key events, the data for machines


def test_the_byline_that_was_typed_goes_before_the_authors(client: Client) -> None:
    blog = Blog()
    blog.post(byline="Our reporter at the hall", author_ids=[make_author().pk])
    bylines = soup(client.get(blog.path)).select(".post__byline")
    assert [byline.get_text(strip=True) for byline in bylines] == ["Our reporter at the hall"]


def test_times_are_those_of_the_edition_with_the_date_once_the_day_is_over(client: Client) -> None:
    blog = Blog()
    at = timezone.now() - timedelta(days=2)
    blog.post(at=at.replace(hour=12, minute=5, second=0, microsecond=0))
    html = page(client, blog.path)
    assert re.search(r'post__time[^>]*><time datetime="[^"]+\+0[12]:00"><bdi>\d+ \w+ \d{4} 1[34]:05<', html)
    blog.post(at=timezone.now() - timedelta(seconds=1))
    assert re.search(r'post__time[^>]*><time datetime="[^"]+"><bdi>\d\d:\d\d<', page(client, blog.path))


def test_key_events_lead_to_their_posts_on_whatever_page(client: Client) -> None:
    blog = Blog()
    old = blog.post(
        "<p>It was called. By whom is not said.</p>", at=timezone.now() - timedelta(days=1), is_key=True
    )
    blog.posts(30)
    new = blog.post(headline="They vote", is_key=True)
    keys = re.findall(r'data-key="(\d+)"><a class="keys__link" href="([^"]+)"', page(client, blog.path))
    assert keys == [(str(new), f"#post-{new}"), (str(old), f"{blog.path}?page=2#post-{old}")]
    assert ">It was called.</span>" in page(client, blog.path)
    assert 'class="keys"' not in page(client, f"{blog.path}?page=2")


def test_a_post_that_is_hidden_and_one_that_is_changed(client: Client) -> None:
    blog = Blog()
    kept, hidden = blog.post("<p>First words.</p>"), blog.post("<p>Wrong words.</p>", is_key=True)
    blog.change(kept, body="<p>Second words.</p>", edited_at=timezone.now())
    blog.hide(hidden)
    html = page(client, blog.path)
    assert ids(html) == [kept]
    assert "Second words." in html
    assert "First words." not in html
    assert "Wrong words." not in html
    assert "post__edited" in html


def test_a_blog_that_runs_says_live_and_one_that_is_closed_as_it_happened(client: Client) -> None:
    blog = Blog()
    blog.posts(2)
    html = page(client, blog.path)
    assert "data-label>Live</span>" in html
    assert "Coverage since" in html
    assert "js/live_blog" in html
    blog.stand(closed_at=timezone.now() - timedelta(seconds=5))
    html = page(client, blog.path)
    assert "As it happened</span>" in html
    assert "Coverage from" in html
    assert "data-label>Live<" not in html
    assert "js/live_blog" not in html


def test_a_blog_without_posts_says_so(client: Client) -> None:
    assert "No updates yet." in page(client, Blog().path)


def test_the_page_says_that_it_was_updated_with_its_last_post(client: Client) -> None:
    blog = Blog()
    at = timezone.now()
    blog.post(at=at)
    html = page(client, blog.path)
    iso = at.astimezone(blog.article.edition.zone).isoformat(timespec="seconds")
    assert f'Updated <time datetime="{iso}">' in html
    assert f'property="article:modified_time" content="{at.isoformat(timespec="seconds")}"' in html


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?page=2", 200),
        ("?page=3", 404),
        ("?page=0", 404),
        ("?page=-1", 404),
        ("?page=two", 404),
        ("?page=٢", 404),
        ("?page=02", 404),
        ("?page=99999999999999999999", 404),
        ("?page=401", 404),
        ("?page=", 404),
        ("?other=1", 200),
        ("?post=5", 200),
        ("?page=2&page=3", 404),
        ("?page=%00", 404),
    ],
)
def test_pages_that_are_not_there_are_not_found(client: Client, query: str, status: int) -> None:
    blog = Blog()
    blog.posts(26)
    assert client.get(blog.path + query).status_code == status


def test_the_first_page_has_one_address(client: Client) -> None:
    blog = Blog()
    blog.posts(26)
    response = client.get(f"{blog.path}?page=1")
    assert (response.status_code, response["Location"]) == (301, blog.path)
    response = client.get(f"/{blog.pk}/?page=2")
    assert (response.status_code, response["Location"]) == (301, f"{blog.path}?page=2")


def test_a_further_page_names_itself_and_leads_to_the_others(client: Client) -> None:
    blog = Blog()
    made = blog.posts(60)
    html = page(client, f"{blog.path}?page=2")
    assert ids(html) == made[34:9:-1]
    assert "<title>Council votes tonight – page 2 | The en edition</title>" in html
    assert re.search(rf'<link rel="canonical" href="[^"]+{re.escape(blog.path)}\?page=2">', html)
    assert f'href="{blog.path}" rel="prev"' in html
    assert f'href="{blog.path}?page=3" rel="next"' in html
    assert ids(page(client, f"{blog.path}?page=3")) == made[9::-1]


def test_a_story_of_another_kind_passes_a_page_over(client: Client) -> None:
    story = make_article("Plain story", published=True)
    assert client.get(f"/politics/{story.pk}/plain-story/?page=7").status_code == 200


@pytest.mark.parametrize("verb", ["withdraw", "unpublish"])
def test_posts_go_with_their_story(client: Client, verb: str) -> None:
    blog = Blog()
    post = blog.post("<p>Canary words.</p>")
    more = {"notice": "It was wrong."} if verb == "withdraw" else {}
    getattr(publishing, verb)(blog.pk, make_user("editor"), **more)
    response = client.get(blog.path)
    assert response.status_code == 410
    assert b"Canary" not in response.content
    assert client.get(f"/live-blogs/post/{post}/").status_code == 404


def test_a_permalink_leads_to_the_page_that_holds_the_post(client: Client) -> None:
    blog = Blog()
    made = blog.posts(500)
    blog.stand(pinned_id=made[3])
    for place, post in enumerate([made[3], *[pk for pk in reversed(made) if pk != made[3]]]):
        if place % 60 not in (0, 24, 25) and post not in made[:4]:
            continue
        response = client.get(f"/live-blogs/post/{post}/")
        number = place // 25 + 1
        where = f"{blog.path}{f'?page={number}' if number > 1 else ''}#post-{post}"
        assert (response.status_code, response["Location"]) == (302, where)
        assert post in ids(page(client, where.partition("#")[0]))


def test_a_permalink_of_nothing_answers_as_one_that_never_was(client: Client) -> None:
    blog, draft = Blog(), Blog("Not yet", published=False)
    hidden, unseen = blog.post(), draft.post("<p>Canary.</p>")
    blog.hide(hidden)
    never = client.get("/live-blogs/post/987654321/")
    assert never.status_code == 404
    for number in (hidden, unseen, 10**17):
        response = client.get(f"/live-blogs/post/{number}/")
        assert (response.status_code, response.content) == (404, never.content)
    assert client.get("/live-blogs/post/10000000000000000000000/").status_code == 404
    assert client.get("/live-blogs/post/x/").status_code == 404


def test_a_permalink_in_another_spelling_leads_there(client: Client) -> None:
    blog = Blog()
    post = blog.post()
    response = client.get(f"/live-blogs//post/{post}")
    assert (response.status_code, response["Location"]) == (302, f"{blog.path}#post-{post}")

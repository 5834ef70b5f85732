"""The composer's addresses: who may do what, what bad input gets, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from articles import publishing
from articles.models import Article
from articles.revisions import save_revision
from breaking.live import posts
from breaking.live.models import LivePost, LiveState, PostVersion
from tests.articles.published.pages import soup
from tests.desk.forms import signed_in, story_post, visitor
from tests.factories import make_article, make_image, make_user

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
ACTS = ("post", "close", "reopen", "unpin")
POST_ACTS = ("edit", "hide", "show", "pin", "key", "unkey")
PEOPLE = ("anonymous", "nobody", "elsewhere", "another journalist", "owner", "editor", "admin")


def url(blog: Article, suffix: str = "") -> str:
    return f"/admin/live/{blog.pk}/{suffix}"


@pytest.fixture
def desk(reporter: Any) -> Client:
    return signed_in(reporter)


def send(desk: Client, blog: Article, text: str = "Counting.", suffix: str = "post/", **more: Any) -> Any:
    data = {"text": text, "key": str(uuid4())} | more
    return desk.post(url(blog, suffix), data, headers=JSON)


def current(post: int) -> PostVersion:
    return PostVersion.objects.get(post=post, public_until=None)


# Rights


def client_of(who: str, blog: Article) -> Client:
    if who == "owner":
        return signed_in(blog.creator)
    return visitor("journalist" if who == "another journalist" else who)


def due(who: str, blog: Article, *, is_read: bool) -> int:
    """The status that each gets of an address of the blog."""
    if who in ("anonymous", "nobody"):
        return 302
    if who == "elsewhere" or (who == "another journalist" and blog.confidential):
        return 404
    return 403 if who == "another journalist" and not is_read else 200


@pytest.mark.parametrize("confidential", [False, True])
@pytest.mark.parametrize("who", PEOPLE)
def test_each_address_answers_by_the_rights_of_whoever_asks(
    blog: Article, reporter: Any, who: str, confidential: bool
) -> None:
    Article.objects.filter(pk=blog.pk).update(confidential=confidential)
    blog.refresh_from_db()
    post = posts.publish(blog.pk, reporter, body="<p>There.</p>")
    client, wrong = client_of(who, blog), []
    for suffix in ("", "fresh/", f"posts/{post.pk}/"):
        got = client.get(url(blog, suffix), headers=JSON).status_code
        if got != due(who, blog, is_read=True):
            wrong.append((suffix, got))
    for suffix in (*(f"{act}/" for act in ACTS), *(f"posts/{post.pk}/{act}/" for act in POST_ACTS)):
        before = (PostVersion.objects.count(), LiveState.objects.values().get())
        data = {"text": "Sent.", "key": str(uuid4()), "version": current(post.pk).pk}
        got = client.post(url(blog, suffix), data, headers=JSON).status_code
        # Some acts come too late or too early here; none of them for want of a right.
        allowed = (200, 422) if due(who, blog, is_read=False) == 200 else (due(who, blog, is_read=False),)
        is_changed = (PostVersion.objects.count(), LiveState.objects.values().get()) != before
        if got not in allowed or (is_changed and got != 200):
            wrong.append((suffix, got))
        if client.get(url(blog, suffix), headers=JSON).status_code not in (405, 302, 404, 403):
            wrong.append((suffix, "GET"))
    assert wrong == []


def test_a_list_names_only_blogs_that_one_may_see(blog: Article) -> None:
    make_article("Behind the door", kind="live", confidential=True, published=True)
    for who, is_there in (("another journalist", False), ("editor", True)):
        page = client_of(who, blog).get("/admin/live/").content.decode()
        assert "Election night" in page
        assert ("Behind the door" in page) == is_there
        home = client_of(who, blog).get("/admin/").content.decode()
        assert "Live blogs that run" in home
        assert ("Behind the door" in home) == is_there


def test_the_list_has_those_that_run_first_however_old_they_are(blog: Article, reporter: Any) -> None:
    posts.publish(blog.pk, reporter, body="<p>It begins.</p>")
    closed = make_article("Closed", kind="live", creator=reporter, published=True)
    posts.close(closed.pk, reporter)
    for number in range(50):
        make_article(f"Not yet {number}", kind="live", creator=reporter)
    quiet = make_article("Nothing said", kind="live", creator=reporter, published=True)
    first = soup(signed_in(reporter).get("/admin/live/")).select(".home-list a")
    assert [link["href"] for link in first[:2]] == [url(blog), url(quiet)]
    assert len(first) == 50
    second = soup(signed_in(reporter).get("/admin/live/?p=2")).select(".home-list a")
    assert second[-1]["href"] == url(closed)
    found = signed_in(make_user("editor")).get("/admin/lookup/live_blogs/").json()["results"]
    assert {row["id"] for row in found} == {blog.pk, quiet.pk}


def test_whoever_may_only_read_has_no_composer(blog: Article) -> None:
    page = soup(signed_in(make_user()).get(url(blog)))
    assert page.select_one("[data-posts]")
    assert not page.select("[data-composer], [data-live-acts]")


def test_no_blog_no_post_and_no_act_that_never_was(desk: Client, blog: Article, reporter: Any) -> None:
    other = make_article(kind="live", creator=reporter)
    post = posts.publish(other.pk, reporter, body="<p>Elsewhere.</p>")
    story = make_article(creator=reporter)
    for address in (
        url(story),
        "/admin/live/99999999999999999999999/",
        url(blog, f"posts/{post.pk}/"),
        url(blog, "posts/99999999999999999999999/"),
    ):
        assert desk.get(address).status_code == 404
    for address in (
        url(blog, f"posts/{post.pk}/hide/"),
        url(blog, "posts/99999999999999999999/hide/"),
        url(blog, "burn/"),
        url(blog, f"posts/{post.pk}/burn/"),
    ):
        assert desk.post(address, headers=JSON).status_code == 404


# Posting


def test_a_post_goes_out_with_what_was_set(desk: Client, blog: Article) -> None:
    image = make_image()
    answer = send(desk, blog, "A **word**.", headline="First", is_key="1", image=str(image.pk))
    version = current(answer.json()["post"])
    assert (version.headline, version.is_key, version.image_ids) == ("First", True, [image.pk])
    assert "<strong>word</strong>" in version.body


def test_a_press_that_is_repeated_makes_one_post(desk: Client, blog: Article) -> None:
    key = str(uuid4())
    assert send(desk, blog, key=key).json() == send(desk, blog, key=key).json()
    assert LivePost.objects.count() == 1


def test_without_a_script_the_same_form_leads_back(desk: Client, blog: Article) -> None:
    answer = desk.post(url(blog, "post/"), {"text": "Plain.", "key": str(uuid4())})
    assert (answer.status_code, answer["Location"]) == (302, url(blog))
    assert "Plain." in desk.get(url(blog)).content.decode()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "x", "key": "no key"}, 422),
        ({"text": "x\x00"}, 422),
        ({"text": "x" * 30_000}, 422),
        ({"text": "x", "headline": "h" * 200}, 422),
        ({"text": "x", "version": "9" * 40}, 422),
        ({"text": "x", "image": "99999999"}, 422),
        ({"text": "x", "image": "abc"}, 200),
        ({"text": "<script>alert(1)</script>\u202e"}, 200),
        ({"text": "x", "user": "999999"}, 409),
    ],
)
def test_bad_input_gets_a_sentence_and_the_words_come_back(
    desk: Client, blog: Article, data: dict[str, str], status: int
) -> None:
    answer = desk.post(url(blog, "post/"), data, headers=JSON)
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["errors"]
        page = desk.post(url(blog, "post/"), data)
        assert page.status_code == 422
        # A NUL is no character of a page.
        typed = soup(page).select_one("#live-text").text.removeprefix("\n")
        assert typed == data["text"].replace("\x00", "\ufffd")
        assert not LivePost.objects.exists()


def test_a_stale_edit_shows_both_texts(desk: Client, blog: Article, reporter: Any) -> None:
    post = posts.publish(blog.pk, reporter, body="<p>First.</p>")
    seen = current(post.pk).pk
    newer = posts.edit(post.pk, make_user("editor"), base_version=seen, body="<p>Theirs.</p>")
    told = send(desk, blog, "Mine.", f"posts/{post.pk}/edit/", version=seen)
    assert told.status_code == 412
    assert (told.json()["current"]["version"], told.json()["current"]["text"]) == (newer.pk, "Theirs.")
    page = desk.post(url(blog, f"posts/{post.pk}/edit/"), {"text": "Mine.", "version": seen})
    shown = soup(page)
    assert page.status_code == 412
    assert shown.select_one("#live-text").text.strip() == "Mine."
    assert "Theirs." in shown.select_one("[data-stale-said]").text
    again = send(
        desk,
        blog,
        "Mine.",
        f"posts/{post.pk}/edit/",
        version=shown.select_one("[name=version]")["value"],
    )
    assert again.status_code == 200
    assert "Mine." in current(post.pk).body


def test_a_stale_edit_is_told_all_that_the_post_says_now(desk: Client, blog: Article, reporter: Any) -> None:
    image = make_image(alt_text="Boats at the quay")
    post = posts.publish(blog.pk, reporter, body="<p>First.</p>", image_ids=[image.pk])
    seen = current(post.pk).pk
    words = {"body": "<p>T <strong>heirs</strong>.</p>", "byline": "Our chief", "headline": "They"}
    posts.edit(post.pk, make_user("editor"), base_version=seen, is_key=True, is_breaking=True, **words)
    told = send(desk, blog, "Mine.", f"posts/{post.pk}/edit/", version=seen).json()["current"]
    assert {name: told[name] for name in ("headline", "byline", "is_key", "is_breaking", "images")} == {
        "headline": "They",
        "byline": "Our chief",
        "is_key": True,
        "is_breaking": True,
        "images": [image.pk],
    }
    page = soup(desk.post(url(blog, f"posts/{post.pk}/edit/"), {"text": "Mine.", "version": seen}))
    for html in (told["html"], str(page.select_one("[data-stale-said]"))):
        for part in (
            "They",
            "<strong>heirs</strong>",
            "Our chief",
            "key event",
            "breaking",
            "Boats at the quay",
        ):
            assert part in html


def test_what_the_field_cannot_hold_is_told_without_a_text(
    desk: Client, blog: Article, reporter: Any
) -> None:
    post = posts.publish(blog.pk, reporter, body="<p>First.</p>")
    seen = current(post.pk).pk
    table = "<table><tr><td>1</td></tr></table>"
    posts.edit(post.pk, make_user("editor"), base_version=seen, body=table)
    assert send(desk, blog, "Mine.", f"posts/{post.pk}/edit/", version=seen).json()["current"]["text"] is None


def test_a_closed_blog_says_why_it_takes_no_post(desk: Client, blog: Article) -> None:
    send(desk, blog)
    assert desk.post(url(blog, "close/"), headers=JSON).status_code == 200
    refused = send(desk, blog)
    assert refused.status_code == 422
    assert "closed" in refused.json()["errors"][0]
    assert desk.post(url(blog, "reopen/"), headers=JSON).status_code == 200
    assert send(desk, blog).status_code == 200


# What is new


def test_a_page_is_sent_what_it_has_not_and_else_nothing(desk: Client, blog: Article, reporter: Any) -> None:
    first = posts.publish(blog.pk, reporter, body="<p>First.</p>")
    fresh = desk.get(url(blog, "fresh/"))
    assert fresh.json()["ids"] == [first.pk]
    etag = fresh["ETag"]
    assert desk.get(url(blog, "fresh/"), headers={"If-None-Match": etag}).status_code == 304
    second = posts.publish(blog.pk, make_user("editor"), body="<p>Second.</p>")
    seen = f"{first.pk}-{current(first.pk).pk}"
    answer = desk.get(url(blog, "fresh/"), {"seen": seen}, headers={"If-None-Match": etag})
    assert answer.json()["ids"] == [second.pk, first.pk]
    assert list(answer.json()["cards"]) == [str(second.pk)]
    posts.hide(second.pk, reporter)
    assert desk.get(url(blog, "fresh/"), headers={"If-None-Match": answer["ETag"]}).status_code == 200


def test_the_words_of_a_hidden_post_stay_with_the_desk(desk: Client, blog: Article, reporter: Any) -> None:
    post = posts.publish(blog.pk, reporter, body="<p>Too early.</p>")
    posts.hide(post.pk, reporter)
    assert "Too early." in desk.get(url(blog)).content.decode()
    assert "Too early." in desk.get(url(blog, f"posts/{post.pk}/")).content.decode()


def test_the_versions_of_a_post_are_shown_with_byline_flags_and_pictures(
    desk: Client, blog: Article, reporter: Any
) -> None:
    image = make_image(alt_text="Boats at the quay")
    post = posts.publish(blog.pk, reporter, body="<p>First.</p>", byline="Our chief", image_ids=[image.pk])
    posts.mark_key(post.pk, reporter)
    newest, first = soup(desk.get(url(blog, f"posts/{post.pk}/"))).select(".live-post")
    for card in (newest, first):
        assert "Our chief" in card.text
        assert card.select_one("img[alt='Boats at the quay']")
    assert "key event" in newest.text
    assert "key event" not in first.text


def test_a_long_blog_is_read_in_parts_by_as_many_queries(
    desk: Client, blog: Article, reporter: Any, django_assert_max_num_queries: Any
) -> None:
    made = [posts.publish(blog.pk, reporter, body=f"<p>Post {n}.</p>").pk for n in range(60)]
    with django_assert_max_num_queries(16):
        page = soup(desk.get(url(blog)))
    shown = [int(card["data-post"]) for card in page.select("[data-post]")]
    assert shown == made[:9:-1]
    older = page.select_one("a[href^='?before=']")["href"]
    assert desk.get(url(blog, "fresh/")).json()["older"] == int(older.removeprefix("?before="))
    rest = soup(desk.get(url(blog) + older))
    assert [int(card["data-post"]) for card in rest.select("[data-post]")] == made[9::-1]
    assert rest.select_one("[data-older]").has_attr("hidden")


def test_what_was_published_as_a_live_blog_stays_one(desk: Client, blog: Article, reporter: Any) -> None:
    change = f"/admin/articles/article/{blog.pk}/change/"
    page = desk.post(change, story_post(blog, kind="story"))
    assert page.status_code == 200
    assert "It was published as “live blog”" in page.content.decode()
    blog.refresh_from_db()
    assert blog.kind == "live"
    draft = make_article("Not yet", kind="live", creator=reporter)
    desk.post(f"/admin/articles/article/{draft.pk}/change/", story_post(draft, kind="story"))
    draft.refresh_from_db()
    assert draft.kind == "story"


def test_no_text_of_another_kind_comes_back_to_what_was_published_as_a_live_blog(reporter: Any) -> None:
    article = make_article("Election night", creator=reporter)
    before = article.head_id
    article.kind = "live"
    article.save()
    save_revision(article, reporter)
    publishing.publish(article.pk, make_user("editor"))
    article.refresh_from_db()
    with pytest.raises(publishing.Blocked, match="published as “live blog”"):
        publishing.restore(article.pk, reporter, revision=before, base_revision=article.head_id)
    article.refresh_from_db()
    assert article.kind == "live"


def test_the_story_leads_to_its_blog(desk: Client, blog: Article) -> None:
    page = soup(desk.get(f"/admin/articles/article/{blog.pk}/change/"))
    assert page.select_one(f"a[href='{url(blog)}']")

"""Share links: what they open, and what is kept of them."""

from __future__ import annotations

import hashlib
import io
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.test import Client

from articles import publishing
from articles.media.models import Image
from articles.models import AuditEntry
from articles.previews import middleware
from articles.previews.links import make_link, revoke
from articles.previews.log import HideTokens
from articles.previews.models import ShareLink
from articles.published.models import Release
from articles.revisions import keep, lock, save_revision
from tests.articles.previews.sharing import NEVER, Answer, answer, file_of, is_closed, shared
from tests.articles.published.pages import path_of, soup
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


# What it opens


def test_it_opens_the_text_as_it_was_last_saved(client: Client) -> None:
    story = make_article("First thought")
    path = shared(story)
    assert soup(client.get(path)).h1.text == "First thought"
    with transaction.atomic():
        article = lock(story.pk)
        article.headline = "Second thought"
        article.save()
        save_revision(article, article.creator)
    assert soup(client.get(path)).h1.text == "Second thought"


def test_a_text_that_was_not_accepted_is_not_what_it_opens(client: Client) -> None:
    story = make_article("Accepted")
    with transaction.atomic():
        content = {**story.head.content, "headline": "Refused"}
        keep(lock(story.pk), story.creator, content, base=story.head, reason="Stale.")
    assert soup(client.get(shared(story))).h1.text == "Accepted"


def test_it_says_what_it_is_and_until_when_on_the_edition_s_clock(client: Client) -> None:
    story = make_article(edition=make_edition(time_zone="Asia/Tokyo", date_format="Y-m-d H:i"))
    path = shared(story, hours=3)
    bar = soup(client.get(path)).select_one(".preview-bar")
    until = ShareLink.objects.get().expires_at + timedelta(hours=9)
    assert bar.get_text(" ", strip=True) == (
        f"Preview of an unpublished text, until {until:%Y-%m-%d %H:%M} ( Asia/Tokyo )"
    )


def test_it_is_kept_by_nobody_found_by_nobody_and_tells_nobody(client: Client) -> None:
    response = client.get(shared(make_article(tags=[make_tag()], by=make_author())))
    page = soup(response)
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Frame-Options"] == "DENY"
    assert not response.cookies
    assert "Vary" not in response
    assert "ETag" not in response
    assert page.select_one("meta[name=robots]")["content"] == "noindex, nofollow, noarchive"
    hints = "link[rel=canonical], link[rel=preload], link[rel=prefetch], link[rel=preconnect]"
    assert not page.select(
        f"[data-beacon], meta[property], meta[name=description], script[type*=json], {hints}"
    )
    assert not page.select(".share")


def test_it_has_the_strict_policy_of_readers_pages(client: Client) -> None:
    make_article("Public", published=True)
    of_the_front = client.get("/")["Content-Security-Policy"]
    assert client.get(shared(make_article()))["Content-Security-Policy"] == of_the_front


def test_no_address_on_it_names_the_token_but_those_of_its_own_pictures(client: Client) -> None:
    other, next_one = (
        make_article(name, images=[make_image(rendered=True)], published=True) for name in ("Public", "Next")
    )
    path = shared(make_article(images=[make_image(rendered=True)], related=[other]))
    page = soup(client.get(path))
    own = {image["src"] for image in page.select("article img") if path in image["src"]}
    assert len(own) == 1
    everything = [str(value) for tag in page.find_all(True) for value in tag.attrs.values()]
    naming = [value for value in everything if path.split("/")[2] in value]
    assert all(value.startswith(f"{path}media/") for value in naming), naming
    for story in (other, next_one):
        assert page.select(f'a[href="{path_of(story)}"]')
    assert any(image["src"].startswith("/media/") for image in page.select("main img"))


@pytest.mark.parametrize("code", ["en", "ar"])
def test_it_works_at_the_root_for_stories_of_any_edition(client: Client, code: str) -> None:
    make_edition()
    edition = make_edition(code)
    story = make_article("A story", edition=edition, section=make_section("siyasa", edition))
    path = shared(story)
    page = soup(client.get(path))
    assert (page.html["lang"], page.h1.text) == (code, "A story")
    assert answer(f"/ar{path}") == answer(f"/ar{NEVER}")


def test_an_incomplete_draft_is_shown_as_far_as_it_is_there(client: Client) -> None:
    story = make_article("")
    story.bylines.all().delete()
    with transaction.atomic():
        article = lock(story.pk)
        article.section, article.body = None, ""
        article.save()
        save_revision(article, article.creator)
    assert soup(client.get(shared(story))).h1.text == "Story without a headline"


@pytest.mark.parametrize("state", ["submitted", "scheduled", "embargoed", "published", "withdrawn", "gone"])
def test_it_opens_the_story_in_whatever_state_that_is(
    client: Client, state: str, site_clock: SiteClock
) -> None:
    chief, soon = make_user("editor"), site_clock.now + timedelta(hours=1)
    story = make_article(
        published=state in ("published", "withdrawn", "gone"),
        submitted=state == "submitted",
        embargoed_until=soon if state == "embargoed" else None,
    )
    path = shared(story)
    if state == "scheduled":
        publishing.schedule(story.pk, chief, at=soon)
    if state == "withdrawn":
        publishing.withdraw(story.pk, chief, notice="Wrong.")
    if state == "gone":
        publishing.unpublish(story.pk, chief)
    assert soup(client.get(path)).h1.text == story.headline


def test_other_stories_that_readers_cannot_see_are_not_on_it(client: Client, site_clock: SiteClock) -> None:
    hidden, scheduled = make_article("Hidden friend"), make_article("Scheduled friend")
    publishing.schedule(scheduled.pk, make_user("editor"), at=site_clock.now + timedelta(hours=1))
    body = f'<p>Words.</p><aside data-news="related" data-articles="{hidden.pk},{scheduled.pk}"></aside>'
    story = make_article(
        related=[hidden, scheduled], body=body, embargoed_until=site_clock.now + timedelta(days=1)
    )
    page = client.get(shared(story)).content.decode()
    assert "friend" not in page


def test_the_head_alone_is_answered_like_the_page(client: Client) -> None:
    path = shared(make_article())
    got, asked = client.get(path), client.head(path)
    assert (asked.status_code, asked.content) == (200, b"")
    assert dict(asked.items()) == dict(got.items())


def test_opening_it_is_noted_and_asking_for_its_head_is_not(client: Client, site_clock: SiteClock) -> None:
    path = shared(make_article())
    client.head(path)
    assert ShareLink.objects.get().opened_at is None
    client.get(path)
    assert ShareLink.objects.get().opened_at == site_clock.now


def test_staff_who_are_signed_in_see_what_strangers_see(client: Client) -> None:
    path = shared(make_article())
    before = client.get(path).content
    client.force_login(make_user("admin"))
    response = client.get(path)
    assert response.content == before
    assert not response.cookies


# Its pictures


def test_its_own_pictures_are_served_below_it(client: Client) -> None:
    lead, inside = make_image(rendered=True), make_image(rendered=True)
    body = f'<p>Words.</p><figure data-news="image" data-image-id="{inside.pk}"></figure>'
    path = shared(make_article(images=[lead], body=body))
    for image in (lead, inside):
        response = client.get(path + file_of(image))
        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "sandbox" in response["Content-Security-Policy"]
        assert client.head(path + file_of(image)).status_code == 200


def test_no_other_picture_is_served_below_it() -> None:
    own, hidden, public = (make_image(rendered=True) for _ in range(3))
    make_article("Hidden", images=[hidden])
    make_article("Public", images=[public], published=True)
    path = shared(make_article(images=[own]))
    for image in (hidden, public):
        assert is_closed(path + file_of(image))
    assert is_closed(path + "media/" + "0" * 32 + ".jpg")
    assert is_closed((path + file_of(own)).replace(".jpg", ".webp"))


def test_a_picture_that_was_taken_out_of_the_story_is_not_served_any_more() -> None:
    image = make_image(rendered=True)
    story = make_article(images=[image])
    path = shared(story) + file_of(image)
    assert answer(path)[0] == 200
    with transaction.atomic():
        article = lock(story.pk)
        article.pictures.all().delete()
        save_revision(article, article.creator)
    assert is_closed(path)


def test_a_picture_whose_rights_ended_is_neither_shown_nor_served(
    client: Client, site_clock: SiteClock
) -> None:
    image = make_image(rendered=True)
    Image.objects.filter(pk=image.pk).update(rights_until=site_clock.now + timedelta(hours=1))
    path = shared(make_article(images=[image]))
    assert client.get(path + file_of(image)).status_code == 200
    site_clock.forward(hours=1)
    assert is_closed(path + file_of(image))
    assert not soup(client.get(path)).select("article img")


def test_pictures_end_with_the_link() -> None:
    image = make_image(rendered=True)
    path = shared(make_article(images=[image]))
    revoke(ShareLink.objects.get(), make_user("editor"))
    assert is_closed(path + file_of(image))


# What is kept of it


def test_only_a_hash_of_the_token_is_kept() -> None:
    link, token = make_link(make_article().pk, make_user("editor"), note="the lawyer")
    assert len(token) >= 43
    row = ShareLink.objects.filter(pk=link.pk).values().get()
    assert row["token_hash"] == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(row)
    assert token not in str(list(AuditEntry.objects.values()))


def test_tokens_are_never_the_same() -> None:
    story, chief = make_article(), make_user("editor")
    assert len({make_link(story.pk, chief)[1] for _ in range(50)}) == 50


def test_who_made_and_who_revoked_it_stands_in_the_audit_log() -> None:
    story, maker, chief = make_article(), make_user("editor"), make_user("editor")
    link, _token = make_link(story.pk, maker, hours=48, note="the lawyer")
    revoke(link, chief)
    revoke(link, chief)
    entries = AuditEntry.objects.filter(article_id=story.pk).order_by("pk")
    assert [(e.verb, e.by_id, e.detail["link"]) for e in entries] == [
        ("share", maker.pk, link.pk),
        ("unshare", chief.pk, link.pk),
    ]
    assert entries[0].detail["note"] == "the lawyer"
    assert entries[0].detail["until"] == link.expires_at.isoformat()


def test_the_rights_are_asked_where_the_link_is_made_and_ended() -> None:
    story, other = make_article(), make_user("journalist")
    with pytest.raises(PermissionDenied):
        make_link(story.pk, other)
    link, _token = make_link(story.pk, story.creator)
    with pytest.raises(PermissionDenied):
        revoke(link, other)
    assert ShareLink.objects.get().revoked_at is None
    revoke(link, story.creator)


def lines_of(act: Any) -> str:
    """What the site's own handler writes while `act` runs."""
    handler = next(
        h for h in logging.getLogger().handlers if any(isinstance(f, HideTokens) for f in h.filters)
    )
    assert isinstance(handler, logging.StreamHandler)
    before = handler.setStream(out := io.StringIO())
    try:
        act()
    finally:
        handler.setStream(before)
    return out.getvalue()


def test_the_logs_do_not_name_a_token_when_the_page_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    path = shared(make_article())

    def fail(*args: object) -> None:
        raise RuntimeError("out of ink")

    monkeypatch.setattr(middleware, "shared_page", fail)
    lines = lines_of(lambda: answer(path))
    assert "out of ink" in lines
    assert "/preview/…" in lines
    assert path.split("/")[2] not in lines


def test_a_database_that_fails_is_no_way_to_tell_tokens_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    path = shared(make_article())

    def fail(*args: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(middleware, "open_link", fail)
    found: list[Answer] = []
    lines = lines_of(lambda: found.append(answer(path)))
    assert found == [answer(NEVER)]
    assert "did not answer a share link" in lines
    assert path.split("/")[2] not in lines


def test_other_lines_of_the_log_are_left_as_they_are() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "Saved %s of %d", ("one", 2), None)
    assert HideTokens().filter(record)
    assert (record.msg, record.args) == ("Saved %s of %d", ("one", 2))


def test_making_and_opening_links_makes_no_release(client: Client) -> None:
    client.get(shared(make_article()))
    assert not Release.objects.exists()

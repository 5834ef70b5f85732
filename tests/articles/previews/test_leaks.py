"""Looking at a story on the desk and sharing it changes nothing for readers, not even while it goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.models import Article, AuditEntry
from articles.previews.in_place import NotInPlace, in_place
from articles.previews.links import make_link
from articles.published import feeds
from articles.published.models import Listing, Release, SearchDocument
from articles.published.moment import desk_moment
from tests.crawling import addresses, make_site
from tests.desk.forms import signed_in
from tests.factories import make_article, make_edition, make_image, make_user

if TYPE_CHECKING:
    from tests.crawling import Site

pytestmark = [pytest.mark.reader_role, pytest.mark.database]
CANARY = "Quetzalcoatlus"


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed's Last-Modified stays a minute behind the clock after a change; here no minute passes."""
    monkeypatch.setattr(feeds, "UNSETTLED", timedelta(0))


def crawl(site: Site) -> dict[str, tuple[int, str, bytes]]:
    found = {}
    known = [path for paths in addresses(site).values() for path in paths]
    for path in [*known, f"/search/?q={CANARY}"]:
        response = Client().get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        headers = sorted((name, value) for name, value in response.items() if name != "Date")
        found[path] = (response.status_code, repr(headers), body)
    return found


def rows() -> dict[str, list[dict[str, object]]]:
    models = (Release, Listing, SearchDocument, AuditEntry)
    found = {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(id) FROM procrastinate_jobs")
        found["jobs"] = cursor.fetchall()
    return found


def test_previews_and_share_links_change_no_public_byte() -> None:
    site = make_site()
    chief = make_user("editor")
    desk = signed_in(chief)
    before = crawl(site)
    image = make_image(rendered=True, caption=CANARY)
    section = Article.objects.get(pk=site.story).section
    story = make_article(CANARY, section=section, creator=chief, images=[image], body=f"<p>{CANARY}.</p>")
    start = rows()
    for place in ("page", "section", "front", "card"):
        response = desk.get(f"/admin/articles/article/{story.pk}/preview/page/?view={place}")
        assert response.status_code == 200
        assert CANARY in response.content.decode()
    assert rows() == start
    _link, token = make_link(story.pk, chief)
    assert CANARY in Client().get(f"/preview/{token}/").content.decode()
    rendition = image.renditions.get(width=640)
    assert Client().get(f"/preview/{token}/media/{rendition.token}.jpg").status_code == 200
    assert Client().get(f"/media/{rendition.token}.jpg").status_code == 404
    after = crawl(site)
    assert [path for path in before if before[path] != after[path]] == []
    assert not [
        path for path, (_, headers, body) in after.items() if CANARY in headers or token.encode() in body
    ]


def test_while_a_story_stands_in_place_its_own_connection_alone_sees_it() -> None:
    make_article("Yesterday's news", published=True)
    story = make_article(CANARY)
    assert story.head is not None
    before = Client().get("/").content
    with in_place(story.head) as (release, at):
        moment = desk_moment(at)
        assert moment.public(Release.objects.filter(article_id=story.pk)).get() == release
        assert not Release.objects.using("reader").filter(article_id=story.pk).exists()
        assert not Listing.objects.using("reader").filter(article_id=story.pk).exists()
        assert Client().get("/").content == before
        assert Client().get(f"/politics/{story.pk}/{CANARY.lower()}/").status_code == 404
    assert not Release.objects.filter(article_id=story.pk).exists()


def test_a_page_that_fails_in_place_leaves_nothing_either() -> None:
    story = make_article(CANARY)
    before = rows()

    def fail() -> None:
        with in_place(story.head):
            assert Release.objects.filter(article_id=story.pk).exists()
            raise RuntimeError("out of ink")

    with pytest.raises(RuntimeError):
        fail()
    assert rows() == before


def test_what_cannot_stand_in_place_leaves_nothing() -> None:
    story = make_article("")
    before = rows()
    with pytest.raises(NotInPlace, match="no headline"), in_place(story.head):
        pass
    assert rows() == before


def test_a_schedule_outlives_being_looked_at() -> None:
    story, chief = make_article(CANARY), make_user("editor")
    at = desk_moment().now + timedelta(hours=2)
    waiting = publishing.schedule(story.pk, chief, at=at)
    before = rows()
    with in_place(story.head) as (release, starts_at):
        assert (release.pk != waiting.pk, starts_at) == (True, at)
    assert rows() == before
    publishing.cancel(story.pk, chief, release=waiting.pk)


def test_a_story_can_be_published_right_after_it_was_shown_in_place() -> None:
    story, chief = make_article("Ferry returns"), make_user("editor")
    with in_place(story.head):
        pass
    publishing.publish(story.pk, chief, revision=story.head_id)
    assert Client().get(f"/politics/{story.pk}/ferry-returns/").status_code == 200


def test_a_preview_does_not_wait_for_whoever_holds_the_story() -> None:
    story = make_article()
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM articles_article WHERE id = %s FOR UPDATE", [story.pk])
        with pytest.raises(NotInPlace, match="just now"), in_place(story.head):
            pass
    finally:
        other.rollback()
        other.close()


@pytest.mark.parametrize(("token", "questions"), [("w" * 43, 1), ("short", 0), ("é" * 43, 0)])
def test_a_token_that_opens_nothing_is_looked_for_once_if_at_all(token: str, questions: int) -> None:
    make_edition()
    with CaptureQueriesContext(connections["default"]) as captured:
        assert Client().get(f"/preview/{token}/").status_code == 404
    assert len(captured) <= 1 + questions
    assert sum("previews_sharelink" in query["sql"] for query in captured) == questions

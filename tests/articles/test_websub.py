"""The hub is told of every change that readers see, when they see it, and told again if it does not answer."""

from __future__ import annotations

import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import feedparser
import pytest
from django.db import connection
from django.utils import timezone
from lxml import etree

from articles import publishing, websub
from articles.published.models import Release
from tests.factories import (
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_region,
    make_section,
    make_tag,
    make_user,
)
from tests.serving import LOCAL, Quiet, serving
from tests.working import run_worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

SITE = "http://localhost:8000"
FORMATS = ("rss.xml", "atom.xml", "feed.json")
ATOM = "{http://www.w3.org/2005/Atom}"


class Hub:
    """A hub on the loopback that keeps what it is told and answers with `statuses`, one after another, then 204."""

    def __init__(self) -> None:
        self.told: list[dict[str, list[str]]] = []
        self.asked: list[str] = []
        self.statuses: list[int] = []
        hub = self

        class Answering(Quiet, BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                hub.asked.append(self.path)
                hub.told.append(parse_qs(self.rfile.read(length).decode()))
                status = hub.statuses.pop(0) if hub.statuses else 204
                self.answer(status, **({"Location": f"{hub.url}elsewhere"} if status == 302 else {}))

            def do_GET(self) -> None:
                hub.asked.append(self.path)
                self.send_error(405)

        self.server = ThreadingHTTPServer((LOCAL, 0), Answering)
        self.url = f"http://{LOCAL}:{self.server.server_port}/"

    def paths(self) -> list[str]:
        """The feeds of the last news, as paths."""
        return [url.removeprefix(SITE) for url in self.told[-1]["hub.url"]]


@pytest.fixture
def hub(settings: SettingsWrapper) -> Iterator[Hub]:
    hub = Hub()
    settings.WEBSUB_HUB = hub.url
    with serving(hub.server):
        yield hub


def waiting() -> list[tuple[str, int, float]]:
    """The jobs for the hub that are not done: state, attempts, seconds until they are due."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, attempts, extract(epoch FROM scheduled_at - now()) FROM procrastinate_jobs"
            " WHERE task_name = 'articles.tell_hub'"
        )
        return [(status, attempts, float(wait)) for status, attempts, wait in cursor.fetchall()]


def let_time_come() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")


pytestmark = [pytest.mark.django_db(transaction=True)]


def test_the_hub_is_told_of_every_feed_that_a_published_story_enters(hub: Hub) -> None:
    tag = make_tag("rivers")
    make_coverage("The Compact", tag_ids=[tag.pk])
    section = make_section("politics", parent=make_section("news"))
    make_article(
        section=section, by=make_author(), tags=[tag], regions=[make_region("Europe")], published=True
    )
    began = time.monotonic()
    run_worker()
    assert time.monotonic() - began < 5
    assert [news["hub.mode"] for news in hub.told] == [["publish"]]
    lists = (
        *("", "news/", "news/politics/", "region/europe/"),
        *("tag/rivers/", "author/mara-ellsworth/", "coverage/the-compact/"),
    )
    assert sorted(hub.paths()) == sorted(f"/{place}feed/{format}" for place in lists for format in FORMATS)
    assert waiting() == []


def test_the_hub_is_not_told_of_a_coverage_before_its_time(hub: Hub) -> None:
    tag = make_tag("rivers")
    make_coverage("The Secret Inquiry", tag_ids=[tag.pk], public_from=timezone.now() + timedelta(hours=1))
    make_article(tags=[tag], published=True)
    run_worker()
    assert "/tag/rivers/feed/rss.xml" in hub.paths()
    assert not [path for path in hub.paths() if "secret" in path]


def test_the_feeds_that_the_hub_is_told_of_are_there_and_name_it(hub: Hub, client: Client) -> None:
    make_article(by=make_author(), tags=[make_tag("rivers")], published=True)
    run_worker()
    for url in hub.told[0]["hub.url"]:
        response = client.get(url.removeprefix(SITE))
        assert response.status_code == 200
        assert response["Link"] == f'<{hub.url}>; rel="hub", <{url}>; rel="self"'


def test_the_hub_is_told_of_a_scheduled_story_when_its_time_has_come(hub: Hub) -> None:
    story = make_article()
    publishing.schedule(story.pk, make_user("editor"), at=timezone.now() + timedelta(seconds=2))
    run_worker()
    assert hub.told == []
    [(_state, _attempts, wait)] = waiting()
    assert 0 < wait <= 2
    time.sleep(wait + 0.1)
    run_worker()
    assert "/feed/rss.xml" in hub.paths()


def test_a_schedule_that_was_cancelled_is_no_news(hub: Hub) -> None:
    story, editor = make_article(), make_user("editor")
    publishing.schedule(story.pk, editor, at=timezone.now() + timedelta(hours=2))
    waiting_release = Release.objects.get(article_id=story.pk)
    publishing.cancel(story.pk, editor, release=waiting_release.pk)
    let_time_come()
    run_worker()
    assert hub.told == []


@pytest.mark.parametrize("verb", ["withdraw", "unpublish"])
def test_the_hub_is_told_of_the_feeds_that_a_story_leaves(hub: Hub, verb: str) -> None:
    story = make_article(tags=[make_tag("rivers")], published=True)
    run_worker()
    hub.told.clear()
    words = {"notice": "It was wrong."} if verb == "withdraw" else {}
    getattr(publishing, verb)(story.pk, make_user("editor"), **words)
    run_worker()
    assert "/tag/rivers/feed/rss.xml" in hub.paths()
    assert "/feed/feed.json" in hub.paths()


def test_a_hub_that_fails_is_told_again_after_ever_longer_waits(hub: Hub) -> None:
    make_article(published=True)
    hub.statuses = [503, 429]
    run_worker()
    [(state, attempts, wait)] = waiting()
    assert (state, attempts) == ("todo", 1)
    assert 2 < wait <= 4
    let_time_come()
    run_worker()
    [(state, attempts, longer)] = waiting()
    assert (state, attempts) == ("todo", 2)
    assert longer > wait * 2
    let_time_come()
    run_worker()
    assert len(hub.told) == 3
    assert hub.told[0] == hub.told[2]
    assert waiting() == []


def test_a_hub_that_is_down_is_told_again(settings: SettingsWrapper, hub: Hub) -> None:
    there = settings.WEBSUB_HUB
    settings.WEBSUB_HUB = "http://127.0.0.1:9/"
    make_article(published=True)
    run_worker()
    assert [state for state, *_rest in waiting()] == ["todo"]
    settings.WEBSUB_HUB = there
    let_time_come()
    run_worker()
    assert len(hub.told) == 1


@pytest.mark.parametrize("status", [302, 403])
def test_a_hub_that_refuses_is_neither_followed_elsewhere_nor_told_again(hub: Hub, status: int) -> None:
    make_article(published=True)
    hub.statuses = [status]
    run_worker()
    assert hub.asked == ["/"]
    assert [state for state, *_rest in waiting()] == ["failed"]


def test_news_that_has_been_overtaken_is_not_told(hub: Hub) -> None:
    story, editor = make_article(published=True), make_user("editor")
    publishing.unpublish(story.pk, editor)
    run_worker()
    assert len(hub.told) == 1


def test_a_verb_that_fails_tells_nobody(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    story = make_article()

    def fail(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("articles.releasing.defer_announcement", fail)
    with pytest.raises(RuntimeError):
        publishing.publish(story.pk, make_user("editor"))
    assert waiting() == []


def test_without_a_hub_nobody_is_told_and_feeds_name_none(client: Client) -> None:
    make_article(published=True)
    assert waiting() == []
    for format in FORMATS:
        response = client.get(f"/feed/{format}")
        assert "Link" not in response
        assert "hub" not in response.content.decode()


def test_each_format_names_the_hub_and_itself_once(hub: Hub, client: Client) -> None:
    make_edition()
    for format in ("rss.xml", "atom.xml"):
        content = client.get(f"/feed/{format}").content
        links = [
            (link.get("rel"), link.get("href")) for link in etree.fromstring(content).iter(f"{ATOM}link")
        ]
        assert [href for rel, href in links if rel == "hub"] == [hub.url]
        assert [href for rel, href in links if rel == "self"] == [f"{SITE}/feed/{format}"]
        assert not feedparser.parse(content).bozo
    assert client.get("/feed/feed.json").json()["hubs"] == [{"type": "WebSub", "url": hub.url}]


def test_the_query_of_the_hub_s_address_is_kept(hub: Hub) -> None:
    websub.tell(f"{hub.url}push?key=1", [f"{SITE}/feed/rss.xml"])
    assert hub.asked == ["/push?key=1"]

"""Readers of a feed: each is told each event exactly once and in order, whatever happens between; none is waited for."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest

from breaking.stream import readers
from breaking.stream.feed import Feed
from breaking.stream.readers import Reader
from tests.breaking.test_pages import make_alert
from tests.breaking.test_stream_events import told
from tests.factories import make_edition

if TYPE_CHECKING:
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


@pytest.fixture(autouse=True)
def in_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' transaction is on one connection: what the hub reads in its thread is read here."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


async def here(function: Callable[..., Any], *arguments: Any) -> Any:
    await asyncio.sleep(0)
    found = function(*arguments)
    await asyncio.sleep(0)
    return found


class Page:
    """An open page: what it was sent, and the number from which it would go on."""

    def __init__(self, feed: Feed, key: tuple[int, int | None], after: int | None = None) -> None:
        self.feed, self.key, self.after = feed, key, after
        self.text = b""
        self.is_stuck = False

    async def send(self, message: Any) -> None:
        await asyncio.sleep(0)
        if self.is_stuck:
            await asyncio.Event().wait()
        self.text += message["body"]

    async def open(self) -> None:
        self.reader = Reader(self.send, self.key, ("127.0.0.1", 1), 0)
        self.reader.task = None
        self.feed.join(self.reader)
        await self.reader.catch_up(*await self.feed.missed(self.key, self.after))

    def close(self) -> None:
        self.feed.leave(self.reader)
        if self.reader.sender is not None:
            self.reader.sender.cancel()
        self.after = int((re.findall(rb"^id: (\d+)$", self.text, re.MULTILINE) or [b"0"])[-1]) or self.after

    @property
    def alerts(self) -> list[int]:
        return [int(id) for id in re.findall(rb'event: alert\ndata: \{"id": (\d+)', self.text)]


async def settled() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


def run(work: Callable[[Feed], Awaitable[None]]) -> None:
    async def all_of_it() -> None:
        await work(Feed("reader", here))

    asyncio.run(all_of_it())


def test_each_page_is_told_each_alert_once_whenever_it_comes_goes_and_comes_back(
    site_clock: SiteClock,
) -> None:
    dice = random.Random(7)
    key = (make_edition().pk, None)

    async def work(feed: Feed) -> None:
        pages = [Page(feed, key) for _ in range(6)]
        sent: list[int] = []
        for page in pages:
            await page.open()
        away: list[Page] = []
        for _ in range(25):
            alert = make_alert(site_clock)
            told(alert)
            sent.append(alert.pk)
            # The word of it comes late, while some leave and others come back.
            looking = asyncio.create_task(feed.look())
            coming = [asyncio.create_task(page.open()) for page in away]
            for _ in range(dice.randrange(6)):
                await asyncio.sleep(0)
            await asyncio.gather(looking, *coming)
            if dice.random() < 0.7:
                await settled()
            away = dice.sample(pages, dice.randrange(6))
            for page in away:
                page.close()
        for page in away:
            await page.open()
        await feed.look()
        await settled()
        for page in pages:
            assert page.alerts == sent

    run(work)


def test_a_page_that_comes_first_is_told_what_happens_from_then_on(site_clock: SiteClock) -> None:
    async def work(feed: Feed) -> None:
        told(make_alert(site_clock))
        page = Page(feed, (make_edition().pk, None))
        await page.open()
        assert page.alerts == []
        number = told(make_alert(site_clock))
        await feed.look()
        await settled()
        assert f"id: {number}\n".encode() in page.text
        assert len(page.alerts) == 1

    run(work)


def test_a_number_of_the_future_replays_nothing_and_misses_nothing(site_clock: SiteClock) -> None:
    async def work(feed: Feed) -> None:
        told(make_alert(site_clock))
        page = Page(feed, (make_edition().pk, None), after=10**17)
        await page.open()
        assert page.alerts == []
        alert = make_alert(site_clock)
        told(alert)
        await feed.look()
        await settled()
        assert page.alerts == [alert.pk]

    run(work)


def test_what_happened_while_nobody_was_there_is_replayed_to_whoever_comes_back(
    site_clock: SiteClock,
) -> None:
    async def work(feed: Feed) -> None:
        page = Page(feed, (make_edition().pk, None))
        await page.open()
        page.close()
        alerts = [make_alert(site_clock) for _ in range(3)]
        for alert in alerts:
            told(alert)
        await feed.look()
        await page.open()
        assert page.alerts == [alert.pk for alert in alerts]

    run(work)


def test_a_slow_reader_is_dropped_and_the_others_are_told(
    site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "HELD", 1000)

    async def work(feed: Feed) -> None:
        slow, quick = (Page(feed, (make_edition().pk, None)) for _ in range(2))
        await slow.open()
        await quick.open()
        slow.is_stuck = True
        for number in range(20):
            told(make_alert(site_clock))
            await feed.look()
            await settled()
            assert len(quick.alerts) == number + 1
            assert slow.reader.held <= 2000
            if slow.reader.is_dropped:
                slow.close()
                break
        assert slow.reader.is_dropped
        assert not quick.reader.is_dropped

    run(work)


def test_a_beat_tells_where_a_replay_would_begin_and_never_goes_back(site_clock: SiteClock) -> None:
    async def work(feed: Feed) -> None:
        page = Page(feed, (make_edition().pk, None))
        await page.open()
        start = page.reader.seen
        page.reader.beat(start + 5)
        page.reader.beat(start + 5)
        page.reader.beat(start + 3)
        await settled()
        assert page.text.endswith(f":\nid: {start + 5}\n\n:\n\n:\n\n".encode())

    run(work)


def test_many_who_come_back_at_once_are_told_by_one_reading(
    site_clock: SiteClock, django_assert_max_num_queries: Any
) -> None:
    async def work(feed: Feed) -> None:
        key = (make_edition().pk, None)
        first = Page(feed, key)
        await first.open()
        told(make_alert(site_clock))
        await feed.look()
        await settled()
        pages = [Page(feed, key, after=first.reader.seen - 1) for _ in range(200)]
        with django_assert_max_num_queries(12):
            await asyncio.gather(*(page.open() for page in pages))
        assert all(page.alerts == first.alerts for page in pages)

    run(work)


def test_a_burst_drops_nobody_who_takes_it(site_clock: SiteClock) -> None:
    async def work(feed: Feed) -> None:
        page = Page(feed, (make_edition().pk, None))
        await page.open()
        for _ in range(150):
            told(make_alert(site_clock, "é" * 280))
        await feed.look()
        await settled()
        assert not page.reader.is_dropped
        assert len(page.alerts) == 150

    run(work)


def test_one_event_is_never_too_much(site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "HELD", 10)

    async def work(feed: Feed) -> None:
        page = Page(feed, (make_edition().pk, None))
        await page.open()
        told(make_alert(site_clock))
        await feed.look()
        await settled()
        assert len(page.alerts) == 1

    run(work)

"""Readers of a feed: each is told each event exactly once and in order, whatever happens between; none is waited for."""

from __future__ import annotations

import asyncio
import concurrent.futures
import queue
import random
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest

from breaking.stream import events, readers
from breaking.stream import feed as feeds
from breaking.stream.feed import Feed
from breaking.stream.readers import Reader
from tests.breaking.test_pages import make_alert
from tests.breaking.test_stream_events import told
from tests.factories import make_edition

if TYPE_CHECKING:
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


class Errands:
    """What is to be done in the thread that the test's transaction belongs to, while the loop runs in another."""

    def __init__(self) -> None:
        self.queue: queue.Queue[tuple[Callable[[], Any], concurrent.futures.Future[Any]] | None] = (
            queue.Queue()
        )

    async def __call__(self, function: Callable[..., Any], *arguments: Any) -> Any:
        done: concurrent.futures.Future[Any] = concurrent.futures.Future()
        self.queue.put((lambda: function(*arguments), done))
        return await asyncio.wrap_future(done)

    def do(self) -> None:
        while (errand := self.queue.get(timeout=60)) is not None:
            function, done = errand
            try:
                done.set_result(function())
            except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
                done.set_exception(error)


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
        self.after = int(re.findall(rb"^id: (\d+)$", self.text, re.MULTILINE)[-1])

    @property
    def alerts(self) -> list[int]:
        return [int(id) for id in re.findall(rb'event: alert\ndata: \{"id": (\d+)', self.text)]


async def settled() -> None:
    for _ in range(50):
        await asyncio.sleep(0)


def run(work: Callable[[Feed], Awaitable[None]]) -> None:
    errands = Errands()

    def loop() -> None:
        try:
            asyncio.run(work(Feed("reader", errands)))
        finally:
            errands.queue.put(None)

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        running = pool.submit(loop)
        errands.do()
        running.result()


async def happens(feed: Feed, clock: SiteClock, text: str = "Dam gates opened") -> tuple[int, int]:
    """An alert and its event; the numbers of both."""

    def both() -> tuple[int, int]:
        alert = make_alert(clock, text)
        return alert.pk, told(alert)

    found: tuple[int, int] = await feed.in_thread(both)
    return found


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
            sent.append((await happens(feed, site_clock))[0])
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
    key = (make_edition().pk, None)

    async def work(feed: Feed) -> None:
        await happens(feed, site_clock)
        page = Page(feed, key)
        await page.open()
        assert page.alerts == []
        _, number = await happens(feed, site_clock)
        await feed.look()
        await settled()
        assert f"id: {number}\n".encode() in page.text
        assert len(page.alerts) == 1

    run(work)


def test_a_number_of_the_future_replays_nothing_and_misses_nothing(site_clock: SiteClock) -> None:
    key = (make_edition().pk, None)

    async def work(feed: Feed) -> None:
        await happens(feed, site_clock)
        page = Page(feed, key, after=10**17)
        await page.open()
        assert page.alerts == []
        alert, _ = await happens(feed, site_clock)
        await feed.look()
        await settled()
        assert page.alerts == [alert]

    run(work)


def test_what_happened_while_nobody_was_there_is_replayed_to_whoever_comes_back(
    site_clock: SiteClock,
) -> None:
    key = (make_edition().pk, None)

    async def work(feed: Feed) -> None:
        page = Page(feed, key)
        await page.open()
        page.close()
        alerts = [(await happens(feed, site_clock))[0] for _ in range(3)]
        await feed.look()
        await page.open()
        assert page.alerts == alerts

    run(work)


def test_a_slow_reader_is_dropped_and_the_others_are_told(
    site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "HELD", 1000)

    key = (make_edition().pk, None)

    async def work(feed: Feed) -> None:
        slow, quick = (Page(feed, key) for _ in range(2))
        await slow.open()
        await quick.open()
        slow.is_stuck = True
        for number in range(20):
            await happens(feed, site_clock)
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


def test_what_waits_is_sent_in_few_messages_none_of_them_large() -> None:
    async def work(feed: Feed) -> None:
        page = Page(feed, (1, None))
        sizes: list[int] = []

        async def send(message: Any) -> None:
            sizes.append(len(message["body"]))
            await page.send(message)

        reader = Reader(send, page.key, ("127.0.0.1", 1), 0)
        for number in range(30):
            reader.put(b"%d" % (number % 10) * 500)
        await settled()
        assert page.text == b"".join(b"%d" % (number % 10) * 500 for number in range(30))
        assert len(sizes) == 4
        assert max(sizes) <= readers.TOGETHER

    run(work)


def test_a_burst_that_is_read_bit_by_bit_waits_for_those_who_take_it(
    site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []

    async def waited(feed: Feed) -> None:
        waits.append(feed.told)

    monkeypatch.setattr(Feed, "settled", waited)
    monkeypatch.setattr(feeds, "BURST", 1000)
    key = (make_edition().pk, None)

    async def work(feed: Feed) -> None:
        await Page(feed, key).open()
        for _ in range(6):
            # Whoever joins meanwhile makes the burst no shorter.
            await Page(feed, key).open()
            await happens(feed, site_clock, "é" * 280)
            await feed.look()
        assert len(waits) == 3
        assert min(waits) > 1000

    run(work)


def test_a_beat_tells_where_a_replay_would_begin_and_never_goes_back(site_clock: SiteClock) -> None:
    key = (make_edition().pk, None)

    async def work(feed: Feed) -> None:
        page = Page(feed, key)
        await page.open()
        start = page.reader.seen
        page.reader.beat(start + 5)
        page.reader.beat(start + 5)
        page.reader.beat(start + 3)
        await settled()
        assert page.text.decode().endswith(f"event: at\ndata: {{}}\nid: {start + 5}\n\n" * 3)

    run(work)


def test_a_page_that_waits_for_the_database_hears_that_the_connection_lives() -> None:
    async def work(feed: Feed) -> None:
        page = Page(feed, (1, None))
        reader = Reader(page.send, page.key, ("127.0.0.1", 1), 0)
        reader.beat(7)
        await settled()
        assert page.text == b"event: at\ndata: {}\n\n"
        assert reader.seen == 0

    run(work)


def counted(name: str, function: Callable[..., Any], names: list[str]) -> Callable[..., Any]:
    def called(*arguments: Any) -> Any:
        names.append(name)
        return function(*arguments)

    return called


def test_many_who_come_back_at_once_are_told_by_one_reading(
    site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings: list[str] = []
    for name in ("newest", "since", "replay"):
        monkeypatch.setattr(events, name, counted(name, getattr(events, name), readings))
    key = (make_edition().pk, None)

    async def work(feed: Feed) -> None:
        first = Page(feed, key)
        await first.open()
        await happens(feed, site_clock)
        await feed.look()
        await settled()
        pages = [Page(feed, key, after=first.reader.seen - 1) for _ in range(200)]
        readings.clear()
        await asyncio.gather(*(page.open() for page in pages))
        assert readings == ["replay"]
        assert all(page.alerts == first.alerts for page in pages)

    run(work)


def test_one_who_was_away_for_long_lengthens_no_later_replay(
    site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[int] = []
    replay = events.replay

    def noted(*arguments: Any) -> Any:
        starts.append(arguments[-1])
        return replay(*arguments)

    monkeypatch.setattr(events, "replay", noted)
    key = (make_edition().pk, None)

    async def work(feed: Feed) -> None:
        first = Page(feed, key)
        await first.open()
        numbers = [(await happens(feed, site_clock))[1] for _ in range(3)]
        await Page(feed, key, after=numbers[0] - 1).open()
        monkeypatch.setattr(feeds, "SHARED", 0.0)
        await Page(feed, key, after=numbers[1]).open()
        assert starts == [numbers[0] - 1, numbers[1]]

    run(work)


def test_a_burst_drops_nobody_who_takes_it(site_clock: SiteClock) -> None:
    key = (make_edition().pk, None)

    async def work(feed: Feed) -> None:
        page = Page(feed, key)
        await page.open()
        for _ in range(50):
            await happens(feed, site_clock, "é" * 280)
        await feed.look()
        await settled()
        assert not page.reader.is_dropped
        assert len(page.alerts) == 50

    run(work)


def test_one_event_is_never_too_much(site_clock: SiteClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "HELD", 10)

    key = (make_edition().pk, None)

    async def work(feed: Feed) -> None:
        page = Page(feed, key)
        await page.open()
        await happens(feed, site_clock)
        await feed.look()
        await settled()
        assert len(page.alerts) == 1

    run(work)

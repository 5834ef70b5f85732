"""The hub's own tasks: whatever one of them runs into, pages go on hearing of alerts."""

from __future__ import annotations

import asyncio
import errno
import logging
import resource
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from breaking.stream import hub, listening, sockets
from breaking.stream.hub import Hub

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

real_sleep = asyncio.sleep


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(_seconds: float) -> None:
        await real_sleep(0)

    monkeypatch.setattr(asyncio, "sleep", at_once)


class Idle:
    """A reader of whom only the heartbeats are of interest."""

    def __init__(self) -> None:
        self.peer = ("127.0.0.1", 1)
        self.turn = 0
        self.beats = 0
        self.is_behind = False
        self.drops = 0

    def beat(self, _cursor: int) -> None:
        self.beats += 1

    def drop(self) -> None:
        self.drops += 1


async def unused(*_arguments: Any) -> None:
    raise AssertionError


def run_until(is_so: Callable[[], bool], work: Callable[[], Awaitable[Any]]) -> None:
    async def running() -> None:
        task = asyncio.ensure_future(work())
        async with asyncio.timeout(20):
            while not is_so() and not task.done():
                await real_sleep(0.001)
        assert not task.done()
        task.cancel()

    # In a thread of its own: a browser that another test has opened keeps a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, running()).result()


def beating(monkeypatch: pytest.MonkeyPatch) -> tuple[Hub, Any]:
    monkeypatch.setattr(hub, "BEAT_EVERY", 1)
    one, reader = Hub(unused, most=1, per_address=1), Idle()
    one.feeds["reader"].readers[(1, None)].add(reader)  # type: ignore[arg-type]
    return one, reader


def test_pages_hear_that_the_connection_lives_where_connections_cannot_be_looked_at(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def unread_by(_peers: Any) -> set[Any]:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(sockets, "unread_by", unread_by)
    one, reader = beating(monkeypatch)
    run_until(lambda: reader.beats > 2, one.beat)
    assert "look after its connections" in caplog.text


def test_connections_that_could_not_be_shut_down_are_shut_down_later(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[set[Any]] = []

    def end(peers: set[Any]) -> None:
        tries.append(set(peers))
        if len(tries) == 1:
            raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(sockets, "end", end)
    one, reader = beating(monkeypatch)
    one.slow.add(reader.peer)
    run_until(lambda: not one.slow, one.beat)
    assert tries == [{reader.peer}] * 2


def test_where_the_system_shows_no_connections_there_are_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sockets, "DESCRIPTORS", tmp_path / "fd")
    assert sockets.unread_by([("127.0.0.1", 1)]) == set()


def test_listening_goes_on_whatever_goes_wrong(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[int] = []

    def conninfo() -> str:
        tries.append(1)
        raise ImproperlyConfigured("no name")

    monkeypatch.setattr(listening, "conninfo", conninfo)
    with caplog.at_level(logging.WARNING):
        run_until(lambda: len(tries) > 2, lambda: listening.listen(lambda: None))
    assert caplog.text.count("lost the database: no name") == 1


def test_listening_is_told_all_that_is_said_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    parameters = listening.connections["reader"].get_connection_params() | {
        "target_session_attrs": "read-write"
    }
    monkeypatch.setattr(listening.connections["reader"], "get_connection_params", lambda: parameters)
    found = listening.psycopg.conninfo.conninfo_to_dict(listening.conninfo())
    assert found["target_session_attrs"] == "read-write"
    assert {"dbname", "connect_timeout", "keepalives_idle", "tcp_user_timeout"} <= found.keys()
    assert found["options"] == parameters["options"]


@pytest.mark.parametrize(
    ("limit", "streams"),
    [(100_000, 64_536), (65_536, 64_536), (20_000, 19_000), (1024, 512), (resource.RLIM_INFINITY, 64_536)],
)
def test_streams_leave_connections_and_descriptors_for_pages(
    monkeypatch: pytest.MonkeyPatch, limit: int, streams: int
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (limit, limit))
    monkeypatch.setattr(resource, "setrlimit", lambda _what, _limits: None)
    assert hub.room(65_536) == streams

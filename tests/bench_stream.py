"""What ten thousand open pages cost: from the commit of an alert to its receipt, memory, and coming back all at once.

    python -m tests.bench_stream

is the desk of the bench: it commits an alert for each line that it is given, and answers with its number and the instant.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil

from newsroom import web_server
from tests.browser.demo_site import free_port, wait_for

MANY = 10_000
STALLED = 500
ROUNDS = 5
TURNS = 5
# Alerts of one turn.
A_TURN = 3
PATIENCE = 30
MB = 1024 * 1024
Row = tuple[str, float, str, float | None]


class Helper:
    """A process that takes a command as one line of JSON and answers with one."""

    def __init__(self, command: list[str], environ: dict[str, str], root: Path) -> None:
        self.process = subprocess.Popen(
            command, cwd=root, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, **command: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)


class Readers:
    """Both client processes."""

    def __init__(self, clients: list[Helper]) -> None:
        self.clients = clients

    def all(self, **command: Any) -> list[Any]:
        for client in self.clients:
            client.ask(**command)
        return [client.answer() for client in self.clients]

    def receipts(self, desk: Helper, rounds: int = ROUNDS) -> list[list[float]]:
        """For each alert and each reader the seconds from its commit to each of its receipts, of which there should be one."""
        found: list[list[float]] = []
        for _ in range(rounds):
            desk.ask(
                text="The dam's gates were opened in the night; people below the bridge are asked to leave."
            )
            alert, at = desk.answer()
            for readers in self.all(do="times", alert=alert, patience=PATIENCE):
                found += [[time - at for time in times] for times in readers]
        return found

    def delays(self, desk: Helper, rounds: int = ROUNDS) -> list[float]:
        """The seconds to the first receipt, of those who got the alert."""
        return earliest(self.receipts(desk, rounds))


def environment(port: int, folder: Path) -> dict[str, str]:
    """That of the site's processes, with a database of the folder's own."""
    environ = {**os.environ, "VAR_DIR": str(folder), "PORT": str(port)}
    environ.pop("DATABASE_URL", None)
    return environ


@contextmanager
def helpers(port: int, folder: Path, root: Path) -> Iterator[tuple[Readers, Helper]]:
    environ = environment(port, folder)
    with ExitStack() as stack:
        desk = Helper([sys.executable, "-m", "tests.bench_stream"], environ, root)
        stack.callback(desk.end)
        clients = []
        for first in (1, 2):
            clients.append(
                Helper([sys.executable, "-m", "tests.streaming", str(port), str(first)], environ, root)
            )
            stack.callback(clients[-1].end)
        yield Readers(clients), desk


def measure(port: int, folder: Path, root: Path, supervisor: int) -> Iterator[Row]:
    with helpers(port, folder, root) as (readers, desk):
        readers.all(do="open", count=MANY // 4)
        yield f"stream: {MANY // 2} readers, commit to receipt, p99", p99(readers.delays(desk)), "s", 1
        readers.all(do="open", count=MANY // 4)
        receipts = readers.receipts(desk)
        alone = earliest(receipts)
        yield f"stream: {MANY} readers, commit to receipt, p99", p99(alone), "s", 2
        yield f"stream: {MANY} readers, commit to receipt, median", statistics.median(alone), "s", None
        once = sum(len(times) == 1 for times in receipts)
        yield "stream: alerts that a reader got not at all, or twice", MANY * ROUNDS - once, "", 0
        yield f"stream: largest web process with {MANY} readers", max(memory(supervisor)) / MB, "MiB", 300
        change = 100 * (beside_stalled(readers, desk) - 1)
        yield f"stream: p99 beside {STALLED} stalled readers, change", change, "%", 20
        readers.all(do="close")
        seconds = max(readers.all(do="open", count=0, again=True))
        yield f"stream: {MANY} readers come back", seconds, "s", 30
    yield "stream: memory for a stalled reader after 200 alerts", held_for_stalled(folder, root), "KiB", 64


def beside_stalled(readers: Readers, desk: Helper) -> float:
    """How many times as late the readers get alerts with stalled ones beside them, for whom something waits already.

    By turns, each after the same burst, and the median of each: the p99 of one round depends on what else the machine
    does just then by more than the limit, and the clients change while they run.
    """
    with_them: list[float] = []
    without: list[float] = []
    for _ in range(TURNS):
        for found, stalled in ((without, 0), (with_them, STALLED)):
            readers.all(do="stall", count=stalled // 2)
            burst(readers, desk, times=20)
            found.append(p99(readers.delays(desk, A_TURN)))
            readers.all(do="hang up")
            readers.delays(desk, 1)
    return statistics.median(with_them) / statistics.median(without)


def held_for_stalled(folder: Path, root: Path) -> float:
    """KiB by which a web process grows at most for each stalled reader, from before it came, while 200 alerts are told.

    A process of its own with few readers who read: among ten thousand, what they take and give back for each burst is
    more than what all the stalled ones hold. What the kernel holds for them is no process's, and not counted.
    """
    port = free_port()
    environ = environment(port, folder)
    server = subprocess.Popen(web_server.command("127.0.0.1", port, grace=5), cwd=root, env=environ)
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", server)
        with helpers(port, folder, root) as (readers, desk):
            readers.all(do="open", count=25)
            burst(readers, desk)
            before = most = sum(memory(server.pid))
            readers.all(do="stall", count=STALLED // 2)
            for _ in range(20):
                burst(readers, desk, times=10)
                most = max(most, sum(memory(server.pid)))
            return (most - before) / STALLED / 1024
    finally:
        server.terminate()
        server.wait(60)


def burst(readers: Readers, desk: Helper, times: int = 200) -> None:
    """So many alerts, one close behind the other, told to all who read."""
    desk.ask(text="🌊" * 280, times=times)
    desk.answer()
    readers.delays(desk, 1)


def earliest(receipts: list[list[float]]) -> list[float]:
    return [times[0] for times in receipts if times]


def p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def memory(supervisor: int) -> list[int]:
    """Resident bytes of each web process below the supervisor, or below granian itself."""
    found = []
    for process in psutil.Process(supervisor).children(recursive=True):
        parent = process.parent()
        if parent is not None and "granian" in parent.cmdline() and "granian" in " ".join(process.cmdline()):
            found.append(process.memory_info().rss)
    return found


def desk() -> None:
    import django

    django.setup()
    from datetime import timedelta

    from django.db import transaction

    from articles.editions.models import Edition
    from articles.published.moment import clock_reading
    from breaking.events import announce
    from breaking.models import Alert
    from newsroom.accounts.models import User

    edition = Edition.objects.get(prefix="")
    author = User.objects.filter(username="editor").get()
    for line in sys.stdin:
        asked = json.loads(line)
        for number in range(asked.get("times", 1)):
            with transaction.atomic():
                now = clock_reading("default")
                alert = Alert.objects.create(
                    text=asked["text"], author=author, public_from=now, public_until=now + timedelta(hours=1)
                )
                alert.editions.add(edition)
                announce("alert", [edition.pk], alert_id=alert.pk)
            if number:
                time.sleep(0.02)
        print(json.dumps([alert.pk, time.monotonic()]), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    desk()

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

MANY = 10_000
STALLED = 500
ROUNDS = 5
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


@contextmanager
def helpers(port: int, folder: Path, root: Path) -> Iterator[tuple[Readers, Helper]]:
    environ = {**os.environ, "VAR_DIR": str(folder), "PORT": str(port)}
    environ.pop("DATABASE_URL", None)
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
        burst(readers, desk)
        before = memory(supervisor)
        readers.all(do="stall", count=STALLED // 2)
        readers.delays(desk, 1)
        beside = p99(readers.delays(desk))
        yield (
            f"stream: p99 beside {STALLED} stalled readers, change",
            100 * (beside / p99(alone) - 1),
            "%",
            20,
        )
        burst(readers, desk)
        held = (sum(memory(supervisor)) - sum(before)) / STALLED / 1024
        yield "stream: memory for a stalled reader after 200 alerts", held, "KiB", 64
        readers.all(do="close")
        seconds = max(readers.all(do="open", count=0, again=True))
        yield f"stream: {MANY} readers come back", seconds, "s", 30


def burst(readers: Readers, desk: Helper) -> None:
    """Two hundred alerts, one close behind the other, told to all who read."""
    desk.ask(text="x" * 280, times=200)
    desk.answer()
    readers.delays(desk, 1)


def earliest(receipts: list[list[float]]) -> list[float]:
    return [times[0] for times in receipts if times]


def p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def memory(supervisor: int) -> list[int]:
    """Resident bytes of each web process, without what they share with one another."""
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

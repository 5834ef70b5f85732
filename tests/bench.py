"""`make bench`: the figures of time and size that are promised, measured here and now, beside their limits.

Prints a table, writes it to docs/bench.md, and exits 0 whatever the figures are. The site is a real one: started by the
supervisor in a folder of its own, with the demo newsroom.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests import bench_desk, bench_live, bench_pages, bench_pictures, bench_stream

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 240.0
REQUESTS = 40


@dataclass(frozen=True)
class Figure:
    """One measured value; `limit` None means that it is reported only, `is_least` that less falls short."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    is_least: bool = False

    @property
    def verdict(self) -> str:
        if self.limit is None:
            return ""
        if self.is_least:
            return "ok" if self.value >= self.limit else "short"
        return "ok" if self.value <= self.limit else "short"


class Site:
    """A newsroom run by the supervisor in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and return the seconds until its front answers."""
        begun = time.monotonic()
        environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SITE_URL")}
        environment |= {"VAR_DIR": str(self.folder), "PORT": str(self.port)}
        with (self.folder / "bench.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "newsroom.supervisor"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
        while time.monotonic() - begun < PATIENCE:
            if self.process.poll() is not None:
                raise RuntimeError((self.folder / "bench.log").read_text()[-2000:])
            try:
                if self.get("/")[0] == 200:
                    return time.monotonic() - begun
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("The front did not answer.")

    def stop(self) -> float:
        """Ask it to stop and return the seconds until it has."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return time.monotonic() - begun

    def get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def pages(self) -> Iterator[tuple[str, str]]:
        """Name and path of what readers ask for most, as the site leads to them now."""
        yield "front", "/"
        yield "section", "/news/politics/"
        yield "article", self.first_story("/")
        yield "live blog", self.first_story("/live-blogs/")
        yield "search", "/search/?q=council"
        yield "feed", "/feed/rss.xml"

    def first_story(self, path: str) -> str:
        page = self.get(path)[1].decode()
        return page.partition('class="card__headline"')[2].partition('href="')[2].partition('"')[0]

    def milliseconds(self, path: str) -> float:
        """Median time of a page, one request after the other, after two that warm up."""
        times = []
        for _ in range(REQUESTS + 2):
            begun = time.perf_counter()
            self.get(path)
            times.append((time.perf_counter() - begun) * 1000)
        return statistics.median(times[2:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def measure(folder: Path, say: Callable[[Figure], None], runs: int) -> None:
    site = Site(folder)
    say(Figure("first start to the front, dependencies installed", site.start(), "s", 180))
    say(Figure("stop", site.stop(), "s", 5))
    say(Figure("second start to the front", site.start(), "s", 10))
    try:
        for name, path in list(site.pages())[:3]:
            say(Figure(f"{name}, uncached, median of {REQUESTS}", site.milliseconds(path), "ms"))
            page = site.get(path)[1]
            say(Figure(f"{name}, HTML compressed (deflate 9)", len(zlib.compress(page, 9)) / 1024, "KiB"))
        for figure in bench_desk.measure(site.port, folder):
            say(Figure(*figure))
        assert site.process is not None
        for figure in bench_pictures.measure(site.port, folder, site.process.pid):
            say(Figure(*figure))
        for row in bench_live.measure(site.port, folder):
            say(Figure(*row))
        for row in bench_stream.measure(site.port, folder, ROOT, site.process.pid):
            say(Figure(*row))
        for row in bench_pages.measure(site.port, runs):
            say(Figure(*row))
        for row in bench_desk.measure_many(site.port, folder, ROOT):
            say(Figure(*row))
        for name, path in site.pages():
            figure = f"{name}, uncached, {bench_desk.MANY:,} stories, median of {REQUESTS}"
            say(Figure(figure, site.milliseconds(path), "ms", 100))
    finally:
        site.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--runs", type=int, default=5, help="Lighthouse's runs of each page (%(default)s)")
    runs = parser.parse_args().runs
    rows: list[Figure] = []

    def say(figure: Figure) -> None:
        rows.append(figure)
        limit = f"{figure.limit:g}" if figure.limit is not None else "–"
        print(
            f"{figure.name:58} {figure.value:9.2f} {figure.unit:4} {limit:>6}  {figure.verdict}", flush=True
        )

    try:
        with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
            measure(Path(folder), say, runs)
    finally:
        _write(rows)


def _write(rows: list[Figure]) -> None:
    lines = [
        "# Figures",
        "",
        (
            f"Measured on {datetime.now(UTC):%Y-%m-%d} by `make bench` on {platform.machine()},"
            f" {os.cpu_count()} processors, Python {platform.python_version()}."
        ),
        "",
        "| figure | value | limit | |",
        "| --- | ---: | ---: | --- |",
    ]
    for row in rows:
        limit = f"{row.limit:g} {row.unit}" if row.limit is not None else ""
        lines.append(f"| {row.name} | {row.value:.2f} {row.unit} | {limit} | {row.verdict} |")
    (ROOT / "docs").mkdir(exist_ok=True)
    (ROOT / "docs" / "bench.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

"""What a picture costs until it can be used, measured at a running site: processor time of the web server and of all that it starts."""

from __future__ import annotations

import http.client
import io
import json
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from PIL import Image as Pillow

from tests.bench_desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = (6000, 4000)
BOUNDARY = "a-boundary-of-the-bench"


def photograph() -> bytes:
    """A JPEG of 24 million pixels, as rich as a camera's: about 9 MB."""
    grain = Pillow.frombytes("RGB", (1500, 1000), random.Random(7).randbytes(1500 * 1000 * 3))
    soft = Pillow.blend(grain, Pillow.linear_gradient("L").resize(grain.size).convert("RGB"), 0.55)
    out = io.BytesIO()
    soft.resize(SIZE, Pillow.Resampling.BICUBIC).save(out, "JPEG", quality=92)
    return out.getvalue()


def seconds_of(processes: list[psutil.Process]) -> float:
    """What these, their children and those children that have ended have used of the processor."""
    every = {
        process.pid: process for parent in processes for process in (parent, *parent.children(recursive=True))
    }
    return sum(sum(process.cpu_times()[:4]) for process in every.values())


def upload(desk: Desk, data: bytes) -> str:
    """Send the picture, and return the address of its first rendition on the desk."""
    fields = {
        "credit": "A. Bench",
        "csrfmiddlewaretoken": next(v for k, v in desk.cookies.items() if "csrf" in k),
    }
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
        for k, v in fields.items()
    ]
    parts.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="bench.jpg"\r\n\r\n')
    body = "".join(parts).encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = {
        "Cookie": "; ".join(f"{k}={v}" for k, v in desk.cookies.items()),
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }
    connection = http.client.HTTPConnection("localhost", desk.port, timeout=60)
    try:
        connection.request("POST", "/admin/media/image/upload/", body, headers)
        response = connection.getresponse()
        said = response.read()
        if response.status != 201:
            raise RuntimeError(f"The upload answered {response.status}: {said[:500]!r}")
        return str(json.loads(said)["thumb"])
    finally:
        connection.close()


def measure(port: int, folder: Path, supervisor: int) -> Iterator[tuple[str, float, str, float | None]]:
    """Figures as (name, value, unit, limit)."""
    desk = Desk(port, folder / "demo-accounts.txt", "editor")
    desk.get("/admin/media/image/")
    children = [p for p in psutil.Process(supervisor).children() if p.status() != psutil.STATUS_ZOMBIE]
    workers = [process for process in children if "worker" in process.cmdline()]
    web = [process for process in children if process not in workers]
    data = photograph()
    used, made, begun = seconds_of(web), seconds_of(workers), time.perf_counter()
    status = _status(desk, upload(desk, data))
    if status != 200:
        raise RuntimeError(f"The first rendition answered {status}")
    yield "upload of a 24 MP photograph to its first rendition, CPU", seconds_of(web) - used, "s", 3
    yield "upload of a 24 MP photograph to its first rendition", time.perf_counter() - begun, "s", None
    yield "all renditions of a 24 MP photograph, CPU of the worker", _settled(workers) - made, "s", None


def _status(desk: Desk, path: str) -> int:
    connection = http.client.HTTPConnection("localhost", desk.port, timeout=60)
    try:
        connection.request(
            "GET", path, headers={"Cookie": "; ".join(f"{k}={v}" for k, v in desk.cookies.items())}
        )
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def _settled(workers: list[psutil.Process], patience: float = 120) -> float:
    """What the workers have used of the processor once they have nothing to do any more."""
    before, deadline = -1.0, time.monotonic() + patience
    while time.monotonic() < deadline:
        now = seconds_of(workers)
        if now - before < 0.1 and before >= 0:
            return now
        before = now
        time.sleep(6)
    return seconds_of(workers)

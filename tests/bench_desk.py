"""What an editor waits for, measured over HTTP at a running site: forms, autosaves, and the way of a story to readers."""

from __future__ import annotations

import http.client
import http.cookies
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from collections.abc import Iterator

MANY = 100_000
REVISIONS = 100
ROUNDS = 20
WORDS = 20_000
PICTURES = 100_000


class Desk:
    """One person signed in, with the cookies that a browser would keep."""

    def __init__(self, port: int, accounts: Path, username: str) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        password = dict(line.split() for line in accounts.read_text().splitlines())[username]
        page = self.get("/admin/login/")
        form = {"username": username, "password": password, "next": "/admin/", **_hidden(page[1])}
        status, _body, _headers = self.post("/admin/login/", form)
        if status != 302:
            raise RuntimeError(f"{username} was not let in: {status}")

    def get(self, path: str) -> tuple[int, str, Any]:
        return self._send("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str, Any]:
        token = next((v for k, v in self.cookies.items() if k.endswith("csrf")), "")
        return self._send("POST", path, urlencode({**fields, "csrfmiddlewaretoken": token}).encode())

    def _send(self, method: str, path: str, body: bytes | None) -> tuple[int, str, Any]:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
            for line in response.headers.get_all("Set-Cookie") or []:
                for name, morsel in http.cookies.SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
            return response.status, text, response.headers
        finally:
            connection.close()


def _hidden(page: str) -> dict[str, str]:
    found = BeautifulSoup(page, "html.parser").select("form input[name=csrfmiddlewaretoken]")
    return {"csrfmiddlewaretoken": str(found[0]["value"])} if found else {}


def fields_of(page: str, form: str) -> dict[str, str]:
    """What a browser would send of the form with that id, as the page shows it."""
    found: dict[str, str] = {}
    for field in BeautifulSoup(page, "html.parser").select(f"#{form} [name], [form={form}][name]"):
        name, kind = str(field["name"]), str(field.get("type", field.name))
        if field.find_parent("template") is not None or kind in ("submit", "button", "file"):
            continue
        if kind in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            found[name] = str(chosen["value"]) if chosen else ""
        elif field.name == "textarea":
            found[name] = field.get_text().removeprefix("\n")
        else:
            found[name] = str(field.get("value", "on" if kind == "checkbox" else ""))
    return found


def long_body() -> str:
    """WORDS words in paragraphs of fifty, with a subhead every ten."""
    words = [
        "the",
        "council",
        "met",
        "at",
        "nine",
        "and",
        "voted",
        "an",
        "hour",
        "later",
        "on",
        "the",
        "bridge",
        "over",
        "the",
        "river",
    ]
    parts = []
    for paragraph in range(WORDS // 50):
        if paragraph % 10 == 0:
            parts.append(f"<h2>Part {paragraph // 10}</h2>")
        row = " ".join(words[(paragraph + n) % len(words)] for n in range(49))
        parts.append(f"<p>{paragraph} {row}.</p>")
    return "".join(parts)


class Story:
    """A story of its own for the measurements."""

    def __init__(self, desk: Desk, **fields: str) -> None:
        self.desk = desk
        page = desk.get("/admin/articles/article/add/")[1]
        form = fields_of(page, "story-form")
        section = next(
            str(option["value"])
            for option in BeautifulSoup(page, "html.parser").select("[name=section] option")
            if option["value"]
        )
        byline = {"bylines-TOTAL_FORMS": "1", "bylines-0-credited_as": "A. Guest", "bylines-0-role": "writer"}
        fields = {"headline": "Bench", "body": "<p>One.</p>", "section": section, **byline, **fields}
        status, _body, headers = desk.post("/admin/articles/article/add/", form | fields)
        if status != 302:
            raise RuntimeError(f"The story was not made: {status}")
        self.path = re.sub(r"\?.*", "", headers["Location"])

    def page(self) -> str:
        status, body, _headers = self.desk.get(self.path)
        if status != 200:
            raise RuntimeError(f"{self.path} answered {status}")
        return body

    def save(self, **changes: str) -> float:
        """Save the form with changes; seconds from sending to the answer."""
        form = fields_of(self.page(), "story-form") | changes
        begun = time.perf_counter()
        status, body, _headers = self.desk.post(self.path, form)
        took = time.perf_counter() - begun
        if status != 302:
            raise RuntimeError(f"Saving answered {status}: {body[:500]}")
        return took

    def autosave(self, **changes: str) -> Iterator[float]:
        """Milliseconds of one autosave after the other, each of another text."""
        form = fields_of(self.page(), "story-form") | changes
        address = self.path.replace("change/", "draft/")
        for number in range(ROUNDS):
            begun = time.perf_counter()
            status, body, _headers = self.desk.post(address, form | {"headline": f"Draft {number}"})
            if status != 200:
                raise RuntimeError(f"The autosave answered {status}: {body[:500]}")
            yield (time.perf_counter() - begun) * 1000

    def publish(self) -> float:
        """Publish what is saved; seconds from pressing the button until a reader is shown it."""
        page = self.page()
        form = fields_of(page, "verb-publish")
        begun = time.perf_counter()
        status, body, _headers = self.desk.post(self.path.replace("change/", "publish/"), form)
        if status != 302:
            raise RuntimeError(f"Publishing answered {status}: {body[:500]}")
        number = self.path.split("/")[-3]
        address = f"/{number}/"
        while True:
            status, _body, headers = self.desk.get(address)
            if status == 301:
                address = headers["Location"]
            elif status == 200:
                return time.perf_counter() - begun
            if time.perf_counter() - begun > 30:
                raise RuntimeError(f"{address} answers {status}")


def library(desk: Desk, folder: Path) -> Iterator[tuple[str, float, str, float | None]]:
    """The grid of PICTURES pictures, as an editor opens it, searches it, and asks what nothing uses."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SITE_URL")}
    command = [sys.executable, "manage.py", "generate", "--pictures", str(PICTURES)]
    root = Path(__file__).resolve().parent.parent
    subprocess.run(command, cwd=root, env=environment | {"VAR_DIR": str(folder)}, check=True)
    for what, query in (("", ""), (", two words", "?q=harbour+bridge"), (", not used", "?use=unused")):
        times = []
        for _ in range(ROUNDS + 1):
            begun = time.perf_counter()
            status, body, _headers = desk.get(f"/admin/media/image/{query}")
            times.append((time.perf_counter() - begun) * 1000)
            if status != 200:
                raise RuntimeError(f"The library answered {status}: {body[:500]}")
        name = f"library grid of {PICTURES:,} pictures{what}, median of {ROUNDS}"
        yield name, statistics.median(times[1:]), "ms", 300


def measure(port: int, folder: Path) -> Iterator[tuple[str, float, str, float | None]]:
    """Figures as (name, value, unit, limit)."""
    desk = Desk(port, folder / "demo-accounts.txt", "editor")
    story = Story(desk)
    for number in range(REVISIONS - 1):
        story.save(headline=f"Bench {number}")
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        story.page()
        times.append((time.perf_counter() - begun) * 1000)
    yield f"article form with {REVISIONS} revisions, median of {ROUNDS}", statistics.median(times), "ms", 400
    yield f"autosave, median of {ROUNDS}", statistics.median(story.autosave()), "ms", 50
    yield "publish to visible on the origin", story.publish(), "s", 1
    long = Story(desk, headline="Long", body=long_body())
    yield f"saving {WORDS:,} words", long.save(headline="Long, again"), "s", None
    yield (
        f"autosave of {WORDS:,} words, median of {ROUNDS}",
        statistics.median(long.autosave(body=long_body())),
        "ms",
        50,
    )
    begun = time.perf_counter()
    long.page()
    yield f"article form of {WORDS:,} words", (time.perf_counter() - begun) * 1000, "ms", None
    yield f"publish {WORDS:,} words to visible on the origin", long.publish(), "s", 1
    yield from library(desk, folder)


# What an editor of a large newsroom looks at, as (name, address below the desk).
LISTS = (
    ("admin list", "articles/article/"),
    ("admin list, public ones", "articles/article/?status=published"),
    ("admin list, never public", "articles/article/?status=hidden"),
    ("admin list, drafts", "articles/article/?stage__exact=draft"),
    ("admin list, own", "articles/article/?whose=mine"),
    ("admin list, searched", "articles/article/?q=council+vote"),
    ("admin list, last page", "articles/article/?p=200"),
    ("desk home", ""),
    ("board", "board/"),
    ("board of one desk", "board/?desk=1"),
    ("calendar", "calendar/"),
    ("palette, without words", "palette/"),
    ("palette, two words", "palette/?q=council+vote"),
    ("palette, two letters", "palette/?q=co"),
)


def measure_many(port: int, folder: Path, root: Path) -> Iterator[tuple[str, float, str, float | None]]:
    """Figures as `measure` gives them, of lists among MANY stories, which are put into the site first."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SITE_URL")}
    environment |= {"VAR_DIR": str(folder), "PORT": str(port)}
    command = [sys.executable, "manage.py", "generate", "--articles", str(MANY)]
    subprocess.run(command, cwd=root, env=environment, check=True, stdout=subprocess.DEVNULL)
    desk = Desk(port, folder / "demo-accounts.txt", "editor")
    for name, path in LISTS:
        times = []
        for _ in range(ROUNDS + 2):
            begun = time.perf_counter()
            status, _body, _headers = desk.get(f"/admin/{path}")
            if status != 200:
                raise RuntimeError(f"/admin/{path} answered {status}")
            times.append((time.perf_counter() - begun) * 1000)
        yield f"{name}, {MANY:,} stories, median of {ROUNDS}", statistics.median(times[2:]), "ms", 300

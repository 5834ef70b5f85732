"""The demo newsroom behind a real server, once a run: granian, the production's settings, a database of its own.

    python -m tests.browser.demo_site FILE

is the child process that prepares it all in VAR_DIR and DATABASE_URL, and writes the stories' addresses to FILE.
The pictures all show one drawing, under the names and in the sizes of the true ones: pages offer what they offer for
real, and what a telephone loads of it weighs what it weighs for real.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import pytest
from django.db.models.functions import Now
from PIL import Image as Pillow
from psycopg import sql

from newsroom import embedded, web_server
from tests.browser.watching import Watch
from tests.database import OWN_NAME, SERVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from articles.media.renditions import Wanted
    from articles.models import Article

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "a bridge of demo boats"
PATIENCE = 60.0
SHRINK = 8


@dataclass(frozen=True)
class Demo:
    """`url` has no slash at its end; `stories` gives the address of each story by its slug, which is mostly its file's name."""

    url: str
    stories: dict[str, str]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The running demo newsroom."""
    with running(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@contextmanager
def running(var_dir: Path) -> Iterator[Demo]:
    """Serve a demo newsroom whose pictures, keys and static files are in the empty folder `var_dir`."""
    port = free_port()
    addresses = var_dir / "addresses.json"
    with own_database() as database_url:
        environ = {
            **os.environ,
            "DRILL_MINUTES": "0",
            "DATABASE_URL": database_url,
            "VAR_DIR": str(var_dir),
            "PORT": str(port),
            "DEMO": "0",
            "DEMO_PASSWORD": PASSWORD,
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        }
        for name in ("SITE_URL", "DEBUG", "DJANGO_ALLOW_ASYNC_UNSAFE"):
            environ.pop(name, None)
        prepare = [sys.executable, "-m", "tests.browser.demo_site", str(addresses)]
        subprocess.run(prepare, cwd=ROOT, env=environ, check=True)
        with granian(port, environ) as url:
            yield Demo(url, json.loads(addresses.read_text()))


@pytest.fixture
def reader(chromium: Browser, demo: Demo) -> Iterator[Page]:
    """A reader's page. Whatever it is shown, it may not complain, call elsewhere or leave a cookie."""
    with watched(chromium, demo) as watch:
        yield watch.context.new_page()
        assert watch.context.cookies() == []


@contextmanager
def watched(chromium: Browser, demo: Demo, **options: Any) -> Iterator[Watch]:
    """Give a context whose pages may neither complain nor call elsewhere."""
    context = chromium.new_context(
        # A worker answers in the place of the server: only tests that are about it have one.
        **{"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "service_workers": "block"}
        | options
    )
    watch = Watch(context, demo.url)
    try:
        yield watch
        assert (watch.complaints, watch.foreign) == ([], [])
    finally:
        context.close()


@contextmanager
def own_database() -> Iterator[str]:
    """Give the DATABASE_URL of an empty database on the tests' server, and drop it at the end."""
    with ExitStack() as stack:
        base = os.environ.get("DATABASE_URL") or stack.enter_context(
            embedded.Server(SERVER, fast=True).in_use()
        )
        # A zero before the process's number: not the run's own database, but dropped with the abandoned ones too.
        name = f"{OWN_NAME}0{os.getpid()}"
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        login = stack.enter_context(psycopg.connect(base, autocommit=True))
        login.execute(drop)
        login.execute(embedded.create_database_sql(name, login.info.server_version))
        stack.callback(login.execute, drop)
        yield urlunsplit(urlsplit(base)._replace(path=f"/{name}"))


@contextmanager
def granian(port: int, environ: dict[str, str]) -> Iterator[str]:
    """Serve the site at the port while it is in use, as `make run` does, with one worker."""
    server = subprocess.Popen(
        # One that hangs in its own shutdown is ended, rather than outlive the tests.
        web_server.command("127.0.0.1", port, grace=20),
        cwd=ROOT,
        env=environ,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(PATIENCE)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("The demo's server did not answer.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(place: Path) -> None:
    import django

    from newsroom import preparation
    from newsroom.environment import read_environment

    preparation.prepare(read_environment())
    django.setup()
    place.write_text(json.dumps(load()))


def load() -> dict[str, str]:
    """Load the demo with small pictures, and return the address of every story that ever was public."""
    from articles.models import Article
    from articles.published.models import Release
    from newsroom.demo import loading
    from newsroom.demo.drawing import Drawing, draw_all
    from tests.browser import fuller

    def draw_small(wanted: list[Drawing]) -> dict[Drawing, bytes]:
        small = {d: replace(d, width=d.width // SHRINK, height=d.height // SHRINK) for d in wanted}
        drawn = draw_all(small.values())
        return {d: drawn[small[d]] for d in small}

    loading.draw_all = draw_small  # type: ignore[assignment]
    loading.load_demo()
    fuller.fill()
    enlarge_all()
    ever_public = Release.objects.filter(public_from__lte=Now()).values("article_id")
    rows = Article.objects.filter(pk__in=ever_public).select_related("section__parent", "edition")
    return {row.slug: address_of(row) for row in rows}


def address_of(article: Article) -> str:
    section = article.section
    assert section is not None
    above = f"{section.parent.slug}/" if section.parent else ""
    return f"{article.edition.root_url}{quote(f'{above}{section.slug}/{article.pk}/{article.slug}')}/"


def enlarge_all() -> None:
    """Give every picture the measures of its original, and rows and files for all that would be made of that.

    One file of each size and format stands for all of them, under as many names.
    """
    from articles.media.models import Image, Rendition
    from articles.media.renditions import LATER, place, wanted

    Rendition.objects.all().delete()
    first: dict[tuple[int, int, str], Path] = {}
    rows: list[Rendition] = []
    for image in Image.objects.all():
        image.width, image.height = image.width * SHRINK, image.height * SHRINK
        image.save(update_fields=["width", "height"])
        for want in (*wanted(image), *wanted(image, LATER)):
            row = Rendition(image=image, byte_size=1, **asdict(want))
            place(row).parent.mkdir(parents=True, exist_ok=True)
            shape = (want.width, want.height, want.format)
            if shape not in first:
                first[shape] = place(row)
                place(row).write_bytes(picture_of(want))
            else:
                place(row).hardlink_to(first[shape])
            row.byte_size = place(row).stat().st_size
            rows.append(row)
    Rendition.objects.bulk_create(rows)


def picture_of(want: Wanted) -> bytes:
    """A drawing as rich in detail as any of the demo's, encoded as such renditions are; a plain one for sizes that no telephone asks for."""
    from articles.media.pixels import fitting

    size = (want.width, want.height)
    if want.width > 960:
        return fitting(Pillow.new("RGB", size, "#6b7a80"), want.format, want.limit)
    return fitting(drawing().resize(size, Pillow.Resampling.LANCZOS), want.format, want.limit)


@cache
def drawing() -> Pillow.Image:
    from newsroom.demo.pictures import draw

    return draw("crowd", "noon", 3, 1200, 800)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The database is restarted while pages are connected: they stay, and miss nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsroom import embedded
from tests.breaking.test_stream_server import Page
from tests.browser.demo_site import ROOT, free_port, granian

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.sweep]

MAKE = "from tests.factories import *; make_edition(); make_user('editor', username='editor')"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short one: a socket's address holds 107 bytes."""
    place = Path(tempfile.mkdtemp(prefix="nr-"))
    yield place
    shutil.rmtree(place, ignore_errors=True)


def test_pages_stay_open_while_the_database_is_restarted_and_miss_nothing(folder: Path) -> None:
    database = embedded.Server(folder / "postgres", fast=True)
    environ = {**os.environ, "VAR_DIR": str(folder), "DATABASE_URL": database.url, "DEMO": "0"}
    environ |= {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}

    def run(*command: str, given: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environ,
            input=given,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def alert() -> int:
        answer = run("-m", "tests.bench_stream", given='{"text": "Dam gates opened"}\n')
        return int(json.loads(answer.splitlines()[-1])[0])

    port = free_port()
    use = database.in_use()
    use.__enter__()
    try:
        run("-m", "newsroom.preparation")
        run("manage.py", "shell", "-c", MAKE)
        with granian(port, environ):
            pages = [Page(port) for _ in range(5)]
            sent = [alert()]
            use.__exit__(None, None, None)
            use = database.in_use()
            use.__enter__()
            sent.append(alert())
            for page in pages:
                while len(page.alerts) < len(sent):
                    assert page.block()
                assert page.alerts == sent
                page.close()
    finally:
        use.__exit__(None, None, None)

"""A server that a test may kill as a power cut would, and start again at the same address, on the test's database."""

from __future__ import annotations

import os
import signal
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from newsroom import web_server
from tests.browser.demo_site import PATIENCE, ROOT, free_port, wait_for
from tests.desk.forms import signed_in

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from newsroom.accounts.models import User


class KillableSite:
    """Its processes are a group of their own; `url` stays the same however often it is killed and started."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        place = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        environ = {
            **{name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"},
            "DATABASE_URL": place.geturl(),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        }
        command = web_server.command("127.0.0.1", self.port, grace=20)
        self.process = subprocess.Popen(command, cwd=ROOT, env=environ, start_new_session=True)
        wait_for(f"http://127.0.0.1:{self.port}/readyz", self.process)

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)
            self.process = None

    def enter(self, context: BrowserContext, user: User) -> None:
        """Have the window signed in, without the page for it: that would ask for the production's hashes."""
        cookie = signed_in(user).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}])

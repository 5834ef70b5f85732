"""A reader's message on its way by the worker to a mail server that is full at first."""

from __future__ import annotations

import socketserver
import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from newsroom.pages.models import ContactMessage
from tests.factories import make_edition
from tests.working import run_worker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper


class Deliveries(socketserver.ThreadingTCPServer):
    """A mail server of a few words. The first `refusals` mails are refused for now, as a full one would."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refusals: int) -> None:
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.refusals = refusals
        self.taken: list[bytes] = []


class Dialogue(socketserver.StreamRequestHandler):
    server: Deliveries

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                text = b"".join(lines)
                self.server.refusals -= 1
                if self.server.refusals >= 0:
                    self.wfile.write(b"451 later\r\n")
                    continue
                self.server.taken.append(text)
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def server(settings: SettingsWrapper) -> Iterator[Deliveries]:
    with Deliveries(refusals=1) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_is_refused_is_tried_again_and_nothing_is_lost(
    client: Client, settings: SettingsWrapper, server: Deliveries
) -> None:
    settings.SENDS_MAIL = True
    make_edition(contact_email="desk@newsroom.example")
    sent = {"email": "ana@example.org", "subject": "tip", "text": "The bridge is open."}
    assert client.post("/contact/", sent).status_code == 303
    run_worker()
    assert (ContactMessage.objects.get().mailed_at, server.taken) == (None, [])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE task_name = 'pages.mail_message'"
            " AND status = 'todo' AND attempts = 1 AND scheduled_at > now()"
        )
        assert cursor.rowcount == 1
    run_worker()
    [taken] = server.taken
    assert b"Reply-To: ana@example.org" in taken
    assert b"The bridge is open." in taken
    assert ContactMessage.objects.get().mailed_at is not None

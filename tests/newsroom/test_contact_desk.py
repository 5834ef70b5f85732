"""What readers wrote, on the desk: who reads it, answers it and marks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.pages.models import ContactMessage
from tests.articles.published.pages import soup
from tests.desk.forms import signed_in
from tests.factories import make_edition, make_user
from tests.newsroom.test_contact import message, send

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


def test_a_message_is_answered_by_a_link_to_its_writer_s_address(client: Client) -> None:
    make_edition()
    send(client, email="ana?cc=all&subject=x@example.org")
    page = soup(signed_in(make_user("editor")).get(f"/admin/pages/contactmessage/{message().pk}/change/"))
    link = page.select_one('a[href^="mailto:"]')
    assert link["href"] == "mailto:ana%3Fcc%3Dall%26subject%3Dx@example.org"
    assert link.get_text() == "ana?cc=all&subject=x@example.org"


@pytest.mark.parametrize("role", ["journalist", "editor", "admin"])
def test_editors_read_messages_and_mark_them_and_admins_delete_them(client: Client, role: str) -> None:
    make_edition()
    send(client)
    kept, desk = message(), signed_in(make_user(role))
    at = f"/admin/pages/contactmessage/{kept.pk}"
    may = role != "journalist"
    assert desk.get("/admin/pages/contactmessage/").status_code == (200 if may else 403)
    assert desk.get(f"{at}/change/").status_code == (200 if may else 403)
    assert desk.get("/admin/pages/contactmessage/add/").status_code == 403
    desk.post(f"{at}/change/", {"state": "answered", "text": "Not what was written."})
    assert (message().state, message().text) == ("answered" if may else "new", kept.text)
    desk.post("/admin/pages/contactmessage/", {"action": "mark_spam", "_selected_action": [kept.pk]})
    assert message().state == ("spam" if may else "new")
    desk.post(f"{at}/delete/", {"post": "yes"})
    assert ContactMessage.objects.exists() == (role != "admin")


def test_messages_of_an_edition_are_read_by_its_editors(client: Client) -> None:
    make_edition()
    send(client)
    elsewhere = signed_in(make_user("editor", edition=make_edition("es")))
    assert not elsewhere.get("/admin/pages/contactmessage/").context["cl"].result_count
    elsewhere.post(
        "/admin/pages/contactmessage/", {"action": "mark_spam", "_selected_action": [message().pk]}
    )
    assert message().state == "new"

"""Readers write to the newsroom: what is sent is kept, what is wrong is said, and mail may fail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom.pages import mailing, messages
from newsroom.pages.jobs import mail_message
from newsroom.pages.messages import digest
from newsroom.pages.models import ContactMessage, Page
from tests.articles.published.pages import soup
from tests.desk.forms import signed_in
from tests.factories import make_article, make_edition, make_section, make_user

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]

GOOD = {
    "name": "Ana Torres",
    "email": "ana@example.org",
    "subject": "correction",
    "text": "The bridge was built in 1911.\r\n\r\nNot in 1912.",
    "website": "",
}


def send(client: Client, address: str = "192.0.2.1", path: str = "/contact/", **changes: Any) -> HttpResponse:
    headers = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"} | changes.pop("headers", {})
    return client.post(path, GOOD | changes, headers=headers, REMOTE_ADDR=address)


def message() -> ContactMessage:
    return ContactMessage.objects.get()


def mails() -> list[int]:
    """The numbers of the messages that wait to be mailed."""
    jobs = ProcrastinateJob.objects.filter(task_name="pages.mail_message").order_by("id")
    return [job.args["message_id"] for job in jobs]


@pytest.fixture
def mailed(settings: SettingsWrapper) -> None:
    settings.SENDS_MAIL = True
    make_edition(contact_email="desk@newsroom.example")


@pytest.mark.parametrize("sign", ["\x0b\x0b", "\x0c", "\x1c", "\x01"])
def test_an_address_that_would_break_a_mail_s_header_is_none(client: Client, sign: str) -> None:
    make_edition()
    response = send(client, email=f'"{sign}Bcc:victim@example.net"@example.org')
    assert response.status_code == 422
    assert "Write the e-mail address in full" in response.content.decode()
    assert not ContactMessage.objects.exists()


def test_the_form_stands_below_the_words_of_the_page(client: Client) -> None:
    Page.objects.create(
        edition=make_edition(), slug="contact", headline="Write to us", body="<p>We read it.</p>"
    )
    response = client.get("/contact/")
    page = soup(response)
    assert response.status_code == 200
    assert [h.get_text() for h in page.select("h1")] == ["Write to us"]
    assert "We read it." in page.main.get_text()
    assert page.select_one('link[rel="canonical"]')["href"] == "http://localhost:8000/contact/"
    form = page.select_one("form.contact-form")
    assert page.select_one(f'h1 + p a[href="#{form["id"]}"]').get_text() == "Write to us here"
    assert (form["action"], form["method"]) == ("/contact/", "post")
    for field in form.select("input, select, textarea"):
        assert form.select_one(f'label[for="{field["id"]}"]'), field
    assert not response.cookies


def test_without_a_page_the_form_is_there_all_the_same(client: Client) -> None:
    make_edition()
    html = client.get("/contact/").content.decode()
    assert "Contact us" in html
    assert 'href="#write"' not in html
    assert client.get("/contact")["Location"] == "/contact/"


def test_what_is_sent_is_kept_and_thanked_for(client: Client, mailed: None) -> None:
    response = send(client)
    assert (response.status_code, response["Location"]) == (303, "/contact/sent/")
    assert response["Cache-Control"] == "no-store"
    kept = message()
    assert (kept.name, kept.email, kept.subject) == ("Ana Torres", "ana@example.org", "correction")
    assert kept.text == "The bridge was built in 1911.\n\nNot in 1912."
    assert (kept.state, kept.edition) == ("new", make_edition())
    thanks = client.get("/contact/sent/")
    assert thanks.status_code == 200
    assert 'content="noindex' in thanks.content.decode()
    assert mails() == [kept.pk]


def test_an_edition_below_a_prefix_has_a_form_of_its_own(client: Client) -> None:
    make_edition()
    arabic = make_edition("ar")
    assert send(client, path="/ar/contact/")["Location"] == "/ar/contact/sent/"
    assert message().edition == arabic


@pytest.mark.parametrize("field", ["email", "subject", "text"])
@pytest.mark.parametrize("value", ["", "   "])
def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_kept(
    client: Client, field: str, value: str
) -> None:
    make_edition()
    response = send(client, **{field: value})
    page = soup(response)
    assert (response.status_code, response["Cache-Control"]) == (422, "no-store")
    wrong = page.select_one(f"#contact-{field}")
    assert wrong["aria-invalid"] == "true"
    assert page.select_one(f"#{wrong['aria-describedby']}").get_text(strip=True)
    summary = page.select_one('[role="alert"]')
    assert (summary["tabindex"], summary.has_attr("autofocus")) == ("-1", True)
    assert [a["href"] for a in summary.select("a")] == [f"#contact-{field}"]
    assert page.title.get_text().startswith("Not sent yet: ")
    for other in {"name", "email", "subject", "text"} - {field}:
        held = page.select_one(f"#contact-{other}")
        chosen = held.select_one("[selected]")["value"] if held.name == "select" else held.get("value")
        assert (chosen or held.get_text().strip()).replace("\r\n", "\n") == GOOD[other].replace("\r\n", "\n")
    assert not ContactMessage.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "ana"},
        {"email": "ana@example.org\r\nBcc: all@example.org"},
        {"email": "ana@example.org, b@example.org"},
        {"email": "x" * 300 + "@example.org"},
        {"subject": "nothing"},
        {"name": "n" * 121},
        {"text": "x" * 5001},
        {"text": "a\x00b"},
    ],
)
def test_what_cannot_be_taken_is_said_and_kept_on_the_page(client: Client, changes: dict[str, str]) -> None:
    make_edition()
    response = send(client, **changes)
    assert response.status_code == 422
    assert soup(response).select_one(f"#contact-{next(iter(changes))}_error").get_text(strip=True)
    assert not ContactMessage.objects.exists()


def test_a_message_of_the_greatest_length_is_taken_in_any_script(client: Client) -> None:
    make_edition()
    for sign in ("x", "ع", "𝄞", "\r\n"):
        text = f"a{sign * 4998}b"
        assert send(client, text=text, address=f"192.0.2.{ord(sign[0]) % 200}").status_code == 303, sign
    assert ContactMessage.objects.count() == 4


def test_what_was_typed_is_shown_as_text(client: Client) -> None:
    make_edition()
    text = send(
        client, email="", name='"><script>alert(1)</script>', text="</textarea><img src=x>"
    ).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x>" not in text


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("x=" + "y" * 8 * 2**20, "application/x-www-form-urlencoded", 413),
        ("text=" + "y" * 70_000, "application/x-www-form-urlencoded", 413),
        ("&".join(f"a{n}=1" for n in range(4500)), "application/x-www-form-urlencoded", 400),
        ("{}", "application/json", 422),
        ("", "application/x-www-form-urlencoded", 422),
        ("email=%FF%FE&text=%ED%A0%80", "application/x-www-form-urlencoded", 422),
        ("nonsense", "multipart/form-data; boundary=x", 422),
        ("nonsense", "multipart/form-data", 400),
    ],
)
def test_a_body_that_no_form_sends_gets_a_status_and_a_sentence(
    client: Client, body: str, content_type: str, status: int
) -> None:
    make_edition()
    response = client.post("/contact/", body, content_type=content_type)
    assert response.status_code == status
    assert response.content
    assert not ContactMessage.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused(client: Client, headers: dict[str, str]) -> None:
    make_edition()
    response = send(client, headers=headers)
    assert (response.status_code, response.content.decode()) == (
        403,
        "This form is sent from its own page only.\n",
    )
    assert not ContactMessage.objects.exists()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_the_form_takes_no_other_method(client: Client, method: str) -> None:
    make_edition()
    assert client.generic(method, "/contact/").status_code == 405


def test_only_the_form_s_own_address_takes_posts(client: Client) -> None:
    make_edition()
    assert {client.post(path).status_code for path in ("/contact/sent/", "/contact", "/about/")} == {405}


def test_the_trap_keeps_the_message_as_spam_and_answers_as_always(client: Client, mailed: None) -> None:
    assert send(client, website="https://casino.example").status_code == 303
    assert (message().state, message().suspicion) == ("spam", "trap")
    assert mails() == []


def test_many_links_are_kept_as_spam_and_a_few_are_not(client: Client, mailed: None) -> None:
    link = "https://a.example/ "
    send(client, text=link * 5)
    send(client, text=link * 4)
    assert list(ContactMessage.objects.order_by("id").values_list("state", flat=True)) == ["spam", "new"]
    assert len(mails()) == 1


def test_the_sixth_message_of_an_hour_is_put_off_and_what_was_typed_is_kept(
    client: Client, site_clock: SiteClock
) -> None:
    make_edition()
    assert [send(client).status_code for _ in range(5)] == [303] * 5
    sixth = send(client, text="One more thing.")
    assert (sixth.status_code, sixth["Retry-After"]) == (429, "3600")
    assert "One more thing." in soup(sixth).select_one("textarea").get_text()
    assert "several messages within the hour" in soup(sixth).select_one('[role="alert"]').get_text()
    assert send(client, address="192.0.2.2").status_code == 303
    assert ContactMessage.objects.count() == 6
    site_clock.forward(minutes=61)
    assert send(client).status_code == 303


def test_all_together_send_no_more_in_an_hour_than_can_be_read(
    client: Client, monkeypatch: pytest.MonkeyPatch, site_clock: SiteClock
) -> None:
    make_edition()
    monkeypatch.setattr(messages, "MOST_OF_ALL", 3)
    sent = [send(client, address=f"192.0.2.{n}", text="Mine.") for n in range(4)]
    assert [answer.status_code for answer in sent] == [303, 303, 303, 429]
    assert sent[3]["Retry-After"] == "3600"
    assert "more messages than we can take" in soup(sent[3]).select_one('[role="alert"]').get_text()
    assert soup(sent[3]).select_one("textarea").get_text().strip() == "Mine."
    site_clock.forward(minutes=61)
    assert send(client, address="192.0.2.9").status_code == 303


def test_one_subscriber_of_ipv6_is_one_sender(site_clock: SiteClock) -> None:
    at = site_clock.now
    assert digest("2001:db8:1:2::1", at) == digest("2001:db8:1:2:ffff::9", at)
    assert digest("2001:db8:1:3::1", at) != digest("2001:db8:1:2::1", at)
    assert digest("192.0.2.1", at) != digest("192.0.2.2", at)
    assert digest("::ffff:192.0.2.1", at) == digest("::FFFF:192.0.2.1", at) == digest("192.0.2.1", at)
    assert digest("::ffff:192.0.2.1", at) != digest("::ffff:192.0.2.2", at)
    assert digest("192.0.2.1", at) != digest("192.0.2.1", at + timedelta(days=1))


def test_no_address_is_kept_and_what_tells_senders_apart_goes_within_two_days(
    client: Client, site_clock: SiteClock
) -> None:
    make_edition()
    send(client, address="192.0.2.77")
    kept = message()
    assert b"192.0.2.77" not in bytes(kept.sender)
    assert "192.0.2.77" not in repr(ContactMessage.objects.values())
    site_clock.forward(hours=25)
    mailing.forget()
    assert bytes(message().sender) == b""


def test_messages_are_deleted_after_a_hundred_and_eighty_days(client: Client, site_clock: SiteClock) -> None:
    make_edition()
    send(client)
    site_clock.forward(days=179)
    mailing.forget()
    assert ContactMessage.objects.count() == 1
    site_clock.forward(days=2)
    mailing.forget()
    assert not ContactMessage.objects.exists()


def test_a_message_goes_to_the_edition_s_address_and_is_answered_to_its_writer(
    client: Client, mailed: None
) -> None:
    send(client)
    mail_message(message().pk)
    [sent] = mail.outbox
    assert sent.to == ["desk@newsroom.example"]
    assert sent.reply_to == ["ana@example.org"]
    assert sent.subject == "[The en edition] A mistake in a story: Ana Torres"
    assert "Not in 1912." in sent.body
    assert sent.from_email == "newsroom@localhost"
    assert message().mailed_at is not None


def test_a_job_that_runs_twice_mails_once(client: Client, mailed: None) -> None:
    send(client)
    mail_message(message().pk)
    mail_message(message().pk)
    mail_message(987654)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "name", ["Ana\r\nBcc: all@example.org", "Ana\nSubject: x", "Ana\u2028Bcc: x@example.org", "a\x0bBcc: x"]
)
def test_no_header_is_slipped_into_the_mail(client: Client, mailed: None, name: str) -> None:
    assert send(client, name=name).status_code == 303
    mail_message(message().pk)
    raw = mail.outbox[0].message()
    assert set(raw.keys()) == {
        *("Subject", "From", "To", "Reply-To", "Date", "Message-ID", "Auto-Submitted"),
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding"),
    }
    assert mail.outbox[0].recipients() == ["desk@newsroom.example"]


def test_without_an_address_or_without_mail_a_message_is_only_kept(
    client: Client, settings: SettingsWrapper
) -> None:
    settings.SENDS_MAIL = True
    edition = make_edition()
    send(client)
    settings.SENDS_MAIL = False
    edition.contact_email = "desk@newsroom.example"
    edition.save()
    send(client)
    assert (ContactMessage.objects.count(), mails()) == (2, [])


def test_an_address_of_the_site_may_be_a_page_s_but_not_a_section_s(client: Client) -> None:
    page = {
        "edition": make_edition().pk,
        "headline": "Write",
        "slug": "contact",
        "body": "<p>Us.</p>",
        "is_shown": "on",
    }
    signed_in(make_user("editor")).post("/admin/pages/page/add/", page)
    assert Page.objects.get().slug == "contact"
    section = {
        "edition": make_edition().pk,
        "name": "Contact",
        "slug": "contact",
        "position": 0,
        "default_genre": "news",
        "default_kind": "story",
    }
    text = signed_in(make_user("admin")).post("/admin/sections/section/add/", section).content.decode()
    assert "is an address of the site itself" in text


def test_a_story_s_page_is_not_changed_by_the_form_s_address(client: Client) -> None:
    story = make_article(section=make_section("politics"), published=True)
    assert (
        client.get(f"/contact/{story.pk}/x/")["Location"]
        == f"/politics/{story.pk}/council-votes-on-the-bridge/"
    )

"""The language of the desk: the person's own, on every machine; else the browser's. And that of the mails to its people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

from articles.mailing import as_mail, language_for
from articles.models import Assignment
from newsroom.accounts.models import User
from tests.desk.forms import signed_in
from tests.factories import make_article, make_edition, make_user

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
ME = "/admin/me/"
COOKIE = settings.LANGUAGE_COOKIE_NAME


def spoken(response: HttpResponse | Any) -> str:
    """What the page says of its language."""
    return str(response.content.decode().partition('<html lang="')[2].partition('"')[0])


def speaking(language: str, role: str = "journalist") -> User:
    user = make_user(role)
    User.objects.filter(pk=user.pk).update(language=language)
    return User.objects.get(pk=user.pk)


def test_the_account_s_language_goes_before_the_machine_s_and_the_browser_s() -> None:
    client = signed_in(speaking("ar"))
    client.cookies[COOKIE] = "es"
    assert spoken(client.get(ME, headers={"accept-language": "en"})) == "ar"


def test_without_a_choice_the_browser_s_language_is_spoken() -> None:
    assert spoken(signed_in(speaking("")).get(ME, headers={"accept-language": "es"})) == "es"


def test_a_language_that_the_desk_does_not_speak_any_more_is_no_choice() -> None:
    assert spoken(signed_in(speaking("tlh")).get(ME, headers={"accept-language": "es"})) == "es"


def test_a_language_is_chosen_in_my_account_and_spoken_on_every_machine() -> None:
    user = speaking("")
    client = signed_in(user)
    client.post(ME, {"language": "es", "time_zone": ""})
    page = client.get(ME)
    assert spoken(page) == "es"
    assert "Guardado." in page.content.decode()
    assert spoken(signed_in(User.objects.get(pk=user.pk)).get(ME)) == "es"


def test_the_machine_keeps_speaking_it_before_anybody_is_signed_in() -> None:
    client = signed_in(speaking("ar"))
    client.get(ME)
    alone = Client()
    alone.cookies[COOKIE] = client.cookies[COOKIE].value
    assert client.cookies[COOKIE]["path"] == settings.DESK_PATH
    assert spoken(alone.get("/admin/login/")) == "ar"


def test_whoever_takes_the_choice_back_follows_the_browser_again() -> None:
    client = signed_in(speaking("ar"))
    client.get(ME)
    client.post(ME, {"language": "", "time_zone": ""})
    assert spoken(client.get(ME, headers={"accept-language": "en"})) == "en"


def test_only_a_language_of_the_desk_is_taken() -> None:
    user = speaking("")
    assert signed_in(user).post(ME, {"language": "tlh"}).status_code == 422
    assert User.objects.get(pk=user.pk).language == ""


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ("ar", "موعد التسليم 26 نوفمبر 2032"),
        ("es", "Hay que entregarlo el 26 nov 2032"),
        ("", "It is due on 26 Nov 2032"),
    ],
)
def test_a_mail_is_in_the_language_of_who_gets_it_else_of_the_edition(own: str, words: str) -> None:
    story = make_article("A ferry")
    given = Assignment.objects.create(
        article=story,
        assignee=speaking(own),
        by=make_user("editor"),
        due_at=datetime(2032, 11, 26, 12, 0, tzinfo=UTC),
    )
    mail = as_mail(given, is_secret=False)
    assert words in f"{mail.subject}\n{mail.body}"


def test_a_mail_of_no_edition_is_in_the_installation_s_language() -> None:
    assert language_for(speaking(""), None) == "en"
    assert language_for(speaking(""), make_edition("ar")) == "ar"

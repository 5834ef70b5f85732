"""Redirects on the desk: the list, one of them, a file of them, and who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from newsroom.redirects.models import Redirect, Upload
from tests.desk.forms import signed_in
from tests.factories import make_article, make_edition, make_user
from tests.newsroom.redirects.making import redirect, stored

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "/admin/redirects/redirect/"
ADD = f"{LIST}add/"
IMPORT = f"{LIST}import/"


def send(client: Client, text: str | bytes, name: str = "old.csv") -> HttpResponse:
    data = text.encode() if isinstance(text, str) else text
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def confirm(client: Client, response: HttpResponse) -> HttpResponse:
    return client.post(IMPORT, {"seen": response.context["seen"]})


@pytest.fixture
def admin() -> Client:
    make_edition()
    return signed_in(make_user("admin"))


def test_an_editor_makes_changes_and_deletes_a_redirect() -> None:
    story = make_article(published=True)
    client = signed_in(make_user("editor"))
    client.post(ADD, {"old_address": "/Old.html", "new_address": str(story.pk), "status": "301"})
    assert stored() == {"/old.html": str(story.pk)}
    row = Redirect.objects.get()
    page = client.get(f"{LIST}{row.pk}/change/").content.decode()
    assert 'value="/old.html"' in page
    client.post(
        f"{LIST}{row.pk}/change/", {"old_address": "/other", "new_address": "/latest/", "status": "301"}
    )
    assert stored() == {"/old.html": "/latest/"}
    client.post(f"{LIST}{row.pk}/delete/", {"post": "yes"})
    assert stored() == {}


@pytest.mark.parametrize(
    ("post", "why"),
    [
        ({"old_address": "/latest/", "new_address": "/"}, "There is a page at this address"),
        ({"old_address": "/x/", "new_address": "/x"}, "would lead to itself"),
        (
            {"old_address": "/kept", "new_address": "/latest/"},
            "There is a redirect from this address already",
        ),
        ({"old_address": "/x", "new_address": ""}, "There is no new address"),
        ({"old_address": "", "new_address": "/latest/"}, "required"),
        (
            {"old_address": "/x", "new_address": "/latest/", "status": "302"},
            "not one of the available choices",
        ),
    ],
)
def test_what_cannot_be_is_refused_on_the_form_and_kept_there(post: dict[str, str], why: str) -> None:
    make_edition()
    redirect("/kept", "/authors/")
    response = signed_in(make_user("editor")).post(ADD, {"status": "301"} | post)
    text = response.content.decode()
    assert why in text
    assert f'value="{post["old_address"]}"' in text or not post["old_address"]
    assert stored() == {"/kept": "/authors/"}


def test_the_list_is_searched_by_a_whole_address_too() -> None:
    make_edition()
    redirect("/2019/budget.html", "/latest/")
    redirect("/other", "/authors/")
    client = signed_in(make_user("editor"))
    for words in (
        "budget",
        "/2019/Budget.html/",
        "http://localhost:8000/2019/budget.html?utm_source=x",
        "latest",
    ):
        text = client.get(LIST, {"q": words}).content.decode()
        assert ("/2019/budget.html" in text, ">/other<" in text) == (True, False), words


def test_a_file_is_shown_before_anything_happens_and_imported_when_that_is_confirmed(admin: Client) -> None:
    redirect("/b", "/authors/")
    response = send(admin, "old,new\n/a,/latest/\n/b,/latest/\n/c,/nowhere/\n")
    text = response.content.decode()
    assert response.context["counts"] == {"new": 1, "changed": 1, "same": 0, "refused": 1}
    assert "There is no page of this site at the new address." in text
    assert "Import 2 redirects, leave out 1" in text
    assert stored() == {"/b": "/authors/"}
    assert confirm(admin, response).status_code == 302
    assert stored() == {"/a": "/latest/", "/b": "/latest/"}
    assert not Upload.objects.exists()


def test_what_changed_since_the_preview_is_shown_again_and_nothing_imported(admin: Client) -> None:
    response = send(admin, "/a,/latest/\n")
    redirect("/a", "/authors/")
    again = confirm(admin, response)
    assert again.status_code == 200
    assert "Something has changed" in again.content.decode()
    assert stored() == {"/a": "/authors/"}


def test_a_confirmation_without_a_file_asks_for_it(admin: Client) -> None:
    response = admin.post(IMPORT, {"seen": "x"})
    assert (response.status_code, "choose it again" in response.content.decode()) == (422, True)


def test_nobody_confirms_another_s_file(admin: Client) -> None:
    response = send(admin, "/a,/latest/\n")
    other = signed_in(make_user("admin"))
    assert other.post(IMPORT, {"seen": response.context["seen"]}).status_code == 422
    assert stored() == {}


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"\xff\xfe/\x00a\x00", b'"', b"/a,/b,301,4\n"])
def test_a_file_that_is_no_table_is_refused_in_a_sentence(admin: Client, data: bytes) -> None:
    response = send(admin, data)
    assert (response.status_code, response.context["error"] != "") == (422, True)


def test_what_a_file_says_is_shown_as_text(admin: Client) -> None:
    text = send(admin, "/<script>alert(1)</script>,<img src=x>\n", "<b>.csv").content.decode()
    assert "<script>alert" not in text
    assert "<img src=x>" not in text
    assert "<b>.csv" not in text


def test_no_file_chosen_is_said(admin: Client) -> None:
    response = admin.post(IMPORT, {})
    assert (response.status_code, response.context["error"]) == (422, "Choose a file.")


PEOPLE = {"": (302, 302), "journalist": (403, 403), "editor": (200, 403), "admin": (200, 200)}


@pytest.mark.parametrize("role", PEOPLE)
def test_editors_make_redirects_and_admins_import_them(role: str) -> None:
    make_edition()
    client = signed_in(make_user(role))
    assert (client.get(LIST).status_code, client.get(IMPORT).status_code) == PEOPLE[role]
    may, may_import = (status == 200 for status in PEOPLE[role])
    client.post(ADD, {"old_address": "/a", "new_address": "/latest/", "status": "301"})
    confirmation = send(client, "/b,/latest/\n")
    if confirmation.status_code == 200:
        confirm(client, confirmation)
    assert (("/a" in stored()), ("/b" in stored())) == (may, may_import)


def test_an_edition_s_redirects_are_its_own_editors_(admin: Client) -> None:
    spanish = make_edition("es")
    redirect("/ours", "/latest/")
    redirect("/es/suyo", "/es/latest/")
    editor = signed_in(make_user("editor", edition=spanish))
    assert [row.old for row in editor.get(LIST).context["cl"].result_list] == ["suyo"]
    ours = Redirect.objects.get(old="ours")
    assert editor.get(f"{LIST}{ours.pk}/change/").status_code == 302
    text = editor.post(
        ADD, {"old_address": "/new", "new_address": "/latest/", "status": "301"}
    ).content.decode()
    assert "You cannot change the redirects of The en edition" in text

"""The desk's page of a story's share links: who sees it, who makes a link, who revokes one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from articles import publishing
from articles.models import Article, AuditEntry
from articles.previews.links import make_link
from articles.previews.models import ShareLink
from newsroom.accounts.models import User
from tests.articles.published.pages import soup
from tests.desk.forms import signed_in
from tests.factories import make_article, make_edition, make_user

if TYPE_CHECKING:
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]
SITE = "http://localhost:8000"


def url_of(story: Article) -> str:
    return f"/admin/articles/article/{story.pk}/share/"


def revoke_url(link: ShareLink) -> str:
    return f"/admin/articles/article/{link.article_id}/share/{link.pk}/revoke/"


@pytest.fixture
def chief() -> User:
    return make_user("editor")


@pytest.fixture
def editor(chief: User) -> Client:
    return signed_in(chief)


def test_the_address_is_shown_once_and_opens_the_story(editor: Client, client: Client) -> None:
    story = make_article("Ferry returns")
    response = editor.post(url_of(story), {"hours": 24, "note": "the lawyer"})
    assert response.status_code == 201
    assert "no-store" in response["Cache-Control"]
    address = soup(response).select_one("#share-address")["value"]
    assert address.startswith(f"{SITE}/preview/")
    assert soup(client.get(address.removeprefix(SITE))).h1.text == "Ferry returns"
    again = editor.get(url_of(story)).content.decode()
    assert address.split("/")[-2] not in again
    assert "the lawyer" in again
    assert "/preview/" not in editor.get("/admin/").content.decode()


def test_a_link_lasts_a_day_unless_one_says_otherwise(editor: Client) -> None:
    story = make_article()
    assert soup(editor.get(url_of(story))).select_one("#id_hours")["value"] == "24"
    for hours in (1, 24, 168):
        assert editor.post(url_of(story), {"hours": hours}).status_code == 201
    spans = [link.expires_at - link.created_at for link in ShareLink.objects.order_by("pk")]
    assert spans == [timedelta(hours=hours) for hours in (1, 24, 168)]


@pytest.mark.parametrize("hours", ["", "0", "-1", "169", "many", "1.5", "9" * 40, "1e3", "\x00"])
def test_another_number_of_hours_is_refused_in_a_sentence_and_what_was_typed_stays(
    editor: Client, hours: str
) -> None:
    response = editor.post(url_of(make_article()), {"hours": hours, "note": "the lawyer"})
    assert response.status_code == 422
    page = soup(response)
    assert "Say for how many hours, from 1 to 168." in page.get_text()
    assert page.select_one("#id_note")["value"] == "the lawyer"
    assert not ShareLink.objects.exists()


def test_a_note_that_is_too_long_is_refused(editor: Client) -> None:
    response = editor.post(url_of(make_article()), {"hours": 24, "note": "x" * 121})
    assert response.status_code == 422
    assert not ShareLink.objects.exists()


def test_the_list_tells_who_for_whom_until_when_and_whether_it_was_opened(
    editor: Client, client: Client, chief: User, site_clock: SiteClock
) -> None:
    story = make_article()
    _first, token = make_link(story.pk, chief, note="the lawyer")
    make_link(story.pk, chief, note="the source", hours=1)
    client.get(f"/preview/{token}/")
    site_clock.forward(hours=2)
    expired, opened = [
        li.get_text(" ", strip=True) for li in soup(editor.get(url_of(story))).select(".preview-links li")
    ]
    assert "the source expired" in expired
    assert "last opened never" in expired
    assert "Revoke" not in expired
    assert "the lawyer open" in opened
    assert str(chief) in opened
    assert "never" not in opened
    assert "Revoke" in opened


def test_what_people_type_for_whom_is_never_markup(editor: Client, chief: User) -> None:
    story = make_article()
    make_link(story.pk, chief, note="<script>alert(1)</script>")
    assert b"<script>alert" not in editor.get(url_of(story)).content


# Who may


STAGES = ("draft", "submitted", "spiked", "published")


def staged(stage: str, owner: User, **fields: Any) -> Article:
    story = make_article(
        creator=owner, submitted=stage == "submitted", published=stage == "published", **fields
    )
    if stage == "spiked":
        publishing.spike(story.pk, make_user("editor"))
    return Article.objects.get(pk=story.pk)


@pytest.mark.parametrize("stage", STAGES)
def test_a_link_is_made_by_owners_and_editors_of_a_story_that_is_not_spiked(stage: str) -> None:
    owner = make_user("journalist")
    story = staged(stage, owner)
    makes = 403 if stage == "spiked" else 201
    expected = {
        "owner": (owner, makes),
        "journalist": (make_user("journalist"), 403),
        "editor": (make_user("editor"), makes),
        "admin": (make_user("admin"), makes),
        "elsewhere": (make_user("editor", edition=make_edition("es")), 404),
        "nobody": (make_user(""), 302),
    }
    for who, (person, status) in expected.items():
        before = ShareLink.objects.count()
        assert signed_in(person).post(url_of(story), {"hours": 24}).status_code == status, who
        assert ShareLink.objects.count() - before == (status == 201), who
    assert Client().post(url_of(story), {"hours": 24}).status_code == 302


def test_what_one_may_not_see_one_cannot_share() -> None:
    story = make_article(confidential=True)
    other = signed_in(make_user("journalist"))
    assert other.get(url_of(story)).status_code == other.post(url_of(story), {"hours": 24}).status_code == 404


@pytest.mark.parametrize("stage", STAGES)
def test_the_list_is_for_who_may_share_or_revoke(stage: str) -> None:
    owner = make_user("journalist")
    story = staged(stage, owner)
    expected = {
        "owner": (owner, 403 if stage == "spiked" else 200),
        "journalist": (make_user("journalist"), 403),
        "editor": (make_user("editor"), 200),
        "elsewhere": (make_user("editor", edition=make_edition("es")), 404),
    }
    for who, (person, status) in expected.items():
        response = signed_in(person).get(url_of(story))
        assert response.status_code == status, who
        if status == 200:
            assert bool(soup(response).select("#id_hours")) == (stage != "spiked"), who


def test_a_link_is_revoked_by_its_maker_and_by_editors_alone() -> None:
    owner, chief = make_user("journalist"), make_user("editor")
    story = make_article(creator=owner)
    by_owner, by_editor = make_link(story.pk, owner)[0], make_link(story.pk, chief)[0]
    for person, link, status in (
        (make_user("journalist"), by_owner, 403),
        (make_user("editor", edition=make_edition("es")), by_owner, 404),
        (owner, by_editor, 403),
        (owner, by_owner, 302),
        (make_user("editor"), by_editor, 302),
    ):
        response = signed_in(person).post(revoke_url(link))
        assert response.status_code == status
        link.refresh_from_db()
        assert (link.revoked_at is not None) == (status == 302)


def test_strangers_revoke_nothing(chief: User) -> None:
    link, _token = make_link(make_article().pk, chief)
    assert Client().post(revoke_url(link))["Location"].startswith("/admin/login/")
    link.refresh_from_db()
    assert link.revoked_at is None


def test_a_link_is_not_revoked_below_another_story(editor: Client, chief: User) -> None:
    link, _token = make_link(make_article("One").pk, chief)
    other = make_article("Two")
    for pk in (link.pk, 10**9, "9" * 30):
        assert editor.post(f"/admin/articles/article/{other.pk}/share/{pk}/revoke/").status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_revoking_twice_is_done_once(editor: Client, chief: User) -> None:
    link, _token = make_link(make_article().pk, chief)
    assert {editor.post(revoke_url(link)).status_code for _ in range(2)} == {302}
    assert AuditEntry.objects.filter(verb="unshare").count() == 1


def test_links_are_made_and_revoked_by_forms_of_the_desk_alone(chief: User) -> None:
    link, _token = make_link(make_article().pk, chief)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(chief)
    assert strict.post(revoke_url(link)).status_code == 403
    assert strict.post(url_of(link.article), {"hours": 24}).status_code == 403
    assert ShareLink.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(editor: Client, chief: User, method: str) -> None:
    link, _token = make_link(make_article().pk, chief)
    assert getattr(editor, method)(url_of(link.article)).status_code == 405
    assert editor.get(revoke_url(link)).status_code == 405

"""What the desk says besides its forms: finding while typing, alerts, coverages, sign-in and errors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from articles.jobs import relist_coverage
from articles.published.models import Listing
from articles.publishing import Blocked
from articles.tags.models import Tag
from breaking import alerts
from breaking.models import Alert
from tests.desk.forms import signed_in
from tests.factories import (
    PASSWORD,
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_image,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("what", ["authors", "tags", "stories", "pictures", "regions", "sections", "people"])
@pytest.mark.parametrize(
    "query", ["", "?q=%25_%27", "?q=%00", "?ids=1,x,99999999999999999999", "?q=a b c d e f g h"]
)
def test_every_list_can_be_searched_with_anything(what: str, query: str) -> None:
    make_article()
    response = signed_in(make_user()).get(f"/admin/lookup/{what}/{query}")
    assert response.status_code == 200
    assert "results" in response.json()


def test_stories_that_one_may_not_see_are_not_found_by_typing() -> None:
    make_article("Budget leak", confidential=True)
    client = signed_in(make_user())
    assert client.get("/admin/lookup/stories/?q=budget").json()["results"] == []


def test_a_name_is_found_by_a_part_of_it() -> None:
    author = make_author("Nadia Belhadj")
    make_author("Oskar Lindqvist")
    found = signed_in(make_user()).get("/admin/lookup/authors/?q=hadj nad").json()["results"]
    assert [row["id"] for row in found] == [author.pk]


def test_a_proposed_tag_waits_for_an_editor_and_one_that_is_there_is_taken() -> None:
    known = make_tag("Rivers")
    client = signed_in(make_user())
    assert client.post("/admin/lookup/tags/propose/", {"name": "rivers"}).json()["id"] == known.pk
    made = client.post("/admin/lookup/tags/propose/", {"name": " river  ferries "}).json()
    tag = Tag.objects.get(pk=made["id"])
    assert (tag.name, tag.is_proposed) == ("river ferries", True)


@pytest.mark.parametrize("name", ["", "   ", "!!!", "x" * 101])
def test_a_tag_without_a_word_is_refused(name: str) -> None:
    response = signed_in(make_user()).post("/admin/lookup/tags/propose/", {"name": name})
    assert response.status_code == 400
    assert not Tag.objects.exists()


def test_an_alert_runs_is_extended_and_stood_down() -> None:
    editor = make_user("editor")
    client = signed_in(editor)
    post = {"text": "Bridge  closed", "level": "ticker", "editions": [make_edition().pk], "hours": 6}
    client.post("/admin/breaking/alert/add/", post)
    alert = Alert.objects.get()
    assert (alert.text, alert.author) == ("Bridge closed", editor)
    client.post(f"/admin/breaking/alert/{alert.pk}/extend/", {"hours": "24"})
    longer = Alert.objects.get().public_until
    assert longer > alert.public_until
    client.post(f"/admin/breaking/alert/{alert.pk}/stand_down/")
    assert Alert.objects.get().stood_down_at is not None
    client.post(f"/admin/breaking/alert/{alert.pk}/extend/", {"hours": "24"})
    assert Alert.objects.get().public_until == longer


def test_what_an_alert_says_is_not_changed_afterwards() -> None:
    alert = alerts.post(
        make_user("editor"), text="Bridge closed", editions=[make_edition()], lasts=timedelta(hours=1)
    )
    response = signed_in(make_user("admin")).post(
        f"/admin/breaking/alert/{alert.pk}/change/", {"text": "Something else"}
    )
    assert response.status_code == 405
    assert Alert.objects.get().text == "Bridge closed"


@pytest.mark.parametrize("hours", ["", "x", "-1", "1000"])
def test_an_alert_is_not_extended_by_what_is_no_choice(hours: str) -> None:
    editor = make_user("editor")
    alert = alerts.post(editor, text="Bridge closed", editions=[make_edition()], lasts=timedelta(hours=1))
    signed_in(editor).post(f"/admin/breaking/alert/{alert.pk}/extend/", {"hours": hours})
    assert Alert.objects.get().public_until == alert.public_until


def test_the_verbs_of_alerts_refuse_for_themselves() -> None:
    with pytest.raises(PermissionDenied):
        alerts.post(make_user(), text="X", editions=[make_edition()], lasts=timedelta(hours=1))
    editor = make_user("editor")
    for wrong in (
        {"text": " "},
        {"editions": []},
        {"lasts": timedelta(days=8)},
        {"lasts": timedelta(0)},
        {"level": "flash"},
    ):
        asked = {"text": "X", "editions": [make_edition()], "lasts": timedelta(hours=1)} | wrong
        with pytest.raises(Blocked):
            alerts.post(editor, **asked)  # type: ignore[arg-type]
    assert not Alert.objects.exists()


def test_a_coverage_that_is_changed_lists_its_stories_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    tag = make_tag()
    story = make_article(tags=[tag], published=True)
    coverage = make_coverage(tag_ids=[tag.pk])
    listed = Listing.objects.filter(kind="coverage", target_id=coverage.pk, article_id=story.pk)
    assert not listed.exists()
    relist_coverage(coverage.pk)
    relist_coverage(coverage.pk)
    assert listed.count() == 1
    coverage.tag_ids = []
    coverage.save()
    relist_coverage(coverage.pk)
    assert not listed.filter(public_until=None).exists()


def test_saving_a_coverage_asks_for_its_stories_to_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr("articles.admin.coverages.defer_relisting", asked.append)
    tag, coverage = make_tag(), make_coverage()
    post = {
        "name": coverage.name,
        "tag_ids": str(tag.pk),
        "public_from": "2026-01-01T00:00",
        **{f"{rows}-{count}_FORMS": 0 for rows in ("names", "parts") for count in ("TOTAL", "INITIAL")},
    }
    signed_in(make_user("editor")).post(f"/admin/sections/coverage/{coverage.pk}/change/", post)
    coverage.refresh_from_db()
    assert (coverage.tag_ids, asked) == ([tag.pk], [coverage.pk])


def test_signing_in_opens_the_desk_to_those_who_have_a_role() -> None:
    make_user(username="reporter")
    client = Client()
    answer = client.post("/admin/login/?next=/admin/", {"username": "reporter", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


@pytest.mark.parametrize("username", ["reporter", "guest", "nobody-at-all"])
def test_a_wrong_name_a_wrong_password_and_no_role_get_one_sentence(username: str) -> None:
    make_user(username="reporter")
    make_user("", username="guest")
    password = PASSWORD if username == "guest" else "wrong"
    page = Client().post("/admin/login/", {"username": username, "password": password}).content.decode()
    assert "Name and password do not fit each other, or the account may not enter." in page


def test_the_desk_speaks_the_browsers_language_and_turns_its_pages_around() -> None:
    client = signed_in(make_user())
    page = client.get("/admin/", headers={"accept-language": "ar"}).content.decode()
    assert '<html lang="ar" dir="rtl">' in page


def test_what_is_not_there_is_said_in_a_sentence() -> None:
    client = signed_in(make_user())
    for url in ("/admin/nowhere/", "/admin/articles/article/1/change/", "/admin/lookup/secrets/"):
        response = client.get(url, follow=True)
        assert response.status_code == 404
        assert "There is nothing here" in response.content.decode()


def test_a_form_without_its_token_is_refused_with_a_way_out() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    response = client.post("/admin/articles/article/add/", {"headline": "X"})
    assert response.status_code == 403
    assert "what you typed is still in the form" in response.content.decode()


def test_a_form_that_is_too_large_is_refused_with_a_sentence() -> None:
    client = signed_in(make_user())
    response = client.post("/admin/articles/article/add/", {"body": "x" * (7 * 1024 * 1024)})
    assert response.status_code == 413
    assert "too large" in response.content.decode()


def test_people_are_made_inactive_and_given_roles_by_admins() -> None:
    person, edition = make_user(""), make_edition()
    post = {
        "username": person.username,
        "is_active": "on",
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 0,
        "memberships-0-role": "editor",
        "memberships-0-edition": edition.pk,
        "memberships-0-user": person.pk,
    }
    response = signed_in(make_user("admin")).post(f"/admin/accounts/user/{person.pk}/change/", post)
    assert response.status_code == 302
    assert [role.role for role in person.memberships.all()] == ["editor"]


def test_a_page_shows_no_groups_and_permissions_of_django() -> None:
    page = signed_in(make_user("admin")).get(f"/admin/accounts/user/{make_user().pk}/change/")
    assert "user_permissions" not in page.content.decode()
    assert "is_superuser" not in page.content.decode()


def test_the_policy_of_the_desk_has_its_nonce() -> None:
    response = signed_in(make_user()).get("/admin/articles/article/add/")
    policy = response["Content-Security-Policy"]
    assert "'nonce-" in policy
    assert "unsafe" not in policy


PAYLOADS = ('<script>alert("x")</script>', '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "';alert(1)//")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_type_is_never_markup_on_a_page_of_the_desk(payload: str) -> None:
    author, tag = make_author(payload), make_tag(payload, slug="payload")
    image = make_image(caption=payload, alt_text=payload, credit=payload)
    story = make_article(
        payload, kicker=payload[:60], standfirst=payload, body=f"<p>{payload}</p>", by=author, images=[image]
    )
    alerts.post(make_user("editor"), text=payload, editions=[story.edition], lasts=timedelta(hours=1))
    editor, journalist = signed_in(make_user("admin", first_name=payload)), signed_in(make_user())
    change = f"/admin/articles/article/{story.pk}/change/"
    for client, url in (
        (editor, "/admin/"),
        (editor, "/admin/articles/article/"),
        (editor, change),
        (journalist, change),
        (editor, "/admin/media/image/"),
        (editor, f"/admin/media/image/{image.pk}/change/"),
        (editor, f"/admin/tags/tag/{tag.pk}/change/"),
        (editor, f"/admin/authors/author/{author.pk}/change/"),
        (editor, "/admin/breaking/alert/"),
        (editor, f"/admin/breaking/alert/{Alert.objects.get().pk}/change/"),
        (editor, f"/admin/articles/article/?q={payload}"),
    ):
        page = client.get(url).content.decode()
        for executable in ("<script>alert", "<img src=x", "onerror=alert(1)>"):
            assert executable not in page, (url, executable)

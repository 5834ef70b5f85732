"""Two people: who may say yes to what, for how long, and that nothing else sends what needs them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.publishing import Blocked
from breaking import alerts, approvals
from breaking.jobs import mail_emergency
from breaking.models import Alert, AlertAct, Approval, EmergencyMail, StreamEvent
from newsroom.accounts.models import User
from tests.desk.forms import signed_in
from tests.factories import PASSWORD, make_article, make_edition, make_section, make_user

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def said(**more: Any) -> dict[str, Any]:
    return {
        "text": "The bridge is closed",
        "editions": [make_edition()],
        "lasts": HOUR,
        "level": "flash",
    } | more


def drafted(by: User | None = None, **more: Any) -> Alert:
    return alerts.draft(by or make_user("editor"), **said(**more))


def word(alert: Alert, **more: Any) -> dict[str, Any]:
    return {"digest": approvals.digest_of(alert.pk), "password": PASSWORD} | more


def is_sent(alert: Alert) -> bool:
    return Alert.objects.get(pk=alert.pk).public_from is not None


def edited(alert: Alert, by: User, **more: Any) -> None:
    alerts.edit(alert.pk, by, version=Alert.objects.get(pk=alert.pk).version, **said(**more))


@pytest.mark.parametrize("fields", [{"level": "flash"}, {"level": "ticker", "is_pushed": True}])
def test_another_editor_approves_and_sends_with_one_press(fields: dict[str, Any]) -> None:
    alert, second = drafted(**fields), make_user("editor")
    sent = alerts.approve_and_send(alert.pk, second, **word(alert))
    assert sent.public_from is not None
    assert sent.sent_by == second
    given = Approval.objects.get()
    assert (given.kind, given.by, given.digest) == ("second", second, word(alert)["digest"])
    assert StreamEvent.objects.filter(kind="alert", alert=alert).count() == 1


def test_what_is_approved_alone_is_sent_by_its_author() -> None:
    author = make_user("editor")
    alert = drafted(author)
    with pytest.raises(Blocked, match="second person"):
        alerts.send(alert.pk, author)
    approvals.approve(alert.pk, make_user("editor"), **word(alert))
    assert alerts.send(alert.pk, author).public_from
    assert alerts.send(alert.pk, author).public_from
    assert StreamEvent.objects.count() == 1


@pytest.mark.parametrize("role", ["editor", "admin", "superuser"])
def test_nobody_approves_what_they_wrote_or_edited(role: str) -> None:
    is_super = role == "superuser"
    me, other = make_user("admin" if is_super else role, is_superuser=is_super), make_user("editor")
    mine, edited_by_me = drafted(me), drafted(other, text="Another line")
    edited(edited_by_me, me, text="Another line, edited")
    for alert in (mine, edited_by_me):
        with pytest.raises(Blocked, match="somebody else"):
            alerts.approve_and_send(alert.pk, me, **word(alert))
        with pytest.raises(Blocked, match="second person"):
            alerts.send(alert.pk, me)
        with pytest.raises(Blocked, match="second person"):
            alerts.post(me, **said(text="Straight out"))
        assert not is_sent(alert)
    assert not Approval.objects.exists()


def test_only_an_editor_of_all_the_editions_approves() -> None:
    spanish = make_edition("es")
    alert = drafted(editions=[make_edition(), spanish])
    for by in (make_user(), make_user(""), make_user("editor", edition=spanish)):
        with pytest.raises(PermissionDenied):
            approvals.approve(alert.pk, by, **word(alert))


@pytest.mark.parametrize(
    "change",
    [
        {"text": "The bridge is closed!"},
        {"level": "ticker", "is_pushed": True},
        {"is_pushed": True},
        {"lasts": timedelta(hours=2)},
        {"editions": []},
        {"makes_stub": True},
        {},
    ],
)
def test_any_edit_makes_the_approval_void(change: dict[str, Any]) -> None:
    author = make_user("editor")
    alert = drafted(author)
    approvals.approve(alert.pk, make_user("editor"), **word(alert))
    if change.get("editions") == []:
        change = {"editions": [make_edition(), make_edition("es")]}
    edited(alert, author, **change)
    with pytest.raises(Blocked, match="second person"):
        alerts.send(alert.pk, author)
    now = timezone.now()
    with pytest.raises(IntegrityError, match="second person"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(public_from=now, public_until=now + HOUR)


def test_a_text_that_is_changed_and_changed_back_is_approved_anew() -> None:
    author = make_user("editor")
    alert = drafted(author)
    approvals.approve(alert.pk, make_user("editor"), **word(alert))
    edited(alert, author, text="Other words")
    edited(alert, author)
    with pytest.raises(Blocked, match="second person"):
        alerts.send(alert.pk, author)


def test_linking_a_story_makes_it_void_and_the_linker_one_who_edited() -> None:
    linker = make_user("editor")
    alert = drafted()
    approvals.approve(alert.pk, make_user("editor"), **word(alert))
    alerts.link(alert.pk, linker, article_id=None)
    assert approvals.valid(alert.pk, timezone.now()) is not None
    alerts.link(alert.pk, linker, article_id=make_article().pk)
    assert approvals.valid(alert.pk, timezone.now()) is None
    with pytest.raises(Blocked, match="somebody else"):
        approvals.approve(alert.pk, linker, **word(alert))


def test_whoever_wrote_any_of_it_approves_it_never_whoever_edits_after_them() -> None:
    me, colleague = make_user("editor"), make_user("editor")
    alert = drafted(make_user("editor"))
    edited(alert, me, text="My words")
    edited(alert, colleague, text="My words.")
    alerts.link(alert.pk, colleague, article_id=make_article().pk)
    assert me not in approvals.people_for(alert)
    with pytest.raises(Blocked, match="somebody else"):
        alerts.approve_and_send(alert.pk, me, **word(alert))
    with pytest.raises(IntegrityError, match="does not approve"), transaction.atomic():
        Approval.objects.create(alert=alert, kind="second", digest=approvals.digest_of(alert.pk), by=me)
    assert not is_sent(alert)


def fields_of(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send back of a page of staff."""
    form = BeautifulSoup(client.get(url).content, "html.parser").select_one("#user_form")
    assert form is not None
    chosen = {one["name"]: one["value"] for one in form.select("input[name][value]:not([type=checkbox])")}
    chosen |= {one["name"]: one.get("value", "on") for one in form.select("input[type=checkbox][checked]")}
    for one in form.select("select[name]"):
        option = one.select_one("option[selected]")
        chosen[one["name"]] = option["value"] if option else ""
    return chosen


@pytest.mark.parametrize("how", ["made", "password", "role", "entry"])
def test_an_account_that_the_desk_has_in_hand_is_no_second_person_for_a_day(how: str) -> None:
    author = make_user("admin")
    client, alert = signed_in(author), drafted(author)
    people, password = "/admin/accounts/user/", "another horse battery"
    words = {"password1": password, "password2": password, "usable_password": "true"}
    if how == "made":
        typed = fields_of(client, f"{people}add/") | words | {"username": "second"}
        assert client.post(f"{people}add/", typed).status_code == 302
        second = User.objects.get(username="second")
    else:
        second = make_user("" if how == "role" else "editor", is_active=how != "entry")
        assert second.granted_at is None
    page = f"{people}{second.pk}/change/"
    typed = fields_of(client, page)
    if how == "password":
        assert client.post(f"{people}{second.pk}/password/", words).status_code == 302
    elif how == "entry":
        assert client.post(page, typed | {"is_active": "on"}).status_code == 302
    else:
        roles = {"memberships-TOTAL_FORMS": "1", "memberships-0-role": "editor"}
        assert client.post(page, typed | roles).status_code == 302
    second = User.objects.get(pk=second.pk)
    secret = PASSWORD if how in ("role", "entry") else password
    assert second.check_password(secret)
    assert second not in approvals.people_for(alert)
    with pytest.raises(Blocked, match="within the last day"):
        alerts.approve_and_send(alert.pk, second, **word(alert, password=secret))
    with pytest.raises(IntegrityError, match="within a day"), transaction.atomic():
        Approval.objects.create(alert=alert, kind="second", digest=approvals.digest_of(alert.pk), by=second)
    User.objects.filter(pk=second.pk).update(granted_at=timezone.now() - timedelta(hours=25))
    assert alerts.approve_and_send(alert.pk, second, **word(alert, password=secret)).public_from


def test_who_changes_a_name_on_the_desk_leaves_the_account_what_it_was() -> None:
    second = make_user("editor")
    client, page = signed_in(make_user("admin")), f"/admin/accounts/user/{second.pk}/change/"
    assert client.post(page, fields_of(client, page) | {"first_name": "Ruben"}).status_code == 302
    second.refresh_from_db()
    assert (second.first_name, second.granted_at) == ("Ruben", None)


def test_a_change_past_the_verbs_makes_it_void_too() -> None:
    alert = drafted()
    seen = word(alert)
    approvals.approve(alert.pk, make_user("editor"), **seen)
    alert.editions.add(make_edition("es"))
    assert approvals.valid(alert.pk, timezone.now()) is None
    alert.editions.remove(make_edition("es"))
    assert approvals.valid(alert.pk, timezone.now()) is None
    Alert.objects.filter(pk=alert.pk).update(version=1)
    assert approvals.digest_of(alert.pk) != seen["digest"]


def test_who_approves_what_is_no_longer_there_is_told_to_read_it_again() -> None:
    author, second = make_user("editor"), make_user("editor")
    alert = drafted(author)
    seen = word(alert)
    edited(alert, author, text="Other words")
    for digest in (seen["digest"], "", "0" * 64, "x"):
        with pytest.raises(Blocked, match="Read it again"):
            alerts.approve_and_send(alert.pk, second, digest=digest, password=PASSWORD)
    assert not is_sent(alert)


def test_the_database_takes_no_approval_of_other_words_or_by_the_author() -> None:
    author, second = make_user("editor"), make_user("editor")
    alert = drafted(author)
    digest = approvals.digest_of(alert.pk)
    for wrong in ({"digest": "0" * 64, "by": second}, {"digest": digest, "by": author}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.create(alert=alert, kind="second", **wrong)
    later = timezone.now() + HOUR
    given = Approval.objects.create(alert=alert, kind="second", digest=digest, by=second, at=later)
    assert Approval.objects.get(pk=given.pk).at < later


def test_an_approval_dies_after_fifteen_minutes() -> None:
    author = make_user("editor")
    alert = drafted(author)
    old = timezone.now() - timedelta(minutes=15, seconds=1)
    digest = approvals.digest_of(alert.pk)
    Approval.objects.create(alert=alert, kind="second", digest=digest, by=make_user("editor"), at=old)
    with pytest.raises(Blocked, match="second person"):
        alerts.send(alert.pk, author)


def test_it_starts_no_later_than_its_approval_lives() -> None:
    author, second, now = make_user("editor"), make_user("editor"), timezone.now()
    far = drafted(author, starts_at=now + timedelta(minutes=20))
    with pytest.raises(Blocked, match="Approve it then"):
        approvals.approve(far.pk, second, **word(far))
    near = drafted(author, text="Another line", starts_at=now + timedelta(minutes=10))
    sent = alerts.approve_and_send(near.pk, second, **word(near))
    assert sent.public_from == near.starts_at
    assert not StreamEvent.objects.exists()
    third = drafted(author, text="A third line")
    approvals.approve(third.pk, second, **word(third))
    late = now + timedelta(minutes=16)
    with pytest.raises(IntegrityError, match="second person"), transaction.atomic():
        Alert.objects.filter(pk=third.pk).update(public_from=late, public_until=late + HOUR)


# The password


def test_a_wrong_password_approves_nothing_and_five_shut_the_door() -> None:
    alert, second = drafted(), make_user("editor")
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Blocked, match=f"{left} more"):
            alerts.approve_and_send(alert.pk, second, **word(alert, password="wrong"))
    with pytest.raises(Blocked, match="Too many"):
        alerts.approve_and_send(alert.pk, second, **word(alert))
    assert not is_sent(alert)
    assert AlertAct.objects.filter(verb="wrong_password", by=second).count() == 5
    assert alerts.approve_and_send(alert.pk, make_user("editor"), **word(alert)).public_from


def test_a_password_that_was_stored_by_an_older_hasher_leaves_the_person_signed_in() -> None:
    alert, second = drafted(), make_user("editor", username="second")
    User.objects.filter(pk=second.pk).update(password=make_password(PASSWORD, hasher="argon2"))
    client = signed_in(User.objects.get(pk=second.pk))
    stored = User.objects.get(pk=second.pk).password
    client.post(f"/admin/breaking/alert/{alert.pk}/approve/", word(alert))
    assert is_sent(alert)
    assert User.objects.get(pk=second.pk).password == stored
    assert client.get("/admin/").status_code == 200


def test_who_changes_the_own_password_by_the_old_one_is_a_second_person_as_before() -> None:
    alert, second = drafted(), make_user("editor")
    words = {
        "old_password": PASSWORD,
        "new_password1": (new := "another horse battery"),
        "new_password2": new,
    }
    assert signed_in(second).post("/admin/password_change/", words).status_code == 302
    second.refresh_from_db()
    assert alerts.approve_and_send(alert.pk, second, **word(alert, password=new)).public_from


def test_an_account_without_a_password_approves_nothing() -> None:
    alert, second = drafted(), make_user("editor")
    second.set_unusable_password()
    second.save()
    for password in ("", PASSWORD, "!"):
        with pytest.raises(Blocked):
            approvals.approve(alert.pk, second, **word(alert, password=password))


# A newsroom of one, and emergencies


def test_a_newsroom_of_one_sends_with_its_password(settings: SettingsWrapper) -> None:
    settings.ALERT_APPROVALS = 0
    me = make_user("editor")
    alert = drafted(me)
    with pytest.raises(Blocked, match="second person"):
        alerts.send(alert.pk, me)
    with pytest.raises(Blocked, match="password"):
        alerts.approve_and_send(alert.pk, me, **word(alert, password="wrong"))
    assert alerts.approve_and_send(alert.pk, me, **word(alert)).public_from
    assert Approval.objects.get().kind == "alone"


def test_the_word_of_one_counts_no_longer_when_two_are_needed_again(settings: SettingsWrapper) -> None:
    settings.ALERT_APPROVALS = 0
    me = make_user("editor")
    alert = drafted(me)
    approvals.approve(alert.pk, me, **word(alert))
    settings.ALERT_APPROVALS = 1
    with pytest.raises(Blocked, match="second person"):
        alerts.send(alert.pk, me)


def test_there_is_no_emergency_unless_the_operator_allows_it() -> None:
    me = make_user("editor", email="me@example.org")
    alert = drafted(me)
    with pytest.raises(Blocked, match="emergency"):
        alerts.approve_and_send(alert.pk, me, **word(alert, emergency=True, reason="Alone at night"))
    assert not is_sent(alert)


def test_in_an_emergency_one_sends_with_a_reason_and_every_editor_is_told_once(
    settings: SettingsWrapper,
) -> None:
    settings.ALERT_BREAK_GLASS = True
    me = make_user("editor", email="me@example.org")
    make_user("admin", email="chief@example.org")
    make_user("journalist", email="reporter@example.org")
    make_user("editor", email="gone@example.org", is_active=False)
    alert = drafted(me)
    for reason in ("", "  ", "\u202e"):
        with pytest.raises(Blocked, match="Say why"):
            alerts.approve_and_send(alert.pk, me, **word(alert, emergency=True, reason=reason))
    assert alerts.approve_and_send(
        alert.pk, me, **word(alert, emergency=True, reason="Alone at night")
    ).public_from
    act = AlertAct.objects.get(verb="break_glass")
    assert (act.by, act.detail) == (me, "Alone at night")
    for row in (*EmergencyMail.objects.all(), *EmergencyMail.objects.all()):
        mail_emergency(row.pk)
    assert sorted(message.to[0] for message in mail.outbox) == ["chief@example.org", "me@example.org"]
    assert "Alone at night" in mail.outbox[0].body
    assert alert.text in mail.outbox[0].body


# Tests, which one person sends


@pytest.mark.parametrize("fields", [{"level": "flash"}, {"is_pushed": True}, {"level": "ticker"}])
def test_a_test_needs_one_person_and_is_a_test_to_everybody(fields: dict[str, Any]) -> None:
    alert = alerts.post(make_user("editor"), **said(is_test=True, **fields))
    assert alert.public_from
    assert StreamEvent.objects.get().is_test


def test_a_draft_that_stops_being_a_test_needs_two() -> None:
    author = make_user("editor")
    alert = drafted(author, is_test=True)
    edited(alert, author, is_test=False)
    with pytest.raises(Blocked, match="second person"):
        alerts.send(alert.pk, author)


def test_who_could_be_the_second_person_is_known() -> None:
    spanish = make_edition("es")
    author, other = make_user("editor"), make_user("editor")
    make_user(), make_user("editor", edition=spanish), make_user("editor", is_active=False)
    boss = make_user("", is_superuser=True)
    alert = drafted(author)
    assert set(approvals.people_for(alert)) == {other, boss}


def test_a_topic_of_a_push_is_part_of_what_is_approved() -> None:
    author = make_user("editor")
    alert = drafted(author, is_pushed=True)
    approvals.approve(alert.pk, make_user("editor"), **word(alert))
    edited(alert, author, is_pushed=True, section=make_section())
    assert approvals.valid(alert.pk, timezone.now()) is None

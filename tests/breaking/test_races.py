"""Alerts under people who press at the same time: threads on a real PostgreSQL, each with a connection of its own."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connections

from articles.publishing import Blocked
from breaking import alerts, approvals
from breaking.models import Alert, Approval, StreamEvent
from tests.factories import PASSWORD, make_edition, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave or raised, all begun at once."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(20)
            return act()
        except Blocked as why:
            return why
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_twenty_presses_of_one_button_are_one_alert() -> None:
    editor, edition, key = make_user("editor"), make_edition(), uuid4()
    said = {"text": "The bridge is closed", "editions": [edition], "lasts": HOUR}
    found = together(*[lambda: alerts.post(editor, **said, key=key)] * 20)
    assert {alert.pk for alert in found} == {Alert.objects.get().pk}
    assert StreamEvent.objects.count() == 1


def test_of_twenty_editors_who_type_the_same_line_one_is_first() -> None:
    editors, edition = [make_user("editor") for _ in range(20)], make_edition()
    said = {"text": "The bridge is closed", "editions": [edition], "lasts": HOUR}
    found = together(*[lambda by=by: alerts.post(by, **said) for by in editors])
    assert sum(isinstance(one, Alert) for one in found) == 1
    assert Alert.objects.count() == StreamEvent.objects.count() == 1


def test_twenty_presses_of_approve_and_send_send_once() -> None:
    author, second = make_user("editor"), make_user("editor")
    said = {"text": "The bridge is closed", "editions": [make_edition()], "lasts": HOUR, "level": "flash"}
    alert = alerts.draft(author, **said)
    digest = approvals.digest_of(alert.pk)
    # The password is not what is raced for, and takes its time on purpose.
    presses = [lambda: alerts.approve_and_send(alert.pk, second, digest=digest, password=PASSWORD)] * 20
    found = together(*presses)
    assert sum(isinstance(one, Alert) for one in found) == 1
    assert Approval.objects.count() == StreamEvent.objects.count() == 1


def race(count: int) -> None:
    """`count` times: an approval against an edit against a send, at once. What is sent is what was approved."""
    author, second, edition = make_user("editor"), make_user("editor"), make_edition()
    spanish, dice = make_edition("es"), random.Random(7)
    for number in range(count):
        said = {"text": f"Line {number}", "editions": [edition], "lasts": HOUR, "level": "flash"}
        alert = alerts.draft(author, **said)
        seen, version = approvals.digest_of(alert.pk), Alert.objects.get(pk=alert.pk).version
        changed = said | dice.choice([{"text": f"Changed {number}"}, {"editions": [edition, spanish]}])

        def approve(alert: Alert = alert, seen: str = seen) -> None:
            approvals.take(alert.pk, second, digest=seen)
            alerts.send(alert.pk, second)

        def edit(alert: Alert = alert, version: int = version, changed: dict[str, Any] = changed) -> None:
            alerts.edit(alert.pk, author, version=version, **changed)

        def send(alert: Alert = alert) -> None:
            with suppress(Blocked):
                alerts.send(alert.pk, author)

        together(approve, edit, send)
        held = Alert.objects.get(pk=alert.pk)
        approved = Approval.objects.filter(alert=alert).values_list("digest", flat=True)
        is_changed = (held.text, held.editions.count()) != (said["text"], 1)
        if held.public_from is not None:
            assert not is_changed
            assert list(approved) == [seen] == [approvals.digest_of(alert.pk)]
        else:
            assert is_changed
        assert StreamEvent.objects.filter(alert=alert).count() == (held.public_from is not None)


def test_what_is_sent_is_what_was_approved_whoever_edits_meanwhile() -> None:
    race(12)


@pytest.mark.sweep
def test_what_is_sent_is_what_was_approved_in_a_hundred_races() -> None:
    race(100)

"""Alerts under people who press at the same time: threads on a real PostgreSQL, each with a connection of its own."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from articles.publishing import Blocked
from breaking import alerts, approvals
from breaking.events import announce
from breaking.live.models import LivePost, LiveState
from breaking.models import Alert, Approval, StreamEvent
from breaking.push import subscriptions
from breaking.push.subscriptions import Wish
from tests.factories import PASSWORD, make_article, make_edition, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
BLOCKED_BY_ME = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


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


def test_a_correction_that_waits_for_its_live_blog_holds_up_nobody_who_tells_open_pages() -> None:
    editor, edition = make_user("editor"), make_edition()
    blog = make_article(kind="live", published=True)
    wrong = alerts.post(editor, text="The bridge is closed", editions=[edition], live_blog_id=blog.pk)

    def correct() -> Alert:
        try:
            return alerts.correct(wrong.pk, editor, text="The bridge is open")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        # What a post of the blog does: it has the blog, and as its last step it tells open pages.
        with transaction.atomic(), connection.cursor() as cursor:
            LiveState.objects.select_for_update(of=("self",)).get(pk=blog.pk)
            right = threads.submit(correct)
            until = monotonic() + 20
            while cursor.execute(BLOCKED_BY_ME).fetchone() is None:
                assert monotonic() < until
                sleep(0.01)
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            announce("post", [edition.pk], article_id=blog.pk)
        assert right.result(20).public_from
    assert LivePost.objects.filter(article_id=blog.pk).count() == 2


def test_a_device_that_asks_from_many_pages_at_once_is_one_row() -> None:
    edition = make_edition()
    wish = Wish("https://push.example/one", topics=[], keys=("key", "secret"))
    assert len({row.pk for row in together(*[lambda: subscriptions.keep(wish, edition.pk)] * 10)}) == 1


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

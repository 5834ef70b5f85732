"""Two people act on one story at once: the later commit wins, and nothing that was accepted is lost."""

from __future__ import annotations

import itertools
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections, transaction

from articles import publishing
from articles.models import Article, AuditEntry, Revision
from articles.published.models import Release
from articles.published.moment import clock_reading, desk_moment
from articles.published.places import relist
from articles.publishing import Blocked
from articles.revisions import Stale, check_base, lock, save_revision
from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsroom.accounts.models import User

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
REFUSALS = (Stale, Blocked, PermissionDenied)
BLOCKED_BY_ME = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"


class Desk:
    """What two editors have open: a public story with a change that waits, as both saw it before either acted."""

    def __init__(self, editor: User) -> None:
        self.editor = editor
        article = make_article("As first published", creator=self.editor)
        self.id = article.pk
        publishing.publish(self.id, self.editor)
        self.waiting = publishing.schedule(self.id, self.editor, at=datetime.now(UTC) + timedelta(hours=1)).pk
        self.revision = Article.objects.get(pk=self.id).head_id
        self.release = self.current().pk

    def current(self) -> Release:
        return desk_moment().current(Release.objects.filter(article_id=self.id)).get()

    def save(self, headline: str) -> None:
        with transaction.atomic():
            article = lock(self.id)
            check_base(article, self.revision)
            article.headline = headline
            article.save()
            save_revision(article, self.editor)

    def acts(self) -> dict[str, Callable[[], Any]]:
        seen = {"revision": self.revision, "base_release": self.release}
        later = datetime.now(UTC) + timedelta(hours=2)
        on = (self.id, self.editor)
        return {
            "publish": lambda: publishing.publish(*on, **seen),
            "schedule": lambda: publishing.schedule(*on, at=later, **seen),
            "cancel": lambda: publishing.cancel(*on, release=self.waiting),
            "withdraw": lambda: publishing.withdraw(*on, notice="It was wrong."),
            "unpublish": lambda: publishing.unpublish(*on),
            "unpublish_at": lambda: publishing.unpublish(*on, at=later),
            "move": lambda: publishing.move(*on, moved_to="/news/"),
            "correct": lambda: publishing.correct(*on, text="A name.", base_release=self.release),
            "edit_live": lambda: publishing.edit_live(*on),
            "submit": lambda: publishing.submit(*on, revision=self.revision),
            "save": lambda: self.save("As saved meanwhile"),
        }


ACTS = (
    *("publish", "schedule", "cancel", "withdraw", "unpublish", "unpublish_at"),
    *("move", "correct", "edit_live", "submit", "save"),
)
SHOWN_AFTER = {"withdraw": "withdrawn", "unpublish": "gone", "move": "moved", "publish": "published"}


def in_turn(first: Callable[[], Any], second: Callable[[], Any]) -> list[BaseException | None]:
    """Run both in threads; the second waits for the first one's lock before the first commits."""
    holds = threading.Event()
    ends: list[BaseException | None] = [None, None]

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001
            ends[number] = error
        finally:
            holds.set()
            connections.close_all()

    def hold() -> None:
        with transaction.atomic():
            first()
            holds.set()
            until = time.monotonic() + 5
            while time.monotonic() < until:
                with connection.cursor() as cursor:
                    cursor.execute(BLOCKED_BY_ME)
                    if cursor.fetchone():
                        return
                time.sleep(0.002)
            raise AssertionError("the second never waited")

    def follow() -> None:
        holds.wait(10)
        second()

    threads = [threading.Thread(target=run, args=pair) for pair in ((0, hold), (1, follow))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return ends


def differences(article_id: int) -> int:
    """Rows in which the lists differ from the chain; the numbers of the Revisions are asserted on the way."""
    numbers = Revision.objects.filter(article=article_id).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(numbers) + 1))
    return relist(article_id, clock_reading("default"), write=False)


# Each pair in one order; `make sweep` takes both.
PAIRS = [
    pair[:: 1 if n % 2 else -1] for n, pair in enumerate(itertools.combinations_with_replacement(ACTS, 2))
]


@pytest.mark.long
def test_of_two_acts_the_later_commit_wins() -> None:
    the_later_wins(PAIRS)


@pytest.mark.sweep
def test_of_two_acts_the_later_commit_wins_in_either_order() -> None:
    the_later_wins(list(itertools.product(ACTS, ACTS)))


def the_later_wins(pairs: list[tuple[str, str]]) -> None:
    editor = make_user("editor")
    for one, other in pairs:
        desk = Desk(editor)
        acts = desk.acts()
        before = AuditEntry.objects.count()
        first, second = in_turn(acts[one], acts[other])
        pair = f"{one}, then {other}: {first!r}, {second!r}"
        assert first is None, pair
        assert second is None or isinstance(second, REFUSALS), pair
        logged = list(AuditEntry.objects.order_by("id")[before:].values_list("verb", "at"))
        done = [one] if second else [one, other]
        assert [verb for verb, _ in logged] == [act.removesuffix("_at") for act in done if act != "save"], (
            pair
        )
        assert [at for _, at in logged] == sorted({at for _, at in logged}), pair
        last = next((act for act in reversed(done) if act in SHOWN_AFTER), "publish")
        assert desk.current().state == SHOWN_AFTER[last], pair
        if "save" in done:
            assert Revision.objects.filter(
                article=desk.id, content__headline="As saved meanwhile"
            ).exists(), pair
        if "correct" in done:
            shown = Release.objects.filter(article_id=desk.id, content__corrections__0__text="A name.")
            assert shown.exists(), pair
        assert differences(desk.id) == 0, pair


@pytest.mark.parametrize("act", ["publish", "schedule", "correct"])
def test_the_second_of_two_clicks_changes_nothing(act: str) -> None:
    editor = make_user("editor")
    article = make_article(creator=editor)
    if act == "correct":
        publishing.publish(article.pk, editor)
    shown = Release.objects.filter(article_id=article.pk).values_list("pk", flat=True).first()
    seen = {"revision": article.head_id, "base_release": shown}
    calls: dict[str, Callable[[], Any]] = {
        "publish": lambda: publishing.publish(article.pk, editor, **seen),
        "schedule": lambda: publishing.schedule(
            article.pk, editor, at=datetime.now(UTC) + timedelta(hours=1), **seen
        ),
        "correct": lambda: publishing.correct(article.pk, editor, text="A name.", base_release=shown),
    }
    before = Release.objects.count()
    ends = at_once([calls[act], calls[act]])
    assert Release.objects.count() == before + 1
    refused = [end for end in ends if end is not None]
    assert [type(end) for end in refused] == ([] if act == "schedule" else [Stale])


def at_once(acts: list[Callable[[], Any]]) -> list[BaseException | None]:
    """Start all in threads together; what each raised."""
    barrier = threading.Barrier(len(acts))
    ends: list[BaseException | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            barrier.wait(10)
            act()
        except BaseException as error:  # noqa: BLE001
            ends[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return ends


def test_all_at_once_leave_a_chain_without_faults() -> None:
    editor = make_user("editor")
    for _ in range(3):
        desk = Desk(editor)
        ends = at_once(list(desk.acts().values()))
        assert all(end is None or isinstance(end, REFUSALS) for end in ends), ends
        assert differences(desk.id) == 0


def test_revisions_of_many_writers_have_numbers_without_gaps() -> None:
    editor: User = make_user("editor")
    article = make_article(creator=editor)

    def write(number: int) -> None:
        for attempt in range(5):
            with transaction.atomic():
                mine = lock(article.pk)
                mine.headline = f"By {number}, text {attempt}"
                mine.save()
                save_revision(mine, editor)

    ends = at_once([lambda n=n: write(n) for n in range(4)])  # type: ignore[misc]
    assert ends == [None] * 4
    assert differences(article.pk) == 0
    headlines = {r.content["headline"] for r in Revision.objects.filter(article=article)}
    assert {f"By {n}, text {a}" for n in range(4) for a in range(5)} <= headlines
    assert Revision.objects.filter(article=article).count() == 21


def test_what_begins_before_its_cancelling_is_committed_cannot_be_dropped() -> None:
    editor = make_user("editor")
    article = make_article(creator=editor)
    waiting = publishing.schedule(article.pk, editor, at=datetime.now(UTC) + timedelta(seconds=1.5))
    late = threading.Event()

    def cancel_slowly() -> None:
        commit = publishing.Change.commit

        def slow(self: Any, verb: str, **detail: Any) -> None:
            commit(self, verb, **detail)
            late.wait(2)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(publishing.Change, "commit", slow)
            publishing.cancel(article.pk, editor, release=waiting.pk)

    [end] = at_once([cancel_slowly])
    assert isinstance(end, Stale)
    assert Release.objects.get(article_id=article.pk).pk == waiting.pk

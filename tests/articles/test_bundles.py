"""Stories that become public together: at one instant, all or none, and each as it was seen."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, connections, transaction

from articles import publishing
from articles.models import Article, AuditEntry
from articles.published.models import Release
from articles.published.moment import desk_moment
from articles.publishing import Blocked, ChangedMeanwhile, Seen
from articles.releasing import Change
from articles.review import bundles
from articles.review.models import Bundle
from articles.revisions import Stale, save_revision
from tests.factories import make_article, make_edition, make_user

if TYPE_CHECKING:
    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=2)


@pytest.fixture
def editor() -> User:
    return make_user("editor")


def make_bundle(by: User, *stories: Article, name: str = "Election night") -> Bundle:
    bundle = bundles.create(name, by)
    for story in stories:
        bundles.add(bundle.pk, story.pk, by)
    return bundle


def five(**fields: Any) -> list[Article]:
    return [make_article(f"Story {number}", **fields) for number in range(5)]


def seen(*stories: Article) -> list[Seen]:
    found = []
    for story in stories:
        current = desk_moment().current(Release.objects.filter(article_id=story.pk)).first()
        head = Article.objects.get(pk=story.pk).head_id
        found.append(Seen(story.pk, head, current.pk if current else None))
    return found


def statuses() -> list[str]:
    return list(Article.objects.with_status().order_by("pk").values_list("public_status", flat=True))


def scheduled(editor: User, *stories: Article) -> tuple[Bundle, datetime]:
    bundle, at = make_bundle(editor, *stories), datetime.now(UTC) + SOON
    bundles.schedule(bundle.pk, editor, at=at, stories=seen(*stories))
    return Bundle.objects.get(pk=bundle.pk), at


def test_all_become_public_at_the_very_same_instant(editor: User) -> None:
    stories = five()
    bundle = make_bundle(editor, *stories)
    at = bundles.publish(bundle.pk, editor, stories=seen(*stories))
    assert set(Release.objects.values_list("public_from", flat=True)) == {at}
    assert statuses() == ["published"] * 5
    assert Bundle.objects.get().published_at == at


def test_all_wait_for_the_very_same_instant(editor: User) -> None:
    stories = five()
    _bundle, at = scheduled(editor, *stories)
    assert list(Release.objects.values_list("public_from", flat=True)) == [at] * 5
    assert statuses() == ["scheduled"] * 5


def test_one_that_is_blocked_stops_all_and_is_named(editor: User) -> None:
    stories = [*five(), make_article("Without a body", body=""), make_article("Bare", by="A. B.", body="")]
    bundle = make_bundle(editor, *stories)
    with pytest.raises(Blocked) as why:
        bundles.publish(bundle.pk, editor, stories=seen(*stories))
    assert why.value.sentences == ["“Without a body”: It has no body.", "“Bare”: It has no body."]
    assert not Release.objects.exists()
    assert not AuditEntry.objects.exists()
    assert Bundle.objects.get().published_at is None


def test_one_that_was_saved_meanwhile_stops_all(editor: User) -> None:
    stories = five()
    bundle, before = make_bundle(editor, *stories), seen(*stories)
    story = Article.objects.get(pk=stories[3].pk)
    Article.objects.filter(pk=story.pk).update(headline="Saved meanwhile")
    save_revision(Article.objects.get(pk=story.pk), editor)
    with pytest.raises(ChangedMeanwhile, match="“Saved meanwhile”: It changed"):
        bundles.publish(bundle.pk, editor, stories=before)
    assert not Release.objects.exists()


def test_one_of_which_readers_saw_something_else_stops_all(editor: User) -> None:
    stories = five()
    bundle, before = make_bundle(editor, *stories), seen(*stories)
    publishing.publish(stories[0].pk, editor)
    bundles.add(bundle.pk, stories[0].pk, editor)
    with pytest.raises(ChangedMeanwhile, match="“Story 0”: It changed"):
        bundles.publish(bundle.pk, editor, stories=before)
    assert statuses() == ["published", *["hidden"] * 4]


def test_another_set_of_stories_than_was_seen_is_refused(editor: User) -> None:
    stories = five()
    bundle, before = make_bundle(editor, *stories), seen(*stories)
    bundles.remove(bundle.pk, stories[4].pk, editor)
    with pytest.raises(ChangedMeanwhile, match="Other stories"):
        bundles.publish(bundle.pk, editor, stories=before)
    with pytest.raises(ChangedMeanwhile, match="Other stories"):
        bundles.publish(bundle.pk, editor, stories=before[:3])
    assert not Release.objects.exists()


def test_the_right_to_publish_is_asked_of_each(editor: User) -> None:
    stories = [*five(), make_article("Noticia", edition=make_edition("es"))]
    bundle = make_bundle(editor, *stories)
    here = make_user("editor", edition=make_edition())
    with pytest.raises(PermissionDenied, match="A story that you may not see"):
        bundles.publish(bundle.pk, here, stories=seen(*stories))
    assert not Release.objects.exists()


def test_each_storys_audit_log_names_the_bundle(editor: User) -> None:
    stories = five()
    bundle, _at = scheduled(editor, *stories)
    bundles.publish(bundle.pk, editor, stories=seen(*stories))
    for verb in ("schedule", "publish"):
        told = AuditEntry.objects.filter(verb=verb)
        assert {entry.article_id for entry in told} == {story.pk for story in stories}
        assert {(e.detail["bundle"], e.detail["bundle_name"]) for e in told} == {
            (bundle.pk, "Election night")
        }


def test_a_story_is_in_one_open_bundle_at_most(editor: User) -> None:
    story = make_article()
    first, second = make_bundle(editor, story), make_bundle(editor, name="Another")
    with pytest.raises(Blocked, match="in the bundle “Election night”"):
        bundles.add(second.pk, story.pk, editor)
    bundles.publish(first.pk, editor, stories=seen(story))
    bundles.add(second.pk, story.pk, editor)
    assert bundles.bundle_of(story.pk) == second


def test_a_bundle_is_over_once_its_time_has_come(editor: User) -> None:
    story = make_article()
    bundle = make_bundle(editor, story)
    Bundle.objects.update(scheduled_for=datetime.now(UTC) - timedelta(minutes=1))
    assert bundles.bundle_of(story.pk) is None
    with pytest.raises(Blocked, match="out already"):
        bundles.add(bundle.pk, make_article().pk, editor)


def test_a_deleted_bundle_leaves_its_stories_and_their_own_times_alone(editor: User) -> None:
    stories, at = five(), datetime.now(UTC) + SOON
    publishing.schedule(stories[0].pk, editor, at=at)
    publishing.publish(stories[1].pk, editor)
    bundle = make_bundle(editor, *stories)
    before = (list(Release.objects.values()), list(Article.objects.values()))
    bundles.delete(bundle.pk, editor, stories=seen(*stories))
    assert (list(Release.objects.values()), list(Article.objects.values())) == before
    assert not Bundle.objects.exists()
    assert bundles.bundle_of(stories[0].pk) is None
    bundles.add(bundles.create("Another", editor).pk, stories[0].pk, editor)


def test_it_is_recorded_who_deleted_a_bundle_and_what_was_in_it(editor: User) -> None:
    story = make_article()
    bundle = make_bundle(editor, story)
    bundles.delete(bundle.pk, editor, stories=seen(story))
    entry = bundles.history(bundle)[0]
    assert (entry.user, entry.object_repr, entry.is_deletion()) == (editor, "Election night", True)
    assert json.loads(entry.change_message) == {"what": "deleted", "stories": [story.pk]}


def test_an_empty_bundle_can_be_deleted(editor: User) -> None:
    bundles.delete(make_bundle(editor).pk, editor, stories=[])
    assert not Bundle.objects.exists()


def test_a_bundle_that_is_scheduled_or_out_cannot_be_deleted(editor: User) -> None:
    stories = five()
    bundle, at = scheduled(editor, *stories)
    with pytest.raises(Blocked, match="Call that off first"):
        bundles.delete(bundle.pk, editor, stories=seen(*stories))
    bundles.call_off(bundle.pk, editor, seen_for=at)
    bundles.publish(bundle.pk, editor, stories=seen(*stories))
    with pytest.raises(Blocked, match="out already"):
        bundles.delete(bundle.pk, editor, stories=seen(*stories))
    assert Bundle.objects.get().items.count() == 5


def test_a_bundle_is_deleted_with_the_stories_that_were_seen_and_by_who_may_take_out_each(
    editor: User,
) -> None:
    stories = [make_article(), make_article("Noticia", edition=make_edition("es"))]
    bundle = make_bundle(editor, *stories)
    with pytest.raises(ChangedMeanwhile, match="Other stories"):
        bundles.delete(bundle.pk, editor, stories=seen(stories[0]))
    for nobody in (make_user("editor", edition=make_edition()), make_user()):
        with pytest.raises(PermissionDenied):
            bundles.delete(bundle.pk, nobody, stories=seen(*stories))
    assert bundle.items.count() == 2


def test_who_acts_on_a_bundle_that_was_deleted_meanwhile_is_told_so(editor: User) -> None:
    bundle, story = make_bundle(editor), make_article()
    bundles.delete(bundle.pk, editor, stories=[])
    for act in (
        lambda: bundles.add(bundle.pk, story.pk, editor),
        lambda: bundles.rename(bundle.pk, "Another name", editor),
        lambda: bundles.publish(bundle.pk, editor, stories=seen(story)),
    ):
        with pytest.raises(ChangedMeanwhile, match="deleted meanwhile"):
            act()


@pytest.mark.parametrize("verb", ["publish", "schedule", "reschedule", "cancel", "spike"])
def test_a_story_whose_schedule_is_changed_alone_leaves(editor: User, verb: str) -> None:
    stories = five()
    bundle, at = scheduled(editor, *stories)
    story = stories[2]
    waiting = Release.objects.get(article_id=story.pk).pk
    {
        "publish": lambda: publishing.publish(story.pk, editor),
        "schedule": lambda: publishing.schedule(story.pk, editor, at=at + SOON),
        "reschedule": lambda: publishing.reschedule(story.pk, editor, release=waiting, at=at + SOON),
        "cancel": lambda: publishing.cancel(story.pk, editor, release=waiting),
        "spike": lambda: (
            publishing.cancel(story.pk, editor, release=waiting),
            publishing.spike(story.pk, editor),
        ),
    }[verb]()
    assert bundles.bundle_of(story.pk) is None
    assert bundle.items.count() == 4
    assert "left" in bundles.history(bundle)[0].change_message
    assert str(story.pk) in bundles.history(bundle)[0].change_message


def test_a_correction_before_its_time_leaves_a_story_with_the_others(editor: User) -> None:
    stories = [make_article("Public", published=True), make_article("New")]
    bundle, at = scheduled(editor, *stories)
    publishing.correct(stories[0].pk, editor, text="It was Tuesday.")
    assert bundle.items.count() == 2
    assert set(bundles.waiting_in(bundle)) == {story.pk for story in stories}
    bundles.reschedule(bundle.pk, editor, seen_for=at, at=at + SOON)
    assert len(bundles.waiting_in(Bundle.objects.get())) == 2


def test_called_off_nothing_waits_and_all_stay_in_the_bundle(editor: User) -> None:
    stories = five()
    bundle, at = scheduled(editor, *stories)
    bundles.call_off(bundle.pk, editor, seen_for=at)
    assert not Release.objects.exists()
    assert bundle.items.count() == 5
    assert Bundle.objects.get().scheduled_for is None


def test_moved_whole_each_keeps_the_text_that_waits(editor: User) -> None:
    stories = five()
    bundle, at = scheduled(editor, *stories)
    texts = dict(Release.objects.values_list("article_id", "revision_id"))
    Article.objects.filter(pk=stories[0].pk).update(headline="Written since")
    save_revision(Article.objects.get(pk=stories[0].pk), editor)
    bundles.reschedule(bundle.pk, editor, seen_for=at, at=at + SOON)
    assert dict(Release.objects.values_list("article_id", "revision_id")) == texts
    assert set(Release.objects.values_list("public_from", flat=True)) == {at + SOON}
    with pytest.raises(ChangedMeanwhile, match="moved while"):
        bundles.reschedule(bundle.pk, editor, seen_for=at, at=at + SOON)


def test_rescheduled_alone_a_story_keeps_the_text_that_waits(editor: User) -> None:
    story, at = make_article("As scheduled"), datetime.now(UTC) + SOON
    first = publishing.schedule(story.pk, editor, at=at)
    Article.objects.filter(pk=story.pk).update(headline="Written since")
    save_revision(Article.objects.get(pk=story.pk), editor)
    moved = publishing.reschedule(story.pk, editor, release=first.pk, at=at + SOON)
    assert (moved.headline, moved.revision_id, moved.public_from) == (
        "As scheduled",
        first.revision_id,
        at + SOON,
    )
    with pytest.raises(Stale):
        publishing.reschedule(story.pk, editor, release=first.pk, at=at)


def test_an_end_is_rescheduled_with_its_notice_and_not_before_a_change(editor: User) -> None:
    story, at = make_article("Public", published=True), datetime.now(UTC) + SOON
    end = publishing.withdraw(story.pk, editor, notice="Until noon only.", at=at + SOON)
    end = publishing.reschedule(story.pk, editor, release=end.pk, at=at + 2 * SOON)
    assert (end.state, end.notice, end.public_from) == ("withdrawn", "Until noon only.", at + 2 * SOON)
    publishing.schedule(story.pk, editor, at=at)
    end = Release.objects.get(state="withdrawn")
    with pytest.raises(Blocked, match="scheduled for after that"):
        publishing.reschedule(story.pk, editor, release=end.pk, at=at - timedelta(minutes=5))
    with pytest.raises(PermissionDenied):
        publishing.reschedule(story.pk, make_user(), release=end.pk, at=at + SOON)


def run(act: Any) -> threading.Thread:
    def work() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_a_reader_sees_all_of_them_or_none(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    stories = five()
    bundle, expected = make_bundle(editor, *stories), seen(*stories)
    halfway, go_on, commit = threading.Event(), threading.Event(), Change.commit
    done: list[int] = []

    def slowly(change: Change, verb: str, **detail: Any) -> None:
        commit(change, verb, **detail)
        done.append(change.article.pk)
        if len(done) == 3:
            halfway.set()
            assert go_on.wait(20)

    def shown() -> int:
        return desk_moment().public(Release.objects.all()).count()

    monkeypatch.setattr(Change, "commit", slowly)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert shown() == 0
        thread = run(lambda: bundles.publish(bundle.pk, editor, stories=expected))
        assert halfway.wait(20)
        assert (len(done), shown()) == (3, 0)
        go_on.set()
        thread.join(20)
        assert len(done) == 5
        # A page that began before sees none of them to its end.
        assert shown() == 0
    assert shown() == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_killed_in_the_middle_nothing_of_it_is_there(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    stories = five()
    bundle, expected = make_bundle(editor, *stories), seen(*stories)
    commit, done, ends = Change.commit, [], []

    def killed(change: Change, verb: str, **detail: Any) -> None:
        commit(change, verb, **detail)
        done.append(change.article.pk)
        if len(done) == 3:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    def act() -> None:
        try:
            bundles.publish(bundle.pk, editor, stories=expected)
        except DatabaseError as error:
            ends.append(error)

    monkeypatch.setattr(Change, "commit", killed)
    run(act).join(30)
    assert (len(done), len(ends)) == (3, 1)
    assert not Release.objects.exists()
    assert Bundle.objects.get().published_at is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_two_bundles_and_a_story_alone_never_wait_for_each_other_in_a_circle(editor: User) -> None:
    stories = five()
    bundle, expected = make_bundle(editor, *reversed(stories)), seen(*stories)
    ends: list[str] = []

    def told(act: Any) -> Any:
        def tell() -> None:
            try:
                act()
                ends.append("done")
            except (Blocked, Stale) as why:
                ends.append(type(why).__name__)

        return tell

    acts = [
        lambda: bundles.publish(bundle.pk, editor, stories=expected),
        lambda: bundles.publish(bundle.pk, editor, stories=list(reversed(expected))),
        lambda: publishing.publish(stories[0].pk, editor),
        lambda: publishing.publish(stories[4].pk, editor),
    ]
    for thread in [run(told(act)) for act in acts]:
        thread.join(30)
    assert len(ends) == 4
    assert set(ends) <= {"done", "Blocked", "ChangedMeanwhile", "Stale"}
    assert statuses() in (["published"] * 5, ["published", *["hidden"] * 3, "published"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
@pytest.mark.parametrize("verb", ["publish", "schedule"])
def test_a_story_that_is_scheduled_alone_meanwhile_is_not_taken_along(editor: User, verb: str) -> None:
    stories = five()
    bundle, expected = make_bundle(editor, *stories), seen(*stories)
    alone, later = stories[2], datetime.now(UTC) + SOON
    ends: list[str] = []

    def act() -> None:
        try:
            if verb == "publish":
                bundles.publish(bundle.pk, editor, stories=expected)
            else:
                bundles.schedule(bundle.pk, editor, at=later - timedelta(hours=1), stories=expected)
        except ChangedMeanwhile as why:
            ends.extend(why.sentences)

    with transaction.atomic():
        publishing.schedule(alone.pk, editor, at=later)
        thread = run(act)
        wait_for_a_lock()
    thread.join(30)
    assert ends == ["Other stories are in the bundle by now. Look again before you decide."]
    assert list(Release.objects.values_list("article_id", "public_from")) == [(alone.pk, later)]


def wait_for_a_lock() -> None:
    """Until another connection waits for what this one holds; at most twenty seconds."""
    waiting = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    )
    for _try in range(400):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waits.")

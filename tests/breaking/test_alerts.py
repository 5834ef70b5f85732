"""The verbs of alerts, and what the database lets nobody do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Article
from articles.publishing import Blocked
from breaking import alerts, approvals
from breaking.live import posts
from breaking.live.models import LivePost, PostVersion
from breaking.models import Alert, AlertAct, Approval, StreamEvent
from breaking.push import halting
from breaking.wording import clean, folded
from tests.factories import (
    PASSWORD,
    make_alert,
    make_article,
    make_desk,
    make_edition,
    make_section,
    make_user,
)

if TYPE_CHECKING:
    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def said(**more: Any) -> dict[str, Any]:
    return {"text": "The bridge is closed", "editions": [make_edition()], "lasts": HOUR} | more


def posted(by: User | None = None, **more: Any) -> Alert:
    return alerts.post(by or make_user("editor"), **said(**more))


def events() -> list[tuple[str, int | None]]:
    return list(StreamEvent.objects.order_by("id").values_list("kind", "alert_id"))


# What it says


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  The  bridge\r\n is\tclosed ", "The bridge is closed"),
        ("Price \u202egnihton\u202c now", "Price gnihton now"),
        ("\u2066isolated\u2069 \u200fmark\u200e \u061cmark", "isolated mark mark"),
        ("zero\u200bwidth\u00ad and \ufeffBOM", "zerowidth and BOM"),
        ("bell\x07 null\x00 del\x7f", "bell null del"),
        ("line\u2028break\x85next\x0btab", "line break next tab"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("tag\U000e0041\U000e0042", "tag"),
    ],
)
def test_what_controls_or_turns_the_line_is_taken_out(typed: str, kept: str) -> None:
    assert clean(typed) == kept
    assert posted(text=typed).text == kept


def test_two_lines_are_the_same_without_case_punctuation_and_width() -> None:
    assert folded("The BRIDGE is closed!") == folded("the bridge  is ｃlosed")
    assert folded("!!!") != folded("???")


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "\u202e\u2066 \x00"},
        {"text": "x" * 281},
        {"level": "siren"},
        {"editions": []},
        {"lasts": timedelta(0)},
        {"lasts": timedelta(days=8)},
        {"starts_at": timezone.now() - HOUR},
        {"starts_at": timezone.now() + timedelta(days=8)},
        {"article_id": 2**60},
        {"live_blog_id": 2**60},
        {"corrects_id": 2**60},
        {"is_test": True, "makes_stub": True},
        {"article_id": 1, "makes_stub": True},
    ],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence_and_leaves_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(Blocked) as refused:
        posted(**wrong)
    assert all(sentence.endswith(".") for sentence in refused.value.sentences)
    assert not Alert.objects.exists()


def test_280_characters_fit_however_many_were_typed() -> None:
    assert len(posted(text="ab  " * 93 + "\r\n" * 40 + "c").text) == 280


def test_only_an_editor_of_all_the_editions_writes_an_alert() -> None:
    spanish = make_edition("es")
    for by in (make_user(), make_user(""), make_user("editor", edition=spanish)):
        with pytest.raises(PermissionDenied):
            posted(by)
    with pytest.raises(PermissionDenied):
        posted(make_user("editor", edition=spanish), editions=[spanish, make_edition()])
    assert posted(make_user("editor", edition=spanish), editions=[spanish]).public_from


def test_a_story_that_the_author_may_not_see_is_no_story() -> None:
    secret = make_article(confidential=True, edition=make_edition("es"))
    with pytest.raises(Blocked):
        posted(make_user("editor", edition=make_edition()), article_id=secret.pk)


# Where it goes


def test_a_line_is_in_the_ticker_at_once_and_open_pages_are_told() -> None:
    alert = posted(editions=[make_edition(), make_edition("es")])
    assert alert.public_from
    assert alert.public_until == alert.public_from + HOUR
    assert events() == [("alert", alert.pk)] * 2
    assert list(alert.acts.values_list("verb", flat=True)) == ["begin", "send", "draft"]


def test_one_that_is_to_start_later_begins_by_its_job_once() -> None:
    alert = posted(starts_at=timezone.now() + timedelta(minutes=30))
    assert alert.public_from == alert.starts_at
    job = ProcrastinateJob.objects.get(task_name="breaking.begin")
    assert (job.args, job.scheduled_at) == ({"alert_id": alert.pk}, alert.starts_at)
    alerts.begin(alert.pk)
    assert events() == []
    Alert.objects.filter(pk=alert.pk).update(public_from=timezone.now())
    alerts.begin(alert.pk)
    alerts.begin(alert.pk)
    assert events() == [("alert", alert.pk)]


def test_one_that_was_stood_down_before_its_start_never_begins() -> None:
    editor = make_user("editor")
    alert = posted(editor, starts_at=timezone.now() + timedelta(minutes=30))
    alerts.stand_down(alert.pk, editor)
    Alert.objects.filter(pk=alert.pk).update(public_from=timezone.now())
    alerts.begin(alert.pk)
    assert events() == []


def test_the_line_begins_a_story_where_that_is_asked_for() -> None:
    text = "The council of Port Ansel has voted to close the old bridge to lorries from the first of May until the piers have been examined, its clerk said"
    alert = posted(text=text, makes_stub=True)
    story = Article.objects.get(pk=alert.article_id)
    assert (story.stage, story.creator, story.kind) == ("draft", alert.author, "story")
    assert len(story.headline) <= 110
    assert text.startswith(story.headline.rstrip("…"))
    assert story.headline.endswith("until the piers…")


def test_the_line_becomes_a_breaking_post_of_its_live_blog_once() -> None:
    blog = make_article(kind="live", published=True)
    alert = posted(live_blog_id=blog.pk)
    post = LivePost.objects.get()
    assert (post.alert_id, post.author, post.key) == (alert.pk, alert.author, alert.key)
    version = PostVersion.objects.get()
    assert version.is_breaking
    assert "The bridge is closed" in version.body


def test_what_is_no_live_blog_of_the_editions_takes_no_post() -> None:
    for other in (make_article(published=True), make_article(kind="live", edition=make_edition("es"))):
        with pytest.raises(Blocked):
            posted(live_blog_id=other.pk)


def test_a_topic_is_of_one_of_the_editions() -> None:
    elsewhere = make_section("mundo", make_edition("es"))
    with pytest.raises(Blocked):
        alerts.draft(make_user("editor"), **said(is_pushed=True, section=elsewhere))


# The same twice


def test_the_same_request_gives_the_first_alert() -> None:
    editor, key = make_user("editor"), uuid4()
    first = posted(editor, key=key)
    assert posted(editor, key=key) == first
    assert events() == [("alert", first.pk)]


def test_another_line_under_the_key_of_a_form_that_was_sent_is_not_lost() -> None:
    editor, key = make_user("editor"), uuid4()
    first = posted(editor, key=key)
    second = posted(editor, key=key, text="The bridge is open")
    assert first.pk != second.pk
    assert second.key != key


def test_a_request_that_comes_again_later_gives_the_alert_that_it_made_although_a_story_was_linked() -> None:
    editor, key = make_user("editor"), uuid4()
    first = posted(editor, key=key)
    alerts.link(first.pk, editor, article_id=make_article().pk)
    Alert.objects.filter(pk=first.pk).update(public_from=timezone.now() - timedelta(minutes=11))
    assert posted(editor, key=key) == first
    assert posted(editor, key=key, editions=[make_edition(), make_edition("es")]) != first


@pytest.mark.parametrize("text", ["The bridge is closed", "THE BRIDGE is closed.", "The  bridge\nis closed"])
def test_the_same_line_to_the_same_readers_within_ten_minutes_is_refused(text: str) -> None:
    posted()
    with pytest.raises(Blocked, match="ten minutes"):
        posted(text=text, editions=[make_edition(), make_edition("es")])
    assert Alert.objects.count() == 1


def test_the_same_line_to_others_or_later_or_as_a_test_is_another_alert() -> None:
    first = posted()
    posted(editions=[make_edition("es")])
    posted(is_test=True)
    earlier = timezone.now() - timedelta(minutes=11)
    Alert.objects.filter(pk=first.pk).update(public_from=earlier)
    posted()
    assert Alert.objects.count() == 4


def test_what_was_thrown_away_or_stood_down_unpushed_may_be_said_again() -> None:
    editor = make_user("editor")
    alerts.stand_down(posted(editor).pk, editor)
    assert posted(editor)


# Changing what was not sent, and what was


def test_an_edit_is_of_the_alert_that_was_seen() -> None:
    editor = make_user("editor")
    alert = alerts.draft(editor, **said(level="flash"))
    version = Alert.objects.get().version
    alerts.edit(alert.pk, editor, version=version, **said(level="flash", text="Closed for good"))
    with pytest.raises(Blocked, match="Somebody changed"):
        alerts.edit(alert.pk, make_user("editor"), version=version, **said(text="Other"))
    assert Alert.objects.get().text == "Closed for good"


def test_a_line_is_extended_linked_and_stood_down_and_open_pages_are_told() -> None:
    editor = make_user("editor")
    alert = posted(editor)
    alerts.extend(alert.pk, editor, until=timezone.now() + timedelta(hours=9))
    alerts.link(alert.pk, editor, article_id=make_article().pk)
    alerts.stand_down(alert.pk, editor)
    assert [kind for kind, _alert in events()] == ["alert", "alert", "alert", "down"]
    for again in (
        lambda: alerts.stand_down(alert.pk, editor),
        lambda: alerts.extend(alert.pk, editor, until=timezone.now() + HOUR),
    ):
        with pytest.raises(Blocked):
            again()


def test_any_editor_of_one_of_its_editions_may_stand_it_down_and_no_other() -> None:
    spanish = make_edition("es")
    alert = posted(editions=[make_edition(), spanish])
    for by in (make_user(), make_user("editor", edition=make_edition("ar"))):
        with pytest.raises(PermissionDenied):
            alerts.stand_down(alert.pk, by)
    assert alerts.stand_down(alert.pk, make_user("editor", edition=spanish)).stood_down_at


def test_a_correction_goes_to_the_same_audience_and_takes_the_wrong_line_down() -> None:
    editor = make_user("editor")
    wrong = posted(editor, editions=[make_edition(), make_edition("es")])
    right = alerts.correct(wrong.pk, editor, text="The bridge is open", key=(key := uuid4()))
    assert alerts.correct(wrong.pk, editor, text="The bridge is open", key=key) == right
    assert Alert.objects.get(pk=wrong.pk).stood_down_at is not None
    assert (right.corrects_id, right.level, right.is_pushed) == (wrong.pk, wrong.level, wrong.is_pushed)
    assert set(right.editions.all()) == set(wrong.editions.all())
    assert [kind for kind, _alert in events()] == ["alert", "alert", "down", "down", "alert", "alert"]


def test_a_comma_is_corrected_at_once_but_nothing_is_corrected_by_itself() -> None:
    editor = make_user("editor")
    wrong = posted(editor)
    with pytest.raises(Blocked):
        alerts.correct(wrong.pk, editor, text=wrong.text)
    assert alerts.correct(wrong.pk, editor, text="The Bridge is closed.")


def test_a_correction_that_is_edited_stays_one() -> None:
    editor, second = make_user("editor"), make_user("editor")
    wrong = make_alert(level="flash")
    right = alerts.correct(wrong.pk, editor, text="The bridge is open")
    version, words = (
        Alert.objects.get(pk=right.pk).version,
        said(text="The bridge is open again", level="flash"),
    )
    alerts.edit(right.pk, editor, version=version, **words)
    assert Alert.objects.get(pk=wrong.pk).stood_down_at is None
    alerts.approve_and_send(right.pk, second, digest=approvals.digest_of(right.pk), password=PASSWORD)
    assert Alert.objects.get(pk=right.pk).corrects == wrong
    assert Alert.objects.get(pk=wrong.pk).stood_down_at is not None


def test_a_drill_is_not_corrected() -> None:
    drill = alerts.rehearse(text="TEST", editions=[make_edition()])
    with pytest.raises(Blocked, match="that was sent"):
        alerts.correct(drill.pk, make_user("editor"), text="Another")


def test_a_live_blog_that_takes_no_post_is_found_when_the_line_is_written_and_stops_no_correction() -> None:
    editor, blog = make_user("editor"), make_article(kind="live", published=True)
    wrong = posted(editor, live_blog_id=blog.pk)
    posts.close(blog.pk, editor)
    with pytest.raises(Blocked, match="live blog"):
        alerts.draft(editor, **said(text="Another", live_blog_id=blog.pk))
    right = alerts.correct(wrong.pk, editor, text="The bridge is open")
    assert right.live_blog_id is None
    assert right.public_from


def test_a_live_blog_of_another_desk_takes_no_post() -> None:
    sports = make_user("editor", desk=make_desk("sports"))
    blog = make_article(kind="live", published=True, desk=make_desk("world"))
    with pytest.raises(Blocked):
        posted(sports, live_blog_id=blog.pk)


def test_the_correction_of_what_was_pushed_needs_two_again() -> None:
    wrong = make_alert(is_pushed=True)
    editor = make_user("editor")
    right = alerts.correct(wrong.pk, editor, text="The bridge is open")
    assert right.needs_two
    with pytest.raises(Blocked, match="second person"):
        alerts.send(right.pk, editor)
    assert Alert.objects.get(pk=wrong.pk).stood_down_at is None


# The stop switch


def test_one_press_stops_all_pushes_and_what_was_stopped_stays_so() -> None:
    editor = make_user("editor")
    before = make_alert(is_pushed=True)
    alerts.stop_all(editor)
    alerts.stop_all(editor)
    assert halting.is_halted()
    alerts.let_all(editor)
    assert not halting.is_halted()
    assert Alert.objects.get(pk=before.pk).halted_at is not None
    assert list(AlertAct.objects.values_list("verb", flat=True)) == ["let_all", "stop_all"]


def test_the_push_of_one_is_stopped_and_the_line_stays() -> None:
    editor = make_user("editor")
    alert = make_alert(is_pushed=True)
    alerts.halt_push(alert.pk, editor)
    held = Alert.objects.get()
    assert held.halted_at is not None
    assert held.stood_down_at is None
    with pytest.raises(Blocked):
        alerts.halt_push(posted(editor, text="Another").pk, editor)


# What the database refuses, whoever asks

TWO = [{"level": "flash"}, {"is_pushed": True}, {"level": "flash", "is_pushed": True}]


@pytest.mark.parametrize("fields", TWO)
def test_no_row_is_public_without_a_second_person(fields: dict[str, Any]) -> None:
    author, now = make_user("admin", is_superuser=True), timezone.now()
    with pytest.raises(IntegrityError, match="second person"), transaction.atomic():
        Alert.objects.create(text="X", author=author, public_from=now, public_until=now + HOUR, **fields)
    alert = Alert.objects.create(text="X", author=author, **fields)
    with pytest.raises(IntegrityError, match="second person"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(public_from=now, public_until=now + HOUR)
    with pytest.raises(IntegrityError, match="not changed while it is sent"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(
            public_from=now, public_until=now + HOUR, is_pushed=False, level="ticker"
        )


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Something else"},
        {"level": "flash"},
        {"is_pushed": True},
        {"is_test": True},
        {"corrects_id": None, "live_blog_id": 1},
        {"starts_at": timezone.now()},
        {"public_from": None, "public_until": None},
        {"author_id": 1},
        {"edited_by_id": 1},
    ],
)
def test_an_alert_that_was_sent_is_not_changed(change: dict[str, Any]) -> None:
    alert = make_alert()
    with pytest.raises(IntegrityError, match="says what it said"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(**change)


def test_a_test_does_not_become_an_alert() -> None:
    alert = make_alert(is_test=True, level="flash")
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(is_test=False)


def test_neither_its_start_nor_its_end_down_is_undone() -> None:
    alert = make_alert(level="flash")
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(public_from=timezone.now() - HOUR)
    alerts.stand_down(alert.pk, make_user("editor"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(stood_down_at=None)


def test_the_editions_of_what_was_sent_stay() -> None:
    flash, line = make_alert(level="flash"), make_alert()
    spanish = make_edition("es")
    for change in (
        lambda: flash.editions.add(spanish),
        flash.editions.clear,
        line.editions.clear,
        lambda: Alert.editions.through.objects.filter(alert=flash).update(edition=spanish),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_acts_and_approvals_are_history() -> None:
    editor = make_user("editor")
    posted(editor)
    flash = make_alert(level="flash")
    for rows in (AlertAct.objects.all(), Approval.objects.filter(alert=flash)):
        with pytest.raises(Exception, match=r"permission denied|never changed"), transaction.atomic():
            rows.update(by=make_user("editor"))
        with pytest.raises(Exception, match=r"permission denied|never changed"), transaction.atomic():
            rows._raw_delete(rows.db)


def test_database_and_desk_say_the_same_of_what_needs_two() -> None:
    from django.db import connection

    for level in ("ticker", "flash"):
        for is_pushed in (False, True):
            for is_test in (False, True):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT alert_needs_two(%s, %s, %s)", [level, is_pushed, is_test])
                    row = cursor.fetchone()
                assert Alert(level=level, is_pushed=is_pushed, is_test=is_test).needs_two == row[0]

"""Who has a story and until when: one verb, asked in four places, logged, and told by mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import mailing, publishing
from articles.forms.verbs import was_assigned
from articles.models import Article, Assignment, AuditEntry
from articles.publishing import Blocked
from articles.revisions import Stale
from tests.desk.forms import CHANGE, signed_in, story_post, verb_url
from tests.factories import make_article, make_desk, make_edition, make_user

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db
DUE = datetime(2031, 3, 1, 16, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _mailing(settings: SettingsWrapper) -> None:
    settings.SENDS_MAIL = True


def jobs() -> list[int]:
    """The assignments that wait to be mailed."""
    waiting = ProcrastinateJob.objects.filter(task_name="articles.mail_assignment").order_by("id")
    return [job.args["assignment_id"] for job in waiting]


def fresh(story: Article) -> Article:
    return Article.objects.get(pk=story.pk)


def test_an_assignment_is_written_logged_and_told() -> None:
    story, editor, writer = make_article(), make_user("editor"), make_user(email="ana@newsroom.example")
    publishing.assign(story.pk, editor, assignee=writer, due_at=DUE)
    assert (fresh(story).assignee, fresh(story).due_at) == (writer, DUE)
    entry = AuditEntry.objects.get(article_id=story.pk, verb="assign")
    assert entry.by == editor
    assert entry.detail["after"] == {"assignee": writer.pk, "due_at": DUE.isoformat()}
    assert entry.detail["before"] == {"assignee": None, "due_at": None}
    given = Assignment.objects.get()
    assert jobs() == [given.pk]
    assert fresh(story).head_id == story.head_id


def test_where_no_mail_is_sent_none_is_said_to_have_been(settings: SettingsWrapper) -> None:
    settings.SENDS_MAIL = False
    publishing.assign(make_article().pk, make_user("editor"), assignee=make_user(email="a@n.example"))
    assert jobs() == []


def test_the_mail_names_story_and_time_on_the_edition_s_clock_and_goes_once() -> None:
    story = make_article("Bridge stays shut")
    editor, writer = (
        make_user("editor", first_name="Edda", last_name="Halloran"),
        make_user(email="ana@n.example"),
    )
    publishing.assign(story.pk, editor, assignee=writer, due_at=DUE)
    pk = Assignment.objects.get().pk
    mailing.mail_assignment(pk)
    mailing.mail_assignment(pk)
    (sent,) = mail.outbox
    assert sent.to == ["ana@n.example"]
    assert "Bridge stays shut" in sent.subject
    assert "Edda Halloran" in sent.body
    assert "1 Mar 2031 17:30 (Europe/Paris)" in sent.body
    assert f"/admin/articles/article/{story.pk}/change/" in sent.body
    assert sent.extra_headers["Message-ID"].startswith(f"<assignment-{pk}@")


@pytest.mark.parametrize(
    "fields",
    [{"confidential": True}, {"embargoed_until": datetime.now(UTC) + timedelta(days=1)}],
    ids=["confidential", "embargo"],
)
def test_the_mail_about_a_secret_story_names_its_number_alone(fields: dict[str, Any]) -> None:
    story = make_article("Bridge stays shut", slugline="bridge-fraud", **fields)
    publishing.assign(story.pk, make_user("editor"), assignee=make_user(email="a@n.example"), due_at=DUE)
    mailing.mail_assignment(Assignment.objects.get().pk)
    (sent,) = mail.outbox
    assert "Bridge stays shut" not in f"{sent.subject}{sent.body}"
    assert "bridge-fraud" not in f"{sent.subject}{sent.body}"
    assert f"story {story.pk}" in sent.subject
    assert f"/admin/articles/article/{story.pk}/change/" in sent.body


def test_a_mail_server_that_refuses_leaves_the_mail_to_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    story = make_article()
    publishing.assign(story.pk, make_user("editor"), assignee=make_user(email="a@n.example"))
    pk = Assignment.objects.get().pk

    def refuse(*_args: Any, **_kwargs: Any) -> int:
        raise OSError("no server")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        with pytest.raises(OSError, match="no server"):
            mailing.mail_assignment(pk)
    assert Assignment.objects.get().mailed_at is None
    mailing.mail_assignment(pk)
    assert len(mail.outbox) == 1


def test_nobody_is_told_of_a_story_that_is_another_s_by_now() -> None:
    story, editor = make_article(), make_user("editor")
    publishing.assign(story.pk, editor, assignee=make_user(email="a@n.example"))
    publishing.assign(story.pk, editor, assignee=make_user(email="b@n.example"))
    for pk in jobs():
        mailing.mail_assignment(pk)
    assert [sent.to for sent in mail.outbox] == [["b@n.example"]]


def test_who_takes_a_story_is_not_told_of_it() -> None:
    writer = make_user(email="a@n.example")
    story = make_article(creator=writer)
    publishing.take(story.pk, writer)
    assert fresh(story).assignee == writer
    assert jobs() == []


def test_a_story_that_somebody_has_is_not_taken() -> None:
    writer, other = make_user(), make_user()
    story = make_article(creator=writer, assignee=other)
    with pytest.raises(Blocked, match="has it already"):
        publishing.take(story.pk, writer)
    assert fresh(story).assignee == other


def test_a_draft_that_one_may_not_change_is_not_taken() -> None:
    with pytest.raises(PermissionDenied):
        publishing.take(make_article().pk, make_user())


def test_a_journalist_does_not_assign() -> None:
    writer = make_user()
    story = make_article(creator=writer)
    with pytest.raises(PermissionDenied):
        publishing.assign(story.pk, writer, assignee=writer)


@pytest.mark.parametrize("who", ["another edition", "another desk", "gone"])
def test_a_story_is_not_given_to_somebody_who_could_not_see_it(who: str) -> None:
    story = make_article(desk=make_desk("world"))
    user = {
        "another edition": lambda: make_user(edition=make_edition("es")),
        "another desk": lambda: make_user(desk=make_desk("sports")),
        "gone": lambda: make_user(is_active=False),
    }[who]()
    with pytest.raises(Blocked):
        publishing.assign(story.pk, make_user("editor"), assignee=user)
    assert fresh(story).assignee is None
    assert not AuditEntry.objects.filter(verb="assign").exists()


def test_a_confidential_story_is_seen_by_whom_it_is_given_to() -> None:
    story, writer = make_article(confidential=True), make_user()
    assert not Article.objects.visible_to(writer).exists()
    publishing.assign(story.pk, make_user("editor"), assignee=writer)
    assert Article.objects.visible_to(writer).get() == story


def test_what_a_colleague_assigned_meanwhile_is_not_written_over() -> None:
    story, editor, first = make_article(), make_user("editor"), make_user()
    publishing.assign(story.pk, editor, assignee=first)
    with pytest.raises(Stale):
        publishing.assign(story.pk, editor, assignee=make_user(), was=(None, None))
    assert fresh(story).assignee == first


def test_the_same_again_changes_and_tells_nothing() -> None:
    story, editor, writer = make_article(), make_user("editor"), make_user()
    for _ in range(2):
        publishing.assign(story.pk, editor, assignee=writer, due_at=DUE)
    assert Assignment.objects.count() == AuditEntry.objects.filter(verb="assign").count() == 1


def test_the_story_s_form_assigns_by_the_same_verb() -> None:
    story, writer = make_article(), make_user(email="a@n.example")
    post = story_post(story, assignee=writer.pk, due_at="2031-03-01T17:30")
    assert signed_in(make_user("editor")).post(CHANGE.format(story.pk), post).status_code == 302
    assert (fresh(story).assignee, fresh(story).due_at) == (writer, DUE)
    assert AuditEntry.objects.filter(verb="assign").count() == 1
    assert jobs() == [Assignment.objects.get().pk]
    assert fresh(story).head_id == story.head_id


def test_the_story_s_form_refuses_somebody_of_another_edition() -> None:
    story = make_article()
    post = story_post(story, assignee=make_user(edition=make_edition("es")).pk)
    response = signed_in(make_user("editor")).post(CHANGE.format(story.pk), post)
    assert "works in another edition or at another desk" in response.content.decode()
    assert fresh(story).assignee is None


def test_a_journalist_s_form_leaves_assignee_and_time_alone() -> None:
    writer = make_user()
    story = make_article(creator=writer, assignee=writer, due_at=DUE)
    post = story_post(story, headline="Changed", assignee="", due_at="")
    assert signed_in(writer).post(CHANGE.format(story.pk), post).status_code == 302
    assert (fresh(story).assignee, fresh(story).due_at) == (writer, DUE)


def test_the_time_that_comes_twice_is_asked_about() -> None:
    story, editor = make_article(), signed_in(make_user("editor"))
    answers = {"was": was_assigned(None, None), "due_at": "2026-10-25T02:30"}
    response = editor.post(verb_url(story, "assign"), answers)
    assert response.status_code == 422
    assert "comes twice in Europe/Paris" in response.content.decode()
    assert editor.post(verb_url(story, "assign"), {**answers, "due_at_fold": "1"}).status_code == 302
    assert fresh(story).due_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_several_stories_are_due_each_on_its_edition_s_clock() -> None:
    paris, lima = (
        make_article("One"),
        make_article("Two", edition=make_edition("es", time_zone="America/Lima")),
    )
    writer, editor = make_user(), signed_in(make_user("editor"))
    stories = [f"{story.pk}:{story.head_id}" for story in (paris, lima)]
    post = {"story": stories, "assignee": writer.pk, "due_at": "2031-03-01T17:30"}
    assert editor.post("/admin/articles/article/bulk/assign/", post).status_code == 200
    assert fresh(lima).due_at - fresh(paris).due_at == timedelta(hours=6)
    assert editor.post(
        "/admin/articles/article/bulk/assign/", {"story": stories, "assignee": make_user().pk, "due_at": ""}
    )
    assert fresh(paris).due_at == DUE


def test_a_confidential_mark_set_on_the_form_is_logged() -> None:
    story = make_article()
    post = story_post(story, confidential="on")
    assert signed_in(make_user("editor")).post(CHANGE.format(story.pk), post).status_code == 302
    entry = AuditEntry.objects.get(article_id=story.pk, verb="desk")
    assert entry.detail == {"changed": ["confidential"]}


def test_a_rolled_back_assignment_leaves_no_job() -> None:
    story = make_article()
    with transaction.atomic():
        publishing.assign(story.pk, make_user("editor"), assignee=make_user())
        transaction.set_rollback(True)
    assert jobs() == []

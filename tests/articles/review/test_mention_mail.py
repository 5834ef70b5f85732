"""The mail to somebody who is called in a comment: one, to those alone who may see the story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Article
from articles.review import comments, mailing
from articles.review.jobs import mail_mention
from articles.review.models import Mention
from newsroom.accounts.models import Membership
from tests.factories import make_article, make_user
from tests.working import run_worker

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db
TEXT = "@ana is that so?"


@pytest.fixture(autouse=True)
def _mailing(settings: SettingsWrapper) -> None:
    settings.SENDS_MAIL = True


def called(text: str = TEXT, *, email: str = "ana@example.org", **fields: Any) -> Mention:
    ana = make_user("editor", username="ana", email=email)
    article = make_article(
        "Council votes", body='<p id="b-aaaaaaaa">The vote was close.</p>', creator=ana, **fields
    )
    comments.comment(article, make_user("editor", first_name="Ben"), text, block_id="b-aaaaaaaa")
    return Mention.objects.get()


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="review.mail_mention").count()


@pytest.mark.django_db(transaction=True)
def test_one_mail_is_sent_for_a_mention_by_the_worker() -> None:
    called()
    run_worker()
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["ana@example.org"], "Somebody mentions you in «Council votes»")
    assert TEXT in sent.body
    assert "> The vote was close." in sent.body
    assert f"/admin/articles/article/{Article.objects.get().pk}/change/#comment-" in sent.body


def test_a_job_that_is_run_again_sends_nothing_more() -> None:
    mention = called()
    mailing.mail(mention.pk)
    mail_mention(mention_id=mention.pk)
    assert len(mail.outbox) == 1
    mention.refresh_from_db()
    assert mention.mailed_at is not None


def test_wording_a_comment_anew_tells_nobody_twice() -> None:
    mention = called()
    comments.edit(mention.comment, mention.comment.author, f"{TEXT} Really?")
    assert jobs() == 1


def test_a_comment_that_is_not_kept_is_not_mailed() -> None:
    def undone() -> None:
        with transaction.atomic():
            called()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        undone()
    assert jobs() == 0


def test_who_may_not_view_the_story_any_more_gets_no_mail() -> None:
    mention = called()
    Membership.objects.filter(user=mention.user).delete()
    mailing.mail(mention.pk)
    assert mail.outbox == []


def test_who_has_no_address_gets_no_mail() -> None:
    called(email="")
    assert jobs() == 0


def test_a_site_without_mail_defers_none(settings: SettingsWrapper) -> None:
    settings.SENDS_MAIL = False
    called()
    assert jobs() == 0


def test_a_comment_that_was_taken_back_is_not_mailed() -> None:
    mention = called()
    comments.take_back(mention.comment, mention.comment.author)
    mailing.mail(mention.pk)
    assert mail.outbox == []


@pytest.mark.parametrize(
    "fields",
    [{"confidential": True}, {"embargoed_until": datetime.now(UTC) + timedelta(days=1)}],
    ids=["confidential", "embargo"],
)
def test_nothing_of_a_secret_story_is_in_the_mail(fields: dict[str, Any]) -> None:
    mention = called(**fields)
    mailing.mail(mention.pk)
    [sent] = mail.outbox
    for secret in ("Council votes", "The vote was close", "is that so"):
        assert secret not in f"{sent.subject}{sent.body}"
    assert f"/articles/article/{mention.comment.article_id}/change/" in sent.body


def test_an_embargo_that_is_over_is_none() -> None:
    mention = called(embargoed_until=datetime.now(UTC) - timedelta(minutes=1))
    mailing.mail(mention.pk)
    assert "Council votes" in mail.outbox[0].subject


def test_a_headline_cannot_break_the_mail_s_head() -> None:
    mention = called()
    Article.objects.update(headline="Vote\r\nBcc: all@example.org")
    mailing.mail(mention.pk)
    assert mail.outbox[0].subject == "Somebody mentions you in «Vote Bcc: all@example.org»"

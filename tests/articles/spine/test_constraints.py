"""The chain, the guard and the append-only tables refuse by themselves, whatever code writes to them."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from articles import publishing
from articles.models import AuditEntry, Revision
from articles.published.models import Listing, Release
from tests.database import as_owner
from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from articles.models import Article

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HOUR = timedelta(hours=1)


@contextmanager
def refused(constraint: str) -> Iterator[None]:
    """The block, or the check of what it deferred, is refused by the constraint or trigger of that name."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():  # noqa: PT012
        yield
        connection.check_constraints()
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


@pytest.fixture
def article() -> Article:
    return make_article()


@pytest.fixture
def public() -> Article:
    return make_article(published=True)


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def release(article: Article, public_from: datetime, until: datetime | None, **fields: Any) -> Release:
    assert article.section is not None
    given = {
        "state": "published",
        "headline": "A headline",
        "first_published_at": public_from,
        "updated_at": public_from,
    } | fields
    return Release.objects.create(
        article_id=article.pk,
        revision_id=article.head_id,
        edition=article.edition,
        section=article.section,
        kind="story",
        genre="news",
        slug="a-headline",
        public_from=public_from,
        public_until=until,
        **given,
    )


def test_a_chain_of_three_is_accepted(article: Article, now: datetime) -> None:
    release(article, now, now + HOUR)
    release(article, now + HOUR, now + 2 * HOUR)
    release(article, now + 2 * HOUR, None, state="gone")
    connection.check_constraints()


def test_two_releases_cannot_overlap(article: Article, now: datetime) -> None:
    with refused("release_followed"):
        release(article, now, now + 2 * HOUR)
        release(article, now + HOUR, None)


def test_two_releases_cannot_both_be_open(article: Article, now: datetime) -> None:
    with refused("release_one_end"):
        release(article, now, None)
        release(article, now + HOUR, None)


def test_two_releases_cannot_end_together(article: Article, now: datetime) -> None:
    with refused("release_one_end"):
        release(article, now, now + 2 * HOUR)
        release(article, now + HOUR, now + 2 * HOUR)
        release(article, now + 2 * HOUR, None)


def test_two_releases_cannot_begin_together(article: Article, now: datetime) -> None:
    with refused("release_one_start"):
        release(article, now, now + HOUR)
        release(article, now, None)


def test_the_last_release_cannot_end(article: Article, now: datetime) -> None:
    with refused("release_followed"):
        release(article, now, now + HOUR)


def test_there_cannot_be_a_gap(article: Article, now: datetime) -> None:
    with refused("release_followed"):
        release(article, now, now + HOUR)
        release(article, now + 2 * HOUR, None)


def test_a_release_cannot_be_followed_by_another_story(
    article: Article, public: Article, now: datetime
) -> None:
    with refused("release_followed"):
        release(article, now, now + HOUR)
        release(make_article("Another"), now + HOUR, None)


def test_a_release_cannot_end_before_it_begins(article: Article, now: datetime) -> None:
    with refused("release_forward"):
        release(article, now + HOUR, now)


def test_nobody_writes_history_afterwards(article: Article, now: datetime) -> None:
    with refused("release_guard"):
        release(article, now - timedelta(seconds=6), None)


def test_what_readers_read_cannot_be_rewritten(public: Article) -> None:
    with as_owner(), refused("release_guard"):
        Release.objects.filter(article_id=public.pk).update(headline="Another headline")


def test_the_desk_has_no_right_to_touch_a_headline(public: Article) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Release.objects.filter(article_id=public.pk).update(headline="Another headline")


def test_a_release_cannot_be_ended_in_the_past(public: Article, now: datetime) -> None:
    with refused("release_guard"):
        Release.objects.filter(article_id=public.pk).update(public_until=now - timedelta(seconds=6))


def test_a_release_that_is_over_stays_as_it_was(public: Article, now: datetime) -> None:
    publishing.withdraw(public.pk, make_user("editor"), notice="It was wrong.")
    over = Release.objects.get(article_id=public.pk, state="published")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5.2)")
    with refused("release_guard"):
        Release.objects.filter(pk=over.pk).update(public_until=now + HOUR)


def test_a_release_that_has_begun_cannot_be_deleted(public: Article) -> None:
    with refused("release_keep"):
        Release.objects.filter(article_id=public.pk).delete()


def test_a_release_that_has_not_begun_can_be_deleted(article: Article, now: datetime) -> None:
    waiting = release(article, now + HOUR, None)
    waiting.delete()
    connection.check_constraints()


def test_no_embargo_is_broken(article: Article, now: datetime) -> None:
    with refused("release_after_embargo"):
        release(article, now, None, embargoed_until=now + HOUR)


@pytest.mark.parametrize(("first", "updated"), [(0, 1), (-1, -2)])
def test_dates_that_readers_see_are_in_order(
    article: Article, now: datetime, first: int, updated: int
) -> None:
    with refused("release_dates"):
        release(article, now, None, first_published_at=now + first * HOUR, updated_at=now + updated * HOUR)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        (
            "release_body_only_if_published",
            {"state": "withdrawn", "notice": "Wrong.", "body": "<p>Text.</p>"},
        ),
        ("release_body_only_if_published", {"state": "gone", "body": "<p>Text.</p>"}),
        ("release_withdrawn_says_why", {"state": "withdrawn"}),
        ("release_moved_somewhere", {"state": "moved"}),
        ("release_has_headline", {"headline": ""}),
    ],
)
def test_a_state_has_what_it_needs_and_no_more(
    article: Article, now: datetime, constraint: str, fields: dict[str, str]
) -> None:
    with refused(constraint):
        release(article, now, None, **fields)


def test_a_story_with_releases_cannot_be_deleted(public: Article) -> None:
    with refused("release_of_an_article"), connection.cursor() as cursor:
        for table in ("byline", "article_regions"):
            cursor.execute(f"DELETE FROM articles_{table} WHERE article_id = %s", [public.pk])
        cursor.execute("UPDATE articles_article SET head_id = NULL WHERE id = %s", [public.pk])
        cursor.execute("DELETE FROM articles_article WHERE id = %s", [public.pk])


def test_a_list_is_sorted_by_what_was_before_it_was_public(public: Article, now: datetime) -> None:
    with refused("listing_sorted_before_public"):
        Listing.objects.create(
            kind="tag",
            target_id=1,
            edition=public.edition,
            sort_at=now + HOUR,
            article_id=public.pk,
            public_from=now,
        )


def test_a_story_is_in_a_list_once(public: Article) -> None:
    listed = Listing.objects.get(article_id=public.pk, kind="edition")
    listed.pk = None
    with refused("listing_one_place"):
        listed.save(force_insert=True)


@pytest.mark.parametrize("model", [Revision, AuditEntry])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_history_is_only_added_to(public: Article, model: Any, act: str) -> None:
    table = model._meta.db_table
    sql = {"update": f"UPDATE {table} SET id = id", "delete": f"DELETE FROM {table}"}[act]
    assert model.objects.exists()
    with as_owner(), refused("append_only"), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("model", [Revision, AuditEntry])
def test_the_desk_has_no_right_to_change_history(public: Article, model: Any) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        model.objects.filter(article_id=public.pk)._raw_delete("default")


def test_two_revisions_cannot_have_one_number(public: Article) -> None:
    assert public.head is not None
    with refused("revision_one_number"):
        Revision.objects.create(article=public, number=public.head.number, content={}, author=public.creator)

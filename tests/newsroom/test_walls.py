"""The three walls between readers and what is not public, each seen from outside. (The first is import-linter's.)"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import ProgrammingError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.published.models import Listing, Release
from newsroom.database import READER_COLUMNS
from tests.crawling import NOT_FOR_READERS, addresses, make_site, patterns
from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from django.test import Client

    from tests.clock import SiteClock
    from tests.crawling import Site

OF_THE_DESK = re.compile(r"\b(articles_|accounts_|auth_|django_session|procrastinate_|audience_|taggit_)")


def paths_of(site: Site) -> list[str]:
    return [path for paths in addresses(site).values() for path in paths]


@pytest.mark.django_db
def test_every_address_of_the_site_is_asked_for_by_these_tests(site_clock: SiteClock) -> None:
    site = make_site(site_clock.now)
    assert set(addresses(site)) == patterns() - NOT_FOR_READERS


@pytest.mark.django_db
def test_the_sql_of_no_public_page_touches_a_table_of_the_desk(client: Client, site_clock: SiteClock) -> None:
    site = make_site(site_clock.now)
    client.force_login(make_user("editor"))
    tables = set(connection.introspection.table_names())
    statuses: set[int] = set()
    for path in paths_of(site):
        with CaptureQueriesContext(connection) as captured:
            statuses.add(client.get(path).status_code)
        for query in captured:
            sql = query["sql"]
            assert not OF_THE_DESK.search(sql), (path, sql)
            assert set(re.findall(r"\b[a-z]+_[a-z_]+\b", sql)) & tables <= READER_COLUMNS.keys(), (path, sql)
    assert statuses == {200, 204, 301, 302, 404, 410}


@pytest.mark.django_db
def test_staff_who_read_are_readers(client: Client, site_clock: SiteClock) -> None:
    site = make_site(site_clock.now)
    before = {
        path: client.get(path).content
        for path in ("/", "/latest/", f"/news/politics/{site.story}/council-votes/")
    }
    client.force_login(make_user("admin"))
    assert {path: client.get(path).content for path in before} == before


@pytest.mark.reader_role
@pytest.mark.database
def test_the_reader_s_role_sees_only_what_is_public_now() -> None:
    editor = make_user("editor")
    shown = make_article("Shown", published=True)
    scheduled = make_article("Scheduled")
    publishing.schedule(scheduled.pk, editor, at=timezone.now() + timedelta(hours=1))
    withdrawn = make_article("Withdrawn", published=True)
    publishing.withdraw(withdrawn.pk, editor, notice="Wrong.")
    assert Release.objects.count() == 4
    seen = Release.objects.using("reader")
    assert set(seen.values_list("article_id", "state")) == {
        (shown.pk, "published"),
        (withdrawn.pk, "withdrawn"),
    }
    assert set(Listing.objects.using("reader").values_list("article_id", flat=True)) == {shown.pk}


@pytest.mark.reader_role
@pytest.mark.database
def test_the_reader_s_role_is_refused_every_table_that_is_not_for_readers() -> None:
    tables = set(connection.introspection.table_names()) - READER_COLUMNS.keys()
    assert {"articles_article", "articles_revision", "accounts_user", "django_session"} <= tables
    for table in sorted(tables):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            connections["reader"].cursor() as cursor,
        ):
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')


COLUMNS_OF_THE_DESK = {
    "media_image": ("file", "sha256", "uploaded_by_id"),
    "authors_author": ("user_id", "name"),
    "tags_tag": ("is_proposed", "name"),
    "sections_coverage": ("tag_ids", "name"),
    "breaking_alert": ("author_id",),
    "live_livepost": ("author_id", "key", "alert_id"),
    "live_postversion": ("saved_by_id",),
}


@pytest.mark.reader_role
@pytest.mark.database
def test_the_reader_s_role_is_refused_columns_that_are_the_desk_s() -> None:
    for table, columns in COLUMNS_OF_THE_DESK.items():
        for column in columns:
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                connections["reader"].cursor() as cursor,
            ):
                cursor.execute(f"SELECT {column} FROM {table}")


@pytest.mark.reader_role
@pytest.mark.database
def test_the_reader_s_role_changes_nothing() -> None:
    for table in READER_COLUMNS:
        with pytest.raises(Exception, match=r"read-only"), connections["reader"].cursor() as cursor:
            cursor.execute(f'DELETE FROM "{table}"')


@pytest.mark.reader_role
@pytest.mark.database
def test_the_reader_s_role_has_no_right_to_change_anything_even_where_it_may_write() -> None:
    with connections["reader"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.role_table_grants"
            " WHERE grantee IN ('reader', 'PUBLIC') AND table_schema = 'public' AND privilege_type <> 'SELECT'"
        )
        assert cursor.fetchall() == []

"""The three walls between readers and what is not public, each seen from outside. (The first is import-linter's.)"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import ProgrammingError, connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.models import Article
from articles.published.models import Listing, Release
from articles.revisions import save_revision
from newsroom.database import READER_COLUMNS
from tests.crawling import NOT_FOR_READERS, addresses, make_site, patterns
from tests.factories import make_article, make_author, make_coverage, make_image, make_tag, make_user

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
    assert statuses == {200, 301, 302, 404, 410}


@pytest.mark.django_db
def test_staff_who_read_are_readers(client: Client, site_clock: SiteClock) -> None:
    site = make_site(site_clock.now)
    before = {
        path: client.get(path).content
        for path in ("/", "/latest/", f"/news/politics/{site.story}/council-votes/")
    }
    client.force_login(make_user("admin"))
    assert {path: client.get(path).content for path in before} == before


def crawl(client: Client, paths: list[str]) -> dict[str, tuple[int, bytes, dict[str, str]]]:
    found = {}
    for path in paths:
        response = client.get(path)
        headers = {name: value for name, value in response.headers.items() if name != "Last-Modified"}
        found[path] = (response.status_code, b"".join(response), headers)
    return found


def text_of(answer: tuple[int, bytes, dict[str, str]]) -> list[str]:
    """In lines, so that a failure says which."""
    return answer[1].decode("utf-8", "replace").splitlines()


def hide(number: int, creator: Any, editor: Any) -> Article:
    """A hidden row of one of five sorts, with a tag, an author, a coverage and a picture of its own."""
    tag = make_tag(f"secret {number}")
    make_coverage(f"Secret coverage {number}", tag_ids=[tag.pk])
    kept = {
        "creator": creator,
        "tags": [tag],
        "by": make_author(f"Secret author {number}"),
        "images": [make_image(rendered=True)],
    }
    later = timezone.now() + timedelta(hours=1)
    sort = number % 5
    story = make_article(f"Secret council {number}", submitted=sort == 1, **kept)
    if sort == 2:
        publishing.schedule(story.pk, editor, at=later)
    if sort == 3:
        Article.objects.filter(pk=story.pk).update(embargoed_until=later)
        save_revision(Article.objects.get(pk=story.pk), editor)
        publishing.schedule(story.pk, editor, at=later + timedelta(minutes=1))
    if sort == 4:
        publishing.spike(story.pk, editor)
    return story


@pytest.mark.reader_role
def test_two_hundred_hidden_rows_change_not_one_byte_for_readers(client: Client) -> None:
    site = make_site()
    live = Article.objects.get(pk=site.story)
    editor = make_user("editor")
    paths = paths_of(site)
    before = crawl(client, paths)
    for number in range(200):
        hide(number, editor, editor)
    Article.objects.filter(pk=live.pk).update(headline="A half-finished change", body="<p>Not yet.</p>")
    save_revision(Article.objects.get(pk=live.pk), editor)
    publishing.schedule(live.pk, editor, at=timezone.now() + timedelta(hours=2))
    publishing.withdraw(live.pk, editor, notice="To come.", at=timezone.now() + timedelta(hours=3))
    after = crawl(client, paths)
    for path in paths:
        assert text_of(after[path]) == text_of(before[path]), path
        assert after[path] == before[path], path
    never = client.get("/tag/never-was/")
    for path in (
        "/tag/secret-2/",
        "/author/secret-author-2/",
        "/coverage/secret-coverage-2/",
        "/tag/secret-2/feed/rss.xml",
    ):
        assert (client.get(path).status_code, client.get(path).content) == (404, never.content)


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


@pytest.mark.reader_role
@pytest.mark.database
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT file FROM media_image",
        "SELECT sha256 FROM media_image",
        "SELECT uploaded_by_id FROM media_image",
        "SELECT user_id FROM authors_author",
        "SELECT name FROM authors_author",
        "SELECT is_proposed FROM tags_tag",
        "SELECT tag_ids FROM sections_coverage",
        "SELECT author_id FROM breaking_alert",
    ],
)
def test_the_reader_s_role_is_refused_columns_that_are_the_desk_s(sql: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connections["reader"].cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.reader_role
@pytest.mark.database
@pytest.mark.parametrize("table", sorted(READER_COLUMNS))
def test_the_reader_s_role_changes_nothing(table: str) -> None:
    with (
        pytest.raises(Exception, match=r"read-only|permission denied"),
        connections["reader"].cursor() as cursor,
    ):
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

"""Who may do what to which table, asked of the database itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from articles.media.models import Use
from articles.media.uses import set_use
from newsroom import database
from newsroom.database import DESK_RIGHTS, READER_COLUMNS
from tests.factories import make_coverage, make_image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def rows(query: str, *parameters: Any, alias: str = "default") -> list[tuple[Any, ...]]:
    with connections[alias].cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def may(role: str, table: str, right: str) -> bool:
    return bool(rows("SELECT has_table_privilege(%s, %s, %s)", role, f'public."{table}"', right)[0][0])


@pytest.fixture
def tables(db: None) -> list[str]:
    return [name for (name,) in rows("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")]


@pytest.fixture
def as_owner(transactional_db: None) -> Iterator[None]:
    with database.connected_as(connection, database.OWNER):
        yield


def test_every_table_belongs_to_the_owner(tables: list[str]) -> None:
    owners = {
        owner
        for (owner,) in rows("SELECT DISTINCT tableowner::text FROM pg_tables WHERE schemaname='public'")
    }
    assert owners == {"owner"}
    assert len(tables) > len(READER_COLUMNS)


def test_the_application_acts_as_the_desk(db: None) -> None:
    assert rows("SELECT current_user::text") == [("desk",)]


def test_nobody_but_the_owner_may_truncate(tables: list[str]) -> None:
    assert [
        (role, name) for name in tables for role in ("desk", "reader") if may(role, name, "TRUNCATE")
    ] == []


def test_the_desk_may_change_every_table_without_a_rule_of_its_own(tables: list[str]) -> None:
    rights = ("SELECT", "INSERT", "UPDATE", "DELETE")
    refused = [
        (name, right)
        for name in tables
        if name not in DESK_RIGHTS
        for right in rights
        if not may("desk", name, right)
    ]
    assert refused == []


@pytest.mark.parametrize("table", ["articles_revision", "articles_auditentry"])
@pytest.mark.parametrize("right", ["UPDATE", "DELETE"])
def test_history_cannot_be_changed_by_the_desk(db: None, table: str, right: str) -> None:
    assert not may("desk", table, right)


def test_the_desk_may_move_the_end_of_a_release_and_nothing_else_of_it(db: None) -> None:
    columns = rows(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = 'published_release'::regclass AND attnum > 0 "
        "AND NOT attisdropped AND has_column_privilege('desk', attrelid, attnum, 'UPDATE')"
    )
    assert columns == [("public_until",)]


def test_the_reader_may_only_read(tables: list[str]) -> None:
    rights = ("INSERT", "UPDATE", "DELETE", "REFERENCES", "TRIGGER")
    assert [(name, right) for name in tables for right in rights if may("reader", name, right)] == []


def test_the_reader_reads_exactly_the_columns_written_down(tables: list[str]) -> None:
    readable: dict[str, set[str]] = {}
    for table, column in rows(
        "SELECT relname::text, attname::text FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid "
        "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped "
        "AND has_column_privilege('reader', pg_class.oid, attnum, 'SELECT')"
    ):
        readable.setdefault(table, set()).add(column)
    assert readable.keys() == READER_COLUMNS.keys()
    for table, columns in READER_COLUMNS.items():
        if columns is not None:
            assert readable[table] == set(columns), table


def test_the_reader_sees_no_table_of_the_desk(tables: list[str]) -> None:
    private = ("articles_", "accounts_", "auth_", "django_", "procrastinate_")
    assert [name for name in READER_COLUMNS if name.startswith(private)] == []


def test_both_connections_share_a_transaction_when_the_test_does_not_commit(db: None) -> None:
    assert connections["reader"] is connections["default"]


@pytest.mark.reader_role
def test_the_true_reader_is_refused_a_draft() -> None:
    assert rows("SELECT current_user::text", alias="reader") == [("reader",)]
    with pytest.raises(DatabaseError, match="permission denied"):
        rows("SELECT headline FROM articles_article", alias="reader")


@pytest.mark.reader_role
def test_the_true_reader_reads_one_snapshot_for_two_seconds_at_most() -> None:
    assert rows("SHOW statement_timeout", alias="reader") == [("2s",)]
    assert rows("SHOW transaction_read_only", alias="reader") == [("on",)]
    with transaction.atomic(using="reader"):
        assert rows("SHOW transaction_isolation", alias="reader") == [("repeatable read",)]


@pytest.mark.reader_role
@pytest.mark.parametrize(("hours", "status"), [(1, 404), (-1, 200)])
def test_the_true_reader_gets_the_picture_of_a_coverage_once_that_has_begun(
    client: Client, hours: int, status: int
) -> None:
    image = make_image(rendered=True)
    coverage = make_coverage(hero=image, public_from=timezone.now() + timedelta(hours=hours))
    set_use(Use.Purpose.COVERAGE, coverage.pk, image)
    assert client.get(image.renditions.earliest("pk").url).status_code == status


def test_rights_on_a_table_that_does_not_exist_stop_the_migration(
    as_owner: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(READER_COLUMNS, "published_ghost", None)
    monkeypatch.setitem(READER_COLUMNS, "editions_edition", ("id", "phantom"))
    with pytest.raises(database.TablesMissing, match=r"published_ghost, editions_edition\.phantom"):
        database.grant(connection)


def test_granting_again_changes_nothing(as_owner: None) -> None:
    rights = "SELECT relname::text, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    database.grant(connection)
    before = rows(rights)
    database.grant(connection)
    assert rows(rights) == before


def test_a_login_without_rights_is_told_what_a_superuser_has_to_run(transactional_db: None) -> None:
    with database.connected_as(connection, None), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE newcomer LOGIN")
        try:
            cursor.execute("SET SESSION AUTHORIZATION newcomer")
            with pytest.raises(database.RolesMissing, match='GRANT owner, desk, reader TO "newcomer"'):
                database.ensure_roles(connection)
        finally:
            cursor.execute("RESET SESSION AUTHORIZATION")
            cursor.execute("DROP ROLE newcomer")


def test_migrating_for_one_application_gives_its_rights(transactional_db: None) -> None:
    with database.connected_as(connection, None), connection.cursor() as cursor:
        cursor.execute("REVOKE ALL ON editions_edition FROM reader")
    call_command("migrate", "editions", verbosity=0)
    assert may("reader", "editions_edition", "SELECT")
    assert rows("SELECT current_user::text") == [("desk",)]


def test_a_mistake_in_the_rights_is_told_in_a_sentence(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(READER_COLUMNS, "published_ghost", None)
    with pytest.raises(CommandError, match="published_ghost"):
        call_command("migrate", verbosity=0)

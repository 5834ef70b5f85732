"""The tests' database: a server of their own, the production's roles, and one connection for both sides.

Without DATABASE_URL the tests use an embedded server in var/test-postgres, without durability, which several
runs may share. Its tables belong to `owner`, and tests act as `desk`, exactly as the site does.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dj_database_url
import psutil
import psycopg
import pytest
from django.db import connections, transaction
from psycopg import sql
from pytest_django.fixtures import validate_django_db

from newsroom import embedded
from newsroom.database import DESK, OWNER, connected_as
from tests.pace import keep_for_good

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.utils import CursorWrapper
    from pytest_django import DjangoDbBlocker

SERVER = Path(__file__).resolve().parent.parent / "var" / "test-postgres"
OWN_NAME = "test_newsroom_"
# What stands in these is the same for every test.
MIGRATED = frozenset({"django_migrations", "django_content_type", "auth_permission"})
# Bytes of tables from which on new files cost less than marking every row as gone.
MANY = 8 * 1024 * 1024


@contextmanager
def server() -> Iterator[None]:
    """Point the settings at the tests' own server, if the environment names none, and keep it up meanwhile."""
    if os.environ.get("DATABASE_URL"):
        if worker := os.environ.get("PYTEST_XDIST_WORKER"):
            # Several processes run the tests: each in a database of its own.
            for alias in connections:
                kept = connections.settings[alias]
                kept["TEST"]["NAME"] = f"test_{kept['NAME']}_{worker}"
        yield
        return
    with embedded.Server(SERVER, fast=True).in_use() as url, ExitStack() as stack:
        drop_abandoned(url)
        place = {name: value for name, value in dj_database_url.parse(url).items() if name != "OPTIONS"}
        for alias in connections:
            settings: dict[str, Any] = connections.settings[alias]
            kept = {name: settings[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
            stack.callback(settings.update, kept)
            settings.update({name: place[name] for name in kept})
            settings["TEST"]["NAME"] = f"{OWN_NAME}{os.getpid()}"
        stack.enter_context(pytest.MonkeyPatch.context()).setenv("DATABASE_URL", url)
        yield


def drop_abandoned(url: str) -> None:
    """Drop the test databases of runs that were killed; each bears the number of its process."""
    with psycopg.connect(url, autocommit=True) as login:
        found = login.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{OWN_NAME}%"]
        ).fetchall()
        for (name,) in found:
            number = name.removeprefix(OWN_NAME)
            if number.isdigit() and not psutil.pid_exists(int(number)):
                login.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def as_owner() -> Iterator[CursorWrapper]:
    """As the role that the desk's narrower rights do not hold back: what refuses now is the database itself."""
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SET ROLE {OWNER}")
        try:
            yield cursor
        finally:
            cursor.execute(f"SET ROLE {DESK}")


@contextmanager
def emptied_quickly() -> Iterator[None]:
    """Let a transactional test leave an empty database by taking away what it wrote, instead of by a flush.

    A flush makes new files for every table and index, and writes content types and permissions again.
    """
    from django.test import TransactionTestCase

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: empty())
        yield


def empty() -> None:
    """Take away every committed row, but for what the migrations wrote."""
    with transaction.atomic(), connections["default"].cursor() as cursor:
        take_away_rows(cursor)


def take_away_rows(cursor: CursorWrapper) -> None:
    """Empty every table that has rows, but for what the migrations wrote; the cursor is in a transaction.

    A few rows are deleted, with no trigger asked. Many are truncated, and so are all where the login is not the
    superuser that may do without triggers. The desk may do neither, and tests keep that.
    """
    cursor.execute("SET LOCAL ROLE NONE")
    cursor.execute(_having_rows(cursor.db.alias))
    found = cursor.fetchall()
    if not found:
        return
    names = [sql.Identifier(name) for name, _ in found]
    cursor.execute("SHOW is_superuser")
    if cursor.fetchone() == ("on",) and sum(size for _, size in found) < MANY:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(name) for name in names))
    else:
        cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(OWNER)))
        cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(",").join(names)))


@cache
def _having_rows(alias: str) -> sql.Composed:
    """The query for the tables that have rows, and their sizes in bytes."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {}, pg_table_size({}) WHERE EXISTS (SELECT FROM {})").format(
            sql.Literal(name), sql.Literal(name), sql.Identifier(name)
        )
        for name in tables
        if name not in MIGRATED
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[bool]:
    """Have the test database created, and dropped, by the login itself: the roles are made on the way.

    Gives whether the test that comes first shares its connection: Django has to set up the true one.
    """
    shares = share_reader(wanted=False)
    with server(), emptied_quickly(), connected_as(connections["default"], None):
        yield shares


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: bool, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Act as `desk` from the database's creation until its end."""
    share_reader(wanted=django_db_modify_db_settings)
    connection = connections["default"]
    # The migrations have left every model's history.
    keep_for_good()
    with connected_as(connection, DESK):
        yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        # Threads of live servers leave connections, which would keep the database from being dropped.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def is_transactional(item: pytest.Item) -> bool:
    """Whether the test commits, so that other connections see what it writes."""
    names = getattr(item, "fixturenames", ())
    if "transactional_db" in names or "live_server" in names:
        return True
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(validate_django_db(marker)[0])


def pytest_configure(config: pytest.Config) -> None:
    """Let every database test use both aliases."""
    from django.test import TransactionTestCase

    TransactionTestCase.databases = {"default", "reader"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Make tests of the reader's role transactional: its connection must see what they wrote."""
    for item in items:
        if item.get_closest_marker("reader_role"):
            item.add_marker(pytest.mark.django_db(transaction=True), append=False)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give `reader` the connection of `default` in a test whose writes are never committed.

    A transactional test has the true reader, with its role, its policies and its read-only transactions.
    """
    share_reader(wanted=not is_transactional(item))


def share_reader(*, wanted: bool) -> bool:
    """Let `reader` be the connection of `default`, or its own again; return whether it was shared before."""
    shares = connections["reader"] is connections["default"]
    if shares and not wanted:
        del connections["reader"]
    elif wanted and not shares:
        connections["reader"].close()
        connections["reader"] = connections["default"]
    return shares

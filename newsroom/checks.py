"""What must hold before the site starts: system checks, each with an id and a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.utils import DatabaseError, OperationalError

from newsroom.database import ROLES, setup_sql

if TYPE_CHECKING:
    from collections.abc import Sequence

OLDEST_SERVER = 150000
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")


@register(Tags.database)
def check_server(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Check the version, the locale, the roles and the extensions of the one database."""
    if "default" not in (databases or ()):
        return []
    connection = connections["default"]
    try:
        with connection.cursor() as cursor:
            version = int(_value(cursor, "SHOW server_version_num"))
            lower = _value(cursor, "SELECT lower('É')")
            encoding = _value(cursor, "SHOW server_encoding")
            name, login = _row(cursor, "SELECT current_database()::text, session_user::text")
            found = _column(cursor, "SELECT rolname::text FROM pg_roles")
            available = _column(cursor, "SELECT name::text FROM pg_available_extensions")
    except OperationalError as error:
        return [
            Error(
                f"The database of DATABASE_URL does not answer: {str(error).strip().splitlines()[0]}",
                hint="Start it, or correct DATABASE_URL.",
                id="newsroom.E001",
            )
        ]
    except DatabaseError as error:
        return [Error(f"The database of DATABASE_URL cannot be read: {error}", id="newsroom.E001")]
    messages = _version_and_locale(version, name, lower, encoding)
    if missing := [role for role in ROLES if role not in found]:
        messages.append(
            Error(
                f"The database server lacks the roles {', '.join(missing)}.",
                hint=f"Run manage.py migrate, or have a superuser run:\n{setup_sql(name, login)}",
                id="newsroom.E004",
            )
        )
    if missing := [extension for extension in EXTENSIONS if extension not in available]:
        messages.append(
            Error(
                f"The database server lacks the extensions {', '.join(missing)}.",
                hint="Install PostgreSQL's contrib package (postgresql-contrib).",
                id="newsroom.E005",
            )
        )
    return messages


@register(Tags.security, deploy=True)
def check_deployment(**kwargs: Any) -> list[CheckMessage]:
    """Check what a public site must have and a trial may lack."""
    environment = settings.ENVIRONMENT
    messages: list[CheckMessage] = []
    if not environment.is_https:
        messages.append(
            checks.Warning(
                f"SITE_URL is {environment.site_url}: readers and staff are not protected on the way.",
                hint="Set SITE_URL to the https address of the site.",
                id="newsroom.W001",
            )
        )
    return messages


def _version_and_locale(version: int, name: str, lower: str, encoding: str) -> list[CheckMessage]:
    messages: list[CheckMessage] = []
    if version < OLDEST_SERVER:
        messages.append(
            Error(
                f"PostgreSQL 15 or later is needed; DATABASE_URL's is {version // 10000}.", id="newsroom.E002"
            )
        )
    if lower != "é" or encoding != "UTF8":
        messages.append(
            Error(
                f"The database {name} does not know letters beyond ASCII: lower('É') is {lower!r}.",
                hint="Create it anew: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'.",
                id="newsroom.E003",
            )
        )
    return messages


def _row(cursor: Any, query: str) -> tuple[str, ...]:
    cursor.execute(query)
    row: tuple[str, ...] = cursor.fetchone()
    return row


def _value(cursor: Any, query: str) -> str:
    return _row(cursor, query)[0]


def _column(cursor: Any, query: str) -> set[str]:
    cursor.execute(query)
    return {row[0] for row in cursor.fetchall()}

"""The database's three roles, and who may do what to which table.

`owner` owns everything and migrates, `desk` is the application and the worker, `reader` serves readers and sees
published tables and labels alone. The login of DATABASE_URL is a member of all three and becomes one of them
with each connection (`-c role=…` in the connection's options), so one address serves all.

The row-level policies that hide what is not public *now* stand with their tables, in the migrations.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

OWNER = "owner"
DESK = "desk"
READER = "reader"
ROLES = (OWNER, DESK, READER)

# The desk's rights where they are fewer than SELECT, INSERT, UPDATE and DELETE. Nobody but the owner may
# TRUNCATE, which no row trigger sees.
DESK_RIGHTS: dict[str, tuple[str, ...]] = {
    "published_release": ("SELECT", "INSERT", "DELETE", "UPDATE (public_until)"),
    "articles_revision": ("SELECT", "INSERT"),
    "articles_auditentry": ("SELECT", "INSERT"),
    "breaking_approval": ("SELECT", "INSERT"),
    "breaking_alertact": ("SELECT", "INSERT"),
    "live_livepost": ("SELECT", "INSERT"),
    "live_postversion": ("SELECT", "INSERT", "UPDATE (public_until)"),
}

# What readers' requests may read: the columns, or None for all of them. All else is refused to them.
READER_COLUMNS: dict[str, tuple[str, ...] | None] = {
    "published_release": None,
    "published_listing": None,
    "published_searchdocument": None,
    "published_mostread": None,
    "published_offmostread": None,
    "editions_edition": None,
    "sections_section": None,
    "sections_region": ("id", "merged_into_id"),
    "sections_regionname": None,
    "sections_coverage": (
        *("id", "hero_id", "is_active", "public_from", "merged_into_id"),
        *("pinned_ids", "key_ids"),
    ),
    "sections_coveragename": None,
    "sections_coveragepart": None,
    "tags_tag": ("id", "merged_into_id"),
    "tags_tagname": None,
    "authors_author": ("id", "kind", "portrait_id", "merged_into_id"),
    "authors_authorname": None,
    "media_image": (
        *("id", "width", "height", "focal_x", "focal_y"),
        *("alt_text", "is_decorative", "caption", "long_description", "credit", "rights_until"),
    ),
    "media_rendition": None,
    "media_video": (
        *("id", "file", "token", "format", "byte_size", "width", "height", "duration_seconds", "poster_id"),
        *("caption", "credit", "transcript", "rights_until"),
    ),
    "media_captiontrack": None,
    "media_use": None,
    "breaking_alert": (
        *("id", "text", "level", "article_id", "corrects_id", "is_test"),
        *("public_from", "public_until", "stood_down_at"),
    ),
    "breaking_alert_editions": None,
    "breaking_streamevent": None,
    "live_livepost": ("id", "article_id"),
    "live_postversion": (
        *("id", "post_id", "article_id", "state", "headline", "body", "byline", "author_ids", "image_ids"),
        *("is_key", "is_breaking", "posted_at", "edited_at", "schema", "public_from", "public_until"),
    ),
    "live_livestate": None,
    "channels_channel": None,
    "channels_broadcast": None,
    "pages_page": None,
    "pages_menuitem": None,
    "redirects_redirect": ("id", "edition_id", "old", "article_id", "target", "status"),
}

# Any number of our own, the same in every process: one migration at a time.
MIGRATION_LOCK = 7_305_808

# PostgreSQL's SQLSTATE codes.
DUPLICATE_OBJECT = "42710"
UNIQUE_VIOLATION = "23505"


class RolesMissing(DatabaseError):
    """The login may not make or become the roles; the message holds the SQL that a DBA has to run."""


class TablesMissing(DatabaseError):
    """Rights are written down for tables or columns that do not exist; the message lists them."""


def setup_sql(database: str, login: str) -> str:
    """Return the SQL with which a superuser prepares `database` for the user `login`."""
    names = {"database": sql.Identifier(database), "login": sql.Identifier(login)}
    statements = [sql.SQL("CREATE ROLE {} NOLOGIN;").format(sql.Identifier(role)) for role in ROLES]
    statements += [
        sql.SQL("GRANT owner, desk, reader TO {login};").format(**names),
        sql.SQL("ALTER DATABASE {database} OWNER TO owner;").format(**names),
    ]
    return "\n".join(statement.as_string() for statement in statements)


def ensure_roles(connection: BaseDatabaseWrapper) -> None:
    """Make the roles, membership of the login in them, and the owner's default privileges, where missing.

    The connection must be the login's own, in no role. Running it again changes nothing. A login that may not
    do what is missing gets RolesMissing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text, current_database()::text")
        login, database = cursor.fetchone()
        try:
            for role in ROLES:
                _ensure_role(cursor, role)
            _ensure_ownership(cursor, database)
        except DatabaseError as error:
            raise RolesMissing(
                f"The database user {login} of DATABASE_URL may not prepare the database ({_first_line(error)}); "
                f"a superuser has to run once:\n{setup_sql(database, login)}"
            ) from error


def _ensure_role(cursor: Any, role: str) -> None:
    name = sql.Identifier(role)
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if cursor.fetchone() is None:
        try:
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
        except (IntegrityError, ProgrammingError) as error:
            # Roles belong to the whole server: another database's set-up may have just made this one.
            if getattr(error.__cause__, "sqlstate", "") not in (DUPLICATE_OBJECT, UNIQUE_VIOLATION):
                raise
    become = sql.SQL("SET ROLE {}").format(name)
    try:
        cursor.execute(become)
    except DatabaseError:
        # Not a member yet; or, from PostgreSQL 16 on, a member without the right to become the role.
        cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
        cursor.execute(become)
    cursor.execute("SET ROLE NONE")


def _ensure_ownership(cursor: Any, database: str) -> None:
    cursor.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [database])
    if cursor.fetchone()[0] != OWNER:
        cursor.execute(sql.SQL("ALTER DATABASE {} OWNER TO owner").format(sql.Identifier(database)))
    cursor.execute("SET ROLE owner")
    cursor.execute(
        "ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO desk"
    )
    cursor.execute(
        "ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT, USAGE ON SEQUENCES TO desk"
    )
    cursor.execute("SET ROLE NONE")


def grant(connection: BaseDatabaseWrapper, *, complete: bool = True) -> None:
    """Give desk and reader exactly their rights on the tables that exist; run as owner after every migration.

    `complete` says that all migrations have run, so that a table or column named here and missing in the
    database is a mistake: TablesMissing, and no right is changed.
    """
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        columns = _columns(cursor)
        missing = _missing(columns)
        if complete and missing:
            raise TablesMissing(
                "newsroom/database.py gives rights on what the database does not have: " + ", ".join(missing)
            )
        _grant_desk(cursor, columns)
        _grant_reader(cursor, columns)


def _grant_desk(cursor: Any, columns: dict[str, set[str]]) -> None:
    cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO desk")
    cursor.execute("GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO desk")
    cursor.execute("REVOKE TRUNCATE ON ALL TABLES IN SCHEMA public FROM desk, reader, PUBLIC")
    for table in DESK_RIGHTS.keys() & columns.keys():
        name = sql.Identifier(table)
        cursor.execute(sql.SQL("REVOKE ALL ON {} FROM desk").format(name))
        rights = sql.SQL(", ").join(sql.SQL(right) for right in DESK_RIGHTS[table])
        cursor.execute(sql.SQL("GRANT {} ON {} TO desk").format(rights, name))


def _grant_reader(cursor: Any, columns: dict[str, set[str]]) -> None:
    cursor.execute("GRANT USAGE ON SCHEMA public TO desk, reader")
    cursor.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM reader, PUBLIC")
    cursor.execute("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM reader, PUBLIC")
    for table, readable in READER_COLUMNS.items():
        if table not in columns:
            continue
        name = sql.Identifier(table)
        if readable is None:
            cursor.execute(sql.SQL("GRANT SELECT ON {} TO reader").format(name))
            continue
        listed = sql.SQL(", ").join(sql.Identifier(column) for column in readable if column in columns[table])
        cursor.execute(sql.SQL("GRANT SELECT ({}) ON {} TO reader").format(listed, name))


def _columns(cursor: Any) -> dict[str, set[str]]:
    cursor.execute(
        """
        SELECT relname::text, array_agg(attname::text) FROM pg_class
        JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') GROUP BY relname
        """
    )
    return {table: set(names) for table, names in cursor.fetchall()}


def _missing(columns: dict[str, set[str]]) -> list[str]:
    tables = sorted((DESK_RIGHTS.keys() | READER_COLUMNS.keys()) - columns.keys())
    return tables + [
        f"{table}.{column}"
        for table, readable in sorted(READER_COLUMNS.items())
        for column in readable or ()
        if table in columns and column not in columns[table]
    ]


@contextmanager
def connected_as(connection: BaseDatabaseWrapper, role: str | None) -> Iterator[None]:
    """Reconnect in `role`, or in none for the login itself, for the length of the block.

    Connections that other threads open meanwhile take the same role, as they share these settings.
    """
    options = connection.settings_dict.setdefault("OPTIONS", {})
    before = options.get("options", "")
    kept = [part for part in before.split("-c ") if part.strip() and not part.startswith("role=")]
    words = [f"-c {part.strip()}" for part in kept] + ([f"-c role={role}"] if role else [])
    connection.close()
    options["options"] = " ".join(words)
    try:
        yield
    finally:
        connection.close()
        options["options"] = before


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0]

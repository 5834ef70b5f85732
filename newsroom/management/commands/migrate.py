"""Django's migrate, run as the database's owner, with the rights of the other roles given afterwards."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from newsroom import database


class Command(migrate.Command):
    help = "Makes the roles where they are missing, migrates as the owner, and gives the roles their rights."

    def execute(self, *args: Any, **options: Any) -> str | None:
        # Before the system checks, some of which connect, and before any of the roles exists.
        connection = connections[options["database"]]
        try:
            with database.connected_as(connection, None):
                database.ensure_roles(connection)
        except database.RolesMissing as error:
            raise CommandError(str(error)) from None
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        try:
            with database.connected_as(connection, database.OWNER):
                # Two servers that start at once: the second finds nothing left to do.
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_lock(%s)", [database.MIGRATION_LOCK])
                super().handle(*args, **options)
                if not (options["plan"] or options["check_unapplied"]):
                    database.grant(connection, complete=not options["app_label"])
        except database.TablesMissing as error:
            raise CommandError(str(error)) from None

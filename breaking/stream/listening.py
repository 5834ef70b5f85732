"""The word that something has happened: PostgreSQL's NOTIFY, on one connection a process. It carries no content."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import NoReturn

import psycopg
from django.db import connections

from articles.published.moment import READER
from breaking.events import CHANNEL

logger = logging.getLogger("newsroom")
RETRY = 1.0


async def listen(wake: Callable[[], None]) -> NoReturn:
    """Call `wake` whenever an event was committed, and once whenever the connection was made (again)."""
    is_down = False
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(conninfo(), autocommit=True) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                is_down = False
                wake()
                async for _ in connection.notifies():
                    wake()
        except Exception as error:
            if not is_down:
                is_expected = isinstance(error, (psycopg.Error, OSError))
                logger.warning(
                    "The stream lost the database: %s", str(error).strip(), exc_info=not is_expected
                )
            is_down = True
        await asyncio.sleep(RETRY)


def conninfo() -> str:
    """The address of the readers' connection, in their role, with all that libpq knows of it."""
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    parameters = connections[READER].get_connection_params()
    return psycopg.conninfo.make_conninfo(**{name: parameters[name] for name in known & parameters.keys()})

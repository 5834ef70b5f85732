"""The queries of pages, each counted in a process of its own that has served nothing before: nothing is warm.

    python -m tests.counting PATH...

prints the status of each and how many queries it made, those that open and close its transaction among them.
"""

from __future__ import annotations

import multiprocessing
import sys

import django


def count(path: str) -> tuple[int, int]:
    """The status of the page and its queries on both connections."""
    from django.db import connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with (
        CaptureQueriesContext(connections["reader"]) as read,
        CaptureQueriesContext(connections["default"]) as other,
    ):
        response = Client().get(path, headers={"Host": "localhost"})
    print(path, file=sys.stderr)
    for query in (*read, *other):
        print(query["sql"][:110].replace("\n", " "), file=sys.stderr)
    return response.status_code, len(read) + len(other)


if __name__ == "__main__":
    django.setup()
    # What is imported is shared; who is forked before anything was served has served nothing.
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        for answer in pool.imap(count, sys.argv[1:]):
            print(*answer)

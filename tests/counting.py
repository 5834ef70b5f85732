"""The queries of one page, counted in the process that this module starts as: nothing is warm.

    python -m tests.counting PATH

prints the status and how many queries the page made, those that open and close its transaction among them.
"""

from __future__ import annotations

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
    for query in (*read, *other):
        print(query["sql"][:110].replace("\n", " "), file=sys.stderr)
    return response.status_code, len(read) + len(other)


if __name__ == "__main__":
    django.setup()
    print(*count(sys.argv[1]))

"""What makes the run of the tests short: which begins first, and what Python's collector need not look at."""

from __future__ import annotations

import gc

import pytest

# New objects from which on the collector looks for cycles. A page makes and drops that many; Python's default is 700.
MANY = 20_000


# After pytest-django, which puts the tests that commit last. What takes longest begins first, so that no process is
# still at it when the others are done.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    gc.set_threshold(MANY, 10, 10)
    keep_for_good()


def keep_for_good() -> None:
    """Have the collector pass over all that is there now, which lasts as long as the run."""
    gc.collect()
    gc.freeze()

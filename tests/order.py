"""The order of the tests: what takes longest begins first, so that no process is still at it when the others are done."""

from __future__ import annotations

import pytest


# After pytest-django, which puts the tests that commit last.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("long") is None)

"""What makes the run of the tests short: which begins first, and what Python and Django need not look at."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import pytest
from django.template import Template
from django.test.utils import instrumented_test_render

if TYPE_CHECKING:
    from django.template import Context
    from django.utils.safestring import SafeString

# New objects from which on the collector looks for cycles. A page makes and drops that many; Python's default is 700.
MANY = 20_000


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """One process more than there are cores: those that wait for a browser, or for a page to ask again, leave theirs.

    The sweep waits less, and each of its processes has a demo newsroom of its own.
    """
    named = os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS")
    return None if named or config.option.markexpr == "sweep" else cores() + 1


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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


@pytest.fixture(scope="session", autouse=True)
def _pages_are_told_of(django_test_environment: None) -> None:
    """Let `response.context` hold what a page was drawn with, and not that of the hundreds of pieces it includes."""

    def _render(self: Template, context: Context) -> SafeString:
        if context.template is self:
            return instrumented_test_render(self, context)
        return self.nodelist.render(context)

    # Django has put its own in this place, and takes it away at the end.
    Template._render = _render

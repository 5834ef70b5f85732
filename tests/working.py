"""The worker of a test."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.test import override_settings

from newsroom.management.commands.worker import work


def run_worker() -> None:
    """Do what is due, but for drills, in a thread of its own: browser tests keep an event loop in this one."""
    with ThreadPoolExecutor(1) as threads, override_settings(DRILL_MINUTES=0):
        threads.submit(asyncio.run, work(concurrency=1, wait=False)).result(60)

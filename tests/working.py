"""The worker of a test."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from newsroom.management.commands.worker import work


def run_worker() -> None:
    """Do what is due, in a thread of its own: browser tests keep an event loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, work(concurrency=1, wait=False)).result(60)

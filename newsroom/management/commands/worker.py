"""Runs the jobs: the side effects of what the desk does."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate import App
from procrastinate.contrib.django import app

from breaking.urgent import QUEUE

logger = logging.getLogger("newsroom.worker")

# A stop is over within 5 seconds: jobs have this long to end, and a thread that does not is left behind. Its job
# stands as begun, and is begun again once its worker's heartbeat is older than STALLED_AFTER.
GRACE_SECONDS = 1.5
LAST_SECONDS = 2.0
STALLED_AFTER = 30.0
# A correction waits neither for pictures nor for a push service that is slow with what it corrects.
URGENT_HANDS = 2


class Command(BaseCommand):
    help = "Runs the queued jobs until it is stopped."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--concurrency", type=int, default=2, help="jobs at a time (%(default)s)")
        parser.add_argument("--once", action="store_true", help="end when no job is left")

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(work(concurrency=options["concurrency"], wait=not options["once"]))


async def work(*, concurrency: int, wait: bool) -> None:
    """Run jobs, `concurrency` at a time; for ever, or without `wait` until none is due."""
    with app.replace_connector(app.connector.get_worker_connector()) as jobs:  # type: ignore[attr-defined]
        async with jobs.open_async():
            await rescue(jobs)
            rescuing = asyncio.create_task(_rescue_for_ever(jobs))
            working = asyncio.create_task(_working(jobs, concurrency=concurrency, wait=wait))
            if wait:
                _stop_on_signal(working)
            try:
                await working
            except asyncio.CancelledError:
                logger.info("The worker has stopped.")
            finally:
                rescuing.cancel()


async def _working(jobs: App, *, concurrency: int, wait: bool) -> None:
    """Hands for every job, and while there is a worker at all some of their own for what is urgent."""
    lanes: list[dict[str, Any]] = [{"concurrency": concurrency}]
    if wait:
        lanes.append({"queues": [QUEUE], "concurrency": URGENT_HANDS})
    await asyncio.gather(
        *(
            jobs.run_worker_async(
                **lane,
                wait=wait,
                shutdown_graceful_timeout=GRACE_SECONDS,
                install_signal_handlers=False,
                delete_jobs="successful",
            )
            for lane in lanes
        )
    )


async def rescue(jobs: App) -> int:
    """Queue again the jobs whose worker is no longer alive, and return their number."""
    stalled = list(await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER))
    for job in stalled:
        await jobs.job_manager.retry_job(job)
        logger.warning("Job %s (%s) was left unfinished and is queued again.", job.id, job.task_name)
    return len(stalled)


async def _rescue_for_ever(jobs: App) -> None:
    while True:
        await asyncio.sleep(STALLED_AFTER)
        await rescue(jobs)


def _stop_on_signal(working: asyncio.Task[None]) -> None:
    def stop() -> None:
        working.cancel()
        last = threading.Timer(LAST_SECONDS, os._exit, (0,))
        last.daemon = True
        last.start()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)

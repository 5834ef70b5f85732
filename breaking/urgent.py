"""Before what waits in the queue of jobs an alert goes: by its priority, and with hands of the worker that do nothing else."""

from __future__ import annotations

from typing import Any

PRIORITY = 10
QUEUE = "urgent"
# How a job is asked for that readers of an alert wait for.
URGENT: dict[str, Any] = {"queue": QUEUE, "priority": PRIORITY}

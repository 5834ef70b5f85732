"""The process in which pictures are decoded, away from everything that a picture could do harm to.

    python -m articles.media.workshop

Started by decoding.py, with a socket for its standard input. For every socket that comes through that one it forks: it
has one thread, so it may, and it has loaded what is needed, so that takes milliseconds. What is forked has limits set by
the kernel, serves one picture and ends; it knows no database, no secret and no environment. The process ends with
whoever started it.

"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import sys
import traceback
from contextlib import suppress
from typing import Any

from PIL import Image as Pillow

from articles.media import pixels
from articles.media.messages import receive, send

# Of its memory, all of it. A picture of MAX_PIXELS needs less than half.
MAX_MEMORY = 1_200 * 1024 * 1024
MAX_FILES = 64
# Seconds until a picture must have come.
TO_COME = 60
_PR_SET_PDEATHSIG = 1


def main() -> None:
    # What reads FORMATS is loaded before the first fork, for all of them.
    Pillow.init()
    # It ends with its parent, whose last works it must not cut short.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, _reap)
    control = socket.socket(fileno=0)
    while True:
        word, handles, _flags, _address = socket.recv_fds(control, 1, 1)
        if not word:
            return
        for handle in handles:
            if os.fork() == 0:
                control.detach()
                os.close(0)
                os._exit(_work(handle))
            os.close(handle)


def _reap(_number: int, _frame: Any) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _work(handle: int) -> int:
    """Serve one picture, and return the status to end with."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    with socket.socket(fileno=handle) as job:
        try:
            _serve(job)
        except pixels.Unusable as refusal:
            return _refuse(job, refusal.why)
        except MemoryError:
            return _refuse(job, "large")
        except (EOFError, OSError):
            # Whoever asked has gone.
            return 0
        except Exception:  # noqa: BLE001
            # A decoder that fails over a hostile file fails in any way; the operator may want to know in which.
            traceback.print_exc()
            return _refuse(job, "damaged")
    return 0


def _refuse(job: socket.socket, why: str) -> int:
    with suppress(OSError):
        send(job, {"refused": why})
    return 0


def _serve(job: socket.socket) -> None:
    limit(TO_COME, TO_COME)
    asked, data = receive(job)
    limit(asked["seconds"], asked["patience"])
    source = pixels.Source(data)
    send(job, pixels.looked_at(source) if asked["look"] else {})
    while True:
        asked, _data = receive(job)
        for file in pixels.files(source, asked["cuts"]):
            send(job, {}, file)


def limit(seconds: int, patience: int) -> None:
    """Have the kernel end this process after so many seconds of the processor, or so many of the clock."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_FILES, MAX_FILES))
    signal.setitimer(signal.ITIMER_REAL, patience)


if __name__ == "__main__":
    main()

"""Asking the workshop (workshop.py) what a picture is and for files cut from it.

No picture is decoded in the processes of the site: one that is made to take all memory, or for ever, ends a process that
has nothing else to do.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import send_fds, socket, socketpair
from typing import Any

from django.utils.translation import gettext as _

from articles.media.messages import receive, send
from articles.media.pixels import FORMATS, MAX_FRAMES, MAX_PIXELS

MAX_BYTES = 25 * 1024 * 1024
# Seconds of the processor: for a picture that somebody waits for, and for all its files by the worker.
SECONDS_TO_LOOK = 15
SECONDS_TO_RENDER = 120
# Of the clock, for one of the processor: the machine may be busy.
PATIENCE = 4
# Pictures decoded at a time, by each process of the site.
AT_ONCE = 2
ROOT = Path(__file__).resolve().parent.parent.parent


class PictureRefused(ValueError):
    """The file cannot be taken in; the message is a sentence for whoever uploads it."""


def sentence(why: str) -> str:
    """What whoever uploads it is told of a refusal of the workshop."""
    match why:
        case "unknown":
            return _("This is not a JPEG, PNG, WebP, GIF or AVIF picture.")
        case "heic":
            return _("This is a HEIC picture, which browsers do not show: save it as JPEG first.")
        case "pixels":
            return _("The picture has more than %(limit)d million pixels.") % {
                "limit": MAX_PIXELS // 1_000_000
            }
        case "frames":
            return _("The picture has more than %(limit)d frames.") % {"limit": MAX_FRAMES}
        case "damaged":
            return _("The picture is damaged and cannot be read to its end.")
        case _:
            return _("The picture is too large to be read.")


@dataclass
class _Workshop:
    """The one process, started when it is first needed and again when it has gone."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    seats: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))
    control: socket | None = None
    process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def job(self) -> Iterator[socket]:
        """A socket to a process that serves one picture."""
        with self.seats:
            ours, theirs = socketpair()
            with ours:
                with theirs:
                    self._hand_over(theirs)
                yield ours

    def _hand_over(self, job: socket) -> None:
        with self.lock:
            try:
                send_fds(self._at_work(), [b"x"], [job.fileno()])
            except OSError:
                self._end()
                send_fds(self._at_work(), [b"x"], [job.fileno()])

    def _at_work(self) -> socket:
        if self.control is None:
            self.control, theirs = socketpair()
            with theirs:
                # Not forked from here: this process has threads. Its environment holds secrets and is not handed on.
                self.process = subprocess.Popen(
                    [sys.executable, "-m", "articles.media.workshop"],
                    cwd=ROOT,
                    env={"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                )
        return self.control

    def _end(self) -> None:
        """End the process, if there is one, and take notice of that."""
        if self.control is not None and self.process is not None:
            self.control.close()
            self.process.kill()
            self.process.wait()
        self.control = None


_workshop = _Workshop()
# It would end by itself; but whoever started it would not be there to take notice of that.
atexit.register(_workshop._end)


@dataclass(frozen=True)
class Opened:
    """A picture that the workshop holds. `width` and `height` are pixels, upright; `said` is what its file says."""

    job: socket
    width: int
    height: int
    format: str
    is_animated: bool
    said: Mapping[str, Any]

    def files(self, cuts: Sequence[Mapping[str, Any]]) -> Generator[bytes, None, None]:
        """One file for each cut, as they are made. Raises PictureRefused."""
        _say(self.job, {"cuts": list(cuts)})
        for _cut in cuts:
            yield _heard(self.job)[1]


@contextmanager
def opened(data: bytes, seconds: int = SECONDS_TO_LOOK, *, look: bool = True) -> Iterator[Opened]:
    """The picture in this file, read to its end unless not to `look` at it first. Raises PictureRefused."""
    with _workshop.job() as job:
        job.settimeout(seconds * PATIENCE + 30)
        _say(job, {"look": look, "seconds": seconds, "patience": seconds * PATIENCE}, data)
        told = _heard(job)[0]
        yield _opened(job, told) if look else Opened(job, 0, 0, "", is_animated=False, said={})


def _opened(job: socket, told: Mapping[str, Any]) -> Opened:
    """What the workshop tells of a picture, if that can be."""
    match told:
        case {"width": int(width), "height": int(height), "format": str(format), "said": dict(said)}:
            if width > 0 < height and width * height <= MAX_PIXELS and format.upper() in FORMATS:
                is_animated = bool(told.get("is_animated"))
                return Opened(job, width, height, format, is_animated=is_animated, said=said)
    raise PictureRefused(sentence("damaged"))


def _say(job: socket, message: Mapping[str, Any], data: bytes = b"") -> None:
    try:
        send(job, message, data)
    except OSError:
        raise PictureRefused(sentence("large")) from None


def _heard(job: socket) -> tuple[dict[str, Any], bytes]:
    """The next answer. If there is none, a limit has ended the process."""
    try:
        answer, data = receive(job)
    except (EOFError, OSError, ValueError):
        raise PictureRefused(sentence("large")) from None
    if "refused" in answer:
        raise PictureRefused(sentence(str(answer["refused"])))
    return answer, data

"""Reading the measures of a video from its container, without decoding it and without believing it.

Nothing here runs code of others over a stranger's bytes: a few headers are read, each from within the file, and no more
of them than STEPS. What cannot be read so is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

# Headers looked at in one file. An hour of video in fragments of a second has some ten thousand.
STEPS = 50_000
# No header that is read is longer.
PIECE = 64 * 1024
MAX_SIDE = 8192
MIN_SIDE = 16
MAX_HOURS = 12


class VideoRefused(ValueError):
    """The file cannot be taken in; the message is a sentence for whoever uploads it."""


@dataclass(frozen=True)
class Measures:
    """Pixels as they are shown, turned upright; seconds, not rounded. `format` is mp4 or webm."""

    format: str
    width: int
    height: int
    seconds: float


@dataclass(frozen=True)
class Blank:
    """Bytes of a file that are not kept, from `start` to before `end`: in their stead stand `by`, and zeros."""

    start: int
    end: int
    by: bytes = b""


class Source:
    """A file of `size` bytes, read in pieces from places that it names itself. Raises VideoRefused outside of it.

    In `blanks` its reader notes what says more than how it is played: where it was filmed, with what, by whom.
    """

    def __init__(self, file: IO[bytes], size: int) -> None:
        self.file = file
        self.size = size
        self.steps = 0
        self.blanks: list[Blank] = []

    def read(self, at: int, count: int) -> bytes:
        """Exactly `count` bytes from `at` on."""
        self.steps += 1
        if self.steps > STEPS:
            raise VideoRefused(_("The video is made of too many parts to be read."))
        if at < 0 or not 0 <= count <= PIECE or at + count > self.size:
            raise damaged()
        self.file.seek(at)
        data = self.file.read(count)
        if len(data) != count:
            raise damaged()
        return data

    def number(self, at: int, count: int) -> int:
        """A big-endian number of `count` bytes."""
        return int.from_bytes(self.read(at, count), "big")


def damaged() -> VideoRefused:
    return VideoRefused(_("The video is damaged or was cut off: it does not hold what its header says."))


def no_picture() -> VideoRefused:
    return VideoRefused(_("There is no moving picture in this file."))


def no_duration() -> VideoRefused:
    return VideoRefused(
        _("The file does not say how long it lasts; export it again from an editing program.")
    )


def more_than_a_film() -> VideoRefused:
    return VideoRefused(
        _(
            "Beside picture and sound it records something else, such as where it was filmed; export it again from an "
            "editing program."
        )
    )


def wrong_codec(found: str, wanted: str) -> VideoRefused:
    """`found` is a name from the file: at most a few printable characters of it are repeated."""
    name = "".join(c for c in found[:20] if c.isascii() and c.isprintable()) or "?"
    return VideoRefused(
        _("It is coded as %(found)s, which not all browsers can play; export it as %(wanted)s.")
        % {"found": name, "wanted": wanted}
    )


def measured(format: str, width: float, height: float, seconds: float) -> Measures:
    """The measures, if a video can have them. Raises VideoRefused."""
    across, down = round(width), round(height)
    if not (MIN_SIDE <= across <= MAX_SIDE and MIN_SIDE <= down <= MAX_SIDE):
        raise VideoRefused(
            _("Its picture measures %(width)d × %(height)d; from %(least)d to %(most)d pixels a side can be.")
            % {"width": across, "height": down, "least": MIN_SIDE, "most": MAX_SIDE}
        )
    # Not a number is neither.
    if not 0 < seconds <= MAX_HOURS * 3600:
        if seconds > 0:
            raise VideoRefused(_("A video can last %(hours)d hours at most.") % {"hours": MAX_HOURS})
        raise no_duration()
    return Measures(format, across, down, seconds)

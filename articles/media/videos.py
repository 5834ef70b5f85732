"""Taking a video in: what it is is decided by reading its container.

It is kept as it came, but for what its container tells beside the film: readers are not to learn from a source's
video where it was filmed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.db import connection, transaction
from django.utils.translation import gettext as _

from articles.media import mp4, webm
from articles.media.containers import Blank, Measures, Source, VideoRefused
from articles.media.models import Video

CHUNK = 1024 * 1024
READERS = {b"ftyp": mp4.read, b"\x1a\x45\xdf\xa3": webm.read}
MIME = {"mp4": "video/mp4", "webm": "video/webm"}


class BareFile(File):  # type: ignore[type-arg]
    """A file to be stored, without what is not kept of it. As long as it was: nothing in it is moved."""

    def __init__(self, file: IO[bytes], blanks: Iterable[Blank]) -> None:
        super().__init__(file)
        self.blanks = tuple(blanks)

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        at = 0
        for data in super().chunks(chunk_size or CHUNK):
            yield self._bare(bytearray(data), at)
            at += len(data)

    def _bare(self, data: bytearray, at: int) -> bytes:
        for blank in self.blanks:
            first, last = max(blank.start, at), min(blank.end, at + len(data))
            if first < last:
                by = blank.by[first - blank.start : last - blank.start]
                data[first - at : last - at] = by.ljust(last - first, b"\x00")
        return bytes(data)


@dataclass(frozen=True)
class Inspected:
    """A file that can be taken in. The hash is of the file as it came; `blanks` are not kept of it."""

    measures: Measures
    sha256: str
    byte_size: int
    blanks: tuple[Blank, ...] = ()

    def kept(self, file: IO[bytes]) -> File:  # type: ignore[type-arg]
        """What of the inspected file is stored."""
        if self.blanks:
            return BareFile(file, self.blanks)
        return file if isinstance(file, File) else File(file)

    def fill(self, video: Video) -> None:
        """Write what was found into a row; seconds are whole ones, at least one."""
        video.sha256, video.byte_size = self.sha256, self.byte_size
        video.format = self.measures.format
        video.width, video.height = self.measures.width, self.measures.height
        video.duration_seconds = max(1, round(self.measures.seconds))


def inspect(upload: IO[bytes]) -> Inspected:
    """Read the whole file once in pieces, and its headers. Raises VideoRefused."""
    digest = hashlib.sha256()
    size = 0
    upload.seek(0)
    while data := upload.read(CHUNK):
        size += len(data)
        if size > settings.VIDEO_MAX_BYTES:
            raise VideoRefused(too_big())
        digest.update(data)
    if not size:
        raise VideoRefused(_("The file is empty."))
    source = Source(upload, size)
    head = source.read(0, min(8, size))
    read = READERS.get(head[4:8]) or READERS.get(head[:4])
    if read is None:
        raise VideoRefused(_("This is not an MP4 or WebM video."))
    measures = read(source)
    upload.seek(0)
    return Inspected(measures, digest.hexdigest(), size, tuple(source.blanks))


def known(sha256: str) -> Video | None:
    """The row of a file that is here already. Whoever asks at the same time for the same file waits for us to commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])
    return Video.objects.filter(sha256=sha256).first()


def take_in(upload: IO[bytes], *, uploaded_by: Any = None, **fields: Any) -> tuple[Video, bool]:
    """Store a video and return (its row, whether it is new); one that is here byte for byte is not stored twice.

    Raises VideoRefused.
    """
    found = inspect(upload)
    with transaction.atomic():
        video = known(found.sha256)
        if video is not None:
            return video, False
        video = Video(uploaded_by=uploaded_by, **fields)
        found.fill(video)
        video.file.save("video", found.kept(upload), save=False)
        video.save()
        return video, True


def posters_of(video_ids: Iterable[int]) -> set[int]:
    """The pictures that stand for these videos."""
    ids = list(video_ids)
    return set(Video.objects.filter(pk__in=ids).values_list("poster_id", flat=True)) if ids else set()


def too_big() -> str:
    return _("The file is larger than %(limit)d MB.") % {"limit": settings.VIDEO_MAX_BYTES // (1024 * 1024)}

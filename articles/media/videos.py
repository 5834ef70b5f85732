"""Taking a video in: what it is is decided by reading its container, and it is kept as it came."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.db import connection, transaction
from django.utils.translation import gettext as _

from articles.media import mp4, webm
from articles.media.containers import Measures, Source, VideoRefused
from articles.media.models import Video

CHUNK = 1024 * 1024
READERS = {b"ftyp": mp4.read, b"\x1a\x45\xdf\xa3": webm.read}
MIME = {"mp4": "video/mp4", "webm": "video/webm"}


@dataclass(frozen=True)
class Inspected:
    """A file that can be taken in."""

    measures: Measures
    sha256: str
    byte_size: int

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
    return Inspected(measures, digest.hexdigest(), size)


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
        video.file.save("video", File(upload), save=False)
        video.save()
        return video, True


def posters_of(video_ids: Iterable[int]) -> set[int]:
    """The pictures that stand for these videos."""
    ids = list(video_ids)
    return set(Video.objects.filter(pk__in=ids).values_list("poster_id", flat=True)) if ids else set()


def too_big() -> str:
    return _("The file is larger than %(limit)d MB.") % {"limit": settings.VIDEO_MAX_BYTES // (1024 * 1024)}

"""How much of an uploaded file is written down at all."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler

# For what is sent along with a video, such as its captions in many languages. In bytes.
BESIDE = 32 * 1024 * 1024


class BoundedUpload(FileUploadHandler):
    """Stands before the handlers that keep what comes, and lets pass to them what the largest of our forms can hold.

    What is over that is cut off there, of all files of a request together: the disk cannot be filled, by one file or
    by many, and anybody can send a form, before it is asked who. Whoever takes a file in sees that it is too large,
    and says so.
    """

    passed = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.passed > settings.VIDEO_MAX_BYTES + BESIDE:
            return None
        self.passed += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind."""

"""Taking a picture in: what it is is decided by decoding it, and the original is kept where nobody is served from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import IO, Any

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from articles.media import metadata
from articles.media.decoding import MAX_BYTES, PictureRefused, opened
from articles.media.models import Image
from articles.media.renditions import firsts_of, room_of, stored

__all__ = ["MAX_BYTES", "PictureRefused", "take_in"]

# What is filled from the file, and the most that is kept of it where the column sets no limit.
SAID = {
    "caption": 5000,
    "credit": 0,
    "alt_text": 0,
    "long_description": 5000,
    "photographer": 0,
    "copyright_notice": 0,
    "usage_terms": 0,
    "place": 0,
    "keywords": 0,
    "digital_source": 0,
}


def take_in(
    upload: IO[bytes],
    *,
    size: int | None = None,
    uploaded_by: Any = None,
    is_rendered: bool = True,
    **fields: Any,
) -> tuple[Image, bool]:
    """Store a picture with the renditions that every page can show, and return (its row, whether it is new).

    A file that is here already, byte for byte, is found by its hash and not stored twice. What the file says of itself
    fills the fields that are not given, or empty. An animation is kept as it came; what is served of it is its first
    frame (see `Image.moves`). Without `is_rendered` no file is made of it yet. Raises PictureRefused.
    """
    if size is not None and size > MAX_BYTES:
        raise PictureRefused(_too_big())
    data = upload.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise PictureRefused(_too_big())
    if not data:
        raise PictureRefused(_("The file is empty."))
    digest = hashlib.sha256(data).hexdigest()
    known = Image.objects.filter(sha256=digest).first()
    if known is not None:
        return known, False
    image = Image(sha256=digest, byte_size=len(data), uploaded_by=uploaded_by, **fields)
    image.file_name = _file_name(getattr(upload, "name", None))
    with opened(data) as picture:
        image.width, image.height, image.format = picture.width, picture.height, picture.format
        image.moves = picture.is_animated
        _fill(image, picture.said)
        firsts = firsts_of(image) if is_rendered else []
        files = list(picture.files([first.cut(image, room_of(image)) for first in firsts]))
    with transaction.atomic():
        # Whoever takes in the same file at the same time waits here for us to commit, and finds it.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])
        known = Image.objects.filter(sha256=digest).first()
        if known is not None:
            return known, False
        image.file.save("original", ContentFile(data), save=False)
        image.save()
        for first, file in zip(firsts, files, strict=True):
            stored(image, first, file)
    return image, True


def _fill(image: Image, said: Mapping[str, Any]) -> None:
    """Write what the file says into the fields that are empty: what a person has typed stands."""
    limits = {name: _length(name) or most for name, most in SAID.items()}
    for name, value in metadata.cleaned(said, limits).items():
        if not getattr(image, name) and not (name == "alt_text" and image.is_decorative):
            setattr(image, name, value)


def _file_name(name: Any) -> str:
    """The last part of the name under which a file came, without what cannot be shown; its end if it is too long."""
    last = PurePath(str(name or "").replace("\\", "/")).name
    return metadata.clean(last)[-_length("file_name") :]


def _length(name: str) -> int:
    """The most characters that a column of Image holds; 0 if it sets no limit."""
    return int(getattr(Image._meta.get_field(name), "max_length", None) or 0)


def _too_big() -> str:
    return _("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // (1024 * 1024)}

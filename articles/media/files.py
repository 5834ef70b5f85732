"""Taking a picture in: what it is is decided by decoding it, and the original is kept where nobody is served from."""

from __future__ import annotations

import hashlib
import io
import warnings
from typing import IO, Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from articles.media.models import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 40_000_000
# Pillow only warns between one and two times its own limit; ours is checked before a pixel is decoded.
Pillow.MAX_IMAGE_PIXELS = MAX_PIXELS


class PictureRefused(ValueError):
    """The file cannot be taken in; the message is a sentence for whoever uploads it."""


def take_in(
    upload: IO[bytes], *, size: int | None = None, uploaded_by: Any = None, **fields: Any
) -> tuple[Image, bool]:
    """Store a picture and return (its row, whether it is new).

    A file that is here already, byte for byte, is found by its hash and not stored twice. An animation is kept as it
    came; what is served of it is its first frame (see `is_animated`). Raises PictureRefused.
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
    with decoded(data) as picture:
        width, height = picture.size
        kind = (picture.format or "").lower()
    image = Image(
        sha256=digest,
        format=kind,
        byte_size=len(data),
        width=width,
        height=height,
        uploaded_by=uploaded_by,
        **fields,
    )
    image.file.save("original", ContentFile(data), save=False)
    image.save()
    return image, True


def decoded(data: bytes) -> Pillow.Image:
    """The picture upright, its pixels read. Raises PictureRefused for what is not one of FORMATS, whole and small enough."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            picture = Pillow.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise PictureRefused(_too_many_pixels())
            kind = picture.format
            picture.seek(0)
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except PictureRefused:
        raise
    except UnidentifiedImageError:
        raise PictureRefused(_("This is not a JPEG, PNG, WebP, GIF or AVIF picture.")) from None
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise PictureRefused(_too_many_pixels()) from None
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        MemoryError,
        OverflowError,
        TypeError,
        KeyError,
        IndexError,
    ):
        raise PictureRefused(_("The picture is damaged and cannot be read to its end.")) from None
    upright.format = kind
    return upright


def is_animated(image: Image) -> bool:
    """Whether the original has frames that readers will not see."""
    if image.format not in ("gif", "webp", "avif", "png"):
        return False
    with image.file.open("rb") as file, Pillow.open(file, formats=FORMATS) as picture:
        return getattr(picture, "n_frames", 1) > 1


def _too_big() -> str:
    return _("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // (1024 * 1024)}


def _too_many_pixels() -> str:
    return _("The picture has more than %(limit)d million pixels.") % {"limit": MAX_PIXELS // 1_000_000}

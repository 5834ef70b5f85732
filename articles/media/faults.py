"""What keeps a picture or a video from being used: sentences for people."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.media.models import Image, Video


class Finding(str):
    """A sentence about a story, and where it is mended: a `field` of its form, or an `image` or `video` of the library.

    `field` is the name of a field or list, `pictures-0-alt_text` for one of a row; the keys are 0 for none.
    """

    __slots__ = ("field", "image", "video")
    field: str
    image: int
    video: int

    def __new__(cls, sentence: str, field: str = "", *, image: int = 0, video: int = 0) -> Finding:
        made = super().__new__(cls, sentence)
        made.field, made.image, made.video = field, image, video
        return made


def picture_faults(image: Image, at: datetime, alt_here: str = "") -> list[str]:
    """What keeps a picture from being used at `at`; each names the column of the picture in which it is mended."""
    described = image.alt_text or image.is_decorative or alt_here
    faults: list[str] = []
    if not described:
        faults.append(Finding(_("no alternative text, and not marked as decorative."), "alt_text"))
    return faults + _rights_faults(image, at)


def video_faults(video: Video, at: datetime) -> list[str]:
    """What keeps a video of our own from being used at `at`; its poster may keep it too."""
    poster = [_("its poster: %(fault)s") % {"fault": fault} for fault in picture_faults(video.poster, at)]
    return _rights_faults(video, at) + poster


def _rights_faults(item: Image | Video, at: datetime) -> list[str]:
    faults: list[str] = []
    if not item.credit:
        faults.append(Finding(_("no credit."), "credit"))
    if not item.rights:
        faults.append(Finding(_("nobody has said what rights we have."), "rights"))
    if item.rights_until and item.rights_until <= at:
        faults.append(Finding(_("our rights have ended."), "rights_until"))
    return faults


def check_new_use(image: Image | None, before: int | None, at: datetime) -> None:
    """Refuse by ValidationError that a picture begins to be used at `at` that cannot be; `before` stood there already."""
    if image is None or image.pk == before:
        return
    if faults := picture_faults(image, at):
        raise ValidationError(
            _("This picture cannot be used: %(faults)s") % {"faults": " ".join(faults)}, code="unusable"
        )

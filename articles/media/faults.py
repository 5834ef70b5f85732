"""What keeps a picture or a video from being used: sentences for people."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.media.models import Image, Video


def picture_faults(image: Image, at: datetime, alt_here: str = "") -> list[str]:
    """What keeps a picture from being used at `at`."""
    described = image.alt_text or image.is_decorative or alt_here
    faults = [] if described else [_("no alternative text, and not marked as decorative.")]
    return faults + _rights_faults(image, at)


def video_faults(video: Video, at: datetime) -> list[str]:
    """What keeps a video of our own from being used at `at`; its poster may keep it too."""
    poster = [_("its poster: %(fault)s") % {"fault": fault} for fault in picture_faults(video.poster, at)]
    return _rights_faults(video, at) + poster


def _rights_faults(item: Image | Video, at: datetime) -> list[str]:
    faults = []
    if not item.credit:
        faults.append(_("no credit."))
    if not item.rights:
        faults.append(_("nobody has said what rights we have."))
    if item.rights_until and item.rights_until <= at:
        faults.append(_("our rights have ended."))
    return faults


def check_new_use(image: Image | None, before: int | None, at: datetime) -> None:
    """Refuse by ValidationError that a picture begins to be used at `at` that cannot be; `before` stood there already."""
    if image is None or image.pk == before:
        return
    if faults := picture_faults(image, at):
        raise ValidationError(
            _("This picture cannot be used: %(faults)s") % {"faults": " ".join(faults)}, code="unusable"
        )

from __future__ import annotations

from typing import Any

from django import template

from articles.admin.uploading import AT_ONCE
from articles.forms.pictures import ACCEPTED
from articles.media.files import MAX_BYTES

register = template.Library()


@register.simple_tag
def upload_limits() -> dict[str, Any]:
    """What a page must know to send pictures: the types of files, the bytes of one, and how many at once."""
    return {"accepted": ACCEPTED, "max_bytes": MAX_BYTES, "at_once": AT_ONCE}

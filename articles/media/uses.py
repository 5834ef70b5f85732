from __future__ import annotations

from articles.media.models import Image, Use


def set_use(purpose: str, target_id: int, image: Image | None) -> None:
    """Say which picture stands for a row that is public by itself, or that none does any more."""
    if image is None:
        Use.objects.filter(purpose=purpose, target_id=target_id).delete()
    else:
        Use.objects.update_or_create(purpose=purpose, target_id=target_id, defaults={"image": image})

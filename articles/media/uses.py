from __future__ import annotations

from collections.abc import Iterable

from articles.media.models import Image, Use


def set_use(purpose: str, target_id: int, image: Image | None) -> None:
    """Say which picture stands for a row that is public by itself, or that none does any more."""
    if image is None:
        Use.objects.filter(purpose=purpose, target_id=target_id).delete()
    else:
        Use.objects.update_or_create(purpose=purpose, target_id=target_id, defaults={"image": image})


def set_uses(purpose: str, target_id: int, image_ids: Iterable[int], *, article_id: int) -> None:
    """Say which pictures a row shows, in place of those before; they are public while the story `article_id` is."""
    wanted = set(image_ids)
    rows = Use.objects.filter(purpose=purpose, target_id=target_id)
    there = set(rows.values_list("image_id", flat=True))
    if there - wanted:
        rows.exclude(image__in=wanted).delete()
    Use.objects.bulk_create(
        Use(purpose=purpose, target_id=target_id, image_id=pk, article_id=article_id)
        for pk in sorted(wanted - there)
    )

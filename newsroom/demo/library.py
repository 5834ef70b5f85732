"""What the demo's library says of its pictures beyond the words that readers see: by whom, where, and whose rights."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from articles.media.models import Image
from newsroom.demo.content import DemoStory
from newsroom.demo.drawing import Drawing, drawing_of

# Who made a picture stands in its credit, between these.
BEFORE, AFTER = ": ", " / "
Clock = Callable[[list[Any]], datetime]


def index(images: dict[Drawing, Image], stories: list[DemoStory]) -> None:
    """Have each picture found by who made it, where its story is from and what that is about."""
    known: dict[int, Image] = {}
    for story in stories:
        for row in story.facts.get("pictures", []):
            image = images[drawing_of(row)]
            if image.pk in known:
                continue
            known[image.pk] = image
            image.place = story.facts.get("dateline_place", "")
            image.keywords = ", ".join([*story.facts["tags"], row["scene"].replace("-", " ")])
            image.file_name = f"{story.key}-{row['seed']}.jpg"
    for image in images.values():
        image.photographer = image.credit.partition(BEFORE)[2].partition(AFTER)[0]
    Image.objects.bulk_update(images.values(), ["place", "keywords", "file_name", "photographer"])


def fill_library(images: dict[Drawing, Image], rows: list[dict[str, Any]], at: Clock) -> None:
    """Describe the pictures that no story shows, as far as anybody has."""
    for row in rows:
        image = images[drawing_of(row)]
        image.alt_text, image.caption, image.credit = row["alt"], row["caption"], row["credit"]
        image.rights, image.place, image.keywords = row["rights"], row["place"], row["keywords"]
        image.file_name = row["file_name"]
        if "rights_until" in row:
            image.rights_until = at(row["rights_until"])
        image.save()


def end_rights(
    images: dict[Drawing, Image], rows: list[dict[str, Any]], stories: list[DemoStory], at: Clock
) -> None:
    """Limit the rights of the first picture of a story that is public already."""
    pictures = {story.key: story.facts.get("pictures", []) for story in stories}
    for row in rows:
        image = images[drawing_of(pictures[row["picture_of"]][0])]
        image.rights, image.usage_terms = row["rights"], row["usage_terms"]
        image.rights_until = at(row["rights_until"])
        image.save(update_fields=["rights", "usage_terms", "rights_until"])

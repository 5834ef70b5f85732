"""Asks the worker for every rendition that is missing, of every picture."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from articles.jobs import defer_renditions
from articles.media.models import Image


class Command(BaseCommand):
    help = "Asks the worker for the sizes and formats of pictures that are not made yet, as after an update."

    def handle(self, *args: Any, **options: Any) -> None:
        for pk in Image.objects.order_by("-pk").values_list("pk", flat=True).iterator():
            defer_renditions(pk)

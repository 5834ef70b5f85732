from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from articles.models import Article
from articles.published import moment
from articles.published.models import Release
from articles.published.places import read_labels, reindex, relist


class Command(BaseCommand):
    help = "Brings the lists in line with what is published, and reports how many rows differed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only counts the differences.")

    def handle(self, *args: Any, **options: Any) -> None:
        labels = read_labels()
        differences = 0
        for article_id in (
            Release.objects.order_by("article_id").values_list("article_id", flat=True).distinct()
        ):
            with transaction.atomic():
                Article.objects.select_for_update().get(pk=article_id)
                at = moment.clock_reading("default")
                differences += relist(article_id, at, labels, write=not options["check"])
                if not options["check"]:
                    reindex(article_id, at)
        self.stdout.write(f"{differences} differences")

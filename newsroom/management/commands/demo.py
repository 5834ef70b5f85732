from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.editions.models import Edition
from newsroom.demo.loading import bring_up_to_date, load_demo


class Command(BaseCommand):
    help = "Loads the demo newsroom into a database that has no edition yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="Brings the newest stories and alerts up to date."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["again"]:
            self.stdout.write(f"{bring_up_to_date()} stories are up to date.")
        elif Edition.objects.exists():
            raise CommandError("This database has an edition already; the demo is only for an empty one.")
        else:
            self.stdout.write(f"The demo newsroom has {load_demo()} stories.")

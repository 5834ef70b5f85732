from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.editions.models import Edition
from newsroom.redirects.files import MOST_BYTES, decoded, lines_of
from newsroom.redirects.keys import Refused
from newsroom.redirects.models import Redirect
from newsroom.redirects.planning import Outcome, Plan

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Imports redirects from a CSV file of old,new[,status]. While any line is refused, nothing is imported, "
        "unless --leave-out-refused is given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )
        parser.add_argument("--leave-out-refused", action="store_true", help="import the other lines")

    def handle(self, *args: Any, **options: Any) -> None:
        place: Path = options["file"]
        try:
            with place.open("rb") as file:
                text = decoded(file.read(MOST_BYTES + 1))
            plan = Plan(list(Edition.objects.all()), Redirect.Origin.IMPORTED).make(lines_of(text))
        except OSError as error:
            raise CommandError(f"{place} cannot be read: {error.strerror}.") from None
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        refused = plan.of(Outcome.REFUSED)
        for planned in refused[:SHOWN]:
            self.stderr.write(f"Line {planned.line.number}: {planned.line.old}: {planned.why}")
        if len(refused) > SHOWN:
            self.stderr.write(f"… and {len(refused) - SHOWN} more lines that are refused.")
        counts = ", ".join(f"{len(plan.of(outcome))} {outcome}" for outcome in Outcome)
        if options["dry_run"]:
            self.stdout.write(f"{counts}. Nothing was changed.")
        elif refused and not options["leave_out_refused"]:
            raise CommandError(f"{counts}. Nothing was imported.")
        else:
            plan.carry_out()
            self.stdout.write(f"{counts}.")

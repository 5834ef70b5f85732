from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from newsroom.accounts.rights_table import table


class Command(BaseCommand):
    help = "Write docs/permissions.md from the rights in the code."

    def handle(self, *args: Any, **options: Any) -> None:
        place = settings.BASE_DIR / "docs" / "permissions.md"
        place.write_text(table())
        self.stdout.write(f"{place} is written.")

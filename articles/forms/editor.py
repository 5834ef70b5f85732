"""What the editor of bodies in the browser has to know of this house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles.body.providers import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from articles.editions.models import Edition


def editor_facts(editions: Iterable[Edition]) -> dict[str, Any]:
    """The services that may be embedded, by their hosts, and how fast each edition's readers read; for JSON."""
    return {
        "providers": [
            {"name": provider.name, "hosts": sorted({host for rule in provider.rules for host in rule.hosts})}
            for provider in PROVIDERS
        ],
        "speeds": {edition.pk: edition.reading_wpm for edition in editions},
    }

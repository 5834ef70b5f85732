"""What the editor of bodies in the browser has to know of this house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles.body.providers import PROVIDERS

if TYPE_CHECKING:
    from articles.forms.story import StoryForm


def editor_facts(form: StoryForm) -> dict[str, Any]:
    """For JSON: the services that may be embedded, by their hosts, and how fast readers of each edition read."""
    return {
        "providers": [
            {"name": provider.name, "hosts": sorted({host for rule in provider.rules for host in rule.hosts})}
            for provider in PROVIDERS
        ],
        "speeds": {edition.pk: edition.reading_wpm for edition in form.editions},
    }

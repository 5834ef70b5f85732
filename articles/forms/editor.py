"""What the editor of bodies in the browser has to know of this house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from articles.body.providers import PROVIDERS

if TYPE_CHECKING:
    from django import forms

    from articles.editions.models import Edition
    from articles.forms.story import StoryForm


def editor_facts(form: StoryForm) -> dict[str, Any]:
    """For JSON: the services that may be embedded, by their hosts, and how fast readers of each edition read."""
    offered = cast("forms.ModelChoiceField[Edition]", form.fields["edition"]).queryset
    # A story that is there stays in its edition.
    editions = [form.instance.edition] if form.instance.pk else offered
    return {
        "providers": [
            {"name": provider.name, "hosts": sorted({host for rule in provider.rules for host in rule.hosts})}
            for provider in PROVIDERS
        ],
        "speeds": {edition.pk: edition.reading_wpm for edition in editions or ()},
    }

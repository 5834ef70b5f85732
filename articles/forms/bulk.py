"""What an act on several stories asks for."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from articles.editions.scope import editions_for
from articles.forms.story import SectionChoice
from articles.forms.widgets import PEOPLE, TAGS, Pick, WallClockField, show_clock
from articles.sections.models import Section
from articles.tags.models import Tag


def zone_of(user: Any) -> str:
    """The zone of the first edition that somebody works in."""
    first = editions_for(user).first()
    return first.time_zone if first else "UTC"


class BulkForm(forms.Form):
    """An act without a question."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user


class SectionForm(BulkForm):
    section = SectionChoice(Section.objects.none(), label=_("section"), empty_label=None)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        section = cast("forms.ModelChoiceField[Section]", self.fields["section"])
        section.queryset = Section.objects.filter(edition__in=editions_for(user)).select_related("parent")


class TagForm(BulkForm):
    tag = forms.ModelChoiceField(
        Tag.objects.filter(merged_into=None), label=_("tag"), widget=Pick(TAGS, placeholder=_("Type a name"))
    )


class AssignForm(BulkForm):
    """Stories of several editions may be chosen: an empty time leaves each its own, and one that is given is read on
    the clock of each story's edition."""

    assignee = forms.ModelChoiceField(
        get_user_model()._default_manager.none(),
        label=_("assigned to"),
        widget=Pick(PEOPLE, placeholder=_("Type a name")),
    )

    due_at = WallClockField(
        label=_("due"),
        required=False,
        help_text=_("On the clock of each story's edition. Empty: as it is."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        show_clock(self.fields["due_at"], zone_of(user), user)
        assignee = cast("forms.ModelChoiceField[Any]", self.fields["assignee"])
        assignee.queryset = get_user_model()._default_manager.filter(is_active=True)

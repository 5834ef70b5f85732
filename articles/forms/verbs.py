"""What each verb asks for before it acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition
from articles.forms.widgets import PEOPLE, Pick, WallClockField, place, show_clock
from articles.models import Correction


class VerbForm(forms.Form):
    """A verb without questions. Instants are typed on the clock of the story's edition, and shown on the user's too."""

    def __init__(self, *args: Any, edition: Edition, user: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"id_{type(self).__name__.lower()}_%s"
        super().__init__(*args, **kwargs)
        self.edition = edition
        for field in self.fields.values():
            if isinstance(field, WallClockField):
                show_clock(field, edition.time_zone, user)
            elif isinstance(field.widget, forms.Textarea):
                # The desk's language is not always the story's.
                field.widget.attrs["dir"] = "auto"

    def clean(self) -> dict[str, Any]:
        for name, field in self.fields.items():
            if isinstance(field, WallClockField):
                place(self, name, self.edition.time_zone)
        return self.cleaned_data


SIGNIFICANT = [
    ("yes", _("Significant: readers see “Updated” with its time, and it goes to the top of lists and feeds")),
    ("no", _("Minor: date, card and place in lists and feeds stay as they are")),
]


class _Significant(VerbForm):
    significant = forms.ChoiceField(
        label=_("this change is"),
        choices=SIGNIFICANT,
        required=False,
        initial="yes",
        widget=forms.RadioSelect,
    )

    def clean_significant(self) -> bool:
        """Significant, unless it is said to be minor."""
        return bool(self.cleaned_data["significant"] != "no")


class PublishForm(_Significant):
    # What is to become of a change that waits: asked on a page of its own, see articles.admin.deciding.
    pending = forms.ChoiceField(
        choices=[("include", _("Include")), ("keep", _("Keep")), ("hold", _("Hold"))], required=False
    )


class ScheduleForm(_Significant):
    at = WallClockField(label=_("date and time"))


class SendBackForm(VerbForm):
    note = forms.CharField(
        label=_("what is wanted"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, required=False
    )


def was_assigned(assignee_id: int | None, due_at: datetime | None) -> str:
    """Who had the story and until when, for a page to send back."""
    return f"{assignee_id or ''};{due_at.isoformat() if due_at else ''}"


class AssignForm(VerbForm):
    assignee = forms.ModelChoiceField(
        get_user_model()._default_manager.filter(is_active=True),
        label=_("assigned to"),
        required=False,
        widget=Pick(PEOPLE, placeholder=_("Type a name")),
    )
    due_at = WallClockField(label=_("due"), required=False)
    was = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80)

    def clean_was(self) -> tuple[int | None, datetime | None]:
        """As `assign` wants it. What is no such thing was never so, and is stale."""
        who, _semicolon, due = self.cleaned_data["was"].partition(";")
        try:
            return (int(who) if who else None, datetime.fromisoformat(due) if due else None)
        except ValueError:
            return (0, None)


class WithdrawForm(VerbForm):
    notice = forms.CharField(
        label=_("notice to readers"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=_("It stands at the story's address in its place, under the headline."),
    )
    at = WallClockField(label=_("from"), required=False, help_text=_("Empty: now."))


class UnpublishForm(VerbForm):
    at = WallClockField(label=_("from"), required=False, help_text=_("Empty: now."))


class MoveForm(VerbForm):
    moved_to = forms.CharField(
        label=_("new address"),
        max_length=500,
        required=False,
        help_text=_("A path of this site, such as /news/politics/12/other-story/."),
    )

    def clean_moved_to(self) -> str:
        """A path; what was copied out of the browser's address bar begins with the site's name."""
        return str(self.cleaned_data["moved_to"]).removeprefix(settings.SITE_URL)


class CorrectForm(VerbForm):
    type = forms.ChoiceField(label=_("type"), choices=Correction.Type.choices)
    text = forms.CharField(
        label=_("what was wrong, and what is right"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    placement = forms.ChoiceField(
        label=_("where it stands"),
        choices=[("bottom", _("below the story")), ("top", _("above the story"))],
        required=False,
        initial="bottom",
        widget=forms.RadioSelect,
    )
    significant = forms.BooleanField(
        label=_("significant: dates the story anew and puts it back to the top of lists and feeds"),
        required=False,
    )

    def clean_placement(self) -> str:
        """Below, unless it is said to stand above."""
        return str(self.cleaned_data["placement"] or "bottom")


class CancelForm(VerbForm):
    release = forms.IntegerField(widget=forms.HiddenInput)

"""What each verb asks for before it acts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition
from articles.forms.widgets import WallClockField
from articles.models import Correction
from articles.publishing import Blocked, instant_in


class VerbForm(forms.Form):
    """A verb without questions. Instants are typed on the clock of the story's edition."""

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"id_{type(self).__name__.lower()}_%s"
        super().__init__(*args, **kwargs)
        self.edition = edition

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("at") is not None:
            try:
                data["at"] = instant_in(self.edition.time_zone, data["at"])
            except Blocked as why:
                raise ValidationError({"at": why.sentences}) from None
        return data


SIGNIFICANT = [
    ("yes", _("Significant: dated now, and back to the top of the lists")),
    ("no", _("Minor: keeps its date and its place")),
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


class CorrectForm(VerbForm):
    type = forms.ChoiceField(label=_("type"), choices=Correction.Type.choices)
    text = forms.CharField(
        label=_("what was wrong, and what is right"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        required=False,
    )
    significant = forms.BooleanField(label=_("back to the top of the lists"), required=False)


class CancelForm(VerbForm):
    release = forms.IntegerField(widget=forms.HiddenInput)

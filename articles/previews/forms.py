from __future__ import annotations

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from articles.previews.links import HOURS, MOST_HOURS


class ShareForm(forms.Form):
    """How long a share link lasts, and for whom it is."""

    hours = forms.IntegerField(
        label=_("Hours"),
        initial=HOURS,
        min_value=1,
        max_value=MOST_HOURS,
        help_text=format_lazy(_("At most {days} days."), days=MOST_HOURS // 24),
        error_messages={
            "required": _("Say for how many hours, from 1 to 168."),
            "invalid": _("Say for how many hours, from 1 to 168."),
            "min_value": _("Say for how many hours, from 1 to 168."),
            "max_value": _("Say for how many hours, from 1 to 168."),
        },
    )
    note = forms.CharField(
        label=_("For whom"),
        max_length=120,
        required=False,
        strip=True,
        help_text=_("Seen on the desk alone."),
    )

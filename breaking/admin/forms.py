"""What is typed about an alert: the line itself with its audience, and its correction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.editions.clocks import wall_in
from articles.editions.models import Edition
from articles.editions.scope import editions_for
from articles.forms.widgets import LIVE_BLOGS, STORIES, Pick, WallClockField, place, show_clock
from articles.models import Article
from articles.sections.models import Section
from breaking.models import Alert

HOURS = [
    (1, _("1 hour")),
    (3, _("3 hours")),
    (6, _("6 hours")),
    (12, _("12 hours")),
    (24, _("1 day")),
    (72, _("3 days")),
]
# A line is counted when it is made clean; this only keeps a form from being a book.
MOST_TYPED = 2000


class Key(forms.UUIDField):
    """The number of a request; one that is none is no fault of whoever types, and counts as a new request."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError:
            return None


def _line() -> forms.CharField:
    return forms.CharField(
        label=_("text"),
        max_length=MOST_TYPED,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "data-alert-text": ""}),
    )


def _story() -> Any:
    return forms.ModelChoiceField(
        Article.objects.none(),
        label=_("story"),
        required=False,
        widget=Pick(STORIES, placeholder=_("Words of its headline")),
        help_text=_("Readers get there once it is public."),
    )


class AlertForm(forms.Form):
    """An alert, typed once for all places where it is to appear. `key` tells a request that is sent again."""

    key = Key(widget=forms.HiddenInput, required=False)
    text = _line()
    level = forms.ChoiceField(
        label=_("level"), choices=Alert.Level.choices, initial=Alert.Level.TICKER, widget=forms.RadioSelect
    )
    editions = forms.ModelMultipleChoiceField(
        Edition.objects.all(), label=_("editions"), widget=forms.CheckboxSelectMultiple
    )
    is_pushed = forms.BooleanField(label=_("send it to readers’ devices, too (web push)"), required=False)
    section = forms.ModelChoiceField(
        Section.objects.none(),
        label=_("topic of the push"),
        required=False,
        empty_label=_("everybody who wants alerts"),
    )
    story = _story()
    makes_stub = forms.BooleanField(label=_("begin a story with this line as its headline"), required=False)
    live_blog = forms.ModelChoiceField(
        Article.objects.none(),
        label=_("live blog"),
        required=False,
        widget=Pick(LIVE_BLOGS, placeholder=_("Words of its headline")),
        help_text=_("The line becomes a post there."),
    )
    starts_at = WallClockField(
        label=_("start"),
        required=False,
        help_text=_(
            "Empty: as soon as it is sent. One that needs two people: within 15 minutes of the approval."
        ),
    )
    hours = forms.TypedChoiceField(label=_("runs for"), choices=HOURS, coerce=int, initial=6)
    is_test = forms.BooleanField(
        label=_("TEST: reaches the test audience alone, and no reader"), required=False
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = editions_for(user, as_editor=True)
        for name, rows in (
            ("story", Article.objects.visible_to(user)),
            ("live_blog", Article.objects.visible_to(user).filter(kind="live")),
            ("editions", mine),
            ("section", Section.objects.filter(edition__in=mine).select_related("edition")),
        ):
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows
        first = mine.first()
        self.zone = first.time_zone if first else "UTC"
        show_clock(self.fields["starts_at"], self.zone, user)
        self.initial.setdefault("editions", [first.pk] if first else [])
        self.initial.setdefault("key", uuid4())

    def clean(self) -> dict[str, Any]:
        place(self, "starts_at", self.zone)
        return self.cleaned_data

    def said(self) -> dict[str, Any]:
        """What was typed, as `breaking.wording.Content` holds it."""
        data = dict(self.cleaned_data)
        story, blog, hours = data.pop("story"), data.pop("live_blog"), data.pop("hours")
        return data | {
            "editions": list(data["editions"]),
            "article_id": story.pk if story else None,
            "live_blog_id": blog.pk if blog else None,
            "lasts": timedelta(hours=hours),
        }


def typed(alert: Alert, zone: str) -> dict[str, Any]:
    """An alert as the form shows it; a start on the clock of `zone`."""
    names = ("key", "text", "level", "is_pushed", "makes_stub", "is_test")
    return {name: getattr(alert, name) for name in names} | {
        "editions": [edition.pk for edition in alert.editions.all()],
        "section": alert.section_id,
        "story": alert.article_id,
        "live_blog": alert.live_blog_id,
        "starts_at": wall_in(zone, alert.starts_at) if alert.starts_at else None,
        "hours": round(alert.lasts.total_seconds() / 3600),
    }


class CorrectionForm(forms.Form):
    """What is true instead. The audience is that of the wrong line."""

    key = Key(widget=forms.HiddenInput, required=False)
    text = _line()
    story = _story()

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stories = cast("forms.ModelChoiceField[Any]", self.fields["story"])
        stories.queryset = Article.objects.visible_to(user)
        self.initial.setdefault("key", uuid4())

"""A channel and its schedule as the desk types them, on the clock of the channel's edition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.editions.clocks import wall_in
from articles.forms.widgets import PICTURES, PickPicture, WallClockField, place, show_clock
from articles.media.faults import check_new_use
from articles.published import moment
from breaking.channels.models import LONGEST, Broadcast, Channel

# What is over for longer, or begins later, is kept, and not shown: a form has to stay short.
SHOWN_AFTER, SHOWN_AHEAD = timedelta(days=1), timedelta(days=3)


class StreamField(forms.URLField):
    """The https address of a playlist."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            assume_scheme="https",
            max_length=500,
            required=False,
            widget=forms.URLInput(attrs={"class": "vURLField"}),
            **kwargs,
        )
        said = _("Give the whole address of the playlist, beginning with https://.")
        self.validators = [v for v in self.validators if not isinstance(v, URLValidator)]
        self.validators.append(URLValidator(schemes=["https"], message=said))
        self.error_messages["invalid"] = said

    def clean(self, value: Any) -> Any:
        url = super().clean(value)
        if "@" in url.partition("//")[2].partition("/")[0]:
            raise ValidationError(_("The address is given to every reader: it cannot hold a password."))
        return url


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]
    stream_url = StreamField(
        label=_("HLS address"),
        help_text=_(
            "A playlist (.m3u8). Its parts have to come from the same host, which has to let other sites read them (CORS)."
        ),
    )
    audio_url = StreamField(label=_("HLS address of the sound alone"))

    class Meta:
        model = Channel
        fields = [
            *("edition", "name", "slug", "description", "stream_url", "audio_url"),
            *("poster", "position", "is_shown"),
        ]
        widgets = {"poster": PickPicture(PICTURES), "description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Its broadcasts were typed on that edition's clock, and its address stands below that edition.
        self.fields["edition"].disabled = bool(self.instance.pk)

    def clean_poster(self) -> Any:
        poster = self.cleaned_data["poster"]
        check_new_use(poster, self.instance.poster_id, moment.clock_reading("default"))
        return poster

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"stream_url", "audio_url"} & self.errors.keys() and not (
            data["stream_url"] or data["audio_url"]
        ):
            self.add_error("stream_url", _("A channel needs a stream, or one of the sound alone."))
        return data


class BroadcastForm(forms.ModelForm):  # type: ignore[type-arg]
    """`zone_name` is that of the channel's edition."""

    starts = WallClockField(label=_("starts"))
    ends = WallClockField(label=_("ends"))

    class Meta:
        model = Broadcast
        fields = ["title", "starts", "ends", "is_live", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 1})}

    def __init__(self, *args: Any, zone_name: str = "UTC", user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone_name = zone_name
        for name in ("starts", "ends"):
            show_clock(self.fields[name], zone_name, user)
        if self.instance.pk:
            self.initial["starts"] = wall_in(zone_name, self.instance.starts_at)
            self.initial["ends"] = wall_in(zone_name, self.instance.ends_at)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("starts", "ends"):
            place(self, name, self.zone_name)
        starts, ends = data.get("starts"), data.get("ends")
        if self.errors or not starts or not ends:
            return data
        if ends <= starts:
            self.add_error("ends", _("It ends before it starts."))
        elif ends - starts > LONGEST:
            self.add_error("ends", _("A broadcast lasts a day at most."))
        self.instance.starts_at, self.instance.ends_at = starts, ends
        return data


class Schedule(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The broadcasts of one channel: those of yesterday and of the next three days. No two overlap.

    Whoever saves it holds the channel's lock (admin.py), so that what is asked of the database here stays true.
    """

    user: Any = None

    def __init__(self, data: Any = None, *args: Any, queryset: Any = None, **kwargs: Any) -> None:
        rows = Broadcast.objects.all() if queryset is None else queryset
        now = moment.clock_reading("default")
        near = Q(ends_at__gt=now - SHOWN_AFTER, starts_at__lt=now + SHOWN_AHEAD)
        # What has become too old since the page was made is still what was typed there.
        near |= Q(pk__in=_posted(data or {}, kwargs.get("prefix") or self.get_default_prefix()))
        kwargs["queryset"] = rows.filter(near).order_by("starts_at")
        super().__init__(data, *args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        zone_name = self.instance.edition.time_zone if self.instance.pk else "UTC"
        return {**super().get_form_kwargs(index), "zone_name": zone_name, "user": self.user}

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        forms_kept = [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        typed = [(form.instance, form) for form in forms_kept]
        if not typed:
            return
        first = min(row.starts_at for row, _form in typed)
        last = max(row.ends_at for row, _form in typed)
        others = Broadcast.objects.filter(channel=self.instance, ends_at__gt=first, starts_at__lt=last)
        others = others.exclude(pk__in=[form.instance.pk for form in self.initial_forms])
        self._refuse_overlaps([*typed, *((row, None) for row in others)])

    def _refuse_overlaps(self, rows: list[tuple[Broadcast, Any]]) -> None:
        """Say beside each row that begins before an earlier one has ended which that is."""
        rows.sort(key=lambda pair: pair[0].starts_at)
        until, until_form = rows[0]
        for row, form in rows[1:]:
            if row.starts_at < until.ends_at:
                told, other = (form, until) if form is not None else (until_form, row)
                said = _("It overlaps with “%(title)s” on this channel.") % {"title": other.title}
                if told is not None:
                    told.add_error("starts", said)
            if row.ends_at > until.ends_at:
                until, until_form = row, form


def _posted(data: Mapping[str, str], prefix: str) -> list[int]:
    """The ids of the rows that a formset is sent."""
    sent = [value for name, value in data.items() if name.startswith(f"{prefix}-") and name.endswith("-id")]
    return [int(value) for value in sent if value.isascii() and value.isdecimal() and len(value) < 19]

"""Taking videos in with what must be known of them, and their captions."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.forms.clocks import own_zone
from articles.forms.widgets import PICTURES, Clock, PickPicture
from articles.media.captions import CaptionsRefused, checked, decoded
from articles.media.containers import VideoRefused
from articles.media.faults import check_new_use
from articles.media.models import CaptionTrack, Video
from articles.media.videos import Inspected, inspect, known
from articles.published import moment

_META = ("poster", "caption", "transcript", "credit", "rights", "rights_until")
# BCP 47, as far as newsrooms need it: a language, perhaps a script, perhaps a region.
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")


class VideoDetails(forms.ModelForm):  # type: ignore[type-arg]
    """What is known of a video; its file is that of its row for ever."""

    user: Any = None

    class Meta:
        model = Video
        fields: tuple[str, ...] = _META
        widgets = {
            "poster": PickPicture(PICTURES),
            "caption": forms.Textarea(attrs={"rows": 3}),
            "transcript": forms.Textarea(attrs={"rows": 12}),
            "rights_until": Clock(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "rights_until" in self.fields:
            cast("Clock", self.fields["rights_until"].widget).own = own_zone(self.user)
        if "transcript" in self.fields:
            self.fields["transcript"].help_text = _(
                "All that is said, and what is heard or only seen. An empty line parts paragraphs."
            )

    def clean_poster(self) -> Any:
        poster = self.cleaned_data["poster"]
        check_new_use(poster, self.instance.poster_id, moment.clock_reading("default"))
        return poster


class NewVideo(VideoDetails):
    """A file and what must be known of it. To be cleaned and saved in one transaction."""

    file = forms.FileField(
        label=_("file"),
        widget=forms.FileInput(attrs={"accept": "video/mp4,video/webm"}),
        allow_empty_file=True,
        help_text=_("MP4 (H.264, AAC) or WebM (VP9, Opus)."),
    )
    found: Inspected | None = None

    class Meta(VideoDetails.Meta):
        fields = ("file", *_META)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.found = inspect(file)
        except VideoRefused as refusal:
            raise ValidationError(str(refusal)) from None
        video = known(self.found.sha256)
        if video is not None:
            raise ValidationError(
                format_html(
                    '{} <a href="../{}/change/">{}</a>', _("This video is here already:"), video.pk, video
                )
            )
        return self.found.kept(file)

    def _post_clean(self) -> None:
        if self.found is not None:
            self.found.fill(self.instance)
        super()._post_clean()  # type: ignore[misc]


class TrackForm(forms.ModelForm):  # type: ignore[type-arg]
    """Captions as text, or as a file that becomes the text."""

    file = forms.FileField(
        label=_("file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
        help_text=_("WebVTT (.vtt). It takes the place of the text."),
    )

    class Meta:
        model = CaptionTrack
        fields = ("language", "label", "file", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            self.fields["text"].required = False

    def clean_language(self) -> str:
        language = str(self.cleaned_data["language"])
        if not _LANGUAGE.fullmatch(language):
            raise ValidationError(_("Give a language as a tag, such as en, es or zh-Hans."))
        return language

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        file = data.get("file")
        try:
            data["text"] = checked(decoded(file.read()) if file else data.get("text", ""))
        except CaptionsRefused as refusal:
            self.add_error("file" if file else "text", str(refusal))
        return data

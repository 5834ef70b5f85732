"""Taking pictures in, and saying what must be known of them."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.forms.clocks import own_zone
from articles.forms.widgets import Clock
from articles.media.files import MAX_BYTES, PictureRefused, take_in
from articles.media.models import Image, Rights

_META = ("alt_text", "is_decorative", "caption", "long_description", "credit", "rights", "rights_until")
# What a file says of itself, and whoever knows better may correct.
_ORIGIN = ("photographer", "place", "taken_at", "copyright_notice", "usage_terms", "keywords")
# What pictures that come together often have in common.
SHARED = ("credit", "photographer", "rights", "rights_until", "place")
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,image/avif"


def _widgets() -> dict[str, forms.Widget]:
    return {
        "alt_text": forms.Textarea(attrs={"rows": 2}),
        "caption": forms.Textarea(attrs={"rows": 3}),
        "long_description": forms.Textarea(attrs={"rows": 6}),
        "usage_terms": forms.Textarea(attrs={"rows": 2}),
        "keywords": forms.Textarea(attrs={"rows": 2}),
        "rights_until": Clock(),
        "taken_at": Clock(),
        "focal_x": forms.NumberInput(attrs={"step": "0.001", "min": 0, "max": 1}),
        "focal_y": forms.NumberInput(attrs={"step": "0.001", "min": 0, "max": 1}),
    }


class _ForOnePerson(forms.ModelForm):  # type: ignore[type-arg]
    """Times on the person's own clock too, and texts in whatever direction they are written."""

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, Clock):
                field.widget.own = own_zone(user)
            elif isinstance(field.widget, forms.Textarea | forms.TextInput):
                field.widget.attrs["dir"] = "auto"


class _OfStored(_ForOnePerson):
    """A form of a picture that is here. It carries a mark of the words that it was filled with: who saves over words
    that somebody else changed meanwhile is told once, and loses nothing of what was typed.
    """

    base = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [str(self.initial.get(name)) for name in sorted(self.fields) if name != "base"]
        self.stands = hashlib.sha256("\0".join(held).encode()).hexdigest()[:16]
        self.initial["base"] = self.stands

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("base") and data["base"] != self.stands:
            # The next time it is meant.
            self.data = {name: self.data.get(name) for name in self.data} | {
                self.add_prefix("base"): self.stands
            }
            self.add_error(
                None,
                _(
                    "Somebody changed this picture meanwhile. What you typed is here still: save again to keep it."
                ),
            )
        return data


class PictureDetails(_OfStored):
    """What is known of a picture that is here, and where its focal point lies (0 to 1, from the start and the top)."""

    class Meta:
        model = Image
        fields = [*_META, *_ORIGIN, "focal_x", "focal_y"]
        widgets = _widgets()

    @property
    def moved_focus(self) -> bool:
        return bool({"focal_x", "focal_y"} & set(self.changed_data))


class PictureWords(_OfStored):
    """What must be known of a picture before it is used, short enough for many on one page."""

    class Meta:
        model = Image
        fields = ["alt_text", "is_decorative", "caption", *SHARED]
        widgets = _widgets()


class SharedWords(_ForOnePerson):
    """What is to be said of several pictures at once. It is never saved by itself."""

    class Meta:
        model = Image
        fields = SHARED
        widgets = _widgets()


class UploadForm(_ForOnePerson):
    """A file and what must be known of it. `save` finds the picture that is here already, byte for byte."""

    file = forms.FileField(
        label=_("file"), widget=forms.FileInput(attrs={"accept": ACCEPTED}), allow_empty_file=True
    )

    class Meta:
        model = Image
        fields = ["file", *_META]
        widgets = _widgets()

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.user = user
        self.is_new = True

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            # The same sentence as for a stream that turns out too long.
            raise ValidationError(
                _("The file is larger than %(limit)d MB."), params={"limit": MAX_BYTES // (1024 * 1024)}
            )
        return file

    def _post_clean(self) -> None:
        """The row is made by `take_in`; here only the words are checked."""
        known = {name: self.cleaned_data.get(name) for name in _META if name in self.cleaned_data}
        try:
            Image(**known).clean()
        except ValidationError as error:
            self.add_error(None, error)

    def take(self) -> Image | None:
        """The picture, taken in; None, with the sentence among the form's errors, if it is refused.

        What was left empty is not said of it: the file may say it of itself.
        """
        data = {name: value for name, value in self.cleaned_data.items() if value and name != "file"}
        file = self.cleaned_data["file"]
        try:
            image, self.is_new = take_in(file, size=file.size, uploaded_by=self.user, **data)
        except PictureRefused as refusal:
            self.add_error("file", str(refusal))
            return None
        return image


RIGHTS = Rights.choices

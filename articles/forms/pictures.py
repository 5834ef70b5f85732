"""Taking pictures in, and saying what must be known of them."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.forms.clocks import own_zone
from articles.forms.widgets import Clock
from articles.media.files import MAX_BYTES, PictureRefused, take_in
from articles.media.models import Image, Rights

_META = ("alt_text", "is_decorative", "caption", "long_description", "credit", "rights", "rights_until")
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,image/avif"


class PictureDetails(forms.ModelForm):  # type: ignore[type-arg]
    """What is known of a picture that is here, and where its focal point lies (0 to 1, from the start and the top)."""

    class Meta:
        model = Image
        fields = [*_META, "focal_x", "focal_y"]
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 3}),
            "long_description": forms.Textarea(attrs={"rows": 6}),
            "rights_until": Clock(),
            "focal_x": forms.NumberInput(attrs={"step": "0.001", "min": 0, "max": 1}),
            "focal_y": forms.NumberInput(attrs={"step": "0.001", "min": 0, "max": 1}),
        }

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("Clock", self.fields["rights_until"].widget).own = own_zone(user)

    @property
    def moved_focus(self) -> bool:
        return bool({"focal_x", "focal_y"} & set(self.changed_data))


class UploadForm(forms.ModelForm):  # type: ignore[type-arg]
    """A file and what must be known of it. `save` finds the picture that is here already, byte for byte."""

    file = forms.FileField(
        label=_("file"), widget=forms.FileInput(attrs={"accept": ACCEPTED}), allow_empty_file=True
    )

    class Meta:
        model = Image
        fields = ["file", *_META]
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 3}),
            "long_description": forms.Textarea(attrs={"rows": 6}),
            "rights_until": Clock(),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("Clock", self.fields["rights_until"].widget).own = own_zone(user)
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
        """The picture, taken in; None, with the sentence among the form's errors, if it is refused."""
        data = dict(self.cleaned_data)
        file = data.pop("file")
        try:
            image, self.is_new = take_in(file, size=file.size, uploaded_by=self.user, **data)
        except PictureRefused as refusal:
            self.add_error("file", str(refusal))
            return None
        return image


RIGHTS = Rights.choices

"""A person's own language of the desk, chosen from those that it speaks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _


def chosen_by(user: Any) -> str:
    """The language that somebody chose; empty if none, or one that the desk does not speak any more."""
    language = str(getattr(user, "language", "") or "")
    return language if language in dict(settings.LANGUAGES) else ""


class LanguageField(forms.ChoiceField):
    """Empty: whatever the browser asks for."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("own language"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("choices", _choices)
        super().__init__(**kwargs)


def _choices() -> list[tuple[str, Any]]:
    # Each in its own words: who cannot read the desk finds the way out.
    own = [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]
    return [("", _("as the browser says")), *own]

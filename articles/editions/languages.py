"""Language tags (BCP 47), and which way their scripts run."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext_lazy as _

# Language, script and region, in the cases that the standard recommends.
TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
RIGHT_TO_LEFT = frozenset(
    {
        "ar",
        "arc",
        "azb",
        "ckb",
        "dv",
        "fa",
        "he",
        "ks",
        "lrc",
        "mzn",
        "nqo",
        "pnb",
        "ps",
        "sd",
        "ug",
        "ur",
        "yi",
    }
)
RIGHT_TO_LEFT_SCRIPTS = frozenset(
    {"Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
)


def check_language(tag: str) -> None:
    """Raise ValidationError unless the tag is one of language, script and region."""
    if not TAG.fullmatch(tag):
        raise ValidationError(
            _("“%(tag)s” is not a language tag, such as “fr”, “pt-BR” or “zh-Hant”."), params={"tag": tag}
        )


def interface_language(tag: str) -> str:
    """The language of the site's own words where texts are of the tag's: that, or the installation's.

    Only one that the site speaks as a whole: Django has some words of many more, and would mix them among ours.
    """
    return _spoken(tag) or settings.LANGUAGE_CODE


def date_language(tag: str) -> str:
    """The language of dates among texts of the tag's language: Django knows them in more than the site speaks."""
    return _spoken(tag) or tag


def _spoken(tag: str) -> str:
    """The language that the site speaks of which the tag's is one form; "" if there is none."""
    try:
        return get_supported_language_variant(tag)
    except LookupError:
        return ""


def runs_right_to_left(tag: str) -> bool:
    """Which way text of the language runs: as its script does, or the one that it is mostly written in."""
    language, *rest = tag.split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    return scripts[0] in RIGHT_TO_LEFT_SCRIPTS if scripts else language in RIGHT_TO_LEFT

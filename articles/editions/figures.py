"""How an edition writes dates and figures: the names of its months, its digits."""

from __future__ import annotations

import re
from contextlib import nullcontext
from datetime import date, datetime
from typing import Protocol

from django.utils import formats, translation
from django.utils.dateformat import DateFormat

from articles.editions.languages import date_language

LEVANTINE, GULF = "levantine", "gulf"
LATIN, ARABIC_INDIC = "latn", "arab"
MONTHS = {
    LEVANTINE: (
        *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران"),
        *("تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"),
    ),
    GULF: (
        *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
        *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ),
}
# A country whose papers write so, by which a browser knows the names too (CLDR).
COUNTRIES = {LEVANTINE: "JO", GULF: "AE"}
_INDIC = {ord("0") + number: digit for number, digit in enumerate("٠١٢٣٤٥٦٧٨٩")}
# Of HTML, what is no text: tags and character references.
_MARKUP = re.compile(r"(<[^>]*>|&#?\w+;)")


class Style(Protocol):
    """What an edition says of the matter."""

    language: str
    month_names: str
    digits: str


class _NamedMonths(DateFormat):
    """Django's letters for dates, with other names of the months, of which no short forms are in use."""

    names: tuple[str, ...] = ()
    data: date

    def F(self) -> str:  # noqa: N802 - the letter of the format
        return self.names[self.data.month - 1]

    M = N = E = b = F


class _Levantine(_NamedMonths):
    names = MONTHS[LEVANTINE]


class _Gulf(_NamedMonths):
    names = MONTHS[GULF]


_FORMATS: dict[str, type[_NamedMonths]] = {LEVANTINE: _Levantine, GULF: _Gulf}


def written(when: datetime | date, format: str, style: Style) -> str:
    """The date in Django's letters, in the edition's language, with its months and digits."""
    language = date_language(style.language)
    is_active = language == translation.get_language()
    named = _FORMATS.get(style.month_names)
    with nullcontext() if is_active else translation.override(language):
        text = named(when).format(format) if named else formats.date_format(when, format)
    return in_digits(text, style)


def counted(number: int) -> str:
    """The number with its thousands apart, as the language that is active writes it."""
    return formats.number_format(number, force_grouping=True)


def in_digits(text: str, style: Style) -> str:
    """Plain text with the edition's digits."""
    return text.translate(_INDIC) if style.digits == ARABIC_INDIC else text


def html_in_digits(html: str, style: Style) -> str:
    """HTML with the edition's digits in its text; tags and character references stay as they are."""
    if style.digits != ARABIC_INDIC:
        return html
    parts = _MARKUP.split(html)
    parts[::2] = [part.translate(_INDIC) for part in parts[::2]]
    return "".join(parts)


def browser_locale(style: Style) -> str:
    """The BCP 47 tag by which a browser writes dates as the edition does."""
    base, *rest = style.language.split("-")
    if style.month_names in COUNTRIES:
        rest = [COUNTRIES[style.month_names]]
    return "-".join([base, *rest, "u-ca-gregory-nu", style.digits or LATIN])

from __future__ import annotations

import zoneinfo

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.editions.figures import ARABIC_INDIC, GULF, LATIN, LEVANTINE
from articles.editions.languages import check_language, interface_language
from articles.editions.reserved import PAGE_WORDS, RESERVED_WORDS

HOST_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"


def check_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone of the IANA database."), params={"name": name})


class Edition(models.Model):
    """One publication: a language, an address, a clock and a voice of its own."""

    class Direction(models.TextChoices):
        LTR = "ltr", _("left to right")
        RTL = "rtl", _("right to left")

    class MonthNames(models.TextChoices):
        LEVANTINE = LEVANTINE, _("Levantine: كانون الثاني, شباط")
        GULF = GULF, _("Gulf: يناير, فبراير")

    class Digits(models.TextChoices):
        LATIN = LATIN, _("Latin: 0123456789")
        ARABIC_INDIC = ARABIC_INDIC, _("Arabic-Indic: ٠١٢٣٤٥٦٧٨٩")

    code = models.CharField(
        _("code"), max_length=12, unique=True, validators=[RegexValidator(r"^[a-z0-9-]+$")]
    )
    label = models.CharField(
        _("label in the edition switch"),
        max_length=20,
        help_text=_("In its own language, such as “En” or “Es”."),
    )
    name = models.CharField(_("name"), max_length=120)
    slogan = models.CharField(_("slogan"), max_length=160, blank=True)
    logo = models.ForeignKey(
        "media.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("At the head of its pages instead of the name in letters."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        validators=[check_language],
        help_text=_("BCP 47 tag, such as “fr” or “pt-BR”."),
    )
    direction = models.CharField(
        _("direction"), max_length=3, choices=Direction.choices, default=Direction.LTR
    )
    hostname = models.CharField(
        _("hostname"),
        max_length=253,
        blank=True,
        validators=[RegexValidator(rf"^{HOST_LABEL}(\.{HOST_LABEL})*$")],
        help_text=_("If it has one of its own, such as “ar.example.org”, without a port; else empty."),
    )
    prefix = models.CharField(
        _("prefix"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^[a-z0-9-]+$")],
        help_text=_("First segment of its addresses; empty for the default edition of a hostname."),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[check_time_zone])
    date_format = models.CharField(
        _("format of date and time"),
        max_length=40,
        default="j M Y H:i",
        help_text=_("Letters of Django's date filter."),
    )
    day_format = models.CharField(
        _("format of a date"), max_length=40, default="j M Y", help_text=_("Where no time goes with it.")
    )
    long_day_format = models.CharField(
        _("format of the day"),
        max_length=40,
        default="l j F Y",
        help_text=_("At the head of every page, with the day of the week."),
    )
    month_names = models.CharField(
        _("names of the months"),
        max_length=10,
        choices=MonthNames.choices,
        blank=True,
        help_text=_("Empty: those of the language."),
    )
    digits = models.CharField(_("digits"), max_length=4, choices=Digits.choices, default=Digits.LATIN)
    reading_wpm = models.PositiveSmallIntegerField(
        _("words a minute"), default=200, validators=[MinValueValidator(1)]
    )
    footer_text = models.TextField(_("line in the footer"), blank=True)
    copyright = models.CharField(_("copyright line"), max_length=200, blank=True)
    contact_email = models.EmailField(
        _("address for readers' messages"),
        blank=True,
        help_text=_(
            "Where messages from the contact form go by mail. Empty: they are kept on the desk only."
        ),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["hostname", "prefix"], name="edition_one_address"),
            models.CheckConstraint(condition=models.Q(reading_wpm__gt=0), name="edition_reads_at_some_speed"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.prefix in RESERVED_WORDS | PAGE_WORDS:
            raise ValidationError(
                {"prefix": _("This word is an address of the site itself; choose another prefix.")}
            )
        # It would hide what an edition without a prefix has there, and any edition may come to be one.
        for kind in (Edition.sections, Edition.pages):
            taken = kind.rel.related_model._default_manager.filter(slug=self.prefix)
            if self.prefix and taken.exists():
                raise ValidationError(
                    {"prefix": _("A section or page has this word as its address already.")}
                )
        # Readers, browsers and search engines tell the versions of a story apart by their languages.
        if Edition.objects.exclude(pk=self.pk).filter(language=self.language).exists():
            raise ValidationError(
                {
                    "language": _(
                        "Another edition has this language. Add the country for which this one is, such as “es-MX”."
                    )
                }
            )

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def interface_language(self) -> str:
        """What the site's own words on its pages are written in."""
        return interface_language(self.language)

    @property
    def short_name(self) -> str:
        """Its name without an English article, where there is little room."""
        return self.name.removeprefix("The ") if self.language.startswith("en") else self.name

    @property
    def root_url(self) -> str:
        """Path of the edition's front, with slashes at both ends."""
        return f"/{self.prefix}/" if self.prefix else "/"

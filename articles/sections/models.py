from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition
from articles.editions.names import Name, name_constraints
from articles.editions.reserved import check_address_word, check_no_prefix
from articles.media.models import Image
from articles.sections.kinds import Genre, Kind, Tone


class Section(models.Model):
    """A part of one edition that readers navigate by; at most two levels deep."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="sections", verbose_name=_("edition"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent")
    )
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=60, allow_unicode=True)
    description = models.TextField(_("description"), blank=True)
    default_genre = models.CharField(
        _("genre of its stories"), max_length=12, choices=Genre.choices, default=Genre.NEWS
    )
    default_kind = models.CharField(
        _("kind of its stories"), max_length=12, choices=Kind.choices, default=Kind.STORY
    )
    tone = models.CharField(
        _("colour"),
        max_length=8,
        choices=Tone.choices,
        blank=True,
        default="",
        help_text=_("Of its labels, and of those of the sections below it. Without one they are blue."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["edition", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="section_one_slug_an_edition"),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="section_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def path_below(self, parent: Section | None) -> str:
        """Its part of an address, as in `news/politics`. `parent` is its own, which whoever asks has read already."""
        return f"{parent.slug}/{self.slug}" if parent else self.slug

    def clean(self) -> None:
        check_address_word(self.slug)
        if self.edition_id:
            check_no_prefix(self.slug, self.edition)
        if self.parent is not None:
            if self.parent.edition_id != self.edition_id:
                raise ValidationError({"parent": _("The parent belongs to another edition.")})
            if self.parent.parent_id is not None or (self.pk and self.children.exists()):
                raise ValidationError({"parent": _("Sections have two levels; this would make a third.")})


class Desk(models.Model):
    """A group of staff that looks after some of the stories."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Region(models.Model):
    """A part of the world."""

    name = models.CharField(_("name on the desk"), max_length=80, unique=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="region_not_merged_into_itself"
            )
        ]

    def __str__(self) -> str:
        return self.name


class RegionName(Name):
    of = models.ForeignKey(Region, models.CASCADE, related_name="names")

    class Meta:
        verbose_name = _("name in an edition")
        verbose_name_plural = _("names by edition")
        constraints = name_constraints("region")


class Coverage(models.Model):
    """A running dossier: every story that any of its tags, sections, regions or kinds picks out, or that is named.

    The keys are kept as numbers, as in a Release, because a coverage is asked for each Release that is made.
    Empty lists pick nothing; `from_date` and `to_date` (days in UTC, both included) narrow by first publication.
    Stories that are named in it belong to it whatever the query says, those in `excluded_ids` never do.
    """

    name = models.CharField(_("name on the desk"), max_length=120)
    hero = models.ForeignKey(
        Image, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    tag_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("tags"))
    section_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("sections"))
    region_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("regions"))
    kinds = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name=_("kinds"))
    from_date = models.DateField(_("from"), null=True, blank=True)
    to_date = models.DateField(_("to"), null=True, blank=True)
    pinned_ids = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        verbose_name=_("pinned stories"),
        help_text=_("First on its page, in this order."),
    )
    key_ids = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        verbose_name=_("key stories"),
        help_text=_("Make its timeline, by the day of their first publication."),
    )
    excluded_ids = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        verbose_name=_("stories left out"),
        help_text=_("Not in the coverage, whatever picks them out."),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Shown in the rail of every page.")
    )
    public_from = models.DateTimeField(_("public from"), db_default=Now())
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverages")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="coverage_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=models.Q(from_date__isnull=True)
                | models.Q(to_date__isnull=True)
                | models.Q(from_date__lte=models.F("to_date")),
                name="coverage_from_before_to",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.from_date and self.to_date and self.from_date > self.to_date:
            raise ValidationError({"to_date": _("The coverage would end before it begins.")})


class CoverageName(Name):
    of = models.ForeignKey(Coverage, models.CASCADE, related_name="names")
    explainer = models.TextField(
        _("explainer"),
        blank=True,
        help_text=_("What it is about, for who comes late. An empty line begins a paragraph."),
    )

    class Meta:
        verbose_name = _("name in an edition")
        verbose_name_plural = _("names by edition")
        constraints = name_constraints("coverage")


class CoveragePart(models.Model):
    """A section of a coverage's page in one edition: a heading, and stories in their order."""

    of = models.ForeignKey(Coverage, models.CASCADE, related_name="parts")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name=_("edition"))
    heading = models.CharField(_("heading"), max_length=80)
    article_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("stories"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("section of its page")
        verbose_name_plural = _("sections of its page")
        ordering = ["edition", "position", "id"]

    def __str__(self) -> str:
        return self.heading

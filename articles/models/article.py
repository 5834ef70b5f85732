from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from articles.authors.models import Author
from articles.body.fields import BodyField
from articles.editions.models import Edition
from articles.media.models import Image
from articles.published.models import OffMostRead
from articles.querysets import ArticleQuerySet, public_status_of
from articles.sections.kinds import Genre, Kind
from articles.sections.models import Desk, Region, Section
from articles.tags.models import Tag


class Stage(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    SPIKED = "spiked", _("spiked")


class Article(models.Model):  # type: ignore[django-manager-missing]  # taggit is untyped
    """The desk's working copy of a story. Readers never see this row, only the Releases made from it."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name=_("edition"))
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    further_sections = models.ManyToManyField(
        Section, blank=True, related_name="+", verbose_name=_("further sections")
    )
    desk = models.ForeignKey(
        Desk, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("desk")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.STORY)
    genre = models.CharField(
        _("genre"), max_length=12, choices=Genre.choices, blank=True, help_text=_("Empty: the section's.")
    )
    slug = models.SlugField(
        _("slug"),
        max_length=80,
        allow_unicode=True,
        blank=True,
        help_text=_("Empty: made from the headline."),
    )
    slugline = models.CharField(
        _("slugline"), max_length=60, blank=True, help_text=_("The desk's short name for it.")
    )
    headline = models.CharField(_("headline"), max_length=300, blank=True)
    short_headline = models.CharField(
        _("short headline"),
        max_length=60,
        blank=True,
        help_text=_("On small cards and in shared links, instead of the headline."),
    )
    kicker = models.CharField(_("kicker"), max_length=60, blank=True)
    # Of texts without a limit in the database: what a form takes. Far more than a page can bear, and than anybody types.
    standfirst = models.TextField(_("standfirst"), max_length=2000, blank=True)
    trail_text = models.TextField(
        _("trail text"),
        max_length=2000,
        blank=True,
        help_text=_("On cards, instead of the standfirst."),
    )
    body = BodyField(_("body"), blank=True)
    dateline_place = models.CharField(_("dateline"), max_length=80, blank=True)
    seo_title = models.CharField(_("title for search engines"), max_length=120, blank=True)
    seo_description = models.CharField(_("description for search engines"), max_length=300, blank=True)
    duration_seconds = models.PositiveIntegerField(_("duration in seconds"), null=True, blank=True)

    tags = TaggableManager(through="articles.ArticleTag", blank=True, verbose_name=_("tags"))
    regions = models.ManyToManyField(Region, blank=True, related_name="+", verbose_name=_("regions"))

    stage = models.CharField(_("stage"), max_length=9, choices=Stage.choices, default=Stage.DRAFT)
    head = models.ForeignKey(
        "articles.Revision",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("head"),
    )
    submitted_revision = models.ForeignKey(
        "articles.Revision", models.PROTECT, null=True, related_name="+", editable=False
    )
    creator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("creator")
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    desk_note = models.TextField(_("note to the desk"), max_length=20_000, blank=True)
    is_sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Removes related and recommended stories from its page, and the story from Most Read."),
    )
    confidential = models.BooleanField(
        _("confidential"),
        default=False,
        help_text=_("Hidden on the desk from all but its own people and editors."),
    )
    embargoed_until = models.DateTimeField(_("embargoed until"), null=True, blank=True)

    # Of a translation alone, and written by `articles.translating` alone: the story that all of its versions go back to,
    # what it was made from (which may be a translation itself), and the text of that which it answers.
    translation_group = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="versions"
    )
    source_article = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="translations"
    )
    source_revision = models.ForeignKey(
        "articles.Revision", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    origin_agency = models.CharField(max_length=80, blank=True, editable=False)
    origin_guid = models.CharField(max_length=500, blank=True, editable=False)
    origin_version = models.CharField(max_length=80, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    saved_at = models.DateTimeField(_("saved"), db_default=Now(), editable=False)

    # What lists and the palette find it by: its headline and slugline without case, accents and marks (media/0004). A
    # space goes before, so that each word has one.
    words = models.GeneratedField(
        expression=models.Func(
            models.Value(""), "headline", "slugline", function="library_fold", output_field=models.TextField()
        ),
        output_field=models.TextField(),
        db_persist=True,
        editable=False,
    )

    # Of `with_signers`, None without it.
    signer_ids: list[int] | None = None

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-saved_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=["draft", "submitted", "spiked"]), name="article_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(stage="submitted", submitted_revision__isnull=False)
                | (~Q(stage="submitted") & Q(submitted_revision__isnull=True)),
                name="article_submitted_means_a_revision",
            ),
            models.UniqueConstraint(
                fields=["origin_agency", "origin_guid"],
                condition=~Q(origin_guid=""),
                name="article_one_an_agency_item",
            ),
            models.UniqueConstraint(
                fields=["translation_group", "edition"], name="article_one_translation_an_edition"
            ),
            models.CheckConstraint(
                condition=Q(translation_group__isnull=True) | ~Q(translation_group=models.F("id")),
                name="article_translation_of_another",
            ),
        ]
        indexes = [
            models.Index(fields=["-saved_at", "-id"], name="article_saved"),
            models.Index(fields=["stage", "-saved_at"], name="article_stage_saved"),
            models.Index(fields=["due_at"], name="article_due", condition=Q(due_at__isnull=False)),
            GinIndex(fields=["words"], name="article_words", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.headline or self.slugline or str(_("Story without a headline"))

    def is_secret(self, now: datetime) -> bool:
        """Whether nothing of it may leave the desk yet, not even by mail to who may see it there."""
        return self.confidential or (self.embargoed_until is not None and self.embargoed_until > now)

    def clean(self) -> None:
        if self.section is not None and self.edition_id and self.section.edition_id != self.edition_id:
            raise ValidationError({"section": _("This section belongs to another edition.")})

    @cached_property
    def public_status(self) -> str:
        """What readers get at its address now; an annotation of `with_status` takes the place of this query."""
        return public_status_of(self.pk) if self.pk else "hidden"

    @cached_property
    def is_off_most_read(self) -> bool:
        """Whether an editor took it off Most Read; the page of a story sets it and spares this query."""
        return OffMostRead.objects.filter(pk=self.pk).exists()

    def is_late(self, now: datetime) -> bool:
        """Whether it was due by `now` (aware)."""
        return self.due_at is not None and self.due_at <= now

    def owner_ids(self) -> set[int]:
        """The accounts of creator, assignee and everyone in the byline."""
        signed = self.signer_ids
        if signed is None and self.pk:
            by_authors = self.bylines.filter(author__user__isnull=False)
            signed = list(by_authors.values_list("author__user_id", flat=True))
        return {pk for pk in (self.creator_id, self.assignee_id, *(signed or ())) if pk}


class Byline(models.Model):
    """One line of who made the story, in order: an Author, or a name of free text, or both (credited as)."""

    class Role(models.TextChoices):
        WRITER = "writer", _("by")
        PHOTOGRAPHER = "photographer", _("photographs by")
        REPORTING = "reporting", _("additional reporting by")
        EDITOR = "editor", _("edited by")
        TRANSLATOR = "translator", _("translated by")

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        Author, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("author")
    )
    credited_as = models.CharField(
        _("credited as"),
        max_length=160,
        blank=True,
        help_text=_("For a guest, or another name than the author's."),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.WRITER)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=False) | ~Q(credited_as=""), name="byline_names_someone"
            ),
        ]

    def __str__(self) -> str:
        return self.credited_as or str(self.author)

    def clean(self) -> None:
        if self.author_id is None and not self.credited_as:
            raise ValidationError(_("A byline needs an author or a name."))


class ArticleTag(ItemBase):
    """A tag of a story, in order."""

    content_object = models.ForeignKey(Article, models.CASCADE, related_name="tag_items")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="+", verbose_name=_("tag"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="article_tag_once")]


class ArticleImage(models.Model):
    """A picture of the story beside its body: the first leads, the others make the gallery."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="pictures")
    image = models.ForeignKey(Image, models.PROTECT, related_name="+", verbose_name=_("picture"))
    caption = models.TextField(
        _("caption here"), max_length=4000, blank=True, help_text=_("Empty: the picture's own.")
    )
    alt_text = models.CharField(_("alternative text here"), max_length=500, blank=True)
    long_description = models.TextField(_("long description here"), max_length=5000, blank=True)
    layout = models.CharField(
        _("layout"),
        max_length=8,
        default="normal",
        choices=[("normal", _("normal")), ("wide", _("wide")), ("portrait", _("portrait"))],
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return str(self.image)


class RelatedLink(models.Model):
    """A story that the desk chose to stand beside this one."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="related_links")
    related = models.ForeignKey(Article, models.CASCADE, related_name="+", verbose_name=_("story"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "related"], name="related_link_once"),
            models.CheckConstraint(condition=~Q(article=models.F("related")), name="related_link_to_another"),
        ]

    def __str__(self) -> str:
        return str(self.related_id)


class Source(models.Model):
    """Where the facts came from, as readers see it: “Source: Agencies”."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="sources")
    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("link"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Correction(models.Model):
    """What was wrong and is put right, shown on the page and at /corrections/ once published."""

    class Type(models.TextChoices):
        CORRECTION = "correction", _("correction")
        CLARIFICATION = "clarification", _("clarification")
        UPDATE = "update", _("update")

    article = models.ForeignKey(Article, models.CASCADE, related_name="corrections")
    type = models.CharField(_("type"), max_length=13, choices=Type.choices, default=Type.CORRECTION)
    text = models.TextField(_("text"))
    at = models.DateTimeField(_("at"), db_default=Now())
    placement = models.CharField(
        _("placement"),
        max_length=6,
        default="bottom",
        choices=[("top", _("above the story")), ("bottom", _("below the story"))],
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:80]

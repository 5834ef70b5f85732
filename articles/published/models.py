"""What readers see. The constraints of the chain, the guard and the policies are in the first migrations."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition
from articles.media.models import Image
from articles.sections.kinds import Genre, Kind
from articles.sections.models import Section

# The shape of a content; what raises it is in ADR 0001.
SCHEMA = 1


class Release(models.Model):
    """What a story's address shows from `public_from` until the next Release of the story begins.

    `content` holds what is rendered but never filtered, in the shape of a Revision's content.
    Only `articles.publishing` writes these rows.
    """

    class State(models.TextChoices):
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        GONE = "gone", _("gone")
        MOVED = "moved", _("moved")

    article_id = models.BigIntegerField()
    revision_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=9, choices=State.choices)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    genre = models.CharField(max_length=12, choices=Genre.choices)
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", db_index=False)
    slug = models.CharField(max_length=80)
    headline = models.CharField(max_length=300)
    kicker = models.CharField(max_length=60, blank=True)
    standfirst = models.TextField(blank=True)
    trail_text = models.TextField(blank=True)
    image = models.ForeignKey(Image, models.PROTECT, null=True, related_name="+", db_index=False)
    body = models.TextField(blank=True)
    author_ids = ArrayField(models.BigIntegerField(), default=list)
    tag_ids = ArrayField(models.BigIntegerField(), default=list)
    region_ids = ArrayField(models.BigIntegerField(), default=list)
    translation_group = models.BigIntegerField(null=True)
    first_published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    is_significant = models.BooleanField(default=True)
    is_sensitive = models.BooleanField(default=False)
    notice = models.TextField(blank=True)
    moved_to = models.CharField(max_length=500, blank=True)
    embargoed_until = models.DateTimeField(null=True)
    content = models.JSONField(default=dict)
    schema = models.SmallIntegerField(default=SCHEMA)
    public_from = models.DateTimeField()
    public_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["article_id", "public_from"]
        constraints = [
            models.UniqueConstraint(fields=["article_id", "public_from"], name="release_one_start"),
            models.CheckConstraint(condition=Q(public_until__gt=F("public_from")), name="release_forward"),
            models.CheckConstraint(
                condition=Q(embargoed_until__isnull=True) | Q(public_from__gte=F("embargoed_until")),
                name="release_after_embargo",
            ),
            models.CheckConstraint(
                condition=Q(first_published_at__lte=F("updated_at")) & Q(updated_at__lte=F("public_from")),
                name="release_dates",
            ),
            models.CheckConstraint(
                condition=Q(state="published") | Q(body=""), name="release_body_only_if_published"
            ),
            models.CheckConstraint(
                condition=~Q(state="moved") | ~Q(moved_to=""), name="release_moved_somewhere"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(notice=""), name="release_withdrawn_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(headline=""), name="release_has_headline"
            ),
        ]
        indexes = [
            models.Index(fields=["public_from"], name="release_public_from"),
            models.Index(
                fields=["translation_group"],
                name="release_translation_group",
                condition=Q(translation_group__isnull=False),
            ),
        ]

    def path_below(self, root_url: str) -> str:
        """Where readers find it while it is public. Reads section and parent, if they are not there yet."""
        return f"{root_url}{self.section.path_below(self.section.parent)}/{self.article_id}/{self.slug}/"

    def __str__(self) -> str:
        return f"{self.article_id} {self.state} {self.public_from:%Y-%m-%d %H:%M:%S}"


class Listing(models.Model):
    """A story's place in one list, while (list, `sort_at`) holds. Decides order alone; see Release for what is seen.

    `target_id` is the row that the list belongs to, 0 for an edition, yyyymm for a month.
    """

    class Kind(models.TextChoices):
        EDITION = "edition"
        SECTION = "section"
        REGION = "region"
        TAG = "tag"
        AUTHOR = "author"
        COVERAGE = "coverage"
        KIND = "kind"
        MONTH = "month"
        CORRECTION = "correction"
        IMAGE = "image"
        VIDEO = "video"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    target_id = models.BigIntegerField()
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", db_index=False)
    sort_at = models.DateTimeField()
    article_id = models.BigIntegerField()
    public_from = models.DateTimeField()
    public_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("listing")
        verbose_name_plural = _("listings")
        constraints = [
            models.CheckConstraint(
                condition=Q(sort_at__lte=F("public_from")), name="listing_sorted_before_public"
            ),
            models.CheckConstraint(condition=Q(public_until__gt=F("public_from")), name="listing_forward"),
        ]
        indexes = [
            models.Index(
                fields=["kind", "target_id", "edition", "sort_at", "article_id"],
                include=["public_from", "public_until"],
                name="listing_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id}: {self.article_id}"


class SearchDocument(models.Model):
    """The words of a Release that is not over, folded for its language; always asked together with Release."""

    release = models.OneToOneField(
        Release, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    article_id = models.BigIntegerField()
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", db_index=False)
    # When the story was first published: the day that its card shows, and that a search is narrowed by.
    sort_at = models.DateTimeField()
    vector = SearchVectorField()

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        indexes = [
            GinIndex(fields=["vector"], name="search_vector"),
            models.Index(fields=["edition", "sort_at"], name="search_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.release_id}"


class OffMostRead(models.Model):
    """A story that an editor took off Most Read: it is never shown there, however often it is read.

    Who did, and when, stands in the audit log.
    """

    article_id = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name = _("story off Most Read")
        verbose_name_plural = _("stories off Most Read")

    def __str__(self) -> str:
        return f"{self.article_id}"


class MostRead(models.Model):
    """The order of the most read stories of an edition in a window of hours, as last counted."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", db_index=False)
    window_hours = models.SmallIntegerField()
    article_id = models.BigIntegerField()
    score = models.FloatField()

    class Meta:
        verbose_name = _("most read")
        verbose_name_plural = _("most read")
        constraints = [
            models.UniqueConstraint(fields=["edition", "window_hours", "article_id"], name="most_read_once"),
        ]
        indexes = [models.Index(fields=["edition", "window_hours", "-score"], name="most_read_order")]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.score}"

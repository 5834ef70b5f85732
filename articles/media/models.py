from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.media.metadata import MACHINE_MADE


def random_token() -> str:
    """128 random bits, in hexadecimal: the name of a served file cannot be guessed from another."""
    return secrets.token_hex(16)


def original_name(image: Image, filename: str) -> str:
    token = random_token()
    return f"originals/{token[:2]}/{token}"


def video_name(video: Video, filename: str) -> str:
    token = random_token()
    return f"videos/{token[:2]}/{token}"


# What a picture is found by, in the library and in the pickers.
SEARCHED = ("caption", "alt_text", "credit", "photographer", "place", "keywords", "file_name")


def _searched_text() -> models.Func:
    """The words of SEARCHED as `library_fold` (media/0004) writes them: without case, accents and marks."""
    return models.Func(*SEARCHED, function="library_fold", output_field=models.TextField())


class Rights(models.TextChoices):
    OWN = "own", _("our own")
    AGENCY = "agency", _("agency subscription")
    LICENSED = "licensed", _("licensed for this use")
    HANDOUT = "handout", _("handout, free to use")
    PUBLIC_DOMAIN = "public-domain", _("public domain or open licence")


class LibraryFile(models.Model):
    """What pictures and videos of the library have in common. `width` and `height` are pixels as they are shown."""

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    byte_size = models.PositiveBigIntegerField(editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    rights = models.CharField(_("rights"), max_length=16, choices=Rights.choices, blank=True)
    rights_until = models.DateTimeField(_("rights end"), null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded"), db_default=Now(), editable=False)

    class Meta:
        abstract = True


class Image(LibraryFile):
    """A picture: the original as it came (private) and what must be known before it may be used.

    `width` and `height` are pixels after the orientation is applied. The focal point is a fraction of both.
    """

    file = models.FileField(_("original"), upload_to=original_name, max_length=200)
    format = models.CharField(max_length=8, editable=False)
    focal_x = models.FloatField(
        _("focal point, across"), default=0.5, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )
    focal_y = models.FloatField(
        _("focal point, down"), default=0.4, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )
    alt_text = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What it shows, for those who cannot see it."),
    )
    is_decorative = models.BooleanField(_("decorative: no alternative text is needed"), default=False)
    long_description = models.TextField(
        _("long description"),
        blank=True,
        help_text=_("All that a graphic says, as text: its figures, for those who cannot see them."),
    )
    # What the file said of itself when it came (IPTC Photo Metadata), or what the desk has found out since.
    photographer = models.CharField(_("photographer"), max_length=160, blank=True)
    copyright_notice = models.CharField(_("copyright notice"), max_length=300, blank=True)
    usage_terms = models.TextField(_("usage terms"), max_length=2000, blank=True)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    keywords = models.TextField(
        _("keywords"), max_length=2000, blank=True, help_text=_("Separated by commas; for finding it.")
    )
    file_name = models.CharField(_("name of the file as it came"), max_length=200, blank=True, editable=False)
    # The last part of an IPTC Digital Source Type, such as trainedAlgorithmicMedia; empty if the file says none.
    digital_source = models.CharField(_("how it was made"), max_length=60, blank=True, editable=False)
    words = models.GeneratedField(
        expression=_searched_text(), output_field=models.TextField(), db_persist=True, editable=False
    )
    # Whether it has further frames: told of a picture that has just been taken in, and stored nowhere.
    moves = False

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__gte=0, focal_x__lte=1, focal_y__gte=0, focal_y__lte=1),
                name="image_focal_point_inside",
            ),
            models.CheckConstraint(condition=models.Q(width__gt=0, height__gt=0), name="image_has_pixels"),
        ]
        indexes = [
            GinIndex(fields=["words"], name="image_words", opclasses=["gin_trgm_ops"]),
            models.Index(
                fields=["rights_until"],
                name="image_rights_until",
                condition=models.Q(rights_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.caption[:80] or self.alt_text[:80] or f"#{self.pk}"

    @property
    def is_machine_made(self) -> bool:
        """Whether the file says so, of the picture or of a part of it."""
        return self.digital_source in MACHINE_MADE

    def clean(self) -> None:
        if self.is_decorative and self.alt_text:
            raise ValidationError(
                {"alt_text": _("A decorative picture has no alternative text; clear one of the two.")}
            )


class Rendition(models.Model):
    """One served file of a picture. It exists as a row only when the file is on disk."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="renditions")
    crop = models.CharField(max_length=8)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    format = models.CharField(max_length=4)
    token = models.CharField(max_length=32, unique=True, default=random_token)
    byte_size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        constraints = [
            models.UniqueConstraint(fields=["image", "crop", "width", "format"], name="rendition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.crop} {self.width}x{self.height} {self.format}"

    @property
    def path(self) -> str:
        """Where the file lies below MEDIA_ROOT."""
        return f"renditions/{self.token[:2]}/{self.token}.{self.format}"

    @property
    def url(self) -> str:
        return f"/media/{self.token}.{self.format}"


class Use(models.Model):
    """A picture made public by something else than a Release: a portrait, a coverage's hero, a logo, a live post.

    Written by whoever makes that public; the picture is served while such a row stands. One with an `article_id`
    stands on the page of that story, and is public only while that is.
    """

    class Purpose(models.TextChoices):
        PORTRAIT = "portrait", _("portrait of an author")
        COVERAGE = "coverage", _("hero of a coverage")
        LOGO = "logo", _("logo of an edition")
        LIVE_POST = "live_post", _("post of a live blog")
        CHANNEL = "channel", _("poster of a channel")

    image = models.ForeignKey(Image, models.CASCADE, related_name="uses")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    target_id = models.BigIntegerField()
    article_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("use")
        verbose_name_plural = _("uses")
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "target_id"],
                name="use_one_picture",
                condition=~models.Q(purpose="live_post"),
            ),
            models.UniqueConstraint(fields=["purpose", "target_id", "image"], name="use_once"),
            models.CheckConstraint(
                condition=~models.Q(purpose="live_post") | models.Q(article_id__isnull=False),
                name="use_of_a_post_has_story",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.target_id}"


class Video(LibraryFile):
    """A video file of our own, served under the unguessable name `token` while something public shows it.

    `width` and `height` are pixels, `duration_seconds` is rounded, at least 1. `transcript` is plain text, a blank line
    between paragraphs. `poster` is the still that stands for it until it is played.
    """

    file = models.FileField(_("file"), upload_to=video_name, max_length=200)
    token = models.CharField(max_length=32, unique=True, default=random_token, editable=False)
    format = models.CharField(max_length=4, editable=False)
    duration_seconds = models.PositiveIntegerField(editable=False)
    poster = models.ForeignKey(Image, models.PROTECT, related_name="+", verbose_name=_("poster"))
    transcript = models.TextField(_("transcript"), blank=True)

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0, duration_seconds__gt=0),
                name="video_has_pixels_and_lasts",
            ),
        ]

    def __str__(self) -> str:
        return self.caption[:80] or f"#{self.pk}"


class CaptionTrack(models.Model):
    """What is said and heard in a video, as WebVTT (W3C), in one language; served under `token` as its video is."""

    video = models.ForeignKey(Video, models.CASCADE, related_name="tracks")
    language = models.CharField(_("language"), max_length=12, help_text=_("BCP 47 tag."))
    label = models.CharField(
        _("label"), max_length=60, help_text=_("The language’s own name for itself, as readers choose it.")
    )
    text = models.TextField(_("WebVTT"))
    token = models.CharField(max_length=32, unique=True, default=random_token, editable=False)

    class Meta:
        verbose_name = _("caption track")
        verbose_name_plural = _("caption tracks")
        ordering = ["video", "language"]
        constraints = [
            models.UniqueConstraint(fields=["video", "language"], name="caption_track_one_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.video_id} {self.language}"

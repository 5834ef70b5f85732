"""Live TV and radio: the channels of an edition, and what is on."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition
from articles.media.models import Image

# What is on is looked for among what began since: a broadcast lasts no longer.
LONGEST = timedelta(days=1)


class Channel(models.Model):
    """A stream that readers watch or hear at /live/. Addresses are of HLS playlists (RFC 8216)."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name=_("edition"))
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=60, allow_unicode=True)
    description = models.TextField(_("description"), max_length=500, blank=True)
    stream_url = models.URLField(_("HLS address"), max_length=500, blank=True)
    audio_url = models.URLField(_("HLS address of the sound alone"), max_length=500, blank=True)
    poster = models.ForeignKey(
        Image, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("poster")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_shown = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["edition", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="channel_one_slug"),
            models.CheckConstraint(condition=~Q(stream_url="", audio_url=""), name="channel_has_a_stream"),
        ]

    def __str__(self) -> str:
        return self.name


class Broadcast(models.Model):
    """A programme on a channel, from `starts_at` until `ends_at` (both aware), of LONGEST at most.

    Two of one channel do not overlap: see `Schedule` in breaking/channels/forms.py. `is_live` is one that happens as it
    is seen; others are recorded.
    """

    channel = models.ForeignKey(
        Channel, models.CASCADE, related_name="broadcasts", db_index=False, verbose_name=_("channel")
    )
    title = models.CharField(_("title"), max_length=140)
    description = models.TextField(_("description"), max_length=500, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    is_live = models.BooleanField(_("live"), default=False)

    class Meta:
        verbose_name = _("broadcast")
        verbose_name_plural = _("broadcasts")
        ordering = ["channel", "starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="broadcast_forward"),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("starts_at") + LONGEST), name="broadcast_within_a_day"
            ),
        ]
        indexes = [models.Index(fields=["channel", "starts_at"], name="broadcast_of_channel")]

    def __str__(self) -> str:
        return self.title

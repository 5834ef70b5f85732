from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class HourlyCount(models.Model):
    """Views of a story in one hour (UTC). No reader is in it."""

    edition_id = models.BigIntegerField()
    article_id = models.BigIntegerField()
    hour = models.DateTimeField()
    views = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of an hour")
        verbose_name_plural = _("counts by the hour")
        constraints = [models.UniqueConstraint(fields=["article_id", "hour"], name="hourly_count_once")]
        indexes = [models.Index(fields=["hour"], name="hourly_count_hour")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.hour:%Y-%m-%d %H}: {self.views}"


class Sighting(models.Model):
    """That some address has lately been counted for a story, so that reloads are not counted again.

    `digest` is a keyed hash of the day, the address and the story: it cannot be turned back, nor be followed
    to the next day. Rows are deleted within 24 hours.
    """

    digest = models.BinaryField(max_length=16, primary_key=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

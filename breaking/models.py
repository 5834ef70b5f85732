from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition


class Alert(models.Model):
    """One line of breaking news, in the ticker from `public_from` until `public_until` (both aware).

    One that is stood down is shown nowhere any more, not even in the archive at /breaking/.
    `article_id` is the story it leads to, or None; the database ties it to the desk's table.
    """

    class Level(models.TextChoices):
        TICKER = "ticker", _("ticker")
        FLASH = "flash", _("flash")

    text = models.CharField(_("text"), max_length=280)
    level = models.CharField(_("level"), max_length=6, choices=Level.choices, default=Level.TICKER)
    editions = models.ManyToManyField(Edition, related_name="+", verbose_name=_("editions"))
    article_id = models.BigIntegerField(_("story"), null=True, blank=True)
    public_from = models.DateTimeField(_("starts"), db_default=Now())
    public_until = models.DateTimeField(_("expires"))
    stood_down_at = models.DateTimeField(_("stood down"), null=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("written by"),
    )
    created_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-public_from", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(public_until__gt=F("public_from")), name="alert_forward"),
            models.CheckConstraint(condition=~Q(text=""), name="alert_says_something"),
        ]
        indexes = [models.Index(fields=["-public_from", "-id"], name="alert_newest")]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        starts, ends = self.__dict__.get("public_from"), self.__dict__.get("public_until")
        if isinstance(starts, datetime) and isinstance(ends, datetime) and ends <= starts:
            raise ValidationError({"public_until": _("The alert would expire before it starts.")})

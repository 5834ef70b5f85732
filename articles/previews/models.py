from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models import Article


class ShareLink(models.Model):
    """Lets whoever holds its address read one story as it was last saved, without an account, for a while.

    Only a hash of the token is kept: what reads this table cannot read the story.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="share_links")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    note = models.CharField(_("for whom"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("made"), db_default=Now())
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    opened_at = models.DateTimeField(_("last opened"), null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="share_link_expires_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} until {self.expires_at:%Y-%m-%d %H:%M}"

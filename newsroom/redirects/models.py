from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition

LONGEST = 500


class Redirect(models.Model):
    """Where an address leads at which there is no page any more; asked only once nothing else has answered.

    `old` is the plain path below the edition's root without slashes around it, with `?` and a query if pages were
    numbered by that (newsroom/redirects/keys.py). A redirect leads to a story by its number, so that it follows the
    story, or to `target`: a path of this site or a whole https address. With status 410 it leads nowhere.
    `leads_to` is the key of a target on this site, so that no redirect ever leads to another.
    """

    class Status(models.IntegerChoices):
        MOVED = 301, _("301: leads to another address")
        GONE = 410, _("410: gone for good")

    class Origin(models.TextChoices):
        TYPED = "typed", _("typed")
        IMPORTED = "imported", _("imported")
        RENAMED = "renamed", _("left by a renaming")

    edition = models.ForeignKey(
        Edition, models.CASCADE, related_name="+", verbose_name=_("edition"), db_index=False
    )
    old = models.CharField(_("old address"), max_length=LONGEST, blank=True)
    article_id = models.BigIntegerField(_("number of the story"), null=True, blank=True)
    target = models.CharField(_("new address"), max_length=LONGEST, blank=True)
    leads_to = models.CharField(max_length=LONGEST + 24, blank=True, editable=False, db_index=True)
    status = models.PositiveSmallIntegerField(_("status"), choices=Status.choices, default=Status.MOVED)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin.choices, default=Origin.TYPED)
    made_at = models.DateTimeField(_("made"), db_default=Now())

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["edition", "old"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "old"], name="redirect_one_an_address"),
            models.CheckConstraint(
                condition=Q(status=301, article_id__isnull=False, target="")
                | (Q(status=301, article_id__isnull=True) & ~Q(target=""))
                | Q(status=410, article_id__isnull=True, target=""),
                name="redirect_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"/{self.old}"


class Upload(models.Model):
    """A file of redirects between its preview and the word to import it; one a person, for a day at most."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    text = models.TextField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("file of redirects")
        verbose_name_plural = _("files of redirects")

    def __str__(self) -> str:
        return self.name

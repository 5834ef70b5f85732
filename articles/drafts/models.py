from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from articles.models import Article, Revision


class Draft(models.Model):
    """What one person has typed into one story and not saved yet. Nobody else reads it.

    `fields` holds the form as it would be sent, by name, whether or not it would be accepted. A story that was never
    saved has no row of its own yet: its draft is found by `key`, which the page makes up.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="drafts")
    key = models.CharField(max_length=32, blank=True)
    # What the person started from: the story's head at that time.
    base = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    fields = models.JSONField()
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "article"], condition=Q(article__isnull=False), name="draft_one_a_story"
            ),
            models.UniqueConstraint(
                fields=["user", "key"], condition=Q(article__isnull=True), name="draft_one_a_key"
            ),
            models.CheckConstraint(
                condition=Q(article__isnull=False, key="") | (Q(article__isnull=True) & ~Q(key="")),
                name="draft_of_a_story_or_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}/{self.article_id or self.key}"


class Presence(models.Model):
    """Somebody has a story open: since when, last seen when, and when they last typed.

    `taken_over_by` is set when a colleague takes the story over, until the person opens it again.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    typed_at = models.DateTimeField(null=True)
    taken_over_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    taken_over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.article_id}"

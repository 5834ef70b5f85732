"""Live blogs: an Article of kind live, and its posts, each with a chain of versions as a story has of Releases."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from breaking.models import Alert

SCHEMA = 1


class LivePost(models.Model):
    """A post of a live blog: the identity; what it says stands in its versions.

    `article_id` is the blog; the database ties it to the desk's table. `key` is the request that made it: the same one
    makes no second post. `alert` is the alert that was typed with it, or None.
    """

    article_id = models.BigIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("posted by")
    )
    alert = models.ForeignKey(Alert, models.PROTECT, null=True, related_name="posts")
    key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    created_at = models.DateTimeField(pgettext_lazy("of a post", "posted"), db_default=Now())

    class Meta:
        verbose_name = _("live post")
        verbose_name_plural = _("live posts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["article_id", "-id"], name="livepost_of_blog")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.pk}"


class PostVersion(models.Model):
    """What a post says from `public_from` until its next version begins; `gone` is how a post is hidden.

    `body` is sanitised HTML of the blocks of a story's body. `posted_at` is the time that readers see, `edited_at`
    that of a change that matters, or None. Chain and policy stand in the first migration.
    """

    class State(models.TextChoices):
        PUBLISHED = "published", pgettext_lazy("of a post", "published")
        GONE = "gone", pgettext_lazy("of a post", "hidden")

    post = models.ForeignKey(LivePost, models.PROTECT, related_name="versions", db_index=False)
    article_id = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.PUBLISHED)
    headline = models.CharField(_("headline"), max_length=110, blank=True)
    body = models.TextField(_("text"), blank=True)
    byline = models.CharField(_("byline"), max_length=120, blank=True)
    author_ids = ArrayField(models.BigIntegerField(), default=list)
    image_ids = ArrayField(models.BigIntegerField(), default=list)
    is_key = models.BooleanField(_("key event"), default=False)
    is_breaking = models.BooleanField(_("breaking"), default=False)
    posted_at = models.DateTimeField(pgettext_lazy("of a post", "posted"))
    edited_at = models.DateTimeField(pgettext_lazy("of a post", "edited"), null=True)
    schema = models.SmallIntegerField(default=SCHEMA)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("saved by")
    )
    public_from = models.DateTimeField()
    public_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("version of a post")
        verbose_name_plural = _("versions of posts")
        ordering = ["post_id", "public_from"]
        constraints = [
            models.UniqueConstraint(fields=["post", "public_from"], name="postversion_one_start"),
            models.CheckConstraint(
                condition=Q(public_until__gt=F("public_from")), name="postversion_forward"
            ),
            models.CheckConstraint(
                condition=Q(state="published") | Q(body="", headline=""), name="postversion_gone_says_nothing"
            ),
        ]
        indexes = [
            models.Index(fields=["article_id", "-posted_at", "-post"], name="postversion_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.state} {self.public_from:%Y-%m-%d %H:%M:%S}"


class LiveState(models.Model):
    """How a live blog stands, for its page and its cards: its last post, how many there are, when it was closed."""

    article_id = models.BigIntegerField(primary_key=True)
    last_post_at = models.DateTimeField(null=True)
    posts = models.PositiveIntegerField(default=0)
    pinned = models.ForeignKey(LivePost, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("state of a live blog")
        verbose_name_plural = _("states of live blogs")

    def __str__(self) -> str:
        return f"{self.article_id}: {self.posts}"

"""What people say to each other about a story before it is public, and stories that are to be public together."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Article


class Comment(models.Model):
    """A remark on a block of a story, or on the whole of it; an answer to one has it as its `parent`.

    `quote` is what the block said when the remark was made, so that it can be understood when the block is gone.
    What begins a thread is resolved; its answers go with it.
    """

    # Of `threads.threads_of`: whom it calls. None without it.
    called: list[dict[str, Any]] | None = None

    article = models.ForeignKey(Article, models.CASCADE, related_name="comments", verbose_name=_("story"))
    block_id = models.CharField(
        max_length=16, blank=True, help_text=_("The block's own id; empty: the whole story.")
    )
    quote = models.CharField(_("quotes"), max_length=300, blank=True)
    text = models.TextField(_("comment"), max_length=4000)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="answers")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    created_at = models.DateTimeField(_("at"), db_default=Now())
    edited_at = models.DateTimeField(_("edited"), null=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("resolved by")
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="comment_not_its_own_answer"),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False, parent__isnull=True),
                name="comment_resolved_by_someone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["article"],
                condition=Q(resolved_at__isnull=True, parent__isnull=True),
                name="comment_open",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Mention(models.Model):
    """Somebody is called to a comment by name. `seen_at` is when they first opened the story after that.

    `mailed_at` is when the mail about it was sent, which happens once.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")
    seen_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="mention_once")]
        indexes = [models.Index(fields=["user"], condition=Q(seen_at__isnull=True), name="mention_unseen")]

    def __str__(self) -> str:
        return f"@{self.user_id} in {self.comment_id}"


class Bundle(models.Model):
    """Stories that become public in one transaction, at one instant: now, or at `scheduled_for`.

    `scheduled_for` is set while their Releases wait for it; `published_at` once they were published together.
    """

    name = models.CharField(_("name"), max_length=120)
    creator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    scheduled_for = models.DateTimeField(_("scheduled for"), null=True, editable=False)
    published_at = models.DateTimeField(pgettext_lazy("of a bundle", "published"), null=True, editable=False)

    class Meta:
        verbose_name = _("bundle")
        verbose_name_plural = _("bundles")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class BundleItem(models.Model):
    """A story in a bundle, in the order in which editors look at them."""

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="items")
    article = models.ForeignKey(Article, models.CASCADE, related_name="bundle_items", verbose_name=_("story"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("story of the bundle")
        verbose_name_plural = _("stories of the bundle")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["bundle", "article"], name="bundle_item_once")]

    def __str__(self) -> str:
        return f"{self.bundle_id}: {self.article_id}"


class LinkCheck(models.Model):
    """What a link out of a story answered when it was last asked: an HTTP status, or 0 if nothing answered."""

    url = models.CharField(max_length=2000, unique=True)
    status = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")
        constraints = [models.CheckConstraint(condition=Q(status__lte=599), name="link_check_status")]

    def __str__(self) -> str:
        return f"{self.status} {self.url[:80]}"

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.published.models import SCHEMA

# What a content lacks if it was saved before the field was there, and is read as: see ADR 0001.
YOUNGER = {"short_headline": ""}


class Revision(models.Model):
    """A saved state of a story: columns and inlines, rows of other tables by id alone. Append-only.

    A trigger refuses every update and delete; see the migration `articles/0002`.
    """

    class Origin(models.TextChoices):
        SAVE = "save", _("saved")
        RESTORE = "restore", _("restored")
        MERGE = "merge", _("merged")
        IMPORT = "import", _("imported")
        REDACT = "redact", _("redacted")
        DRAFT = "draft", _("kept from a draft")

    article = models.ForeignKey(Article, models.PROTECT, related_name="revisions", verbose_name=_("story"))
    number = models.PositiveIntegerField(_("number"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    merged_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    schema = models.SmallIntegerField(default=SCHEMA)
    content = models.JSONField()
    origin = models.CharField(_("origin"), max_length=7, choices=Origin.choices, default=Origin.SAVE)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Typed, and never what the story was: kept so that no word is lost. It is no story's head and no Release shows it.
    is_accepted = models.BooleanField(_("accepted"), default=True, db_default=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("saved by")
    )
    created_at = models.DateTimeField(_("saved"), db_default=Now())

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_one_number"),
            models.CheckConstraint(
                condition=models.Q(is_accepted=True) & ~models.Q(origin="draft")
                | models.Q(is_accepted=False, origin="draft"),
                name="revision_draft_not_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}/{self.number}"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Revision:
        """As stored; an old content has the fields of today too, so that the same text is equal to itself."""
        revision: Revision = super().from_db(*args, **kwargs)
        if "content" in revision.__dict__:
            revision.content = {**YOUNGER, **revision.content}
        return revision


class Assignment(models.Model):
    """A story was given to somebody, perhaps with a time by which it is due; `mailed_at` is when they were told by mail.

    What holds now stands in the story itself (`assignee`, `due_at`).
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="assignments", verbose_name=_("story"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("assigned to")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("assigned by")
    )
    due_at = models.DateTimeField(_("due"), null=True)
    at = models.DateTimeField(_("at"), db_default=Now())
    mailed_at = models.DateTimeField(_("mailed"), null=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.assignee}"


class AuditEntry(models.Model):
    """One act of one person on a story, with what it changed in the chain. Append-only.

    `detail` keeps the rows that a verb dropped, so that a cancelled schedule can still be read.
    """

    article_id = models.BigIntegerField()
    verb = models.CharField(_("verb"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    revision_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("at"))
    effective_at = models.DateTimeField(_("takes effect"), null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        ordering = ["-id"]
        indexes = [models.Index(fields=["article_id", "-id"], name="audit_entry_article")]

    def __str__(self) -> str:
        return f"{self.verb} {self.article_id}"

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from articles.editions.names import Name, name_constraints


class Tag(TagBase):
    """A keyword: one identity over all editions, called by a TagName in each.

    `is_proposed` marks one that a journalist suggested and no editor has taken in; it has no page until then.
    """

    is_proposed = models.BooleanField(_("proposed"), default=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="tag_not_merged_into_itself"
            )
        ]


class TagName(Name):
    of = models.ForeignKey(Tag, models.CASCADE, related_name="names")

    class Meta:
        verbose_name = _("name in an edition")
        verbose_name_plural = _("names by edition")
        constraints = name_constraints("tag")

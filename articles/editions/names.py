from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition


class Name(models.Model):
    """What one edition calls an identity (author, tag, region, coverage) that all editions share.

    An identity without a Name in an edition has no page there and is in none of its lists of labels.
    Subclasses add the key to their identity, called `of`, and the two constraints of `name_constraints`.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name=_("edition"))
    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("slug"), max_length=80, allow_unicode=True)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_shown = models.BooleanField(_("shown"), default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


def name_constraints(noun: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=["edition", "slug"], name=f"{noun}_name_one_slug"),
        models.UniqueConstraint(fields=["of", "edition"], name=f"{noun}_name_one_an_edition"),
    ]

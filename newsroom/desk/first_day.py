"""What there is to do first in a newsroom in which nothing is written yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition
from articles.models import Article
from articles.sections.models import Section
from newsroom.accounts.models import User


@dataclass(frozen=True)
class Step:
    label: Promise
    why: Promise
    url: str
    is_done: bool = False


def steps(user: Any) -> list[Step]:
    """What this person can do towards the first story, in order; empty if there is a story that they may see."""
    if Article.objects.visible_to(user).exists():
        return []
    there = _there()
    made = []
    if user.may("manage_editions"):
        why = _("Its name, its language and the clock by which everything is scheduled.")
        made.append(Step(_("Look at your edition"), why, reverse("admin:editions_edition_changelist")))
    if user.may("manage_sections"):
        why = _("Every story stands in one, and readers find their way by them.")
        add = reverse("admin:sections_section_add")
        made.append(Step(_("Make the sections"), why, add, there["sections"]))
    if user.may("manage_people"):
        why = _("A journalist writes, an editor publishes. One person may be both.")
        made.append(
            Step(_("Let your colleagues in"), why, reverse("admin:accounts_user_add"), there["people"])
        )
    if user.may("create"):
        why = _("It is kept while you type. Readers see it when an editor publishes it.")
        made.append(Step(_("Write the first story"), why, reverse("admin:articles_article_add")))
    return made


def _there() -> dict[str, bool]:
    """Which steps somebody has done already, in one query."""
    rows = Edition.objects.order_by("pk").annotate(has_sections=Exists(Section.objects.all()))
    people = User.objects.filter(is_active=True).order_by().values("is_active").annotate(n=Count("pk"))
    row = rows.annotate(people=people.values("n")).values("has_sections", "people").first()
    return {
        "sections": bool(row and row["has_sections"]),
        "people": bool(row and (row["people"] or 0) > 1),
    }

"""The versions of one story: the original and what was translated from it, each in an edition of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from articles.models import Article, Revision
from articles.published import moment
from articles.published.models import Release


def group_of(article: Article) -> int:
    """The key of the original, by which all versions of a story are known."""
    return article.translation_group_id or article.pk


def made_from(article: Article) -> list[Article]:
    """All translations that go back to this story: those made from it, and those made from one of them."""
    rows = Article.objects.filter(translation_group=group_of(article)).select_related("assignee", "creator")
    below: dict[int | None, list[Article]] = defaultdict(list)
    for row in rows.order_by("pk"):
        below[row.source_article_id].append(row)
    return list(_down(below, article.pk))


def _down(below: dict[int | None, list[Article]], pk: int) -> Iterable[Article]:
    for row in below.get(pk, ()):
        yield row
        yield from _down(below, row.pk)


def shown_text(article: Article) -> Revision | None:
    """The text that readers see now, None if they see none."""
    at = moment.desk_moment()
    shown = at.public(Release.objects.filter(article_id=article.pk)).values("revision_id")
    return Revision.objects.filter(pk__in=shown).first()

"""What somebody reads, to translate it, of a story that they may not see on the desk: what readers see, and no more.

No draft, note or unpublished change is among it, nor what is still to come or was taken down.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from articles.editions.scope import edition_ids_for
from articles.models import Article, Revision
from articles.published.models import Release
from articles.published.moment import Moment, desk_moment
from articles.revisions import Content
from articles.translating.states import WORDS


def public_to(by: Any, at: Moment) -> QuerySet[Release]:
    """The Releases that show their stories now, of editions other than the only one into which `by` may translate."""
    shown, held = at.public(Release.objects.all()), edition_ids_for(by)
    if held is None or len(held) > 1:
        return shown
    return shown.exclude(edition__in=held) if held else shown.none()


def in_public(by: Any, keys: Iterable[int], at: Moment) -> dict[int, Article]:
    """Those of the stories that `by` may read so, by their keys: unsaved rows, which hold nothing but what readers see."""
    rows = public_to(by, at).filter(article_id__in=list(keys)).select_related("edition", "section__parent")
    return {
        row.article_id: Article(
            pk=row.article_id,
            edition=row.edition,
            section=row.section,
            headline=row.headline,
            translation_group_id=row.translation_group,
        )
        for row in rows.defer("body", "content")
    }


def text_for(by: Any, source: Article) -> Revision | None:
    """What `by` may translate of the story: the text that readers see, or while they see none the desk's; None if neither."""
    at = desk_moment()
    shown = at.public(Release.objects.filter(article_id=source.pk))
    is_seen = by.may("view", source)
    if not is_seen:
        shown = shown.filter(pk__in=public_to(by, at).values("pk"))
    text = Revision.objects.filter(pk__in=shown.values("revision_id")).first()
    return text or (source.head if is_seen else None)


def was_shown(text: Revision, at: Moment) -> bool:
    """Whether readers see that text, or saw it once."""
    chain = Release.objects.filter(article_id=text.article_id, revision_id=text.pk)
    return chain.filter(state=Release.State.PUBLISHED, public_from__lte=at.at).exists()


def followed(by: Any, source: int, old: int, new: int) -> tuple[Revision, Revision] | None:
    """Two texts of a public story for who follows it: the one a translation that they see answers, and the one shown now.

    None if they are not that, or if readers never saw the first.
    """
    at = desk_moment()
    texts = Revision.objects.filter(article=source).in_bulk([old, new])
    is_shown = public_to(by, at).filter(article_id=source, revision_id=new).exists()
    answering = Article.objects.visible_to(by).filter(source_article=source, source_revision=old)
    if not (is_shown and old in texts and new in texts and answering.exists() and was_shown(texts[old], at)):
        return None
    return texts[old], texts[new]


def words_of(content: Content) -> Content:
    """Of a text the words that a translation follows, all of which readers see."""
    return {name: content[name] for name in WORDS if name in content}

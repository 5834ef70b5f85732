"""The verbs: making a translation of a story, and saying which text of the source it answers by now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.authors.models import Author
from articles.editions.models import Edition
from articles.media.models import Image
from articles.models import Article, AuditEntry, Byline, Revision, Stage
from articles.published import moment
from articles.publishing import Blocked
from articles.publishing.preconditions import authorise, head_of, loading
from articles.revisions import Content, empty_content, load, lock, save_revision
from articles.translating.versions import shown_text

# What a translation begins with. Its section, its address and what stands on cards and in search engines are its own.
TAKEN = (
    *("kind", "genre", "headline", "kicker", "standfirst", "body", "dateline_place", "duration_seconds"),
    *("is_sensitive", "embargoed_until", "tags", "regions", "pictures", "sources", "bylines"),
)
LONGEST_CAPTION = 4000
LONGEST_DESCRIPTION = 5000


@transaction.atomic
def translate(source_pk: int, edition: Edition, by: Any) -> Article:
    """A draft of `by` in the edition with the source's text; the story's version there, if there is one already.

    It is made from what readers see of the source, or while they see nothing from what stands on the desk.
    Raises Article.DoesNotExist, PermissionDenied and Blocked.
    """
    source = Article.objects.get(pk=source_pk)
    if not by.may("view", source):
        raise PermissionDenied(_("You may not read the story that is to be translated."))
    # All versions of one story are made one after the other.
    original = lock(source.translation_group_id or source.pk)
    standing = Article.objects.filter(translation_group=original, edition=edition).first()
    if standing is not None:
        if not by.may("view", standing):
            raise Blocked([_("The story has a version in this edition already, which you may not see.")])
        return standing
    if original.edition_id == edition.pk:
        raise Blocked([_("The story is of this edition already.")])
    if source.stage == Stage.SPIKED:
        raise Blocked([_("It is spiked.")])
    text = shown_text(source) or head_of(source)
    draft = _place(source, edition, by)
    if draft is None:
        raise PermissionDenied(_("You may not write stories in this edition."))
    draft.translation_group, draft.source_article, draft.source_revision = original, source, text
    draft.save()
    with loading():
        load(draft, _begun(text.content, by))
    told = {"number": source.pk, "text": text.number}
    save_revision(draft, by, reason=_("Translated from text %(text)d of story %(number)d.") % told)
    _log(draft, "translate", by, text)
    return draft


def mark_current(pk: int, revision: int, by: Any) -> None:
    """Say that the translation now answers that Revision of its source; nothing of its text changes.

    Raises Article.DoesNotExist, PermissionDenied, and Blocked if that is no text of the source, or an older one.
    """
    with transaction.atomic():
        article = lock(pk)
        authorise(by, "mark_current", article)
        source = article.source_article
        if source is None:
            raise Blocked([_("This story is no translation.")])
        text = Revision.objects.filter(pk=revision, article=source, is_accepted=True).first()
        if text is None:
            raise Blocked([_("The source has no such text.")])
        if not (by.may("view", source) or text == shown_text(source)):
            raise PermissionDenied(_("You may not read that text of the source."))
        answered = article.source_revision
        if answered == text:
            return
        if answered is not None and answered.number > text.number:
            raise Blocked([_("The translation answers a later text of the source already.")])
        article.source_revision = text
        article.save(update_fields=["source_revision"])
        _log(article, "mark_current", by, text, was=answered.number if answered else None)


def answers_of(article: Article) -> QuerySet[AuditEntry]:
    """What was said of a translation, in order: which text of its source (`detail["text"]`) it answers as which text."""
    return AuditEntry.objects.filter(
        article_id=article.pk, verb__in=("translate", "mark_current"), revision_id__isnull=False
    ).order_by("pk")


def may_translate(source: Article, edition: Edition, by: Any) -> bool:
    """Whether there is a place for a version of `by` in the edition. Whether one is there already is not asked."""
    return edition.pk != source.edition_id and _place(source, edition, by) is not None


def _place(source: Article, edition: Edition, by: Any) -> Article | None:
    """A new story of `by` where they may write, at the source's desk if that is one of theirs; None if there is no such."""
    for desk_id in _desks(source, by):
        draft = Article(edition=edition, desk_id=desk_id, creator=by, confidential=source.confidential)
        if by.may("create") and by.may("edit", draft):
            return draft
    return None


def _desks(source: Article, by: Any) -> Iterator[int | None]:
    yield source.desk_id
    yield None
    yield from (role.desk_id for role in by.roles())


def _begun(content: Content, by: Any) -> Content:
    """What the translation holds at first: the source's words, signed by the translator too, once."""
    author = Author.objects.filter(user=by).values_list("pk", flat=True).first()
    line = {
        "author": author,
        "credited_as": "" if author else str(by),
        "role": Byline.Role.TRANSLATOR.value,
    }
    taken = {name: content[name] for name in TAKEN if name in content}
    # By an author's row somebody is known however they are credited.
    known_by = ("role", "author") if author else ("role", "author", "credited_as")
    is_named = any(all(row[name] == line[name] for name in known_by) for row in taken["bylines"])
    return {
        **empty_content(),
        **taken,
        "pictures": _captioned(taken["pictures"]),
        "bylines": taken["bylines"] if is_named else [*taken["bylines"], line],
    }


def _captioned(pictures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pictures with the library's words where they have none of their own: those are in the source's language."""
    held = Image.objects.in_bulk([row["image"] for row in pictures])
    return [
        {
            **row,
            "caption": row["caption"] or held[row["image"]].caption[:LONGEST_CAPTION],
            "alt_text": row["alt_text"] or held[row["image"]].alt_text,
            "long_description": row.get("long_description")
            or held[row["image"]].long_description[:LONGEST_DESCRIPTION],
        }
        for row in pictures
        if row["image"] in held
    ]


def _log(article: Article, verb: str, by: Any, text: Revision, **more: Any) -> None:
    AuditEntry.objects.create(
        article_id=article.pk,
        verb=verb,
        by=by,
        revision_id=article.head_id,
        at=moment.clock_reading("default"),
        detail={"source": text.article_id, "revision": text.pk, "text": text.number, **more},
    )

"""History: a story's columns and inlines as one document, saved, compared by identity and loaded back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Field, Max, Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.authors.models import Author
from articles.body.cleaning import BodyRefused, clean_body
from articles.media.models import Image
from articles.models import (
    Article,
    ArticleImage,
    ArticleTag,
    Byline,
    Correction,
    RelatedLink,
    Revision,
    Source,
)
from articles.published import moment
from articles.published.models import Release
from articles.sections.models import Region, Section
from articles.tags.models import Tag

Content = dict[str, Any]

COLUMNS = (
    "kind",
    "genre",
    "slug",
    "slugline",
    "headline",
    "short_headline",
    "kicker",
    "standfirst",
    "trail_text",
    "body",
    "dateline_place",
    "seo_title",
    "seo_description",
    "duration_seconds",
    "is_sensitive",
)


class Stale(Exception):
    """Somebody saved the story since this copy of it was loaded. `head` is the Revision that stands now."""

    def __init__(self, head: Revision | None) -> None:
        super().__init__("The story was saved by somebody else meanwhile.")
        self.head = head


class Unloadable(Exception):
    """A content that cannot be the working copy any more; `sentences` say why, to people."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def lock(article_id: int) -> Article:
    """The story, locked until the transaction ends. Raises Article.DoesNotExist."""
    return Article.objects.select_for_update(of=("self",)).get(pk=article_id)


def check_base(article: Article, base_revision: int | None) -> None:
    """Raise Stale unless the locked story still equals the Revision that the writer started from."""
    if article.head_id != base_revision:
        raise Stale(article.head)


def snapshot(article: Article) -> Content:
    """The working copy as stored: columns, and rows of other tables by their ids."""
    content: Content = {name: getattr(article, name) for name in COLUMNS}
    content["section"] = article.section_id
    content["embargoed_until"] = written(article.embargoed_until)
    held = held_lists(article.pk)
    for name in ("further_sections", "regions"):
        held[name] = sorted(held[name])
    return content | held


def held_lists(article_id: int) -> Content:
    """The lists of the working copy as stored, in the order in which a form shows them, read in one query.

    Rows of other tables by their ids, and the story's own rows as in a Revision's content.
    """
    names, question, values = _asking_for_lists()
    with connection.cursor() as cursor:
        cursor.execute(question, [*values, article_id])
        row = cursor.fetchone()
    if row is None:
        raise Article.DoesNotExist
    held: Content = {
        # The database gives an object of JSON as its text.
        name: [json.loads(one) if isinstance(one, str) else one for one in rows]
        for name, rows in zip(names, row, strict=True)
    }
    for correction in held["corrections"]:
        correction["at"] = written(datetime.fromisoformat(correction["at"]))
    return held


@cache
def _asking_for_lists() -> tuple[tuple[str, ...], str, tuple[Any, ...]]:
    """The names of a story's lists, the SQL that reads them, and its values but for the last, the story's id.

    Every save asks this, and the expressions take twenty times as long to become SQL as their answer takes.
    """
    lists = _stored_lists()
    question, values = (
        Article.objects.filter(pk=0).order_by().values_list(*lists.values()).query.sql_with_params()
    )
    return tuple(lists), question, tuple(values[:-1])


def _stored_lists() -> dict[str, ArraySubquery]:
    """The lists of a story as expressions of its row."""

    def rows(model: type[Model], *order: str, of: str = "article") -> QuerySet[Any]:
        found = model._default_manager.filter(**{of: OuterRef("pk")})
        return found.order_by(*(order or model._meta.ordering or ()))

    def own(model: type[Model], **names: str) -> ArraySubquery:
        return ArraySubquery(rows(model).values(held=JSONObject(**names)))

    further, regions = Article.further_sections.through, Article.regions.through
    texts = {name: name for name in ("caption", "alt_text", "long_description", "layout")}
    return {
        "further_sections": ArraySubquery(rows(further, "section").values("section_id")),
        "regions": ArraySubquery(rows(regions, "region").values("region_id")),
        "tags": ArraySubquery(rows(ArticleTag, of="content_object").values("tag_id")),
        "bylines": own(Byline, author="author_id", credited_as="credited_as", role="role"),
        "pictures": own(ArticleImage, image="image_id", **texts),
        "related": ArraySubquery(rows(RelatedLink).values("related_id")),
        "sources": own(Source, name="name", url="url"),
        "corrections": own(Correction, type="type", text="text", at="at", placement="placement"),
    }


def save_revision(
    article: Article,
    by: Any,
    *,
    origin: str = Revision.Origin.SAVE,
    reason: str = "",
    merged_from: Revision | None = None,
) -> Revision:
    """Append the working copy, as it stands in the database, to the story's history and make it the head.

    Call it with the story locked, after columns and inlines are written. Nothing is appended when nothing changed.
    """
    content = snapshot(article)
    head = article.head
    is_new = merged_from is not None and origin == Revision.Origin.MERGE
    if head is not None and head.content == content and not is_new:
        return head
    revision = Revision.objects.create(
        article=article,
        number=_next_number(article),
        parent=head,
        merged_from=merged_from,
        content=content,
        origin=origin,
        reason=reason,
        author=by,
    )
    article.head = revision
    article.saved_at = moment.clock_reading("default")
    article.save(update_fields=["head", "saved_at"])
    return revision


def keep(article: Article, by: Any, content: Content, *, base: Revision | None, reason: str) -> Revision:
    """Append what was typed but did not become the story, marked “not accepted”; `base` is what it grew from.

    Call it with the story locked. The same text of the same person is kept once.
    """
    kept = article.revisions.filter(is_accepted=False, author=by, parent=base).order_by("-number").first()
    if kept is not None and kept.content == content:
        return kept
    return Revision.objects.create(
        article=article,
        number=_next_number(article),
        parent=base,
        content=content,
        origin=Revision.Origin.DRAFT,
        is_accepted=False,
        reason=reason[:300],
        author=by,
    )


def _next_number(article: Article) -> int:
    return (article.revisions.aggregate(last=Max("number"))["last"] or 0) + 1


def load(article: Article, content: Content) -> None:
    """Write a Revision's content into the locked working copy, columns and inlines.

    Raises Unloadable, and writes nothing, if the columns do not hold it or what it points to is gone.
    """
    if faults := [*_faults(content), *kind_faults(article, content["kind"])]:
        raise Unloadable(faults)
    for name in COLUMNS:
        setattr(article, name, content[name])
    article.body = clean_body(article.body)
    article.section_id = content["section"]
    article.embargoed_until = _instant(content["embargoed_until"])
    article.save()
    article.further_sections.set(content["further_sections"])
    article.regions.set(content["regions"])
    _load_rows(article, content)


def kind_faults(article: Article, kind: str) -> list[str]:
    """Why the story cannot become of that kind: what was public with additions stays what it is.

    Readers have the addresses of what settings.STORY_ADDITIONS added to it.
    """
    if kind == article.kind or article.kind not in settings.STORY_ADDITIONS:
        return []
    if not Release.objects.filter(article_id=article.pk, kind=article.kind).exists():
        return []
    said = _("It was published as “%(kind)s”, and readers have the addresses of its parts: it stays that.")
    return [said % {"kind": article.get_kind_display()}]


_LISTS = ("further_sections", "regions", "tags", "bylines", "pictures", "related", "sources", "corrections")


def _load_rows(article: Article, content: Content) -> None:
    for rows in (
        article.tag_items,
        article.bylines,
        article.pictures,
        article.related_links,
        article.sources,
        article.corrections,
    ):
        rows.all().delete()
    ArticleTag.objects.bulk_create(
        [ArticleTag(content_object=article, tag_id=pk, position=i) for i, pk in enumerate(content["tags"])]
    )
    Byline.objects.bulk_create(
        [
            Byline(article=article, author_id=b["author"], position=i, **_without(b, "author"))
            for i, b in enumerate(content["bylines"])
        ]
    )
    ArticleImage.objects.bulk_create(
        [
            ArticleImage(article=article, image_id=p["image"], position=i, **_without(p, "image"))
            for i, p in enumerate(content["pictures"])
        ]
    )
    RelatedLink.objects.bulk_create(
        [RelatedLink(article=article, related_id=pk, position=i) for i, pk in enumerate(content["related"])]
    )
    Source.objects.bulk_create(
        [Source(article=article, position=i, **source) for i, source in enumerate(content["sources"])]
    )
    Correction.objects.bulk_create(corrections_in(content, article))


def corrections_in(content: Content, article: Article | None = None) -> list[Correction]:
    """The corrections of a content as rows that are not stored."""
    return [
        Correction(article=article, at=datetime.fromisoformat(c["at"]), **_without(c, "at"))
        for c in content["corrections"]
    ]


def empty_content() -> Content:
    """The content of a story in which nothing is filled in."""
    columns: Content = {name: _column(name).get_default() for name in COLUMNS}
    return {**columns, "section": None, "embargoed_until": None, **{name: [] for name in _LISTS}}


def _faults(content: Content) -> list[str]:
    """Sentences that say why a content cannot be loaded; none if it can."""
    found = [fault for name in COLUMNS if (fault := fault_of(name, content[name]))]
    try:
        clean_body(content["body"])
    except BodyRefused as refusal:
        found.append(str(refusal))
    for model, held in _pointed_to(content):
        wanted = {pk for pk in held if pk is not None}
        if wanted and model._default_manager.filter(pk__in=wanted).count() < len(wanted):
            found.append(
                _("It uses an entry that does not exist any more (%(what)s).")
                % {"what": model._meta.verbose_name}
            )
    return found


def _column(name: str) -> Field[Any, Any]:
    return cast("Field[Any, Any]", Article._meta.get_field(name))


def fault_of(name: str, value: Any) -> str:
    """The sentence that says why a column cannot hold a value, an empty text if it can.

    Texts that were not accepted hold what was typed, were it never so long, or no slug at all.
    """
    field = _column(name)
    if not isinstance(value, str) or not value:
        return ""
    label = str(field.verbose_name).capitalize()
    if field.max_length is not None and len(value) > field.max_length:
        return _("%(field)s: %(length)d characters, and at most %(limit)d can be kept.") % {
            "field": label,
            "length": len(value),
            "limit": field.max_length,
        }
    try:
        field.run_validators(value)
    except ValidationError as error:
        return f"{label}: {' '.join(error.messages)}"
    return ""


def _pointed_to(content: Content) -> list[tuple[type[Model], list[int | None]]]:
    return [
        (Section, [content["section"], *content["further_sections"]]),
        (Region, content["regions"]),
        (Tag, content["tags"]),
        (Author, [row["author"] for row in content["bylines"]]),
        (Image, [row["image"] for row in content["pictures"]]),
        (Article, content["related"]),
    ]


def _without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


def restore(article: Article, revision: Revision, by: Any, reason: str = "") -> Revision:
    """Make the locked working copy what it was in `revision`, as a new Revision; history keeps what it replaces."""
    load(article, revision.content)
    return save_revision(
        article, by, origin=Revision.Origin.RESTORE, reason=reason[:300], merged_from=revision
    )


def written(instant: datetime | None) -> str | None:
    """In UTC: the same instant in another zone is not another text."""
    return instant.astimezone(UTC).isoformat() if instant else None


def _instant(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None

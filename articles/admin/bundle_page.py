"""What the page of a bundle says of its stories: what readers see now, and what stands in the way of each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.admin.cautions import cautions
from articles.blockers import blockers, images_of, videos_of
from articles.editions.models import Edition
from articles.models import Article
from articles.published import moment
from articles.published.models import Release
from articles.review import bundles
from articles.review.comments import open_threads
from articles.review.link_checks import dead_among
from articles.review.models import Bundle, BundleItem

WHAT: dict[str, Promise] = {
    "made": _("made the bundle"),
    "renamed": _("renamed it"),
    "added": _("put in"),
    "removed": _("took out"),
    "left": _("took out, by a verb on the story alone:"),
    "published": _("published all"),
    "scheduled": _("scheduled all"),
    "called_off": _("called the schedule off"),
}


@dataclass
class Line:
    """A story of the bundle that the person may see, as it stands now."""

    article: Any
    blockers: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    may_remove: bool = False

    @property
    def seen(self) -> str:
        """The text on the desk and what readers have, for an act to find again."""
        head, shown = self.article.head_id or "", self.article.current_id or ""
        return f"{self.article.pk}:{head}:{shown}"


@dataclass
class Told:
    """A line of the bundle's history; `story` only for who may see it."""

    entry: LogEntry
    what: Promise | str
    story: Article | None = None


@dataclass
class Page:
    lines: list[Line]
    # Stories of the bundle that the person may not see.
    hidden: int
    is_open: bool
    told: list[Told]
    may: dict[str, bool]

    @property
    def edition(self) -> Edition | None:
        """The edition on whose clock the bundle is scheduled: that of its first story."""
        return self.lines[0].article.edition if self.lines else None

    @property
    def blocked(self) -> int:
        return sum(bool(line.blockers) for line in self.lines)


def page_of(bundle: Bundle, user: Any, now: datetime) -> Page:
    """Read the bundle's stories and judge each as of its time, or as of now."""
    ids = list(bundle.items.values_list("article_id", flat=True))
    shown = moment.desk_moment().current(Release.objects.filter(article_id=OuterRef("pk")))
    rows = Article.objects.visible_to(user).with_status().with_signers().filter(pk__in=ids)
    rows = rows.select_related("edition", "section", "desk", "head", "assignee").defer("body")
    found = {article.pk: article for article in rows.annotate(current_id=Subquery(shown.values("pk")[:1]))}
    is_open = bundle.published_at is None and (bundle.scheduled_for is None or bundle.scheduled_for > now)
    lines = [Line(found[pk], may_remove=user.may("bundle", found[pk])) for pk in ids if pk in found]
    if is_open:
        _judge(lines, bundle.scheduled_for or now, set(ids))
    sees_all = len(lines) == len(ids)
    may = {
        verb: sees_all and bool(ids) and is_open and all(user.may(verb, line.article) for line in lines)
        for verb in ("publish", "schedule", "cancel")
    }
    may["delete"] = (
        sees_all and is_open and not bundle.scheduled_for and all(line.may_remove for line in lines)
    )
    return Page(
        lines,
        hidden=len(ids) - len(lines),
        is_open=is_open,
        told=_told(bundle, user),
        may=may,
    )


def _judge(lines: list[Line], at: datetime, together: set[int]) -> None:
    contents = [line.article.head.content for line in lines if line.article.head]
    images, videos = images_of(*contents), videos_of(*contents)
    dead = dead_among(*(content["body"] for content in contents))
    threads = open_threads([line.article for line in lines])
    for line in lines:
        head = line.article.head
        if head is None:
            line.blockers = [str(_("It has never been saved."))]
            continue
        line.blockers = blockers(line.article, head.content, at, images, videos)
        line.warnings = cautions(
            head.content,
            at,
            images,
            videos,
            threads=threads.get(line.article.pk, 0),
            dead=dead,
            besides=together,
        )


def _told(bundle: Bundle, user: Any) -> list[Told]:
    entries = [(entry, json.loads(entry.change_message)) for entry in bundles.history(bundle)]
    named = {said["article"] for _entry, said in entries if "article" in said}
    stories = Article.objects.visible_to(user).only("headline", "slugline").in_bulk(named) if named else {}
    return [
        Told(entry, WHAT.get(said["what"], said["what"]), stories.get(said.get("article", 0)))
        for entry, said in entries
    ]


def with_bundle(rows: QuerySet[Article]) -> QuerySet[Article]:
    """Annotate `bundle_id`: of a story that may be in an open bundle. Only of such a one `place_in_bundle` asks."""
    unpublished = BundleItem.objects.filter(article=OuterRef("pk"), bundle__published_at=None).order_by()
    return rows.annotate(bundle_id=Subquery(unpublished.values("bundle_id")[:1]))


def place_in_bundle(article: Article, now: datetime) -> Bundle | None:
    """The open bundle of a story, with the number of its `others`."""
    if getattr(article, "bundle_id", 0) is None:
        return None
    count = BundleItem.objects.filter(bundle=OuterRef("pk")).order_by().values("bundle")
    others = count.annotate(count=Count("pk") - 1).values("count")
    found = Bundle.objects.filter(bundles.open_at(now), items__article_id=article.pk)
    return found.annotate(others=Subquery(others)).first()

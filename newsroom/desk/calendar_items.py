"""What stands in the desk's calendar: publications, changes and ends that wait, embargoes, due times, bundles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from articles import publishing
from articles.editions.clocks import Wall, readings, wall_in
from articles.editions.models import Edition
from articles.forms.clocks import in_brackets, own_zone
from articles.models import Article, Stage
from articles.published import moment
from articles.published.models import Release
from articles.review import bundles
from articles.review.models import Bundle, BundleItem

# More than anybody reads in a month; the rest is counted nowhere.
LIMIT = 3000

KINDS: dict[str, Promise] = {
    "publication": _("Goes public"),
    "change": _("Change of a public story"),
    "end": pgettext_lazy("what happens", "Taken down"),
    "bundle": _("Published together"),
    "embargo": _("Embargo ends"),
    "due": _("Due"),
}


@dataclass
class Item:
    """One thing at one time. `key` says what it is, `seen` how it stood, to who moves it."""

    key: str
    kind: str
    at: datetime
    title: str
    url: str
    wall: Wall
    seen: str = ""
    may_move: bool = False
    is_late: bool = False
    # What the person's own clock shows then, if it is another time.
    own: str = ""
    own_time: str = ""
    # Which of two such hours it is, if the hour comes twice: "1" or "2".
    which: str = ""

    @property
    def label(self) -> Promise:
        return KINDS[self.kind]

    @property
    def time(self) -> str:
        return f"{self.wall.naive:%H:%M}"


@dataclass(frozen=True)
class Asked:
    """What of the calendar is to be shown, to whom."""

    user: Any
    edition: Edition
    desk_id: int | None = None
    is_mine: bool = False


def items_between(asked: Asked, start: datetime, end: datetime, now: datetime) -> list[Item]:
    """Everything of the person's stories of an edition in [start, end), in order."""
    waiting = Release.objects.filter(
        edition=asked.edition, public_from__gte=max(start, now), public_from__lt=end
    )
    due = Q(due_at__gte=start, due_at__lt=end)
    embargoed = Q(embargoed_until__gte=max(start, now), embargoed_until__lt=end)
    rows = _stories(asked).filter(
        due | embargoed | Q(pk__in=waiting.filter(public_from__gt=now).order_by().values("article_id"))
    )
    stories = {story.pk: story for story in rows.order_by("-pk")[:LIMIT]}
    releases = list(
        waiting.filter(public_from__gt=now, article_id__in=stories)
        .only("article_id", "state", "public_from")
        .order_by("public_from", "pk")
    )
    shown = _shown_at(stories, now)
    for pk, story in stories.items():
        # Of what the rights ask, the rest is never asked about here.
        story.public_status = shown.get(pk, "scheduled")
    together = _bundles(stories, start, end, now)
    made = _Made(asked, now)
    found = [made.bundle(bundle, count, mine) for bundle, count, mine in together.values()]
    in_bundle = {
        (pk, bundle.scheduled_for)
        for bundle, _count, mine in together.values()
        for pk in (s.pk for s in mine)
    }
    found += [
        made.release(release, stories[release.article_id], shown.get(release.article_id, ""))
        for release in releases
        if release.state != Release.State.PUBLISHED
        or (release.article_id, release.public_from) not in in_bundle
    ]
    for story in stories.values():
        if story.due_at is not None and start <= story.due_at < end:
            found.append(made.due(story))
        embargo = story.embargoed_until
        if embargo is not None and max(start, now) <= embargo < end and story.pk not in shown:
            found.append(made.embargo(story))
    return sorted(found, key=lambda item: (item.at, item.kind, item.key))


def _stories(asked: Asked) -> QuerySet[Article]:
    rows: QuerySet[Article] = (
        Article.objects.visible_to(asked.user).with_signers().filter(edition=asked.edition)
    )
    rows = rows.exclude(stage="spiked").only(
        *(
            "headline",
            "slugline",
            "edition_id",
            "desk_id",
            "stage",
            "confidential",
            "creator_id",
            "assignee_id",
        ),
        *("due_at", "embargoed_until"),
    )
    if asked.desk_id is not None:
        rows = rows.filter(desk_id=asked.desk_id)
    if asked.is_mine:
        rows = rows.filter(Article.objects.owned_by(asked.user))
    return rows


def _shown_at(stories: Iterable[int], now: datetime) -> dict[int, str]:
    """What readers get of each story at `now`; nothing for those that were never public."""
    current = moment.desk_moment(now).current(Release.objects.filter(article_id__in=list(stories)))
    return dict(current.values_list("article_id", "state"))


def _bundles(
    stories: dict[int, Article], start: datetime, end: datetime, now: datetime
) -> dict[int, tuple[Bundle, int, list[Article]]]:
    """Bundles that wait, each with the number of its stories and those of them that are shown here."""
    rows = (
        BundleItem.objects.filter(
            bundles.open_at(now, "bundle__"),
            bundle__scheduled_for__gte=max(start, now),
            bundle__scheduled_for__lt=end,
        )
        .select_related("bundle")
        .order_by("bundle_id", "position")
    )
    found: dict[int, tuple[Bundle, int, list[Article]]] = {}
    for row in rows:
        bundle, count, mine = found.get(row.bundle_id, (row.bundle, 0, []))
        seen = [stories[row.article_id]] if row.article_id in stories else []
        found[row.bundle_id] = (bundle, count + 1, [*mine, *seen])
    return {pk: held for pk, held in found.items() if held[2]}


class _Made:
    """Items for one person, on the clock of the edition."""

    def __init__(self, asked: Asked, now: datetime) -> None:
        self.user, self.now = asked.user, now
        self.zone_name, self.own = asked.edition.time_zone, own_zone(asked.user)

    def release(self, release: Release, story: Article, shown: str) -> Item:
        if release.state != Release.State.PUBLISHED:
            kind = "end"
        else:
            kind = "change" if shown == Release.State.PUBLISHED else "publication"
        right = publishing.verb_for(release.state)
        key = f"release:{story.pk}:{release.pk}"
        return self._of(story, key, kind, release.public_from, may_move=self.user.may(right, story))

    def due(self, story: Article) -> Item:
        at = story.due_at
        assert at is not None
        item = self._of(story, f"due:{story.pk}", "due", at, may_move=self.user.may("assign", story))
        item.seen = at.isoformat()
        is_open = story.stage in (Stage.DRAFT, Stage.SUBMITTED) and story.public_status == "scheduled"
        item.is_late = is_open and story.is_late(self.now)
        return item

    def embargo(self, story: Article) -> Item:
        at = story.embargoed_until
        assert at is not None
        item = self._of(story, f"embargo:{story.pk}", "embargo", at, may_move=self.user.may("edit", story))
        item.seen = at.isoformat()
        return item

    def bundle(self, bundle: Bundle, count: int, shown: list[Article]) -> Item:
        at = bundle.scheduled_for
        assert at is not None
        words = ngettext("%(name)s (%(count)d story)", "%(name)s (%(count)d stories)", count)
        may_open = self.user.may("bundle")
        url = reverse("admin:review_bundle_change", args=[bundle.pk]) if may_open else ""
        item = self._item(f"bundle:{bundle.pk}", "bundle", at, words % {"name": bundle, "count": count}, url)
        item.seen = at.isoformat()
        item.may_move = may_open and all(self.user.may("schedule", story) for story in shown)
        return item

    def _of(self, story: Article, key: str, kind: str, at: datetime, *, may_move: bool = False) -> Item:
        url = reverse("admin:articles_article_change", args=[story.pk])
        item = self._item(key, kind, at, str(story), url)
        item.may_move = may_move
        return item

    def _item(self, key: str, kind: str, at: datetime, title: str, url: str) -> Item:
        wall = wall_in(self.zone_name, at)
        own = in_brackets(at, self.zone_name, self.own) if self.own else ""
        which = str((wall.fold or 0) + 1) if len(readings(self.zone_name, wall.naive)) == 2 else ""
        own_time = f"{wall_in(self.own, at).naive:%H:%M}" if own else ""
        return Item(key, kind, at, title, url, wall, own=own, own_time=own_time, which=which)


def named(kind: str, title: str) -> str:
    """An item in a sentence: “Due: Council votes”."""
    return _t("%(what)s: “%(title)s”") % {"what": KINDS[kind], "title": title}

"""The first page of the desk: what waits for whom, what comes next, and what is amiss with what readers see.

However much there is, it is asked for by the same few queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.blockers import blockers_of
from articles.drafts.models import Draft
from articles.drafts.presence import open_now
from articles.editions.scope import editions_for
from articles.ending_rights import ends_soon
from articles.live_faults import FILE, PICTURE, SECTION
from articles.media.faults import picture_faults
from articles.media.models import Image
from articles.models import Article, Byline
from articles.published.moment import Moment, desk_moment
from articles.review.comments import unseen_mentions
from articles.review.models import Mention
from breaking import drill
from breaking.live.reading import running_blogs
from breaking.models import Alert
from newsroom.desk.first_day import steps
from newsroom.desk.waiting import ASSIGNED, COUNTED, LATEST, NEXT, SENT_BACK, WAITING, WRITING, found

SHOWN, ALERTS_SHOWN = 8, 4
# Of each panel of stories: what of the list of stories it is the beginning of.
LISTS = {
    WRITING: "whose=mine&stage__exact=draft",
    SENT_BACK: "whose=sent_back",
    ASSIGNED: "whose=assigned",
    WAITING: "whose=waiting",
    NEXT: "column=scheduled",
    LATEST: "status=published",
}


@dataclass
class Panel:
    """The first rows of what there is, how many there are (COUNTED for as many or more), and where they all are."""

    rows: Sequence[Any] = ()
    total: int = 0
    url: str = ""

    @property
    def more(self) -> str:
        """How many are not shown, in figures; empty for none."""
        left = self.total - len(self.rows)
        return "" if left <= 0 else f"{left}+" if self.total >= COUNTED else str(left)


@dataclass
class Amiss:
    """What is wrong with a page that readers see, and the address at which it is mended."""

    story: Article
    url: str
    sentences: list[str] = field(default_factory=list)
    image: Image | None = None
    until: datetime | None = None


def home(request: HttpRequest) -> dict[str, Any]:
    """All panels for whoever is signed in; `?all=` names one that is shown alone, with all its rows."""
    user: Any = request.user
    at = desk_moment()
    ids = found(user, at)
    wanted = request.GET.get("all", "")
    amiss = [*ids[FILE], *ids[SECTION], *ids[PICTURE]]
    shown = {name: COUNTED if name == wanted else SHOWN for name in (*ids, "amiss", "mentions", "unsaved")}
    keys = {pk for name in LISTS for pk, _file in ids[name][: shown[name]]}
    stories = _stories(user, keys | {pk for pk, _file in amiss[: shown["amiss"]]}, at)
    panels = {name: _panel(name, ids[name], stories, shown[name]) for name in LISTS}
    panels["amiss"] = Panel(_amiss(user, ids, stories, at, shown["amiss"]), len(amiss), "?all=amiss")
    panels["mentions"] = _asked(_mentions(user), shown["mentions"], "?all=mentions")
    panels["unsaved"] = _asked(_unsaved(user), shown["unsaved"], "?all=unsaved")
    panels |= _alert_panels(user, at)
    panels["blogs"] = _asked(running_blogs(user, at), SHOWN, reverse("admin:live_blogs"))
    _mark(user, stories, panels, at)
    is_empty = not any(panel.total for panel in panels.values())
    only = wanted if wanted in panels else ""
    return {
        "panels": {only: panels[only]} if only else panels,
        "only": only,
        "now": at.now,
        "is_editor": user.may("publish"),
        "drill_alarm": drill.alarm(at.now) if user.may("ticker") else "",
        "steps": steps(user) if is_empty else [],
    }


def _stories(user: Any, keys: Iterable[int], at: Moment) -> dict[int, Article]:
    """The rows to be shown, by their keys, with all that a line about a story says."""
    signed = Prefetch("bylines", Byline.objects.select_related("author"))
    rows = Article.objects.visible_to(user).with_status(at.now).filter(pk__in=list(keys))
    rows = (
        rows.select_related("section", "edition", "assignee").prefetch_related(signed).defer("body", "words")
    )
    return {story.pk: story for story in rows.order_by()}


def _panel(name: str, ids: list[tuple[int, int]], stories: dict[int, Article], limit: int) -> Panel:
    # A story that waits for two changes stands here once.
    keys = list(dict.fromkeys(pk for pk, _file in ids))
    rows = [stories[pk] for pk in keys[:limit] if pk in stories]
    return Panel(rows, len(keys), f"{reverse('admin:articles_article_changelist')}?{LISTS[name]}")


def _asked(rows: QuerySet[Any], limit: int, url: str) -> Panel:
    """A panel of rows that are no stories, read and counted at once."""
    held = list(rows[:COUNTED])
    return Panel(held[:limit], len(held), url)


def _mentions(user: Any) -> QuerySet[Mention]:
    return unseen_mentions(user).defer("comment__article__body")


def _unsaved(user: Any) -> QuerySet[Draft]:
    """What the person typed and did not save, new stories too, each with the `headline` that was typed."""
    seen = Article.objects.visible_to(user).order_by().values("pk")
    drafts = Draft.objects.filter(Q(article=None) | Q(article__in=seen), user=user)
    named = drafts.annotate(headline=KT("fields__headline__0")).defer("fields", "article__body")
    return named.select_related("article__edition").order_by("-saved_at")


def _alert_panels(user: Any, at: Moment) -> dict[str, Panel]:
    """The alerts that run, and for those who may approve them those that wait; asked for together.

    The author of one that waits sees it too, and that nobody has come yet.
    """
    rows = Alert.objects.in_state(Alert.State.RUNNING, at.now).filter(is_test=False)
    if user.may("approve_alert"):
        mine = Alert.objects.filter(editions__in=editions_for(user, as_editor=True)).values("pk")
        rows |= Alert.objects.in_state(Alert.State.WAITING, at.now).filter(pk__in=mine)
    held = list(rows.select_related("author").order_by("-public_from", "-pk")[:COUNTED])
    found = {
        "alerts": ([alert for alert in held if alert.public_from is not None], "running"),
        "alerts_waiting": ([alert for alert in held if alert.public_from is None], "waiting"),
    }
    list_url = reverse("admin:breaking_alert_changelist")
    return {
        name: Panel(alerts[:ALERTS_SHOWN], len(alerts), f"{list_url}?state={state}")
        for name, (alerts, state) in found.items()
    }


def _amiss(
    user: Any, ids: dict[str, list[tuple[int, int]]], stories: dict[int, Article], at: Moment, limit: int
) -> list[Amiss]:
    """What is amiss with public pages, each with the way to the very field."""
    files = [(stories[pk], file) for pk, file in ids[FILE] if pk in stories][:limit]
    images = Image.objects.in_bulk({file for _story, file in files}) if files else {}
    rows = [_amiss_file(user, story, images[file], at) for story, file in files if file in images]
    for name, sentence, anchor in (
        (SECTION, _("It stands in no section."), "id_section"),
        (PICTURE, _("It has no picture."), "rows-pictures"),
    ):
        for pk, _file in ids[name]:
            if pk in stories:
                rows.append(Amiss(stories[pk], f"{_change(pk)}#{anchor}", [sentence]))
    return rows[:limit]


def _amiss_file(user: Any, story: Article, image: Image, at: Moment) -> Amiss:
    faults = picture_faults(image, at.now)
    if ends_soon(image, at.now):
        until, column = image.rights_until, "rights_until"
    else:
        until, column = None, next((getattr(fault, "field", "") for fault in faults), "")
    may_mend = user.may("edit_pictures") or image.uploaded_by_id == user.pk
    place = reverse("admin:media_image_change", args=[image.pk])
    url = f"{place}#id_{column}" if may_mend else f"{_change(story.pk)}#rows-pictures"
    return Amiss(story, url, faults, image, until)


def _change(pk: int) -> str:
    return reverse("admin:articles_article_change", args=[pk])


def _mark(user: Any, stories: dict[int, Article], panels: dict[str, Panel], at: Moment) -> None:
    """Give each story `open_by`, what the others have open now; those that are to be decided on, `lacking`."""
    rows = list(open_now(user))
    for story in stories.values():
        story.open_by = [row for row in rows if row.article_id == story.pk]  # type: ignore[attr-defined]
    due: list[Article] = [*panels[WAITING].rows, *panels[ASSIGNED].rows, *panels[NEXT].rows]
    lacking = blockers_of(due, at.now)
    for story in due:
        story.lacking = lacking.get(story.pk, [])  # type: ignore[attr-defined]
        story.is_overdue = story.is_late(at.now)  # type: ignore[attr-defined]

"""Which stories stand in which panel of the desk's first page, found by one query however many there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from articles.live_faults import FILE, PICTURE, SECTION, faulty_files, without_picture, without_section
from articles.models import Article, Stage
from articles.published.models import Release
from articles.published.moment import Moment
from articles.whose import SENT_BACK as SENT_BACK_STORY
from articles.whose import edited_by, waiting_for, with_last_handed

WRITING, SENT_BACK, ASSIGNED = "writing", "sent_back", "assigned"
WAITING, NEXT, LATEST = "waiting", "next", "latest"
PANELS = (WRITING, SENT_BACK, ASSIGNED, WAITING, NEXT, LATEST, FILE, SECTION, PICTURE)
# No panel counts further.
COUNTED = 100
# Of somebody's own stories these many, last saved, are looked through for what is not finished.
OWN = 500
PUT_BACK_WITHIN = timedelta(days=30)

# By the name of a panel: (key of a story, key of a picture or 0), in the order of the panel.
Found = dict[str, list[tuple[int, int]]]


def found(user: Any, at: Moment) -> Found:
    """What this person is to see at the moment, at most COUNTED of each panel."""
    parts = [part[:COUNTED] for part in (*_own_parts(user, at), *_shared_parts(user, at))]
    rows: Found = {name: [] for name in PANELS}
    for name, story, file in parts[0].union(*parts[1:], all=True):
        rows[name].append((story, file))
    return rows


def _own_parts(user: Any, at: Moment) -> list[Any]:
    """What the person writes, was sent back, or was asked to do."""
    seen = with_last_handed(Article.objects.visible_to(user))
    sent_back = When(SENT_BACK_STORY, then=Value(SENT_BACK))
    open_ones = _unfinished(seen, at)
    assigned = open_ones.filter(assignee=user).exclude(stage=Stage.SPIKED)
    own = open_ones.filter(pk__in=_candidates(user, at)).exclude(
        assignee_id=user.pk, assignee_id__isnull=False
    )
    return [
        _rows(assigned, Case(sent_back, default=Value(ASSIGNED))).order_by(*_BY_DUE),
        _rows(own, Case(sent_back, default=Value(WRITING))).order_by("-saved_at", "-pk"),
    ]


_BY_DUE = (F("due_at").asc(nulls_last=True), "-saved_at", "-pk")


def _shared_parts(user: Any, at: Moment) -> list[Any]:
    """What waits for a decision, what comes next and what just came, and what is amiss with it."""
    seen = Article.objects.visible_to(user).order_by()
    waiting = seen.filter(waiting_for(user))
    edited = seen.filter(edited_by(user)).values("pk")
    mended = seen.filter(Article.objects.owned_by(user) | edited_by(user)).values("pk")
    releases = Release.objects.filter(article_id__in=seen.values("pk"))
    shown = at.public(releases).filter(article_id__in=edited)
    return [
        _rows(waiting, Value(WAITING)).order_by(*_BY_DUE),
        _rows(releases.filter(public_from__gt=at.at), Value(NEXT)).order_by("public_from", "pk"),
        _rows(shown, Value(LATEST)).order_by("-public_from", "-pk"),
        _rows(faulty_files(at).filter(article_id__in=mended), Value(FILE), F("target_id")).order_by(
            "-sort_at", "target_id"
        ),
        _rows(without_section(at).filter(pk__in=mended), Value(SECTION)).order_by("-saved_at", "-pk"),
        _rows(without_picture(at).filter(article_id__in=mended), Value(PICTURE)).order_by("-public_from"),
    ]


def _rows(rows: QuerySet[Any], panel: Any, file: Any = None) -> Any:
    """The rows as a part of the union: all parts have the same columns."""
    file = file or Value(0, output_field=BigIntegerField())
    story = "pk" if rows.model is Article else "article_id"
    return rows.annotate(panel=panel, file=file).values_list("panel", story, "file")


def _candidates(user: Any, at: Moment) -> Any:
    """Drafts of a person's own, last saved: each way in which they may be theirs is asked by an index of its own."""
    drafts = Article.objects.filter(stage=Stage.DRAFT).order_by("-saved_at", "-pk").values("pk")
    # A text of theirs that was put back on the desk, such as one that was scheduled and is held.
    put_back = Q(head__origin="restore", head__merged_from__author=user) & ~Q(desk_note="")
    lately = Q(saved_at__gt=at.now - PUT_BACK_WITHIN)
    ways = (Q(creator=user), Q(bylines__author__user=user), put_back & lately)
    parts = [drafts.filter(way)[:OWN] for way in ways]
    return parts[0].union(*parts[1:])


def _unfinished(stories: Any, at: Moment) -> Any:
    """Those whose text, as it stands, is neither what readers see nor what they are going to see."""
    done = Release.objects.filter(article_id=OuterRef("pk"), revision_id=OuterRef("head_id"))
    return stories.exclude(Exists(done.filter(Q(public_until=None) | Q(public_until__gt=at.at))))

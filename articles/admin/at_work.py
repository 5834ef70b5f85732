"""What a story's page says of the others: who has it open, who saved it last, who took it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.unsaved import comparison_url
from articles.drafts import presence
from articles.drafts.models import Presence
from articles.editions.joining import joined
from articles.models import Article, AuditEntry, Revision


@dataclass(frozen=True)
class AtWork:
    """The others who have the story open; when this person opened it, if to write; who took it from them before."""

    others: list[Presence]
    opened_at: datetime | None = None
    taken_over: dict[str, Any] | None = None

    @property
    def people(self) -> list[dict[str, Any]]:
        return [
            {"id": row.user_id, "name": str(row.user), "typing": presence.is_typing(row)}
            for row in self.others
        ]

    @property
    def said(self) -> str:
        """Who types, else who has it open; nothing if nobody has."""
        typing = [str(row.user) for row in self.others if presence.is_typing(row)]
        names = typing or [str(row.user) for row in self.others]
        if not names:
            return ""
        if typing:
            pattern = ngettext("%(names)s is typing", "%(names)s are typing", len(names))
        else:
            pattern = ngettext("%(names)s has this story open", "%(names)s have this story open", len(names))
        return pattern % {"names": joined(names)}


def look(article: Article, user: Any, *, opens: bool) -> AtWork:
    """Who else is there, before one types; and if the person `opens` the story to write, the others see it."""
    own, others = presence.rows_for(article.pk, user)
    if not opens:
        return AtWork(others)
    was_taken = _taken(article, own)
    return AtWork(others, presence.opened(article.pk, user), was_taken)


def answer(article: Article, user: Any) -> dict[str, Any]:
    """What the page is told every few seconds. No instant in it moves by itself."""
    own, others = presence.rows_for(article.pk, user)
    work = AtWork(others)
    return {
        "people": work.people,
        "said": work.said,
        "head": head_of(article, user),
        "stage": article.stage,
        "stage_said": _("This story is now: %(stage)s.") % {"stage": article.get_stage_display()},
        "taken_over": _taken(article, own),
    }


def head_of(article: Article, user: Any) -> dict[str, Any] | None:
    """The Revision that the story is now, and whose."""
    head = article.head
    if head is None:
        return None
    is_mine = head.author_id == user.pk
    when = _clock(article, head.created_at)
    said = (
        _("You saved this story at %(when)s in another window.") % {"when": when}
        if is_mine
        else _("%(who)s saved this story at %(when)s.") % {"who": head.author, "when": when}
    )
    return {
        "id": head.pk,
        "author": str(head.author),
        "at": head.created_at.isoformat(),
        "is_mine": is_mine,
        "said": said,
    }


def taken_over(article: Article, user: Any) -> dict[str, Any] | None:
    """Who took the story over from this person, and where what was typed is."""
    rows = Presence.objects.filter(article=article, user=user).select_related("taken_over_by")
    return _taken(article, rows.first())


def _taken(article: Article, own: Presence | None) -> dict[str, Any] | None:
    if own is None or own.taken_over_by is None or own.taken_over_at is None:
        return None
    entry = AuditEntry.objects.filter(
        article_id=article.pk, verb="take_over", by=own.taken_over_by, at=own.taken_over_at
    ).first()
    kept = entry.detail["kept"].get(str(own.user_id)) if entry else None
    revision = Revision.objects.filter(pk=kept, article=article).defer("content").first() if kept else None
    number = revision.number if revision else None
    said = _("%(who)s took this story over at %(when)s.")
    return {
        "by": str(own.taken_over_by),
        "at": own.taken_over_at.isoformat(),
        "said": said % {"who": own.taken_over_by, "when": _clock(article, own.taken_over_at)},
        "revision": number,
        "kept_said": _("What you typed is in the history as revision %(number)d.") % {"number": number}
        if number
        else "",
        "url": comparison_url(article, revision) if revision else None,
    }


def _clock(article: Article, at: datetime) -> str:
    """The instant on the clock of the story's edition, with its day unless that is today."""
    zone = article.edition.zone
    local = timezone.localtime(at, zone)
    is_today = local.date() == timezone.localdate(timezone=zone)
    return formats.date_format(local, "H:i" if is_today else "j M H:i")

"""What an alert may say, and to whom: its text made clean, and sentences for what stands in the way."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from articles.body.values import UNSEEN, composed, printable
from articles.editions.models import Edition
from articles.editions.scope import edition_ids_for
from articles.models import Article
from articles.sections.models import Section
from breaking.live.models import LiveState
from breaking.models import LASTS, Alert

LONGEST_TEXT = 280
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=7)


def clean(text: str) -> str:
    """The text on one line, without characters that control, turn or hide."""
    on_one_line = " ".join(text.split())
    return " ".join(composed(UNSEEN.sub("", printable(on_one_line))).split())


def folded(text: str) -> str:
    """The text without case, punctuation and width: two lines are the same alert if these are equal."""
    plain = unicodedata.normalize("NFKC", clean(text)).casefold()
    return "".join(letter for letter in plain if letter.isalnum()) or plain


@dataclass(frozen=True)
class Content:
    """All that a form says of an alert; the times are aware. `key` is the request that made it."""

    text: str
    editions: Sequence[Edition]
    lasts: timedelta = LASTS
    level: str = Alert.Level.TICKER
    is_pushed: bool = False
    section: Section | None = None
    is_test: bool = False
    article_id: int | None = None
    makes_stub: bool = False
    live_blog_id: int | None = None
    starts_at: datetime | None = None
    corrects_id: int | None = None
    key: UUID | None = field(default=None, compare=False)

    def columns(self) -> dict[str, Any]:
        """The columns of the alert, `text` clean."""
        return {
            "text": clean(self.text),
            "lasts": self.lasts,
            "level": self.level,
            "is_pushed": self.is_pushed,
            "section": self.section if self.is_pushed else None,
            "is_test": self.is_test,
            "article_id": self.article_id,
            "makes_stub": self.makes_stub,
            "live_blog_id": self.live_blog_id,
            "starts_at": self.starts_at,
            "corrects_id": self.corrects_id,
        }


def authorise(by: Any, action: str, edition_ids: Iterable[int], *, in_any: bool = False) -> None:
    """Raise PermissionDenied unless the person may, as editor of all of the editions; of one of them with `in_any`."""
    if not by.may(action):
        raise PermissionDenied(_("You may not do that with alerts."))
    if not edits(by, edition_ids, in_any=in_any):
        raise PermissionDenied(_("This alert is of an edition that is not yours."))


def edits(by: Any, edition_ids: Iterable[int], *, in_any: bool = False) -> bool:
    """Whether the person is an editor of all of the editions; of one of them with `in_any`."""
    held, wanted = edition_ids_for(by, as_editor=True), set(edition_ids)
    if held is None or not wanted:
        return True
    return bool(held & wanted) if in_any else held >= wanted


def faults(content: Content, by: Any, now: datetime) -> list[str]:
    """Sentences for what stands in the way of such an alert, for whoever writes it."""
    length = len(clean(content.text))
    editions = list(content.editions)
    found = [
        (_("Write the line."), not length),
        (
            _("The line has %(length)d characters, and at most %(most)d fit.")
            % {"length": length, "most": LONGEST_TEXT},
            length > LONGEST_TEXT,
        ),
        (_("Choose a level: ticker or flash."), content.level not in Alert.Level.values),
        (_("Choose at least one edition."), not editions),
        (
            _("An alert lasts at least a minute and at most a week."),
            not SHORTEST <= content.lasts <= LONGEST,
        ),
        (
            _("Choose a start within the next seven days, or none to start at once."),
            content.starts_at is not None and not now < content.starts_at <= now + LONGEST,
        ),
        (
            _("Choose a story, or have one begun, not both."),
            content.makes_stub and content.article_id is not None,
        ),
        (
            _("A test stays on the desk: it begins no story and no post."),
            content.is_test and (content.makes_stub or content.live_blog_id is not None),
        ),
        (
            _("The topic of the push is of none of these editions."),
            content.section is not None and content.section.edition_id not in {e.pk for e in editions},
        ),
    ]
    return [sentence for sentence, is_so in found if is_so] + _unknown(content, by, editions)


def _unknown(content: Content, by: Any, editions: list[Edition]) -> list[str]:
    """Sentences for stories and alerts that are not there, or not for this person."""
    stories = {pk for pk in (content.article_id, content.live_blog_id) if pk is not None}
    seen = {row.pk: row for row in Article.objects.visible_to(by).filter(pk__in=stories)} if stories else {}
    blog = seen.get(content.live_blog_id or 0)
    is_blog = blog is not None and blog.kind == "live" and blog.edition_id in {e.pk for e in editions}
    sent = Alert.objects.filter(public_from__isnull=False, author__isnull=False)
    found = [
        (_("There is no such story."), content.article_id is not None and content.article_id not in seen),
        (
            _("This is no live blog of the chosen editions."),
            content.live_blog_id is not None and not is_blog,
        ),
        (
            _("This live blog is closed, or you may not write in it as it stands now."),
            is_blog and not takes_post(content.live_blog_id, by),
        ),
        (
            _("Only an alert that was sent is corrected."),
            content.corrects_id is not None and not sent.filter(pk=content.corrects_id).exists(),
        ),
    ]
    return [sentence for sentence, is_so in found if is_so]


def takes_post(live_blog_id: int | None, by: Any) -> bool:
    """Whether the person may post in the live blog, and it is not closed. False for none."""
    if live_blog_id is None:
        return False
    is_closed = LiveState.objects.filter(article_id=live_blog_id, closed_at__isnull=False).exists()
    return not is_closed and by.may("live_post", Article.objects.get(pk=live_blog_id))

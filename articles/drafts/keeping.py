"""Keeping what somebody has typed, as it was sent: what can be kept at all, and one row for a person and a story.

Nothing is cleaned here: it is asked for every few seconds, and what was typed need not be acceptable to be kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.body.markup import MAX_BYTES
from articles.drafts.models import Draft

Fields = dict[str, list[str]]

MAX_FIELDS = 3000
MAX_CHARACTERS = 100_000
MAX_NEW_STORIES = 100
# The page that typed it: what it typed before goes without a trace, what another page typed does not.
PAGE = "_page"
# How much that page had typed by then. What was sent earlier may come later, and puts nothing back.
STEP = "_step"
_NAME = re.compile(r"[0-9a-f]{16,32}")

_PUT = """
INSERT INTO drafts_draft AS held (user_id, article_id, key, base_id, fields, saved_at)
VALUES (
    %(user)s, %(article)s, %(key)s,
    (SELECT id FROM articles_revision WHERE id = %(base)s AND article_id = %(article)s),
    %(fields)s, clock_timestamp()
)
ON CONFLICT {target} DO UPDATE
SET base_id = excluded.base_id, fields = excluded.fields, saved_at = excluded.saved_at
WHERE held.saved_at = %(known)s OR held.fields -> '_page' IS NOT DISTINCT FROM excluded.fields -> '_page'
    AND coalesce((held.fields -> '_step' ->> 0)::bigint <= (excluded.fields -> '_step' ->> 0)::bigint, true)
RETURNING saved_at, EXISTS (
    SELECT FROM drafts_presence p
    WHERE p.article_id = %(article)s AND p.user_id = %(user)s AND p.taken_over_by_id IS NOT NULL
)
"""
_OF_A_STORY = _PUT.format(target="(user_id, article_id) WHERE article_id IS NOT NULL")
_OF_A_KEY = _PUT.format(target="(user_id, key) WHERE article_id IS NULL")


class NotKept(Exception):
    """What was sent could never be kept; `sentence` says why, `status` is the answer's."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True)
class Typed:
    """What one page sent: its fields, the Revision they grew from, and the state of the draft that the page knows."""

    fields: Fields
    base: int | None = None
    known: datetime | None = None

    @property
    def page(self) -> str:
        return page_of(self.fields)

    def knows(self, draft: Draft) -> bool:
        """Whether the page has the draft's text: it typed it itself, or shows it."""
        return (bool(self.page) and self.page == page_of(draft.fields)) or self.known == draft.saved_at


@dataclass(frozen=True)
class Kept:
    at: datetime
    is_taken_over: bool


def read_typed(post: QueryDict) -> Typed:
    """What a story's form sent. Raises NotKept. Names that begin with “_” speak of the page, not of the story."""
    if "headline" not in post and "body" not in post:
        raise NotKept(422, _("This is not the form of a story."))
    if len(post) > MAX_FIELDS:
        raise NotKept(422, _("This page has more fields than can be kept on the server."))
    fields: Fields = {}
    for name, values in post.lists():
        if name.startswith("_") or name == "csrfmiddlewaretoken":
            continue
        _measure(name, values)
        fields[name.replace("\x00", "")] = [str(value).replace("\x00", "") for value in values]
    page = post.get(PAGE, "")
    if _NAME.fullmatch(page):
        fields[PAGE] = [page]
        if (step := number_of(post.get(STEP))) is not None:
            fields[STEP] = [str(step)]
    return Typed(fields, number_of(post.get("base_revision")), instant_of(post.get("_known", "")))


def _measure(name: str, values: Iterable[str]) -> None:
    for value in values:
        if name == "body":
            if len(value) * 4 > MAX_BYTES and len(value.encode()) > MAX_BYTES:
                raise NotKept(413, _("The body is larger than 2 MB: the server keeps no draft of it."))
        elif len(value) > MAX_CHARACTERS:
            raise NotKept(413, _("A field is longer than can be kept on the server."))


def put(user: Any, typed: Typed, *, article_id: int | None = None, key: str = "") -> Kept | None:
    """Keep it as the person's draft of the story, or under the key of a new one.

    None, and nothing is written, if a draft is there that the page does not know. Nor is it if the page itself has sent
    more meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _OF_A_STORY if article_id else _OF_A_KEY,
            {
                "user": user.pk,
                "article": article_id,
                "key": key,
                "base": typed.base,
                "fields": json.dumps(typed.fields),
                "known": typed.known,
            },
        )
        row = cursor.fetchone()
    if row:
        return Kept(*row)
    rows = Draft.objects.filter(user=user, key=key).defer("fields")
    later = rows.filter(article_id=article_id) if article_id else rows.filter(article=None)
    own = later.filter(fields__contains={PAGE: [typed.page]}).first() if typed.page else None
    return Kept(own.saved_at, is_taken_over=False) if own else None


def posted(fields: Fields) -> QueryDict:
    """The fields as a form takes them."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        if not name.startswith("_"):
            data.setlist(name, values)
    return data


def page_of(fields: Fields) -> str:
    return (fields.get(PAGE) or [""])[0]


def is_key(text: str) -> bool:
    """Whether it could be the key of a new story's draft, or a page's name."""
    return _NAME.fullmatch(text) is not None


def number_of(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def instant_of(text: str) -> datetime | None:
    """In UTC: the database knows no offsets as large as Python does."""
    try:
        found = parse_datetime(text)
        return found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None

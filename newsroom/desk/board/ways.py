"""What carrying a card from one column to another means: the verb, if `may` allows one, or why there is none."""

from __future__ import annotations

from typing import Any, NamedTuple

from articles.columns import COLUMNS, DRAFT, ENDED, PUBLIC, SCHEDULED, SUBMITTED
from articles.models import Article

# The verbs that may do it, the likeliest first.
WAYS: dict[tuple[str, str], tuple[str, ...]] = {
    (DRAFT, SUBMITTED): ("submit",),
    (DRAFT, SCHEDULED): ("schedule",),
    (DRAFT, PUBLIC): ("publish",),
    (SUBMITTED, DRAFT): ("send_back", "take_back"),
    (SUBMITTED, SCHEDULED): ("schedule",),
    (SUBMITTED, PUBLIC): ("publish",),
    (SCHEDULED, DRAFT): ("cancel",),
    (SCHEDULED, PUBLIC): ("publish",),
    (ENDED, SUBMITTED): ("submit",),
    (ENDED, SCHEDULED): ("schedule",),
    (ENDED, PUBLIC): ("publish",),
}
# What a card offers besides.
ASIDE = ("assign", "take")
VERBS_HERE = tuple(sorted({verb for verbs in WAYS.values() for verb in verbs} | set(ASIDE)))
# Done as soon as the card is put down; the others ask first.
AT_ONCE = ("submit", "take_back", "take")
NO_WAY, NO_RIGHT = "way", "right"


class Way(NamedTuple):
    """To a column by a verb; without a verb `why` says NO_WAY or NO_RIGHT."""

    column: str
    verb: str
    why: str = ""


def ways_from(article: Article, column: str, user: Any) -> list[Way]:
    """To each other column. The story has its `public_status` and its signers: nothing is asked of the database."""
    return [_way(article, column, target, user) for target in COLUMNS if target != column]


def _way(article: Article, column: str, target: str, user: Any) -> Way:
    verbs = WAYS.get((column, target), ())
    if not verbs:
        return Way(target, "", NO_WAY)
    if "take_back" in verbs and user.pk in article.owner_ids():
        # One's own is taken back without a word; another's goes back with a note.
        verbs = verbs[::-1]
    verb = next((verb for verb in verbs if user.may(verb, article)), "")
    return Way(target, verb, "" if verb else NO_RIGHT)

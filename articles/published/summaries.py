"""What machines are told of a page in few words: its description, and a headline as long as they show one.

The limits are those of search results and cards: a description of SHORTEST to LONGEST characters, a headline of
HEADLINE (Google Search Central, Article).
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from articles.editions.models import Edition

SHORTEST = 50
LONGEST = 160
HEADLINE = 110
_ENDS = tuple(".!?…:;؟۔。！？")
# What joins or belongs to the character before it: accents, variation selectors, the joiners of emoji.
_HANGING = re.compile("[\\s\u0300-\u036f\u064b-\u065f\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff,;:–—-]+$")


def cut(text: str, limit: int) -> str:
    """The text on one line; if it is longer than `limit` characters, as many whole words as fit, and an ellipsis.

    A text without spaces is cut between two characters.
    """
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    if not text[limit - 1].isspace() and space >= limit // 2:
        head = head[:space]
    return _HANGING.sub("", head) + "…"


def described(*texts: str, longest: int = LONGEST) -> str:
    """A description out of the first of the texts, with those after it while it is shorter than SHORTEST.

    What a text merely repeats is left out. At most `longest` characters.
    """
    found = ""
    for text in (" ".join(text.split()) for text in texts):
        if len(found) >= min(SHORTEST, longest):
            break
        if text.startswith(found):
            found = text
        elif text not in found:
            found = f"{found}{'' if found.endswith(_ENDS) else '.'} {text}"
    return cut(found, longest)


def page_description(edition: Edition, text: str) -> str:
    """The description of a page of the edition: what the page says of itself and, if that is little, the edition."""
    usual = _("%(name)s: the latest news, analysis, opinion and pictures.") % {"name": edition.name}
    return described(text, edition.footer_text, edition.slogan, usual)

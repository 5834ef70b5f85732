"""What stands beside a translation while it is written: its source, block by block, with what changed since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from articles.body.blocks import blocks
from articles.comparing.bodies import BlockChange, compare_bodies
from articles.comparing.contents import FieldChange, compare_field
from articles.comparing.lines import Fate
from articles.comparing.names import names_of
from articles.comparing.words import Budget
from articles.models import Article, Revision
from articles.published import moment
from articles.translating import State, state_of
from articles.translating.reading import was_shown
from articles.translating.states import WORDS

# Of what changed beside the body, what has a place of its own beside the form; all else is told below the text.
HEADS = ("kicker", "headline", "standfirst")


@dataclass(frozen=True)
class SourceBlock:
    """A block of the source. `is_missing` says that the translation has none of its name."""

    change: BlockChange
    is_missing: bool

    @property
    def key(self) -> str:
        """The name by which the translation's block is found."""
        return (self.change.old or self.change.block).id or self.change.block.id

    @property
    def is_changed(self) -> bool:
        return self.change.is_changed


@dataclass
class Beside:
    """The source of a translation for one person. `source` is None if they may not see it on the desk.

    Then they read beside it what readers see, if those see it, and what it was before if readers saw that too. `is_told`
    says whether the two texts may be compared; `name` is what the source is called for this person.
    """

    state: State
    edition: Any
    source: Article | None = None
    name: str = ""
    is_told: bool = False
    text: Revision | None = None
    heads: list[FieldChange] = field(default_factory=list)
    others: list[FieldChange] = field(default_factory=list)
    blocks: list[SourceBlock] = field(default_factory=list)

    @property
    def first_changed(self) -> str:
        return next((block.key for block in self.blocks if block.is_changed), "")


def beside(article: Article, user: Any, *, is_form: bool) -> Beside | None:
    """The source of a story, with its text for who writes it; None if the story is no translation."""
    if article.source_article_id is None:
        return None
    rows = Article.objects.with_signers().select_related("edition").defer("body", "words")
    source = rows.get(pk=article.source_article_id)
    found = Beside(state_of(article), source.edition)
    old, new = found.state.old, found.state.new
    if user.may("view", source):
        found.source, found.name = source, str(source)
        found.is_told = old is not None and new is not None
    elif new is None or not found.state.is_source_shown:
        return found
    else:
        found.name = new.content["headline"]
        found.is_told = old is not None and was_shown(old, moment.desk_moment())
    found.text = found.state.new if is_form else None
    if found.text is not None:
        _compare(found, article, found.text, user)
    return found


def _compare(found: Beside, article: Article, text: Revision, user: Any) -> None:
    old, new = (found.state.old if found.is_told and found.state.old else text).content, text.content
    held = [{name: content.get(name) for name in ("body", "pictures")} for content in (old, new)]
    names, budget = names_of(held, user, found.edition.zone), Budget()
    for name in (word for word in WORDS if word != "body"):
        change = compare_field(name, old.get(name), new.get(name), names, budget)
        if name in HEADS and new.get(name):
            found.heads.append(change)
        elif change.fate != Fate.EQUAL:
            found.others.append(change)
    own = {block.id for block in blocks(article.body)}
    for block in compare_bodies(old.get("body") or "", new.get("body") or "", names, budget):
        row = SourceBlock(block, is_missing=False)
        found.blocks.append(SourceBlock(block, is_missing=row.key not in own))

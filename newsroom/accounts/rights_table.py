"""docs/permissions.md, written from `may` itself: who may do what to a story in each state, and what needs none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from newsroom.accounts.rights import (
    ADMIN,
    EDITOR,
    GENERAL,
    JOURNALIST,
    STAGES,
    STATUSES,
    STORY_ACTIONS,
    Membered,
    may,
)

ROLES = (JOURNALIST, EDITOR, ADMIN)
HEAD = """# Who may do what

Written by `python manage.py permissions_table`; a test fails while it differs from the code. Rights are asked in one
place, `may` in `newsroom/accounts/rights.py`. A role counts for the stories of its scope: one edition or all, one
desk or all. Stories outside of it are not seen at all, but that what readers see of them may be translated into another
edition. What belongs to an edition (sections, pages, menus, alerts, channels, names, messages) is changed by those of that
edition; what editions share (tags, authors, regions, coverages), beside its names, by those of all that name it. *Owners*
of a story are its creator, its assignee and everyone in the byline who has an account. `confidential` hides a story from
journalists who do not own it.
"""


@dataclass
class Role:
    role: str
    edition_id: int | None = None
    desk_id: int | None = None


@dataclass
class Somebody:
    """A person for the table, with one role in every edition."""

    held: Iterable[Membered]
    pk: int | None = 1
    is_active: bool = True
    is_superuser: bool = False

    def roles(self) -> Iterable[Membered]:
        return self.held


@dataclass
class Story:
    """A story for the table."""

    stage: str
    public_status: str
    owners: frozenset[int] = frozenset()
    confidential: bool = False
    edition_id: int = 1
    desk_id: int | None = None

    def owner_ids(self) -> set[int]:
        return set(self.owners)


# Columns of the story's table: who asks, of whose story.
CASES: tuple[tuple[str, str, bool, bool], ...] = (
    ("journalist, own", JOURNALIST, True, False),
    ("journalist, another's", JOURNALIST, False, False),
    ("journalist, another's confidential", JOURNALIST, False, True),
    ("editor", EDITOR, False, False),
    ("admin", ADMIN, False, False),
)


def table() -> str:
    """The whole document."""
    parts = [HEAD, "## Without a story\n", _rows(["action", *ROLES], _general()), "\n## With a story\n"]
    parts.append(
        "Each cell names the stages of the desk's text, and what readers see, in which the act is allowed.\n"
    )
    parts.append(_rows(["action", *(name for name, *_ in CASES)], _story_actions()))
    return "\n".join(parts)


def _general() -> list[list[str]]:
    return [
        [f"`{action}`", *("yes" if may(Somebody((Role(role),)), action) else "–" for role in ROLES)]
        for action in GENERAL
    ]


def _story_actions() -> list[list[str]]:
    return [
        [f"`{action}`", *(_cell(action, role, own, secret) for _name, role, own, secret in CASES)]
        for action in STORY_ACTIONS
    ]


def _cell(action: str, role: str, is_own: bool, is_confidential: bool) -> str:
    person = Somebody((Role(role),))
    owners = frozenset({1}) if is_own else frozenset({2})
    allowed = {
        (stage, status)
        for stage, status in product(STAGES, STATUSES)
        if may(person, action, Story(stage, status, owners, is_confidential))
    }
    if not allowed:
        return "–"
    stages = [stage for stage in STAGES if any(stage == s for s, _ in allowed)]
    statuses = [status for status in STATUSES if any(status == s for _, s in allowed)]
    if allowed != set(product(stages, statuses)):
        raise ValueError(f"The cell of {action} for {role} cannot be said as stages and statuses alone.")
    if len(stages) == len(STAGES) and len(statuses) == len(STATUSES):
        return "always"
    return "; ".join(filter(None, [_some(stages, STAGES), _some(statuses, STATUSES)]))


def _some(found: list[str], all_of_them: tuple[str, ...]) -> str:
    return "" if len(found) == len(all_of_them) else ", ".join(found)


def _rows(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"

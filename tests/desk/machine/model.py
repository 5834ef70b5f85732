"""What several people at one desk have typed, saved and shown, said without the code under test.

Every text that somebody types holds a word of its own. What must hold is said of these words: none that was handed in
is lost, and readers are shown those of the current Release and no others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

Words = frozenset[str]
NOTHING: Words = frozenset()


@dataclass
class Window:
    """A story open before somebody: what it was based on, and what stands typed in it."""

    base: int
    base_release: int | None
    form: dict[str, str]
    words: Words
    is_taken: bool = False


@dataclass(frozen=True)
class Shown:
    """What readers are shown from an instant on; no words when the story is down."""

    start: datetime
    state: str
    words: Words


@dataclass
class Story:
    pk: int
    owner: str
    stage: str = "draft"
    # Where a reader found it last.
    address: str = ""
    # The working copy.
    head: Words = NOTHING
    chain: list[Shown] = field(default_factory=list)
    handed_in: set[str] = field(default_factory=set)
    windows: dict[str, Window] = field(default_factory=dict)
    # Words found in its history, and up to which Revision that was read.
    in_history: Words = NOTHING
    read_to: int = 0
    # People whose typed text the server keeps for them.
    drafts: set[str] = field(default_factory=set)

    def current(self, at: datetime) -> Shown | None:
        return next((entry for entry in reversed(self.chain) if entry.start <= at), None)

    def last_name(self, at: datetime) -> Words:
        """Words among which the headline's are that a withdrawn story keeps."""
        return next(e.words for e in reversed(self.chain) if e.start <= at and e.state == "published")

    def waiting(self, at: datetime) -> Shown | None:
        return next((e for e in self.chain if e.start > at and e.state == "published"), None)

    def end(self, at: datetime) -> Shown | None:
        return next((e for e in self.chain if e.start > at and e.state != "published"), None)

    def status(self, at: datetime) -> str:
        current = self.current(at)
        return current.state if current else ("scheduled" if self.chain else "hidden")

    def show(self, entry: Shown) -> None:
        self.chain = sorted([*self.chain, entry], key=lambda e: e.start)

    def drop(self, entry: Shown | None) -> None:
        if entry is not None:
            self.chain.remove(entry)

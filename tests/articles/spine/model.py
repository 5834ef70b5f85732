"""What the chain of a story means, said as shortly as possible: a list of what begins when.

Nothing here is shared with the code under test. A story shows the last entry that has begun; a list holds the
stories whose text belongs in it, the newest first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from articles.sections.kinds import KIND_NUMBERS

PUBLISHED, WITHDRAWN, GONE, MOVED = "published", "withdrawn", "gone", "moved"


@dataclass(frozen=True)
class Text:
    """What is written in a story; labels and pictures by their numbers, corrections by their instants."""

    headline: str
    word: str
    section: int
    kind: str
    author: int
    tags: frozenset[int]
    regions: frozenset[int]
    picture: int
    embargo: datetime | None = None
    corrections: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Entry:
    start: datetime
    state: str
    text: Text | None = None
    significant: bool = True
    words: str = ""


@dataclass
class Story:
    number: int
    working: Text
    stage: str = "draft"
    entries: list[Entry] = field(default_factory=list)

    def current(self, at: datetime) -> Entry | None:
        return next((e for e in reversed(self.entries) if e.start <= at), None)

    def change(self, at: datetime) -> Entry | None:
        return next((e for e in self.entries if e.start > at and e.state == PUBLISHED), None)

    def end(self, at: datetime) -> Entry | None:
        return next((e for e in self.entries if e.start > at and e.state != PUBLISHED), None)

    def add(self, entry: Entry) -> None:
        self.entries = sorted([*self.entries, entry], key=lambda e: e.start)

    def drop(self, entry: Entry | None) -> None:
        if entry is not None:
            self.entries.remove(entry)

    def status(self, at: datetime) -> str:
        entry = self.current(at)
        return entry.state if entry else ("scheduled" if self.entries else "hidden")

    def dates(self, at: datetime) -> tuple[datetime, datetime]:
        """First publication, and the last significant one: what readers are told at `at`."""
        shown = [e for e in self.entries if e.start <= at and e.state == PUBLISHED]
        first = shown[0].start
        return first, max([first, *(e.start for e in shown if e.significant)])

    def name(self, at: datetime) -> str:
        """The headline that the address shows at `at`: a withdrawn or moved story keeps the last one."""
        entry = self.current(at)
        if entry is None or entry.state == GONE:
            return ""
        return next(e.text for e in reversed(self.entries) if e.start <= at and e.text).headline

    def correct(self, start: datetime, significant: bool) -> None:
        """The correction is shown from now on, and by the change that waits as well; the desk goes on with that."""
        now = replace(self.working, corrections=(*self.working.corrections, start))
        waiting = self.change(start)
        self.add(Entry(start, PUBLISHED, now, significant))
        self.working = now
        if waiting is not None:
            assert waiting.text is not None
            later = replace(waiting.text, corrections=(*waiting.text.corrections, start))
            self.drop(waiting)
            self.add(replace(waiting, text=later))
            self.working = later


@dataclass
class Site:
    """All stories, and what the lists need to know of labels."""

    stories: list[Story]
    parents: dict[int, int]
    coverage_tags: frozenset[int]

    def shown(self, at: datetime) -> list[tuple[Story, Text]]:
        entries = [(s, s.current(at)) for s in self.stories]
        return [(s, e.text) for s, e in entries if e and e.state == PUBLISHED and e.text]

    def in_list(self, kind: str, target: int, at: datetime) -> list[int]:
        found = [
            (self._sorted_at(kind, story, text, at), story.number)
            for story, text in self.shown(at)
            if self._belongs(kind, target, story, text, at)
        ]
        return [number for _, number in sorted(found, reverse=True)]

    def _belongs(self, kind: str, target: int, story: Story, text: Text, at: datetime) -> bool:
        month = story.dates(at)[0].astimezone(UTC)
        return {
            "edition": lambda: True,
            "section": lambda: target in (text.section, self.parents.get(text.section)),
            "kind": lambda: target == KIND_NUMBERS[text.kind],
            "tag": lambda: target in text.tags,
            "region": lambda: target in text.regions,
            "author": lambda: target == text.author,
            "coverage": lambda: bool(text.tags & self.coverage_tags),
            "month": lambda: target == month.year * 100 + month.month,
            "correction": lambda: bool(text.corrections),
            "image": lambda: target == text.picture,
        }[kind]()

    def _sorted_at(self, kind: str, story: Story, text: Text, at: datetime) -> datetime:
        if kind == "correction":
            return max(text.corrections)
        first, updated = story.dates(at)
        return first if kind in ("month", "image") else updated

    def with_word(self, word: str, at: datetime) -> set[int]:
        return {story.number for story, text in self.shown(at) if text.word == word}

"""Every way of doing a verb: the call, and what the model does then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from articles import publishing
from articles.models import Article, Revision
from articles.pending import is_urgent_edit
from articles.published.models import Release
from tests.articles.spine.model import GONE, MOVED, PUBLISHED, WITHDRAWN, Entry, Story

if TYPE_CHECKING:
    from collections.abc import Callable


from tests.articles.spine.newsroom import Newsroom

OPEN = ("draft", "submitted")


def is_put_off(story: Story, now: datetime) -> bool:
    """Whether a text waits, and that on the desk was made from what readers see meanwhile."""
    current, waiting = story.current(now), story.change(now)
    head = Article.objects.select_related("head").get(pk=story.number).head
    if head is None or waiting is None or current is None or current.state != PUBLISHED:
        return False
    chain = Release.objects.filter(article_id=story.number, state=PUBLISHED)
    shown, coming = chain.get(public_from=current.start), chain.get(public_from=waiting.start)
    return is_urgent_edit(head, shown, coming)


class Acting(Newsroom):
    """Each `verb_…` gives the call and what the model does then: None if it is to be refused; no call if it does not apply."""

    def soon(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self.rng.choice([2, 600, 3600, 6 * 3600]) * (0.5 + self.rng.random()))

    def is_free(self, story: Story, at: datetime) -> bool:
        embargo = story.working.embargo
        return story.stage in OPEN and (embargo is None or embargo <= at)

    def verb_publish(self, story: Story, now: datetime, pending: str = "") -> Any:
        change = story.change(now)
        if story is self.shelved:
            return None, None
        decided = change is None or story.current(now) is None or change.text == story.working
        if bool(pending) == decided:
            return None, None
        significant = self.rng.random() < 0.6
        text = story.working
        margin = timedelta(seconds=1)
        if text.embargo and now < text.embargo < now + margin:
            return None, None

        def then(start: datetime) -> None:
            waiting = story.change(start)
            if waiting is not None and pending != "keep":
                story.drop(waiting)
            story.add(Entry(start, PUBLISHED, text, significant or not self.was_shown(story, start)))
            story.stage = "draft"
            if waiting is not None and pending:
                assert waiting.text is not None
                story.working = waiting.text

        refused = not self.is_free(story, now)
        seen = self.seen(story, now)
        return (
            lambda: publishing.publish(
                story.number, self.editor, significant=significant, pending=pending, **seen
            ),
            None if refused else then,
        )

    def was_shown(self, story: Story, at: datetime) -> bool:
        return any(e.start < at and e.state == PUBLISHED for e in story.entries)

    def verb_publish_keep(self, story: Story, now: datetime) -> Any:
        return self.verb_publish(story, now, "keep")

    def verb_publish_hold(self, story: Story, now: datetime) -> Any:
        return self.verb_publish(story, now, "hold")

    def verb_publish_include(self, story: Story, now: datetime) -> Any:
        """An urgent edit of one part, while a change of another part, or of the same one, is scheduled."""
        current = story.current(now)
        is_plain = (
            current and current.text == story.working and story.stage == "draft" and not story.working.embargo
        )
        if not is_plain or story.change(now) or story.end(now):
            return None, None
        old, at, other = story.working, now + timedelta(hours=2), self.any_text()
        parts = (
            {"section": other.section},
            {"headline": f"Planned line of {old.word}"},
            {"tags": other.tags},
        )
        planned, urgent = (
            self.rng.choice(parts),
            self.rng.choice([*parts, {"headline": f"Urgent line of {old.word}"}]),
        )
        clashes = any(
            planned[key] != value and planned[key] != getattr(old, key) and value != getattr(old, key)
            for key, value in urgent.items()
            if key in planned
        )
        later, now_shown = replace(old, **planned), replace(old, **urgent)
        if later == old or now_shown in (old, later):
            return None, None
        merged = replace(
            later, **{k: v for k, v in urgent.items() if planned.get(k, getattr(old, k)) == getattr(old, k)}
        )

        def call() -> Release:
            self.save(story, later)
            publishing.schedule(story.number, self.editor, at=at)
            publishing.edit_live(story.number, self.editor)
            self.save(story, now_shown)
            return publishing.publish(
                story.number, self.editor, pending="include", **self.seen(story, self.clock.now)
            )

        def then(start: datetime) -> None:
            story.add(Entry(start, PUBLISHED, now_shown, True))
            story.working = later if clashes else merged
            if not clashes:
                story.add(Entry(at, PUBLISHED, merged, True))

        return call, then

    def verb_schedule(self, story: Story, now: datetime, at: datetime | None = None) -> Any:
        at = at or self.soon(now)
        if story is self.shelved:
            return None, None
        end = story.end(now)
        text, significant = story.working, self.rng.random() < 0.6

        def then(start: datetime) -> None:
            assert start == at
            story.drop(story.change(now))
            story.add(Entry(at, PUBLISHED, text, significant or not self.was_shown(story, at)))
            story.stage = "draft"

        refused = (
            not self.is_free(story, at) or (end is not None and end.start <= at) or is_put_off(story, now)
        )
        seen = self.seen(story, now)
        return (
            lambda: publishing.schedule(story.number, self.editor, at=at, significant=significant, **seen),
            None if refused else then,
        )

    def verb_reschedule(self, story: Story, now: datetime) -> Any:
        """Another time for what is scheduled, or another text at the very same time."""
        change = story.change(now + timedelta(seconds=1))
        if change is None:
            return None, None
        return self.verb_schedule(story, now, self.rng.choice([change.start, None]))

    def verb_schedule_republication(self, story: Story, now: datetime) -> Any:
        current = story.current(now)
        return (
            (None, None) if current is None or current.state == PUBLISHED else self.verb_schedule(story, now)
        )

    def _cancel(self, story: Story, entry: Entry | None, now: datetime) -> Any:
        if entry is None or entry.start < now + timedelta(seconds=1):
            return None, None
        waiting = Release.objects.get(article_id=story.number, public_from=entry.start).pk
        return (
            lambda: publishing.cancel(story.number, self.editor, release=waiting),
            lambda _start: story.drop(entry),
        )

    def verb_cancel_change(self, story: Story, now: datetime) -> Any:
        return self._cancel(story, story.change(now), now)

    def verb_cancel_end(self, story: Story, now: datetime) -> Any:
        return self._cancel(story, story.end(now), now)

    def _end(self, story: Story, now: datetime, state: str, allowed: set[str], at: datetime | None) -> Any:
        words = {WITHDRAWN: "It was wrong.", GONE: "", MOVED: "/news/"}[state]

        def then(start: datetime) -> None:
            assert at is None or start == at
            story.drop(story.end(now))
            change = story.change(now)
            if change is not None and change.start >= start:
                story.drop(change)
            story.add(Entry(start, state, None, True, words))

        calls: dict[str, Callable[[], Release]] = {
            WITHDRAWN: lambda: publishing.withdraw(story.number, self.editor, notice=words, at=at),
            GONE: lambda: publishing.unpublish(story.number, self.editor, at=at),
            MOVED: lambda: publishing.move(story.number, self.editor, moved_to=words),
        }
        refused = story.status(now) not in allowed
        if refused and self.rng.random() < 0.8:
            return None, None
        return calls[state], None if refused else then

    def verb_withdraw(self, story: Story, now: datetime) -> Any:
        return self._end(story, now, WITHDRAWN, {PUBLISHED, GONE}, None)

    def verb_withdraw_at(self, story: Story, now: datetime) -> Any:
        return self._end(story, now, WITHDRAWN, {PUBLISHED, GONE}, self.end_time(story, now))

    def verb_unpublish(self, story: Story, now: datetime) -> Any:
        return self._end(story, now, GONE, {PUBLISHED, WITHDRAWN, MOVED}, None)

    def verb_unpublish_at(self, story: Story, now: datetime) -> Any:
        return self._end(story, now, GONE, {PUBLISHED, WITHDRAWN, MOVED}, self.end_time(story, now))

    def verb_move(self, story: Story, now: datetime) -> Any:
        return self._end(story, now, MOVED, {PUBLISHED, WITHDRAWN, GONE, MOVED}, None)

    def end_time(self, story: Story, now: datetime) -> datetime:
        """Any time ahead, or the very start of what is waiting."""
        ahead = [e.start for e in story.entries if e.start > now + timedelta(seconds=1)]
        return self.rng.choice([*ahead, self.soon(now)])

    def verb_correct(self, story: Story, now: datetime) -> Any:
        current = story.current(now)
        significant = self.rng.random() < 0.3
        fits = current is not None and current.state == PUBLISHED and current.text == story.working
        if not fits and self.rng.random() < 0.98:
            return None, None
        seen = self.seen(story, now)["base_release"]
        return (
            lambda: publishing.correct(
                story.number, self.editor, text="A name.", significant=significant, base_release=seen
            ),
            (lambda start: story.correct(start, significant)) if fits and story.stage in OPEN else None,
        )

    def verb_edit(self, story: Story, now: datetime) -> Any:
        """Any part of the story: its words, section, tags, author, picture, embargo."""
        if story.stage == "spiked":
            return None, None
        other, part = self.any_text(), self.rng.randrange(6)
        changed = [
            {"headline": f"Another headline of {story.working.word}"},
            {"headline": other.headline, "word": other.word},
            {"section": other.section, "kind": other.kind},
            {"tags": other.tags, "regions": other.regions},
            {"author": other.author, "picture": other.picture},
            {"embargo": self.soon(now) if self.rng.random() < 0.3 else None},
        ][part]
        text = replace(story.working, **changed)
        return lambda: self.save(story, text), lambda _start: None

    def verb_edit_live(self, story: Story, now: datetime) -> Any:
        current = story.current(now)
        allowed = current is not None and current.state == PUBLISHED and story.stage in OPEN
        if not allowed and self.rng.random() < 0.98:
            return None, None

        def then(start: datetime) -> None:
            assert current is not None
            assert current.text is not None
            story.working, story.stage = current.text, "draft"

        return lambda: publishing.edit_live(story.number, self.editor), then if allowed else None

    def _stage(self, story: Story, call: Callable[[], None], allowed: bool, stage: str) -> Any:
        if not allowed and self.rng.random() < 0.98:
            return None, None
        return call, (lambda _start: setattr(story, "stage", stage)) if allowed else None

    def verb_submit(self, story: Story, now: datetime) -> Any:
        head = self.seen(story, now)["revision"]
        call = lambda: publishing.submit(story.number, self.editor, revision=head)  # noqa: E731
        return self._stage(story, call, story.stage == "draft", "submitted")

    def verb_take_back(self, story: Story, now: datetime) -> Any:
        call = lambda: publishing.take_back(story.number, self.editor)  # noqa: E731
        return self._stage(story, call, story.stage == "submitted", "draft")

    def verb_send_back(self, story: Story, now: datetime) -> Any:
        call = lambda: publishing.send_back(story.number, self.editor, note="Who says so?")  # noqa: E731
        return self._stage(story, call, story.stage == "submitted", "draft")

    def verb_spike(self, story: Story, now: datetime) -> Any:
        call = lambda: publishing.spike(story.number, self.editor)  # noqa: E731
        return self._stage(story, call, story.stage in OPEN and not story.entries, "spiked")

    def verb_revive(self, story: Story, now: datetime) -> Any:
        call = lambda: publishing.revive(story.number, self.editor)  # noqa: E731
        return self._stage(story, call, story.stage == "spiked", "draft")

    def verb_stale(self, story: Story, now: datetime) -> Any:
        """Publishing from an old page: an older Revision, or a Release that is not what readers see any more."""
        seen = self.seen(story, now)
        older = Revision.objects.filter(article=story.number).exclude(pk=seen["revision"]).first()
        if older is not None and self.rng.random() < 0.5:
            seen["revision"] = older.pk
        else:
            seen["base_release"] = (seen["base_release"] or 0) + 1
        return lambda: publishing.publish(story.number, self.editor, pending="hold", **seen), None

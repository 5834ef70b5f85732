"""Drives the verbs at random and asks the public queries at random moments, against the model."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from articles import publishing
from articles.models import Article
from articles.published.models import Release
from articles.revisions import Stale
from tests.articles.spine.model import PUBLISHED, Story

if TYPE_CHECKING:
    pass

from tests.articles.spine.acting import Acting
from tests.articles.spine.asking import Asking

# In one step, until every verb is done often enough.
ACTS = 3
REFUSALS = (publishing.Blocked, PermissionDenied, Stale)
VERBS = {
    "publish": ("publish", "publish_keep", "publish_hold", "publish_include"),
    "schedule": ("schedule", "reschedule", "schedule_republication"),
    "cancel": ("cancel_change", "cancel_end"),
    "withdraw": ("withdraw", "withdraw_at"),
    "unpublish": ("unpublish", "unpublish_at"),
    **{
        verb: (verb,) for verb in ("move", "correct", "edit", "edit_live", "submit", "take_back", "send_back")
    },
    **{verb: (verb,) for verb in ("spike", "revive", "stale")},
}
AT_LEAST, EACH_WAY = 50, 15


class Driver(Acting, Asking):
    # One step: time passes, something is done, something is asked.

    def step(self) -> None:
        self.clock.forward(seconds=self.rng.choice([0.001, 1, 60, 3600, 3 * 3600]) * self.rng.random())
        for _ in range(ACTS if self.missing() else 1):
            ways = [(self.need(verb, way) * self.rng.random(), way) for verb in VERBS for way in VERBS[verb]]
            next((way for _, way in sorted(ways, reverse=True) if self.anywhere(way)), None)
        self.ask(self.some_moment())

    def missing(self) -> list[str]:
        """The ways of doing verbs that were not done often enough yet."""
        return [
            way
            for verb, ways in VERBS.items()
            for way in ways
            if self.done[way] < EACH_WAY or self.times(verb) < AT_LEAST
        ]

    def need(self, verb: str, way: str) -> float:
        """How much a way of doing a verb is wanted: the more, the more often it has still to be done."""
        return 1 + max(0, AT_LEAST - self.times(verb)) + 3 * max(0, EACH_WAY - self.done[way])

    def times(self, verb: str) -> int:
        return sum(self.done[way] for way in VERBS[verb])

    def anywhere(self, way: str) -> bool:
        stories = self.rng.sample(self.site.stories, len(self.site.stories))
        if way in ("publish_keep", "publish_hold"):
            self.prepare(stories)
        if way == "correct":
            shown = (s for s in stories if s.status(self.clock.now) == PUBLISHED)
            any(self.attempt("edit_live", story) for story in shown)
        if way in ("take_back", "send_back") and not any(s.stage == "submitted" for s in stories):
            any(self.attempt("submit", story) for story in stories)
        return any(self.attempt(way, story) for story in stories)

    def prepare(self, stories: list[Story]) -> None:
        """Let a public story have a change that waits, and another text on the desk."""
        now = self.clock.now
        for story in stories:
            if story.status(now) == PUBLISHED and story.stage == "draft" and not story.end(now):
                if story.change(now) is None:
                    self.attempt("schedule", story)
                self.attempt("edit", story)
                return

    def some_moment(self) -> datetime:
        """Now, a boundary to the microsecond, or any moment between the beginning and half a day ahead."""
        now = self.clock.now
        kind = self.rng.random()
        if kind < 0.25:
            return now
        if kind < 0.65:
            starts = [e.start for s in self.site.stories for e in s.entries] or [now]
            return self.rng.choice(starts) + timedelta(microseconds=self.rng.choice([-1, 0, 1]))
        return self.began + (now + timedelta(hours=12) - self.began) * self.rng.random()

    def attempt(self, verb: str, story: Story) -> bool:
        """Do the verb if the model says that it can be done; else see it refused, and nothing changed."""
        now = self.clock.now
        call, then = getattr(self, f"verb_{verb}")(story, now)
        if call is None:
            return False
        head = Article.objects.values_list("head_id", "stage").get(pk=story.number)
        try:
            # Its end asks the deferred constraints too.
            with transaction.atomic(durable=True):
                result = call()
        except REFUSALS as refusal:
            if then is not None:
                raise AssertionError(f"{verb} of {story} was refused") from refusal
            self.refused[verb] += 1
            assert Article.objects.values_list("head_id", "stage").get(pk=story.number) == head
            self.check_chain(story)
            if verb == "stale":
                self.done[verb] += 1
            return verb == "stale"
        assert then is not None, f"{verb} of {story} ought to be refused"
        start = result.public_from if isinstance(result, Release) else self.clock.now
        assert now <= start
        then(start)
        self.log.append(f"{now:%d %H:%M:%S.%f} story {story.number}: {verb}, from {start:%d %H:%M:%S.%f}")
        self.done[verb] += 1
        self.check_working(story)
        return True

    def check_working(self, story: Story) -> None:
        article = Article.objects.get(pk=story.number)
        text = story.working
        assert article.stage == story.stage
        assert (article.headline, article.section_id) == (text.headline, text.section)
        assert set(article.tag_items.values_list("tag_id", flat=True)) == text.tags
        assert tuple(article.corrections.values_list("at", flat=True)) == text.corrections
        self.check_chain(story)

    def check_chain(self, story: Story) -> None:
        rows = Release.objects.filter(article_id=story.number).order_by("public_from")
        assert [(r.public_from, r.state) for r in rows] == [(e.start, e.state) for e in story.entries]

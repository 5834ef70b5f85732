"""Several people write, save, hand over and publish at random: no word is lost, no state is wrong, nothing leaks."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from articles.drafts.models import Draft
from articles.models import Article, Revision
from articles.published.models import Release
from tests.database import empty, share_reader
from tests.desk.machine.acting import PEOPLE, Acting, ways, words_in, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.clock import SiteClock
    from tests.desk.machine.model import Story

pytestmark = pytest.mark.django_db(transaction=True)
AT_LEAST, EACH_DECISION = 50, 15
# In one step of a course that does everything often enough, until it has.
ACTS = 4
STEPS = 300
LONGER = 400
PUBLIC = ("/", "/politics/", "/feed/rss.xml", "/feed/feed.json", "/latest/", "/search/?q=typed")


class Checks(Acting):
    """What must hold whatever was done."""

    def check(self, story: Story) -> None:
        article = Article.objects.select_related("head", "submitted_revision").get(pk=story.pk)
        assert article.head is not None
        assert (article.stage, words_of(article.head.content)) == (story.stage, story.head), self.log[-5:]
        assert article.head.is_accepted
        assert article.head.article_id == article.pk
        assert (words_in(article.headline, article.body)) == story.head
        assert (article.submitted_revision is not None) == (article.stage == "submitted")
        rows = Release.objects.filter(article_id=story.pk).order_by("public_from")
        assert [(r.public_from, r.state) for r in rows] == [(e.start, e.state) for e in story.chain]
        assert not rows.filter(revision_id__in=Revision.objects.filter(is_accepted=False)).exists()
        self.check_kept(story)

    def check_kept(self, story: Story) -> None:
        # The history is only ever added to: what was read of it once need not be read again.
        newer = Revision.objects.filter(article_id=story.pk, pk__gt=story.read_to).order_by("pk")
        for pk, content in newer.values_list("pk", "content"):
            story.read_to, story.in_history = pk, story.in_history | words_in(content)
        drafts = list(Draft.objects.filter(article_id=story.pk).select_related("user"))
        kept = story.in_history | words_in(*(draft.fields for draft in drafts))
        assert story.handed_in <= kept, f"lost: {story.handed_in - kept}; {self.log[-5:]}"
        assert {draft.user.username for draft in drafts} == story.drafts

    def check_readers(self, story: Story) -> None:
        reader = Client()
        response = reader.get(story.address or f"/{story.pk}/")
        current = story.current(self.clock.now)
        if current is not None and current.state == "moved":
            assert (response.status_code, response["Location"]) == (301, "/latest/")
            return
        if response.status_code == 301:
            story.address = response["Location"]
            response = reader.get(story.address)
        status = 404 if current is None else 200 if current.state == "published" else 410
        assert response.status_code == status
        found = words_in(response.content.decode())
        own = current.words if current is not None else frozenset()
        name = story.last_name(self.clock.now) if current and current.state == "withdrawn" else frozenset()
        assert found <= own | name | self.public_words(), (
            f"leaked: {found - own - self.public_words()} {story} {self.log[-12:]}"
        )
        assert own <= found

    def public_words(self) -> frozenset[str]:
        shown = [story.current(self.clock.now) for story in self.stories]
        return frozenset().union(*(entry.words for entry in shown if entry is not None))

    def check_surfaces(self) -> None:
        for address in PUBLIC:
            found = words_in(Client().get(address).content.decode())
            assert found <= self.public_words(), f"{address} leaks {found - self.public_words()}"


class Machine(RuleBasedStateMachine):
    """One run: a newsroom of its own in an emptied database, so that the same steps do the same again.

    Each request is committed, as at a site: in one long transaction every row's past would lie in the way of the next.
    """

    clock: SiteClock
    # Whether everything is to be done AT_LEAST times in a course.
    is_thorough: bool
    acts = ways()

    def __init__(self) -> None:
        super().__init__()
        empty()
        self.desk = Checks(self.clock)
        self.steps = 0
        self.touched = set(range(len(self.desk.stories)))

    @rule(seed=st.integers(0, 2**16 - 1))
    def step(self, seed: int) -> None:
        self.go_on(seed)

    def go_on(self, seed: int) -> None:
        rng = self.desk.rng = random.Random(f"{seed} {self.steps}")
        self.steps += 1
        self.clock.forward(seconds=rng.choice([1, 60, 3600]) * (0.1 + rng.random()))
        for _ in range(ACTS if self.is_thorough and self.missing() else 1):
            self.act(rng)

    def act(self, rng: random.Random) -> None:
        """Do something, sooner what was done seldom, at the first desk and story where it can be done.

        Where none of that can be done, anything else is, so that it can be later.
        """
        every = list(self.acts)
        seldom = sorted(self.missing(), key=lambda name: -self.lacking(name) * rng.random())[:8]
        for name in [*seldom, *rng.sample(every, len(every))]:
            people = rng.sample(PEOPLE, len(PEOPLE))
            for who, place in zip(people, rng.sample(range(len(people)), len(people)), strict=True):
                story, before = self.desk.stories[place], self.desk.done[name]
                if self.acts[name](self.desk, who, story):
                    self.touched.add(place)
                    self.desk.log.append(f"{who}: {name} of {story.pk}")
                    self.desk.done[name] = before + 1
                    return

    def lacking(self, name: str) -> int:
        wanted = EACH_DECISION if name.startswith("urgent") else AT_LEAST
        return max(0, wanted - self.desk.done[name])

    def missing(self) -> list[str]:
        return [name for name in self.acts if self.lacking(name)]

    @invariant()
    def holds(self) -> None:
        for place in sorted(self.touched):
            self.desk.check(self.desk.stories[place])
            self.desk.check_readers(self.desk.stories[place])
        self.touched = set()
        if self.steps % 15 == 14:
            self.desk.check_surfaces()

    def teardown(self) -> None:
        if self.steps < STEPS or not self.is_thorough:
            return
        # What an act needs may have come late: the run goes on until everything was done often enough.
        while self.missing() and self.steps < STEPS + LONGER:
            self.go_on(self.steps)
            self.holds()
        assert not self.missing(), f"too seldom done: {self.desk.done}"


@pytest.fixture
def one_clock(site_clock: SiteClock) -> Iterator[SiteClock]:
    """The site's clock in the test's hands, for both sides: the policies of the true reader ask the server's."""
    share_reader(wanted=True)
    yield site_clock
    share_reader(wanted=False)


def drive(clock: SiteClock, examples: int, *, is_thorough: bool) -> None:
    Machine.clock, Machine.is_thorough = clock, is_thorough
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.long
def test_several_people_at_one_desk_lose_no_word_and_leak_none(one_clock: SiteClock) -> None:
    drive(one_clock, 1, is_thorough=True)


@pytest.mark.sweep
@pytest.mark.long
def test_several_people_lose_no_word_and_leak_none_over_a_long_time(one_clock: SiteClock) -> None:
    # 2,100 steps; each course begins in an empty newsroom.
    drive(one_clock, 1, is_thorough=True)
    drive(one_clock, 6, is_thorough=False)

"""Drives the verbs at random and asks the public queries at random moments, against the model."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from articles import publishing
from articles.body.reading import plain_text
from articles.media.models import Rendition
from articles.models import Article, ArticleImage, ArticleTag, Revision
from articles.published import lists
from articles.published.lists import ListKey, newest, page_of
from articles.published.models import Release
from articles.published.moment import desk_moment
from articles.published.pictures import is_public_file
from articles.published.reader import Reader
from articles.revisions import Stale, check_base, lock, save_revision
from newsroom.search.views import find
from tests.articles.spine.model import GONE, MOVED, PUBLISHED, WITHDRAWN, Entry, Site, Story, Text
from tests.factories import (
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_image,
    make_region,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from articles.published.moment import Moment
    from tests.clock import SiteClock

# In one step, so that every verb is done often enough in few steps.
ACTS = 3
REFUSALS = (publishing.Blocked, PermissionDenied, Stale)
WORDS = ("amber", "basalt", "cobalt", "dolomite")
OPEN = ("draft", "submitted")
SURFACES = (
    *("address", "page", "count", "picture", "status", "search"),
    *("edition", "section", "tag", "author", "region", "month", "kind", "coverage", "correction", "image"),
)
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


class Driver:
    def __init__(self, rng: random.Random, clock: SiteClock, stories: int = 6) -> None:
        self.rng, self.clock = rng, clock
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.log: list[str] = []
        self.edition = make_edition()
        top = make_section("news", self.edition)
        below = make_section("economy", self.edition, parent=top)
        other = make_section("sports", self.edition)
        self.sections = [top.pk, below.pk, other.pk]
        self.authors = [make_author("Ada Roe").pk, make_author("Bo Lind").pk]
        self.tags = [make_tag(name).pk for name in ("rivers", "rail", "heat")]
        self.regions = [make_region("Europe").pk, make_region("Asia").pk]
        self.coverage = make_coverage("The River Compact", tag_ids=self.tags[:1]).pk
        self.images = [make_image().pk for _ in range(3)]
        self.files = {
            pk: Rendition.objects.create(
                image_id=pk, crop="full", width=10, height=10, format="jpg", byte_size=1
            )
            for pk in self.images
        }
        self.editor = make_user("editor")
        self.site = Site([], {below.pk: top.pk}, frozenset(self.tags[:1]))
        for _ in range(stories):
            self.new_story()
        self.began = clock.now

    @property
    def shelved(self) -> Story:
        """A story that is never shown, so that there is always one to spike."""
        return self.site.stories[0]

    # What is written.

    def new_story(self) -> None:
        article = make_article(edition=self.edition, creator=self.editor)
        story = Story(article.pk, self.any_text())
        self.site.stories.append(story)
        self.save(story, story.working)

    def any_text(self) -> Text:
        rng = self.rng
        word = rng.choice(WORDS)
        return Text(
            headline=f"Headline {rng.randrange(10_000)} of {word}",
            word=word,
            section=rng.choice(self.sections),
            kind=rng.choice(["story", "video"]),
            author=rng.choice(self.authors),
            tags=frozenset(t for t in self.tags if rng.random() < 0.5),
            regions=frozenset(r for r in self.regions if rng.random() < 0.5),
            picture=rng.choice(self.images),
        )

    def save(self, story: Story, text: Text) -> None:
        """What the desk's form does: lock, compare the base, write columns and inlines, append a Revision."""
        with transaction.atomic():
            article = lock(story.number)
            check_base(article, article.head_id)
            article.headline, article.kind = text.headline, text.kind
            article.body = f'<p id="b-{text.word:a<8}">A story about {text.word}.</p>'
            article.section_id, article.embargoed_until = text.section, text.embargo
            article.save()
            article.bylines.update(author=text.author, credited_as="")
            article.regions.set(text.regions)
            article.tag_items.all().delete()
            for pk in sorted(text.tags):
                ArticleTag.objects.create(content_object=article, tag_id=pk)
            article.pictures.all().delete()
            ArticleImage.objects.create(article=article, image_id=text.picture)
            article.corrections.exclude(at__in=text.corrections).delete()
            save_revision(article, self.editor)
        story.working = text

    # One step: time passes, something is done, something is asked.

    def step(self) -> None:
        self.clock.forward(seconds=self.rng.choice([0.001, 1, 60, 3600, 3 * 3600]) * self.rng.random())
        for _ in range(ACTS):
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
            with transaction.atomic():
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
        connection.check_constraints()
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

    # The verbs: each gives the call, and what the model does then (None if it is to be refused).

    def soon(self, now: datetime) -> datetime:
        return now + timedelta(seconds=self.rng.choice([2, 600, 3600, 6 * 3600]) * (0.5 + self.rng.random()))

    def seen(self, story: Story, now: datetime) -> dict[str, Any]:
        current = desk_moment(now).current(Release.objects.filter(article_id=story.number)).first()
        head = Article.objects.values_list("head_id", flat=True).get(pk=story.number)
        return {"revision": head, "base_release": current.pk if current else None}

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

        refused = not self.is_free(story, at) or (end is not None and end.start <= at)
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

    # What is asked.

    def ask(self, at: datetime) -> None:
        moment = desk_moment(at)
        self.ask_addresses(moment)
        self.ask_lists(moment)
        self.ask_statuses(at)
        for pk in self.images:
            file = self.files[pk]
            self.same(
                "picture",
                moment,
                is_public_file(moment, file.token, "jpg"),
                bool(self.site.in_list("image", pk, at)),
            )
        if at >= self.clock.now:
            reader = Reader(self.edition, [self.edition], moment, "", "")
            for word in WORDS:
                ids, total = find(reader, word, 0)
                self.same("search", moment, (set(ids), total), self.expected_hits(word, at))

    def expected_hits(self, word: str, at: datetime) -> tuple[set[int], int]:
        ids = self.site.with_word(word, at)
        return ids, len(ids)

    def same(self, surface: str, moment: Moment, found: object, wanted: object) -> None:
        self.asked[surface] += 1
        assert found == wanted, f"{surface} at {moment.now}: {found} is not {wanted}\n" + "\n".join(
            self.log[-30:]
        )

    def ask_addresses(self, moment: Moment) -> None:
        at = moment.now
        found = {r.article_id: r for r in moment.current(Release.objects.all())}
        for story in self.site.stories:
            entry, release = story.current(at), found.get(story.number)
            if entry is None or release is None:
                self.same("address", moment, release, entry)
                continue
            dates = story.dates(at)
            words = f"A story about {entry.text.word}." if entry.text else ""
            self.same(
                "address",
                moment,
                (release.state, release.headline, plain_text(release.body), release.notice, release.moved_to),
                (
                    *(entry.state, story.name(at), words),
                    *(entry.words if entry.state == WITHDRAWN else "",),
                    entry.words if entry.state == MOVED else "",
                ),
            )
            self.same(
                "address",
                moment,
                (story.number, release.first_published_at, release.updated_at),
                (story.number, *dates),
            )

    def keys(self, at: datetime) -> list[tuple[str, int]]:
        months = {s.dates(at)[0] for s, _ in self.site.shown(at)}
        return [
            *(("edition", 0), ("correction", 0), ("kind", 1), ("kind", 2), ("coverage", self.coverage)),
            *(("section", pk) for pk in self.sections),
            *(("tag", pk) for pk in self.tags),
            *(("author", pk) for pk in self.authors),
            *(("region", pk) for pk in self.regions),
            *(("image", pk) for pk in self.images),
            *sorted({("month", m.year * 100 + m.month) for m in months} | {("month", at.year * 100 + 1)}),
        ]

    def ask_lists(self, moment: Moment) -> None:
        keys = self.keys(moment.now)
        size = self.rng.choice([24, 3, 1])
        wanted = [(ListKey(kind, target, self.edition.pk), size) for kind, target in keys]
        for (kind, target), ids in zip(keys, newest(moment, wanted), strict=True):
            whole = self.site.in_list(kind, target, moment.now)
            self.same(kind, moment, (kind, target, ids), (kind, target, whole[:size]))
        for kind, target in self.rng.sample(keys, 3):
            number = self.rng.randrange(1, 4)
            ids, total = page_of(moment, ListKey(kind, target, self.edition.pk), number)
            whole = self.site.in_list(kind, target, moment.now)
            self.same("page", moment, ids, whole[(number - 1) * lists.PAGE_SIZE :][: lists.PAGE_SIZE])
            if ids:
                self.same("count", moment, total, len(whole))

    def ask_statuses(self, at: datetime) -> None:
        found = {a.pk: (a.public_status, a.next_at) for a in Article.objects.with_status(at)}
        for story in self.site.stories:
            ahead = [e.start for e in story.entries if e.start > at]
            status = story.status(at)
            if status == "scheduled" and not ahead:
                status = "hidden"
            self.same("status", desk_moment(at), found[story.number], (status, min(ahead, default=None)))

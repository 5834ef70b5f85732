"""Every public query at any moment, against the model."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from articles.body.reading import plain_text
from articles.models import Article
from articles.published import lists
from articles.published.lists import ListKey, newest, page_of
from articles.published.models import Release
from articles.published.moment import desk_moment
from articles.published.pictures import is_public_file
from articles.published.reader import Reader
from newsroom.search.asked import Asked
from newsroom.search.views import find
from tests.articles.spine.model import MOVED, WITHDRAWN

if TYPE_CHECKING:
    from articles.published.moment import Moment

from tests.articles.spine.newsroom import WORDS, Newsroom

SURFACES = (
    *("address", "page", "count", "picture", "status", "search"),
    *("edition", "section", "tag", "author", "region", "month", "kind", "coverage", "correction", "image"),
)


class Asking(Newsroom):
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
                ids, total = find(reader, Asked(word, {"sort": ""}), 0)
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
            *(("edition", 0), ("correction", 0), ("kind", 1), ("kind", 3), ("coverage", self.coverage)),
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

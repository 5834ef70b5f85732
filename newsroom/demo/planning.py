"""The desk's day in the demo: who writes what until when, what was handed in and sent back, what waits for its time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from articles import publishing
from articles.body.cleaning import clean_body
from articles.editions.models import Edition
from articles.models import Article
from articles.publishing import Seen, instant_in
from articles.review import bundles
from articles.revisions import save_revision
from newsroom.accounts.models import User

# As the files write a time: days after the day of loading, and a time on the edition's clock.
When = list[Any]


class Planner:
    """Does the desk's work on the demo's stories (`articles`, by their keys), as seen at `now` (aware)."""

    def __init__(
        self, edition: Edition, articles: dict[str, Article], people: dict[str, User], now: datetime
    ) -> None:
        self.edition = edition
        self.articles = articles
        self.people = people
        self.today = now.astimezone(edition.zone).date()

    def at(self, when: When) -> datetime:
        """The instant of a time as the files write it."""
        days, clock = when
        wall = datetime.combine(self.today + timedelta(days=days), time.fromisoformat(clock))
        return instant_in(self.edition.time_zone, wall, fold=0)

    def work(self, row: dict[str, Any]) -> None:
        """What one row says of its `story`: what is asked of whom until when, and how far it has come."""
        article, editor = self.articles[row["story"]], self.people["editor"]
        if "added" in row:
            self._write_on(article, row)
        if "assignee" in row or "due" in row:
            publishing.assign(
                article.pk,
                editor,
                assignee=self.people[row["assignee"]] if "assignee" in row else None,
                due_at=self.at(row["due"]) if "due" in row else None,
            )
        if row.get("is_submitted"):
            publishing.submit(article.pk, self.people["journalist"])
        if "sent_back" in row:
            publishing.send_back(article.pk, editor, note=row["sent_back"])
        if row.get("is_spiked"):
            publishing.spike(article.pk, editor)
        if "scheduled" in row:
            publishing.schedule(article.pk, editor, at=self.at(row["scheduled"]))

    def _write_on(self, article: Article, row: dict[str, Any]) -> None:
        """A newer text of a story, which readers do not see yet."""
        article.refresh_from_db()
        article.body = clean_body(article.body + row["added"])
        article.desk_note = row["desk_note"]
        article.save(update_fields=["body", "desk_note"])
        save_revision(article, self.people["journalist"])

    def bundle(self, row: dict[str, Any]) -> None:
        """Put stories into a bundle, and schedule it if the row says for when."""
        editor = self.people["editor"]
        bundle = bundles.create(row["name"], editor)
        keys = [self.articles[key].pk for key in row["stories"]]
        for pk in keys:
            bundles.add(bundle.pk, pk, editor)
        if "scheduled" in row:
            heads = dict(Article.objects.filter(pk__in=keys).values_list("pk", "head"))
            seen = [Seen(pk, heads[pk], None) for pk in keys]
            bundles.schedule(bundle.pk, editor, at=self.at(row["scheduled"]), stories=seen)

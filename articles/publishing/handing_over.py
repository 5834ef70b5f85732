"""The verbs between writers and editors: a story changes hands or is dropped, and readers see nothing of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from articles.models import Stage
from articles.publishing.preconditions import ANY, Blocked, authorise, check_revision, head_of
from articles.releasing import changing


def submit(article_id: int, by: Any, *, revision: int | None = ANY) -> None:
    """Hand the story to the editors as it stands in `revision`."""
    with changing(article_id, by) as change:
        article = change.article
        check_revision(article, revision)
        authorise(by, "submit", article)
        if not article.headline.strip():
            raise Blocked([_("It has no headline.")])
        change.set_stage(Stage.SUBMITTED, head_of(article))
        change.commit("submit")


def take_back(article_id: int, by: Any) -> None:
    """Take a submitted story back to go on writing."""
    with changing(article_id, by) as change:
        authorise(by, "take_back", change.article)
        change.set_stage(Stage.DRAFT)
        change.commit("take_back")


def send_back(article_id: int, by: Any, *, note: str) -> None:
    """Return a submitted story to its writer, with a note that says what is wanted."""
    with changing(article_id, by) as change:
        authorise(by, "send_back", change.article)
        if not note.strip():
            raise Blocked([_("Say in the note what is wanted.")], "note")
        change.article.desk_note = note.strip()
        change.article.save(update_fields=["desk_note"])
        change.set_stage(Stage.DRAFT)
        change.commit("send_back", note=note.strip())


def spike(article_id: int, by: Any) -> None:
    """Drop a story that was never public."""
    with changing(article_id, by) as change:
        authorise(by, "spike", change.article)
        change.drop(change.pending_change)
        change.set_stage(Stage.SPIKED)
        change.commit("spike")


def revive(article_id: int, by: Any) -> None:
    """Bring a spiked story back as a draft."""
    with changing(article_id, by) as change:
        authorise(by, "revive", change.article)
        change.set_stage(Stage.DRAFT)
        change.commit("revive")

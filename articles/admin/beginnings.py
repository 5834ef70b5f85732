"""What stands in the form of a verb when it is opened: how things are now."""

from __future__ import annotations

from typing import Any

from articles.editions.clocks import wall_in
from articles.forms.verbs import was_assigned
from articles.models import Article
from articles.published.models import Release


def begins_with(verb: str, article: Article, waiting: Release | None) -> dict[str, Any]:
    """The answers with which the verb's form begins; `waiting` is the change of the story that is scheduled, if one is."""
    match verb:
        case "schedule" if waiting is not None:
            at = wall_in(article.edition.time_zone, waiting.public_from)
            return {"at": at, "significant": "yes" if waiting.is_significant else "no"}
        case "assign":
            due = wall_in(article.edition.time_zone, article.due_at) if article.due_at else None
            was = was_assigned(article.assignee_id, article.due_at)
            return {"assignee": article.assignee_id, "due_at": due, "was": was}
    return {}

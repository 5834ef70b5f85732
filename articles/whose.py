"""Whose a story is, and whose turn it is: conditions on Article for the desk's lists."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from articles.models import Article, AuditEntry, Stage

HANDED = ("submit", "take_back", "send_back")


def edited_by(user: Any) -> Q:
    """The stories of which the user is an editor, or more than that, in each of the roles held."""
    everything, nothing = ~Q(pk__in=[]), Q(pk__in=[])
    if user.is_superuser:
        return everything
    found = nothing
    for role in user.roles():
        if role.role != "journalist":
            scope = {"edition_id": role.edition_id, "desk_id": role.desk_id}
            found |= Q(**{name: pk for name, pk in scope.items() if pk is not None}) & everything
    return found


def waiting_for(user: Any) -> Q:
    """What was handed in: for an editor to decide on, or by a writer who waits for that."""
    return Q(stage=Stage.SUBMITTED) & (
        edited_by(user) if user.may("publish") else Article.objects.owned_by(user)
    )


def with_last_handed(stories: QuerySet[Article]) -> QuerySet[Article]:
    """Annotate `handed`, the last verb by which a story changed hands; `SENT_BACK` is what it says of a draft."""
    acts = AuditEntry.objects.filter(article_id=OuterRef("pk"), verb__in=HANDED).order_by("-id")
    return stories.annotate(handed=Subquery(acts.values("verb")[:1]))


SENT_BACK = Q(stage=Stage.DRAFT, handed="send_back")

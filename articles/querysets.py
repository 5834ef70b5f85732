from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from articles.media.searching import MOST_WORDS, folded
from articles.published.models import Release
from articles.published.moment import Moment, desk_moment

if TYPE_CHECKING:
    from articles.models import Article  # noqa: F401


class ArticleQuerySet(models.QuerySet["Article"]):
    def with_status(self, at: datetime | None = None) -> ArticleQuerySet:
        """Annotate `public_status` and `next_at` (UTC instant of the next pending Release, or None) at a moment.

        The status comes from the chain alone: hidden, scheduled, published, withdrawn, gone or moved. `shown_revision`
        is the id of the text that readers see, None if they see none.
        """
        moment = desk_moment(at)
        chain = Release.objects.filter(article_id=OuterRef("pk"))
        pending = chain.filter(public_from__gt=moment.at).order_by("public_from")
        return self.annotate(  # type: ignore[no-redef]  # it stands in for the query of Article.public_status
            public_status=Coalesce(
                Subquery(moment.current(chain).values("state")[:1]),
                Case(When(Exists(pending), then=Value("scheduled")), default=Value("hidden")),
                output_field=models.CharField(),
            ),
            shown_revision=Subquery(
                moment.current(chain).filter(state=Release.State.PUBLISHED).values("revision_id")[:1]
            ),
            next_at=Subquery(pending.values("public_from")[:1]),
            next_state=Subquery(pending.values("state")[:1]),
        )

    def with_signers(self) -> ArticleQuerySet:
        """Annotate `signer_ids`, the accounts of everyone in the byline: `owner_ids` asks no more for them."""
        signed = self.model.objects.filter(pk=OuterRef("pk"), bylines__author__user__isnull=False)
        ids = signed.order_by().values("bylines__author__user_id")
        return self.annotate(signer_ids=ArraySubquery(ids))  # type: ignore[no-redef]

    def visible_to(self, user: Any) -> ArticleQuerySet:
        """The stories that `user.may('view', …)`, as one query; the two are compared by a test."""
        if not user.is_active or user.pk is None:
            return self.none()
        if user.is_superuser:
            return self
        own = self.owned_by(user)
        scopes = Q(pk__in=[])
        for role in user.roles():
            scope = Q(confidential=False) | own if role.role == "journalist" else ~Q(pk__in=[])
            if role.edition_id is not None:
                scope &= Q(edition_id=role.edition_id)
            if role.desk_id is not None:
                scope &= Q(desk_id=role.desk_id)
            scopes |= scope
        return self.filter(scopes)

    def owned_by(self, user: Any) -> Q:
        """What holds of the stories that somebody (an account, or its key) made, was given or signs."""
        signed = self.model.objects.filter(bylines__author__user=user).order_by().values("pk")
        return Q(creator=user) | Q(assignee=user) | Q(pk__in=signed)

    def found_by(self, words: str) -> ArticleQuerySet:
        """The stories whose headline or slugline has each of the words (six at most), or whose number it is.

        Case, accents and Arabic marks make no difference. A word of up to two letters is the beginning of one.
        """
        wanted = Q()
        for word in words.split()[:MOST_WORDS]:
            begun = f" {word}" if len(word) < 3 else word
            wanted &= Q(words__contains=folded(begun))
        number = words.strip().removeprefix("#")
        if number.isascii() and number.isdigit() and len(number) < 19:
            wanted |= Q(pk=int(number))
        return self.filter(wanted)


def in_status(status: str, moment: Moment) -> Q:
    """The stories to which `with_status` gives that status at the moment, as a condition on Article."""
    chain = Release.objects.filter(article_id=OuterRef("pk"))
    shown = Q(Exists(moment.current(chain)))
    if status == "hidden":
        # A chain has no gap and its end is open: who has one is shown, or will be.
        return ~Q(Exists(chain))
    if status == "scheduled":
        return ~shown & Q(Exists(chain.filter(public_from__gt=moment.at)))
    return Q(Exists(moment.current(chain).filter(state=status)))


def public_status_of(article_id: int, at: datetime | None = None) -> str:
    moment = desk_moment(at)
    chain = Release.objects.filter(article_id=article_id).only("state", "public_from", "public_until")
    return status_in(list(chain), moment.now)


def status_in(chain: Sequence[Release], now: datetime) -> str:
    """The status that a story's whole chain gives it, as `with_status` asks for it."""
    for release in chain:
        if release.public_from <= now and (release.public_until is None or release.public_until > now):
            return release.state
    return "scheduled" if any(release.public_from > now for release in chain) else "hidden"

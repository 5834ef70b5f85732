"""Share links: made, revoked and found by their token, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import AuditEntry, Stage
from articles.previews.models import ShareLink
from articles.published import moment
from articles.revisions import lock, written

TOKEN_BYTES = 32
HOURS, MOST_HOURS = 24, 168


def digest(token: str) -> str:
    # The token is as random as a key: nothing slower or salted would make its hash harder to turn back.
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(article_id: int, by: Any, *, hours: int = HOURS, note: str = "") -> tuple[ShareLink, str]:
    """A new link to the story for that many hours, and its token, which can never be had again.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        article = lock(article_id)
        if not by.may("share", article):
            raise PermissionDenied(_("You may not share this story as it stands now."))
        token = secrets.token_urlsafe(TOKEN_BYTES)
        at = moment.clock_reading("default")
        link = ShareLink.objects.create(
            token_hash=digest(token),
            article=article,
            created_by=by,
            note=note,
            created_at=at,
            expires_at=at + timedelta(hours=hours),
        )
        AuditEntry.objects.create(
            article_id=article.pk,
            verb="share",
            by=by,
            revision_id=article.head_id,
            at=at,
            detail={"link": link.pk, "note": note, "until": written(link.expires_at)},
        )
    return link, token


def may_revoke(by: Any, link: ShareLink) -> bool:
    return bool(link.created_by_id == by.pk or by.may("unshare", link.article))


def revoke(link: ShareLink, by: Any) -> None:
    """End a link at once. One that was revoked before stays as it was. Raises PermissionDenied."""
    if not may_revoke(by, link):
        raise PermissionDenied(_("Only who made a link, or an editor, may revoke it."))
    at = moment.clock_reading("default")
    with transaction.atomic():
        if ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at):
            AuditEntry.objects.create(
                article_id=link.article_id, verb="unshare", by=by, at=at, detail={"link": link.pk}
            )


def open_link(token: str) -> ShareLink | None:
    """The link by which the token opens a story now, or None, for whatever reason.

    It is looked for by its hash, so that no comparison's time tells how near a guess was. A link is worth what its
    maker may see: it ends with their account or their right to view the story.
    """
    at = moment.clock_reading("default")
    running = ShareLink.objects.filter(token_hash=digest(token), revoked_at=None, expires_at__gt=at)
    link = (
        running.exclude(article__stage=Stage.SPIKED)
        .select_related("article__edition", "article__head", "created_by")
        .first()
    )
    if link is None or link.article.head is None or not link.created_by.may("view", link.article):
        return None
    return link


def note_opening(link: ShareLink) -> None:
    ShareLink.objects.filter(pk=link.pk).update(opened_at=moment.clock_reading("default"))

"""What a browser would send from the desk's pages."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client

from articles.revisions import snapshot
from tests.factories import make_edition, make_user

if TYPE_CHECKING:
    from articles.models import Article
    from newsroom.accounts.models import User

CHANGE = "/admin/articles/article/{}/change/"
ADD = "/admin/articles/article/add/"


def signed_in(user: User) -> Client:
    """A client with the session that signing in leaves, written at once: a login asks fifteen times for it."""
    store, client = SessionStore(), Client()
    held = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    session = Session.objects.create(
        session_key=secrets.token_hex(16),
        session_data=store.encode(held),
        expire_date=store.get_expiry_date(),
    )
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def visitor(who: str) -> Client:
    """The client of a role's name, `anonymous`, `nobody` (who has no role) or `elsewhere` (an editor of another edition)."""
    match who:
        case "anonymous":
            return Client()
        case "nobody":
            return signed_in(make_user(""))
        case "elsewhere":
            return signed_in(make_user("editor", edition=make_edition("es")))
    return signed_in(make_user(who))


def story_post(article: Article, **changes: Any) -> dict[str, Any]:
    """The story's form as its page shows it, with what was typed over it."""
    content = snapshot(article)
    post: dict[str, Any] = {
        "base_revision": article.head_id or "",
        "section": article.section_id or "",
        "desk": article.desk_id or "",
        "further_sections": ",".join(map(str, content["further_sections"])),
        "regions": ",".join(map(str, content["regions"])),
        "tags": ",".join(map(str, content["tags"])),
        "related": ",".join(map(str, content["related"])),
        "embargo": "",
    }
    for name in (
        "headline",
        "short_headline",
        "kicker",
        "standfirst",
        "body",
        "kind",
        "genre",
        "slug",
        "slugline",
        "trail_text",
    ):
        post[name] = getattr(article, name)
    post |= rows("bylines", content["bylines"]) | rows("pictures", content["pictures"])
    post |= rows("sources", content["sources"])
    return post | changes


def rows(name: str, held: list[dict[str, Any]]) -> dict[str, Any]:
    """One list of the form, as its rows would be sent."""
    post: dict[str, Any] = {f"{name}-TOTAL_FORMS": len(held), f"{name}-INITIAL_FORMS": 0}
    for number, row in enumerate(held):
        for key, value in row.items():
            post[f"{name}-{number}-{key}"] = "" if value is None else value
    return post


def verb_post(article: Article, **answers: Any) -> dict[str, Any]:
    """A verb's form, with the Revision and the Release that the page shows now."""
    from articles.published.models import Release
    from articles.published.moment import desk_moment

    begun = desk_moment().current(Release.objects.filter(article_id=article.pk))
    current = begun.first()
    return {"revision": article.head_id or "", "base_release": current.pk if current else "", **answers}


def verb_url(article: Article, verb: str) -> str:
    return f"/admin/articles/article/{article.pk}/{verb}/"

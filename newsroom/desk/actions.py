"""What the command palette offers besides what is found: places of the desk and things to do, for those who may."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.editions.scope import person


@dataclass(frozen=True)
class Action:
    """A place to go to; `right` is what one must be allowed, `also` other words by which it is looked for."""

    label: Promise
    address: str
    right: str
    also: Promise | str = ""
    query: str = ""


ACTIONS = (
    Action(gettext_lazy("New story"), "articles_article_add", "create", gettext_lazy("write create")),
    Action(
        gettext_lazy("Upload pictures"), "media_image_add", "upload_picture", gettext_lazy("photos files")
    ),
    Action(gettext_lazy("Upload a video"), "media_video_add", "upload_video", gettext_lazy("film")),
    Action(gettext_lazy("Board"), "board", "enter", gettext_lazy("workflow stages")),
    Action(gettext_lazy("Calendar"), "calendar", "enter", gettext_lazy("scheduled due planning")),
    Action(gettext_lazy("Live blogs"), "live_blogs", "enter", gettext_lazy("posts live reporting")),
    Action(gettext_lazy("Translations"), "translations", "enter", gettext_lazy("languages editions stale")),
    Action(gettext_lazy("Bundles"), "review_bundle_changelist", "bundle", gettext_lazy("publish together")),
    Action(gettext_lazy("Rights that end"), "media_image_rights", "enter", gettext_lazy("pictures licence")),
    Action(gettext_lazy("New alert"), "breaking_alert_add", "ticker", gettext_lazy("breaking ticker")),
    Action(
        gettext_lazy("Alerts that wait for approval"),
        *("breaking_alert_changelist", "approve_alert", gettext_lazy("second person flash"), "state=waiting"),
    ),
    Action(
        gettext_lazy("Stop all pushes"),
        *("breaking_alert_changelist", "ticker", gettext_lazy("switch halt emergency"), "#stop"),
    ),
    Action(
        gettext_lazy("Stories assigned to me"),
        *("articles_article_changelist", "enter", gettext_lazy("tasks due"), "whose=assigned"),
    ),
    Action(
        gettext_lazy("Stories waiting for an editor"),
        *("articles_article_changelist", "publish", gettext_lazy("submitted queue"), "whose=waiting"),
    ),
    Action(gettext_lazy("Today"), "index", "enter", gettext_lazy("home first page")),
    Action(gettext_lazy("My account"), "me", "enter", gettext_lazy("preferences settings time zone")),
    Action(gettext_lazy("Change password"), "password_change", "enter"),
)
SHOWN = 6


def actions_for(site: AdminSite, request: HttpRequest, words: str) -> list[dict[str, Any]]:
    """What has each of the words in its name or beside it; without words, the first of all. Asks nothing of the database."""
    wanted = _plain(words).split()
    rows = [row for row, known in _offered(site, request) if all(word in known for word in wanted)]
    return rows[:SHOWN]


def _offered(site: AdminSite, request: HttpRequest) -> list[tuple[dict[str, Any], str]]:
    user, rows = person(request), []
    for action in ACTIONS:
        if user.may(action.right):
            mark = "" if not action.query or action.query.startswith("#") else "?"
            url = f"{reverse(f'admin:{action.address}')}{mark}{action.query}"
            known = _plain(f"{action.label} {action.also}")
            rows.append(({"label": str(action.label), "note": "", "url": url}, known))
    named = {row["url"] for row, _known in rows}
    for heading, models in site.each_context(request)["rooms"]:
        for model in models:
            if model["admin_url"] in named:
                continue
            row = {"label": str(model["name"]).capitalize(), "note": str(heading), "url": model["admin_url"]}
            rows.append((row, _plain(f"{model['name']} {heading} {_('list')}")))
    return rows


def _plain(text: str) -> str:
    """Without case, accents and Arabic marks."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))

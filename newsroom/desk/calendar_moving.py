"""Moving what stands in the calendar to another time: asked first, with the old time and the new one."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.response import TemplateResponse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing
from articles.editions.clocks import offset_in, wall_in
from articles.editions.models import Edition
from articles.editions.scope import person
from articles.forms.verbs import VerbForm
from articles.forms.widgets import WallClockField
from articles.models import Article
from articles.published import moment
from articles.published.models import Release
from articles.publishing import Blocked, ChangedMeanwhile
from articles.releasing import is_too_late
from articles.review import bundles
from articles.review.models import Bundle, BundleItem
from articles.revisions import Stale
from newsroom.desk.calendar import key_in, read_choice
from newsroom.desk.calendar_items import named

_DAY = gettext_lazy("l j F Y, H:i")


class MoveForm(VerbForm):
    at = WallClockField(label=gettext_lazy("new time"))
    item = forms.CharField(widget=forms.HiddenInput, max_length=60)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)


@dataclass(frozen=True)
class Moved:
    """What is to be moved: its name in a sentence, the clock on which it is, when it is now, and the verb that moves it."""

    name: str
    edition: Edition
    at: datetime
    may: bool
    act: Callable[[datetime], Any]
    # How many stories go with it.
    count: int = 1


def move_view(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """GET asks for the new time, POST moves; with `part=1` in the address for a dialog of the calendar."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    is_post = request.method == "POST"
    sent = request.POST if is_post else request.GET
    key, seen = sent.get("item", "")[:60], sent.get("seen", "")[:60]
    moved = find(request, key, seen)
    if moved is None:
        return _answer(site, request, None, None, [_gone()], 409)
    data = sent if is_post or "at" in sent else None
    initial = {"at": wall_in(moved.edition.time_zone, moved.at), "item": key, "seen": seen}
    form = MoveForm(data, edition=moved.edition, user=request.user, initial=initial)
    is_valid = form.is_valid()
    if not moved.may:
        return _answer(site, request, moved, None, [_("You may not move that.")], 403)
    if not is_post:
        return _answer(site, request, moved, form, [], 200)
    if not is_valid:
        return _answer(site, request, moved, form, [], 422)
    return _move(site, request, moved, form)


def _move(site: AdminSite, request: HttpRequest, moved: Moved, form: MoveForm) -> HttpResponse:
    at = form.cleaned_data["at"]
    try:
        moved.act(at)
    except ChangedMeanwhile as why:
        return _answer(site, request, None, None, why.sentences, 409)
    except Blocked as why:
        form.add_error("at", why.sentences)
        return _answer(site, request, moved, form, [], 422)
    except (Stale, IntegrityError) as error:
        if isinstance(error, IntegrityError) and not is_too_late(error):
            raise
        return _answer(site, request, None, None, [_gone()], 409)
    except PermissionDenied as refusal:
        return _answer(site, request, moved, None, [str(refusal)], 403)
    zone_name = moved.edition.time_zone
    done = _("Moved. %(name)s, now %(time)s (%(zone)s).") % {
        "name": moved.name,
        "time": _on_clock(at, zone_name),
        "zone": zone_name,
    }
    if _is_part(request):
        return JsonResponse({"done": done})
    messages.success(request, done)
    return HttpResponseRedirect(_back(request))


def _answer(
    site: AdminSite,
    request: HttpRequest,
    moved: Moved | None,
    form: MoveForm | None,
    sentences: list[str],
    status: int,
) -> HttpResponse:
    context = {
        "moved": moved,
        "form": form,
        "sentences": sentences,
        "back": _back(request),
        "note": _clocks_change(moved, form) if moved and form else "",
    }
    if _is_part(request):
        return TemplateResponse(request, "desk/_calendar_move.html", context, status=status)
    context |= {**site.each_context(request), "title": _("Move to another time")}
    return TemplateResponse(request, "desk/calendar_move.html", context, status=status)


def _is_part(request: HttpRequest) -> bool:
    return request.GET.get("part") == "1"


def _gone() -> str:
    return _("It was changed or moved while you were looking at it. It stays where it is now.")


def _back(request: HttpRequest) -> str:
    """The calendar as it stood; the address carries its choice."""
    choice = read_choice(request, moment.clock_reading("default"))
    return choice.query() if choice else "."


def _on_clock(at: datetime, zone_name: str) -> str:
    return formats.date_format(timezone.localtime(at, zoneinfo.ZoneInfo(zone_name)), str(_DAY))


def _clocks_change(moved: Moved, form: MoveForm) -> str:
    """What a change of the clocks between the two times does: the time on the wall stays as it was chosen."""
    at = getattr(form, "cleaned_data", {}).get("at")
    if not isinstance(at, datetime):
        return ""
    zone_name = moved.edition.time_zone
    before, after = offset_in(zone_name, moved.at), offset_in(zone_name, at)
    if before == after:
        return ""
    return _("The clocks change in between (%(before)s, then %(after)s): the time on the wall counts.") % {
        "before": before,
        "after": after,
    }


# What can be moved


def find(request: HttpRequest, key: str, seen: str) -> Moved | None:
    """What the calendar calls by this key, for who may see it (Http404); None if it is not as it was seen any more."""
    kind, _colon, rest = key.partition(":")
    first, _colon, second = rest.partition(":")
    pk, other = key_in(first), key_in(second)
    if kind == "bundle":
        return _bundle(request, pk, seen)
    if kind not in ("release", "due", "embargo"):
        raise Http404(_("There is no such thing in the calendar."))
    stories = Article.objects.visible_to(request.user).with_status().select_related("edition", "assignee")
    article = stories.defer("body").filter(pk=pk).first()
    if article is None:
        raise Http404(_("There is no such story."))
    match kind:
        case "release":
            return _release(request, article, other)
        case "embargo":
            return _embargo(request, article, seen)
    return _due(request, article, seen)


def _release(request: HttpRequest, article: Article, pk: int) -> Moved | None:
    now = moment.clock_reading("default")
    release = Release.objects.filter(pk=pk, article_id=article.pk, public_from__gt=now).first()
    if release is None:
        return None
    user = person(request)
    is_text = release.state == Release.State.PUBLISHED
    kind = "end" if not is_text else "change" if article.public_status == "published" else "publication"
    act = partial(_reschedule, article.pk, user, pk)
    may = user.may(publishing.verb_for(release.state), article)
    return Moved(named(kind, str(article)), article.edition, release.public_from, may, act)


def _reschedule(article_id: int, by: Any, release: int, at: datetime) -> None:
    publishing.reschedule(article_id, by, release=release, at=at)


def _due(request: HttpRequest, article: Article, seen: str) -> Moved | None:
    user, due, assignee = person(request), article.due_at, article.assignee
    if due is None or due.isoformat() != seen:
        return None

    def act(at: datetime) -> None:
        if at <= moment.clock_reading("default"):
            raise Blocked([_("That time is past.")], "at")
        publishing.assign(article.pk, user, assignee=assignee, due_at=at, was=(article.assignee_id, due))

    return Moved(named("due", str(article)), article.edition, due, user.may("assign", article), act)


def _embargo(request: HttpRequest, article: Article, seen: str) -> Moved | None:
    user, until = person(request), article.embargoed_until
    if until is None or until.isoformat() != seen or until <= moment.clock_reading("default"):
        return None

    def act(at: datetime) -> None:
        publishing.move_embargo(article.pk, user, was=until, to=at)

    return Moved(named("embargo", str(article)), article.edition, until, user.may("edit", article), act)


def _bundle(request: HttpRequest, pk: int, seen: str) -> Moved | None:
    user = person(request)
    bundle = bundles.visible_to(user).filter(pk=pk).first()
    items = list(BundleItem.objects.filter(bundle=pk).select_related("article__edition"))
    stories = [item.article for item in items if user.may("view", item.article)]
    if bundle is None or not stories:
        raise Http404(_("There is no such bundle."))
    choice = read_choice(request, moment.clock_reading("default"))
    at = _open_for(bundle)
    if at is None or at.isoformat() != seen:
        return None
    edition = next(
        (s.edition for s in stories if choice and s.edition_id == choice.edition.pk), stories[0].edition
    )

    def act(to: datetime) -> None:
        bundles.reschedule(pk, user, seen_for=at, at=to)

    may = user.may("bundle") and all(user.may("schedule", item.article) for item in items)
    return Moved(named("bundle", bundle.name), edition, at, may, act, count=len(items))


def _open_for(bundle: Bundle) -> datetime | None:
    at = bundle.scheduled_for
    is_open = at is not None and bundle.published_at is None and at > moment.clock_reading("default")
    return at if is_open else None

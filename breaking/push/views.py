"""What readers' devices ask of us: the page on which alerts are chosen, and the three requests that it sends."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from articles.published.head import NOINDEX, Head
from articles.published.page import Page
from articles.published.public_posts import client_address, public_post
from articles.published.reader import Reader, ReaderRequest
from breaking.push import subscriptions
from breaking.push.answering import answered, sentence, state
from breaking.push.models import Subscription
from breaking.push.subscriptions import SPAN, TooMany, Wish
from breaking.push.vapid import application_key


def alerts(request: ReaderRequest) -> HttpResponse:
    """The panel by which a device asks for alerts. It is the same page for all: what a device has, it asks itself."""
    reader = request.reader
    page = Page(reader)
    page.load()
    head = Head(title=f"{_('Alerts')} | {reader.edition.name}", robots=NOINDEX)
    context = {"topics": topics_of(reader), "application_key": application_key()}
    return page.render(request, "push/alerts.html", head, context)


@csrf_exempt
@public_post
def subscribe(request: ReaderRequest) -> HttpResponse:
    """Alerts for a device: `{subscription: {endpoint, keys: {p256dh, auth}}, topics: [1, 2] or [] for all, replaces}`."""

    def act(wish: Wish) -> HttpResponse:
        return _state(request, subscriptions.keep(wish, request.reader.edition.pk))

    return _answered(request, act, with_keys=True)


@csrf_exempt
@public_post
def topics(request: ReaderRequest) -> HttpResponse:
    """Other topics for a device, `{endpoint, topics}`; or without topics, which it has."""

    def act(wish: Wish) -> HttpResponse:
        return _state(request, subscriptions.choose(wish, request.reader.edition))

    return _answered(request, act, with_keys=False)


@csrf_exempt
@public_post
def unsubscribe(request: ReaderRequest) -> HttpResponse:
    """No more alerts for a device, `{endpoint}`: 204, also where there were none."""

    def act(wish: Wish) -> HttpResponse:
        subscriptions.forget(wish.endpoint)
        return HttpResponse(status=204)

    return _answered(request, act, with_keys=False)


def topics_of(reader: Reader) -> list[tuple[int, str]]:
    """What a reader of the edition can choose, by number and name."""
    sections = [section for section in reader.sections.values() if section.parent_id is None]
    return [(Subscription.TOP_NEWS, _("Top news")), *((section.pk, section.name) for section in sections)]


def _answered(
    request: ReaderRequest, act: Callable[[Wish], HttpResponse], *, with_keys: bool
) -> HttpResponse:
    try:
        subscriptions.count(client_address(request))
        known = [number for number, _name in topics_of(request.reader)]
        response = answered(request, act, known, with_keys=with_keys)
    except TooMany:
        response = sentence(_("Too many devices have asked from your network. Please try again later."), 429)
        response["Retry-After"] = str(int(SPAN.total_seconds()))
    response["Cache-Control"] = "no-store"
    return response


def _state(request: ReaderRequest, subscription: Subscription | None) -> HttpResponse:
    here, name = request.reader.edition.pk, ""
    if subscription is not None and subscription.edition_id != here:
        name = next(e.name for e in request.reader.editions if e.pk == subscription.edition_id)
    return state(subscription, name)

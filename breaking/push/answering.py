"""What a device is answered, by the reader's page and by the desk's."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from breaking.push import subscriptions
from breaking.push.endpoints import Refused
from breaking.push.models import Subscription
from breaking.push.subscriptions import LARGEST, Wish


def answered(
    request: HttpRequest, act: Callable[[Wish], HttpResponse], topics: Iterable[int], *, with_keys: bool
) -> HttpResponse:
    """What `act` answers to what the device sent, or a sentence that says why that cannot be used."""
    try:
        length = str(request.META.get("CONTENT_LENGTH") or "")
        if length.isdecimal() and int(length) > LARGEST:
            raise Refused(_("What your browser sent is too long."))
        return act(subscriptions.read(request.read(LARGEST + 1), topics, with_keys=with_keys))
    except Refused as why:
        return sentence(str(why), 400)


def state(subscription: Subscription | None, elsewhere: str = "") -> HttpResponse:
    """What a device has; `elsewhere` is the name of the edition whose alerts it gets, if that is another."""
    if subscription is None:
        return sentence(_("This device gets no alerts."), 404)
    said = {"topics": subscription.section_ids, "elsewhere": elsewhere, "test": subscription.is_test}
    return JsonResponse(said)


def sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")

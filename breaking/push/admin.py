"""The desk's page of devices: how many there are, and making the own one a part of the test audience."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from articles.editions.models import Edition
from articles.editions.scope import editions_for, person
from breaking.push import subscriptions
from breaking.push.answering import answered, state
from breaking.push.audience import reach
from breaking.push.models import Subscription
from breaking.push.subscriptions import Wish
from breaking.push.vapid import application_key


@admin.register(Subscription)
class SubscriptionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Counts alone: no device is shown, and none is changed but by itself."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("", view(self.devices), name="push_subscription_changelist"),
            path("subscribe/", view(self.subscribe), name="push_subscription_subscribe"),
            path("unsubscribe/", view(self.unsubscribe), name="push_subscription_unsubscribe"),
            path("topics/", view(self.topics), name="push_subscription_topics"),
        ]

    def devices(self, request: HttpRequest) -> HttpResponse:
        """How many devices each edition has, by topic, and how many the test audience."""
        _check(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        editions, tests = reach()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Devices that get alerts"),
            "editions": editions,
            "tests": tests,
            "application_key": application_key(),
        }
        return TemplateResponse(request, "desk/devices.html", context)

    def subscribe(self, request: HttpRequest) -> HttpResponse:
        """Make the device from which this is sent a part of the test audience. It gets readers' alerts no more."""

        def act(wish: Wish) -> HttpResponse:
            mine = editions_for(person(request)).first() or Edition.objects.all()[0]
            return state(subscriptions.keep(wish, mine.pk, is_test=True))

        return _answered(request, act, with_keys=True)

    def topics(self, request: HttpRequest) -> HttpResponse:
        """Whether the device is known, and as one of the test audience."""

        def act(wish: Wish) -> HttpResponse:
            return state(Subscription.objects.filter(endpoint=wish.endpoint).first())

        return _answered(request, act, with_keys=False)

    def unsubscribe(self, request: HttpRequest) -> HttpResponse:
        def act(wish: Wish) -> HttpResponse:
            subscriptions.forget(wish.endpoint)
            return HttpResponse(status=204)

        return _answered(request, act, with_keys=False)


def _check(request: HttpRequest) -> None:
    if not person(request).may("ticker"):
        raise PermissionDenied(_("This is for those who may send alerts."))


def _answered(request: HttpRequest, act: Callable[[Wish], HttpResponse], *, with_keys: bool) -> HttpResponse:
    _check(request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return answered(request, act, (), with_keys=with_keys)

"""Bundles on the desk: their list, and the page of one with the acts on all of its stories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms as django_forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import re_path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from articles.admin.acting import number
from articles.admin.bundle_page import page_of
from articles.editions.scope import editions_for, person
from articles.forms.bundles import NameForm, ScheduleAllForm, StoriesForm
from articles.forms.clocks import written
from articles.models import Article
from articles.published import moment
from articles.publishing import Blocked, ChangedMeanwhile, Seen
from articles.releasing import is_too_late
from articles.review import bundles
from articles.review.models import Bundle
from articles.revisions import Stale

LIST = "admin:review_bundle_changelist"
_STALE = gettext_lazy("A story began while you were looking at it. Look again before you decide.")


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("open")), ("out", _("out"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        is_open = bundles.open_at(moment.clock_reading("default"))
        match self.value():
            case "open":
                return queryset.filter(is_open)
            case "out":
                return queryset.exclude(is_open)
        return queryset


@admin.register(Bundle)
class BundleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "stories_shown", "creator", "created_at")
    list_filter = (StateFilter,)
    list_select_related = ("creator",)
    search_fields = ("name",)
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bundle]:
        seen = bundles.visible_to(request.user).order_by().values("pk")
        rows: QuerySet[Bundle] = super().get_queryset(request)
        return rows.filter(pk__in=seen).annotate(count=Count("items"))

    @admin.display(description=gettext_lazy("stories"))
    def stories_shown(self, bundle: Any) -> str:
        return str(bundle.count)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns; that of the state knows whose own clock to show beside the edition's."""
        now, edition = moment.clock_reading("default"), editions_for(request.user).first()
        zone_name = edition.time_zone if edition else "UTC"

        @admin.display(description=gettext_lazy("state"))
        def state_shown(bundle: Bundle) -> str:
            return state_of(bundle, now, zone_name, request.user)

        name, *others = self.list_display
        return [name, state_shown, *others]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        dropped = ("review_bundle_delete", "review_bundle_history")
        return [
            re_path(
                rf"^(?P<object_id>[0-9]+)/(?P<act>{'|'.join(ACTS)})/$",
                view(self.act_view),
                name="review_bundle_act",
            ),
            *[url for url in super().get_urls() if getattr(url, "name", "") not in dropped],
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        if not self.has_change_permission(request):
            raise PermissionDenied(_("You may not make bundles."))
        if object_id is None:
            return self._make(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self._shown(request, self._find(request, object_id))

    def _make(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        form = NameForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            bundle = bundles.create(form.cleaned_data["name"], person(request))
            return HttpResponseRedirect(_address(bundle))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("New bundle"),
            "form": form,
        }
        return TemplateResponse(request, "desk/bundle_new.html", context, status=422 if form.errors else 200)

    def _find(self, request: HttpRequest, object_id: Any) -> Bundle:
        pk = number(str(object_id))
        found = bundles.visible_to(request.user).filter(pk=pk or 0).first()
        if found is None:
            raise Http404(_("There is no such bundle."))
        return found

    def act_view(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        """Do one act to one bundle, and tell on its page how it went."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied(_("You may not make bundles."))
        bundle = self._find(request, object_id)
        form, status, sentences = None, 422, []
        try:
            form = ACTS[act](request, bundle)
        except ChangedMeanwhile as why:
            status, sentences = 409, why.sentences
        except Blocked as why:
            sentences = why.sentences
        except PermissionDenied as refusal:
            status, sentences = 403, [str(refusal)]
        except (Stale, IntegrityError) as error:
            if isinstance(error, IntegrityError) and not is_too_late(error):
                raise
            status, sentences = 409, [str(_STALE)]
        if form is None and not sentences:
            is_gone = act == "delete"
            return HttpResponseRedirect(reverse(LIST) if is_gone else _address(bundle))
        fresh = self._find(request, object_id)
        return self._shown(request, fresh, sentences=sentences, form=form, status=status)

    def _shown(
        self,
        request: HttpRequest,
        bundle: Bundle,
        *,
        sentences: list[str] | None = None,
        form: django_forms.Form | None = None,
        status: int = 200,
    ) -> HttpResponse:
        page = page_of(bundle, request.user, moment.clock_reading("default"))
        edition = page.edition or editions_for(request.user).first()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": bundle.name,
            "bundle": bundle,
            "page": page,
            "zone_name": edition.time_zone if edition else "UTC",
            "sentences": sentences,
            "name_form": form if isinstance(form, NameForm) else NameForm({"name": bundle.name}),
            "stories_form": form if isinstance(form, StoriesForm) else StoriesForm(user=request.user),
            "schedule_form": form if isinstance(form, ScheduleAllForm) else None,
            "reopens": isinstance(form, ScheduleAllForm),
        }
        if context["schedule_form"] is None and edition is not None:
            context["schedule_form"] = ScheduleAllForm(edition=edition, user=request.user)
        return TemplateResponse(request, "desk/bundle.html", context, status=status)


Act = Callable[[HttpRequest, Bundle], django_forms.Form | None]


def _add(request: HttpRequest, bundle: Bundle) -> django_forms.Form | None:
    form = StoriesForm(request.POST, user=request.user)
    if not form.is_valid():
        return form
    refused: list[str] = []
    for story in form.cleaned_data["stories"]:
        try:
            bundles.add(bundle.pk, story.pk, person(request))
        except (Blocked, PermissionDenied) as why:
            refused.append(f"“{story}”: {why}")
    if refused:
        raise Blocked(refused)
    return None


def _remove(request: HttpRequest, bundle: Bundle) -> None:
    story = Article.objects.visible_to(request.user).filter(pk=number(request.POST.get("story", "")) or 0)
    for article in story:
        bundles.remove(bundle.pk, article.pk, person(request))
        words = _("“%(story)s” is not in the bundle any more. A time at which it goes out alone stays.")
        messages.success(request, words % {"story": article})


def _order(request: HttpRequest, bundle: Bundle) -> None:
    """One story a place up or down, among those that the person may see; the others keep their places."""
    ids = list(bundle.items.values_list("article_id", flat=True))
    visible = Article.objects.visible_to(request.user).filter(pk__in=ids)
    seen = set(visible.order_by().values_list("pk", flat=True))
    text, _colon, way = request.POST.get("move", "").partition(":")
    story = number(text)
    if story not in seen or way not in ("up", "down"):
        raise Blocked([_("That story is not in the bundle.")])
    places = [place for place, pk in enumerate(ids) if pk in seen]
    here = places.index(ids.index(story))
    there = min(max(here + (1 if way == "down" else -1), 0), len(places) - 1)
    a, b = places[here], places[there]
    ids[a], ids[b] = ids[b], ids[a]
    bundles.order(bundle.pk, ids)


def _rename(request: HttpRequest, bundle: Bundle) -> django_forms.Form | None:
    form = NameForm(request.POST)
    if not form.is_valid():
        return form
    bundles.rename(bundle.pk, form.cleaned_data["name"], person(request))
    return None


def _delete(request: HttpRequest, bundle: Bundle) -> None:
    bundles.delete(bundle.pk, person(request), stories=_seen(request))
    words = _("The bundle “%(name)s” is deleted. Its stories are as they were.")
    messages.success(request, words % {"name": bundle})


def _publish(request: HttpRequest, bundle: Bundle) -> None:
    bundles.publish(bundle.pk, person(request), stories=_seen(request))
    messages.success(request, _("Published, all at one instant."))


def _schedule(request: HttpRequest, bundle: Bundle) -> django_forms.Form | None:
    stories = Article.objects.visible_to(request.user).filter(bundle_items__bundle=bundle)
    first = stories.select_related("edition").order_by("bundle_items__position", "bundle_items__pk").first()
    if first is None:
        raise Blocked([_("There is no story in the bundle yet.")])
    form = ScheduleAllForm(request.POST, edition=first.edition, user=request.user)
    if not form.is_valid():
        return form
    try:
        bundles.schedule(bundle.pk, person(request), at=form.cleaned_data["at"], stories=_seen(request))
    except Blocked as why:
        if not why.field or isinstance(why, ChangedMeanwhile):
            raise
        form.add_error("at", why.sentences)
        return form
    messages.success(request, _("Scheduled, all for one instant."))
    return None


def _call_off(request: HttpRequest, bundle: Bundle) -> None:
    bundles.call_off(bundle.pk, person(request), seen_for=read_instant(request.POST.get("seen_for", "")))
    messages.success(request, _("Called off. The stories are still in the bundle."))


ACTS: dict[str, Act] = {
    "add": _add,
    "remove": _remove,
    "order": _order,
    "rename": _rename,
    "delete": _delete,
    "publish": _publish,
    "schedule": _schedule,
    "call_off": _call_off,
}


def read_instant(text: str) -> datetime | None:
    """An aware instant as the page had sent it; None for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _seen(request: HttpRequest) -> list[Seen]:
    """The stories as the page had shown them: `story=<id>:<revision>:<release>`."""
    seen = []
    for value in request.POST.getlist("story")[: bundles.LIMIT + 1]:
        story, revision, release = [*value.split(":"), "", ""][:3]
        seen.append(Seen(number(story) or 0, number(revision), number(release)))
    return seen


def state_of(bundle: Bundle, now: datetime, zone_name: str, user: Any = None) -> str:
    """Whether its stories are out, wait for a time, or have none."""
    if bundle.published_at is not None:
        words, at = pgettext("of a bundle", "published"), bundle.published_at
    elif bundle.scheduled_for is None:
        return _("open")
    else:
        words = (
            pgettext("of a bundle", "scheduled")
            if bundle.scheduled_for > now
            else pgettext("of a bundle", "published")
        )
        at = bundle.scheduled_for
    return format_html("{} {}", words, written(at, zone_name, user))


def _address(bundle: Bundle) -> str:
    return reverse("admin:review_bundle_change", args=[bundle.pk])

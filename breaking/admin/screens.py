"""Alerts on the desk: their list with the stop switch, the form, and the page of one with what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, update_wrapper
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, When
from django.db.models.functions import Coalesce, Now
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.editions.directions import seen
from articles.editions.joining import listed
from articles.editions.scope import person
from articles.forms.clocks import SHORT, written
from articles.published import moment
from articles.publishing import Blocked
from breaking import alerts, approvals
from breaking.admin.forms import HOURS, AlertForm, CorrectionForm, typed
from breaking.admin.page import page_of, seen_by, zone_of
from breaking.models import IS_WAITING, Alert, AlertQuerySet
from breaking.push import halting
from breaking.wording import LONGEST_TEXT

State = Alert.State


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: AlertQuerySet) -> AlertQuerySet:  # type: ignore[override]
        value = self.value()
        if value not in State.values:
            return queryset
        return queryset.in_state(value, moment.clock_reading("default"))


@admin.register(Alert)
class AlertAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    change_list_template = "desk/alerts.html"
    list_display = ("line", "state", "level", "editions_shown", "starts", "ends", "author")
    list_filter = (StateFilter, "level", "is_pushed", "is_test", "editions")
    list_select_related = ("author",)
    search_fields = ("text",)
    # What waits, then by when readers have it, or are to; what has no time of its own, by when it was written.
    ordering = (
        Case(When(IS_WAITING, then=0), default=1).asc(),
        Coalesce("public_from", "starts_at", "created_at").desc(),
        "-id",
    )
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alert]:
        return (
            seen_by(super().get_queryset(request), request.user)
            .annotate(read_at=Now())
            .prefetch_related("editions")
        )

    @admin.display(description=_("text"), ordering="text")
    def line(self, alert: Alert) -> Any:
        mark = format_html('<b class="alert-test">{}</b> ', _("TEST")) if alert.is_test else ""
        return format_html("{}<bdi>{}</bdi>", mark, seen(alert.text))

    @admin.display(description=_("state"))
    def state(self, alert: Any) -> Any:
        state = alert.state(alert.read_at)
        return format_html('<span class="alert-state is-{}">{}</span>', state, State(state).label)

    @admin.display(description=_("editions"))
    def editions_shown(self, alert: Alert) -> str:
        return listed(edition.label for edition in alert.editions.all())

    @admin.display(description=_("start"), ordering="public_from")
    def starts(self, alert: Alert, user: Any = None) -> str:
        return _written(alert, alert.public_from, user)

    @admin.display(description=_("end"), ordering="public_until")
    def ends(self, alert: Alert, user: Any = None) -> str:
        return _written(alert, alert.public_until, user)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns; those of instants know whose own clock to show beside the edition's."""
        shown: dict[Any, Any] = {
            column.__name__: update_wrapper(partial(column, self, user=request.user), column)
            for column in (AlertAdmin.starts, AlertAdmin.ends)
        }
        return [shown.get(name, name) for name in self.list_display]

    def has_delete_permission(self, request: HttpRequest, obj: Alert | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {**self._switch(request), **(extra_context or {})})

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        none = ("breaking_alert_delete", "breaking_alert_history")
        kept = [url for url in super().get_urls() if getattr(url, "name", "") not in none]
        own = [
            path(f"<int:object_id>/{verb}/", view(self._verb(verb)), name=f"breaking_alert_{verb}")
            for verb in VERBS
        ]
        return [
            path("stop/", view(self.stop_view), name="breaking_alert_stop"),
            path("<int:object_id>/edit/", view(self.edit_view), name="breaking_alert_edit"),
            path("<int:object_id>/approve/", view(self.approve_view), name="breaking_alert_approve"),
            path("<int:object_id>/correct/", view(self.correct_view), name="breaking_alert_correct"),
            *own,
            *kept,
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if object_id is None:
            return self._add(request)
        if request.method == "POST":
            # What was sent says what it said, and what was not is changed by its form.
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self._shown(request, self._find(request, object_id))

    def _find(self, request: HttpRequest, object_id: Any) -> Alert:
        text = str(object_id)
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
        rows = seen_by(
            Alert.objects.select_related("author", "edited_by", "sent_by", "section", "corrects"),
            request.user,
        )
        alert = rows.filter(pk=number).first()
        if alert is None:
            raise Http404(_("There is no such alert."))
        return alert

    def _editor(self, request: HttpRequest) -> None:
        if not person(request).may("ticker"):
            raise PermissionDenied(_("You may not write alerts."))

    def _add(self, request: HttpRequest) -> HttpResponse:
        self._editor(request)
        form = AlertForm(request.POST if request.method == "POST" else None, user=request.user)
        if request.method == "POST" and form.is_valid():
            said = form.said()
            names = ("level", "is_pushed", "is_test")
            needs_two = Alert(**{name: said[name] for name in names}).needs_two
            verb = alerts.draft if needs_two else alerts.post
            if (alert := _tried(form, lambda: verb(request.user, **said))) is not None:
                messages.success(request, _done(alert))
                return _to(alert)
        return self._form(request, form, _("New alert"))

    def edit_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Change what was not sent yet."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        self._editor(request)
        alert = self._find(request, object_id)
        if alert.public_from is not None or alert.stood_down_at is not None:
            messages.error(request, _("It was sent or thrown away, and is not edited any more."))
            return _to(alert)
        if request.method == "POST":
            form = AlertForm(request.POST, user=request.user)
            seen = request.POST.get("version", "")
            version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
            if form.is_valid() and _tried(
                form, lambda: alerts.edit(alert.pk, request.user, version=version, **form.said())
            ):
                messages.success(request, _("Saved. An approval that it had is void."))
                return _to(alert)
        else:
            form = AlertForm(user=request.user)
            form.initial = {**form.initial, **typed(alert, form.zone)}
            version = alert.version
        return self._form(request, form, _("Edit the alert"), alert=alert, version=version)

    def correct_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Say what is true instead, to the same audience."""
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        self._editor(request)
        wrong = self._find(request, object_id)
        if request.method == "POST":
            form = CorrectionForm(request.POST, user=request.user)
            if form.is_valid():
                data = form.cleaned_data
                story = data["story"].pk if data["story"] else None
                said = {"text": data["text"], "article_id": story, "key": data["key"]}
                made = _tried(form, lambda: alerts.correct(wrong.pk, request.user, **said))
                if made is not None:
                    messages.success(request, _done(made))
                    return _to(made)
        else:
            first = {"text": wrong.text, "story": wrong.article_id}
            form = CorrectionForm(user=request.user, initial=first)
        return self._form(request, form, _("Correct the alert"), wrong=wrong)

    def approve_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The second person's word, and with it the sending unless they leave that to the author."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        alert = self._find(request, object_id)
        said = request.POST
        word: dict[str, Any] = {"digest": said.get("digest", ""), "password": said.get("password", "")}
        word |= {"reason": said.get("reason", ""), "emergency": "emergency" in said}
        try:
            if "only" in said:
                approvals.approve(alert.pk, request.user, **word)
                messages.success(request, _("Approved. It may be sent within fifteen minutes, as it stands."))
            else:
                messages.success(request, _done(alerts.approve_and_send(alert.pk, request.user, **word)))
        except Blocked as why:
            return self._shown(request, self._find(request, object_id), why, reason=word["reason"])
        return _to(alert)

    def stop_view(self, request: HttpRequest) -> HttpResponse:
        """Stop all pushes of the site, or let them go again."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if request.POST.get("to") == "let":
            alerts.let_all(request.user)
            messages.success(request, _("New alerts are pushed again. What was stopped stays stopped."))
        else:
            alerts.stop_all(request.user)
            messages.success(request, _("Stopped. Nothing more is pushed until you let it go again."))
        return HttpResponseRedirect(reverse("admin:breaking_alert_changelist"))

    def _verb(self, verb: str) -> Callable[[HttpRequest, int], HttpResponse]:
        act, done = VERBS[verb]

        def view(request: HttpRequest, object_id: int) -> HttpResponse:
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            alert = self._find(request, object_id)
            try:
                act(alert.pk, request)
            except Blocked as why:
                return self._shown(request, self._find(request, object_id), why)
            messages.success(request, str(done))
            return _to(alert)

        return view

    def _form(self, request: HttpRequest, form: Any, title: Any, **more: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **self._switch(request),
            "opts": self.opts,
            "title": title,
            "form": form,
            "most": LONGEST_TEXT,
            **more,
        }
        return TemplateResponse(request, "desk/alert_form.html", context)

    def _shown(
        self, request: HttpRequest, alert: Alert, why: Blocked | None = None, *, reason: str = ""
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **self._switch(request),
            "opts": self.opts,
            "title": _("Alert"),
            "page": page_of(alert, request.user),
            "alert": alert,
            "sentences": why.sentences if why else [],
            "reason": reason,
            "hours": HOURS,
        }
        return TemplateResponse(request, "desk/alert.html", context, status=422 if why else 200)

    def _switch(self, request: HttpRequest) -> dict[str, Any]:
        user = person(request)
        return {
            "is_stopped": halting.is_halted(),
            "may_stop": user.may("ticker"),
            "may_let": user.may("approve_alert"),
        }


def _written(alert: Alert, at: datetime | None, user: Any) -> str:
    return written(at, zone_of(alert.editions.all()), user, SHORT) if at is not None else ""


def _tried(form: Any, act: Callable[[], Alert]) -> Alert | None:
    """The alert, or None where the verb is blocked; then the form says why."""
    try:
        return act()
    except Blocked as why:
        for sentence in why.sentences:
            form.add_error(None, sentence)
    return None


def _done(alert: Alert) -> str:
    if alert.public_from is None:
        waits = alert.needs_two
        return str(_("It waits for a second person now.") if waits else _("Kept. It is not sent yet."))
    if alert.is_test:
        return str(_("The test is sent, to the test audience alone."))
    if alert.public_from > moment.clock_reading("default"):
        return str(_("It is scheduled."))
    return str(_("Sent. It is in the ticker."))


def _to(alert: Alert) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:breaking_alert_change", args=[alert.pk]))


def _extend(pk: int, request: HttpRequest) -> None:
    chosen = {str(count): count for count, _label in HOURS}.get(request.POST.get("hours", ""), 0)
    alerts.extend(pk, request.user, until=moment.clock_reading("default") + timedelta(hours=chosen))


def _link(pk: int, request: HttpRequest) -> None:
    text = request.POST.get("story", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Blocked([str(_("There is no such story."))])
    alerts.link(pk, request.user, article_id=int(text) if text else None)


# The acts of one press, and what is said when they are done.
VERBS: dict[str, tuple[Callable[[int, HttpRequest], Any], Promise]] = {
    "send": (lambda pk, request: alerts.send(pk, request.user), _("Sent.")),
    "extend": (_extend, _("It runs on.")),
    "stand_down": (lambda pk, request: alerts.stand_down(pk, request.user), _("Done. It is on no page.")),
    "halt": (lambda pk, request: alerts.halt_push(pk, request.user), _("Its push is stopped.")),
    "link": (_link, _("Linked.")),
}

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition
from articles.forms.scope import editions_for, person
from articles.forms.widgets import STORIES, Pick
from articles.models import Article
from articles.published import moment
from articles.publishing import Blocked
from breaking import alerts
from breaking.models import Alert

HOURS = [
    (1, _("1 hour")),
    (3, _("3 hours")),
    (6, _("6 hours")),
    (12, _("12 hours")),
    (24, _("1 day")),
    (72, _("3 days")),
]


class AlertForm(forms.Form):
    """A line for the ticker. It runs from the moment in which it is posted."""

    text = forms.CharField(label=_("text"), max_length=280, widget=forms.Textarea(attrs={"rows": 2}))
    level = forms.ChoiceField(label=_("level"), choices=Alert.Level.choices, initial=Alert.Level.TICKER)
    editions = forms.ModelMultipleChoiceField(
        Edition.objects.all(), label=_("editions"), widget=forms.CheckboxSelectMultiple
    )
    story = forms.ModelChoiceField(
        Article.objects.none(),
        label=_("story"),
        required=False,
        widget=Pick(STORIES, placeholder=_("Words of its headline")),
        help_text=_("Readers get there once it is public."),
    )
    hours = forms.TypedChoiceField(label=_("runs for"), choices=HOURS, coerce=int, initial=6)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        story = cast("forms.ModelChoiceField[Article]", self.fields["story"])
        story.queryset = Article.objects.visible_to(user)
        editions = cast("forms.ModelMultipleChoiceField[Edition]", self.fields["editions"])
        editions.queryset = editions_for(user, as_editor=True)
        self.initial.setdefault("editions", list(editions.queryset.values_list("pk", flat=True)[:1]))


class RunningFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("running", _("running")), ("over", _("over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        now = moment.clock_reading("default")
        running = Q(stood_down_at=None, public_from__lte=now, public_until__gt=now)
        match self.value():
            case "running":
                return queryset.filter(running)
            case "over":
                return queryset.exclude(running)
        return queryset


@admin.register(Alert)
class AlertAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = (
        "text",
        "level",
        "editions_shown",
        "public_from",
        "public_until",
        "stood_down_at",
        "author",
    )
    list_filter = (RunningFilter, "editions")
    list_select_related = ("author",)
    search_fields = ("text",)
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alert]:
        return super().get_queryset(request).prefetch_related("editions")

    @admin.display(description=_("editions"))
    def editions_shown(self, alert: Alert) -> str:
        return ", ".join(edition.label for edition in alert.editions.all())

    def has_delete_permission(self, request: HttpRequest, obj: Alert | None = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        kept = [
            url
            for url in super().get_urls()
            if getattr(url, "name", "") not in ("breaking_alert_delete", "breaking_alert_history")
        ]
        return [
            path("<int:object_id>/extend/", view(self.extend_view), name="breaking_alert_extend"),
            path("<int:object_id>/stand_down/", view(self.stand_down_view), name="breaking_alert_stand_down"),
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
            return self._post(request)
        if request.method == "POST":
            # An alert says what it said: a changed line is a new alert.
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self._shown(request, self._find(object_id), None)

    def _find(self, object_id: Any) -> Alert:
        text = str(object_id)
        alert = Alert.objects.filter(pk=int(text)).first() if text.isdigit() and len(text) < 19 else None
        if alert is None:
            raise Http404(_("There is no such alert."))
        return alert

    def _post(self, request: HttpRequest) -> HttpResponse:
        if not person(request).may("ticker"):
            raise PermissionDenied(_("You may not write alerts."))
        form = AlertForm(request.POST if request.method == "POST" else None, user=request.user)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                alerts.post(
                    request.user,
                    text=data["text"],
                    level=data["level"],
                    editions=data["editions"],
                    lasts=timedelta(hours=data["hours"]),
                    article_id=data["story"].pk if data["story"] else None,
                )
            except Blocked as why:
                for sentence in why.sentences:
                    form.add_error(None, sentence)
            else:
                messages.success(request, _("Posted. It is in the ticker."))
                return HttpResponseRedirect(reverse("admin:breaking_alert_changelist"))
        return self._shown(request, None, form)

    def _shown(self, request: HttpRequest, alert: Alert | None, form: AlertForm | None) -> HttpResponse:
        now = moment.clock_reading("default")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Alert") if alert else _("New alert"),
            "alert": alert,
            "form": form,
            "story": Article.objects.visible_to(request.user).filter(pk=alert.article_id).first()
            if alert and alert.article_id
            else None,
            "is_running": alert is not None
            and alert.stood_down_at is None
            and alert.public_until is not None
            and alert.public_until > now,
            "may_change": person(request).may("ticker"),
            "hours": HOURS,
        }
        return TemplateResponse(request, "desk/alert.html", context)

    def extend_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Let the alert run on from now for as many hours as were chosen."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        hours = request.POST.get("hours", "")
        chosen = {str(count): count for count, _label in HOURS}.get(hours, 0)
        until = moment.clock_reading("default") + timedelta(hours=chosen)
        return self._act(
            request, object_id, lambda pk: alerts.extend(pk, request.user, until=until), _("It runs on.")
        )

    def stand_down_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Take the alert off every page."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return self._act(
            request,
            object_id,
            lambda pk: alerts.stand_down(pk, request.user),
            _("Stood down. It is on no page."),
        )

    def _act(self, request: HttpRequest, object_id: int, act: Any, done: Any) -> HttpResponse:
        alert = self._find(object_id)
        try:
            act(alert.pk)
        except Blocked as why:
            for sentence in why.sentences:
                messages.error(request, sentence)
        else:
            messages.success(request, done)
        return HttpResponseRedirect(reverse("admin:breaking_alert_change", args=[alert.pk]))

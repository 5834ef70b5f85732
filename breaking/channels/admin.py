from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.editions.scope import editions_for, person
from articles.media.models import Rights, Use
from articles.media.uses import set_use
from breaking.channels.copying import copy_last_day
from breaking.channels.forms import BroadcastForm, ChannelForm, Schedule
from breaking.channels.models import Broadcast, Channel


class Broadcasts(admin.StackedInline):  # type: ignore[type-arg]
    """The schedule. Not on the form of a new channel, whose edition says on which clock its times are."""

    model = Broadcast
    form = BroadcastForm
    formset = Schedule
    extra = 3
    verbose_name_plural = _("broadcasts of yesterday and the next three days")
    fields = [("title", "is_live"), ("starts", "ends"), "description"]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        seen = type("Schedule", (Schedule,), {"user": person(request)})
        return super().get_formset(request, obj, **kwargs | {"formset": seen})


@admin.register(Channel)
class ChannelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The channels of the editions in which one is an editor."""

    form = ChannelForm
    change_form_template = "desk/channel.html"
    list_display = ("name", "edition", "position", "is_shown")
    list_filter = ("edition", "is_shown")
    list_select_related = ("edition",)
    search_fields = ("name",)
    show_facets = admin.ShowFacets.NEVER
    prepopulated_fields = {"slug": ["name"]}
    inlines = [Broadcasts]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Channel]:
        editions = editions_for(person(request), as_editor=True)
        return super().get_queryset(request).filter(edition__in=editions)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "edition":
            # Its own, without Django's buttons beside it: an edition is not looked at from here.
            return db_field.formfield(queryset=editions_for(person(request), as_editor=True), **kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else []

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Two who save the schedule of one channel do so one after the other: neither overlaps what the other wrote."""
        with transaction.atomic():
            if request.method == "POST" and object_id and object_id.isdecimal() and len(object_id) < 19:
                Channel.objects.select_for_update().filter(pk=int(object_id)).first()
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["rights"] = Rights.choices
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        channel = form.instance
        set_use(Use.Purpose.CHANNEL, channel.pk, channel.poster if channel.is_shown else None)

    def response_change(self, request: HttpRequest, obj: Channel) -> HttpResponse:
        """The form's button that repeats the last day saves first: nothing that was typed is lost."""
        if "_copy" not in request.POST:
            return super().response_change(request, obj)
        count = copy_last_day(obj)
        said = ngettext(
            "Saved. %(count)d broadcast is copied to the next day.",
            "Saved. %(count)d broadcasts are copied to the next day.",
            count,
        )
        messages.success(request, said % {"count": count})
        return HttpResponseRedirect(request.path)

    def delete_model(self, request: HttpRequest, obj: Channel) -> None:
        set_use(Use.Purpose.CHANNEL, obj.pk, None)
        super().delete_model(request, obj)

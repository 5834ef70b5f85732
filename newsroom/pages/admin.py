from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.body.cleaning import BodyRefused, clean_body
from articles.editions.scope import editions_for, person
from newsroom.pages.models import ContactMessage, MenuItem, Page


class PageForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Page
        fields = ["edition", "headline", "slug", "body", "is_shown"]

    def clean_body(self) -> str:
        try:
            return clean_body(self.cleaned_data["body"])
        except BodyRefused as refusal:
            raise ValidationError(str(refusal)) from None


class OwnEditions(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that belong to an edition: those of the editions in which one is an editor."""

    def get_queryset(self, request: HttpRequest) -> Any:
        editions = editions_for(person(request), as_editor=True)
        return super().get_queryset(request).filter(edition__in=editions)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        editions = editions_for(person(request), as_editor=True)
        if db_field.name == "edition":
            kwargs["queryset"] = editions
        elif db_field.name in ("section", "page", "parent"):
            kwargs["queryset"] = db_field.related_model.objects.filter(edition__in=editions)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Page)
class PageAdmin(OwnEditions):
    form = PageForm
    list_display = ("headline", "slug", "edition", "is_shown", "updated_at")
    list_filter = ("edition", "is_shown")
    list_select_related = ("edition",)
    search_fields = ("headline", "slug")
    prepopulated_fields = {"slug": ["headline"]}
    actions = None

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)


@admin.register(MenuItem)
class MenuItemAdmin(OwnEditions):
    list_display = ("label", "menu", "parent", "edition", "section", "page", "url", "position")
    list_filter = ("edition", "menu")
    list_select_related = ("parent", "edition", "section", "page")
    search_fields = ("label",)
    actions = None

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "is_live":
            kwargs["help_text"] = _("A red dot stands beside it while something live is on at /live/.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(ContactMessage)
class ContactMessageAdmin(OwnEditions):
    """What readers wrote: read and answered, never changed."""

    list_display = ("subject", "name", "email", "beginning", "state", "edition", "created_at")
    list_filter = ("state", "subject", "edition")
    list_select_related = ("edition",)
    search_fields = ("name", "email", "text")
    search_help_text = _("Words of the message, a name or an address")
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    fields = ["state", "subject", "name", "writer", "text", "edition", "created_at", "mailed_at", "suspicion"]
    readonly_fields = ["subject", "name", "writer", "text", "edition", "created_at", "mailed_at", "suspicion"]
    actions = ["mark_answered", "mark_spam", "mark_new"]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None deletes several at once."""
        return {n: a for n, a in super().get_actions(request).items() if n != "delete_selected"}

    @admin.display(description=_("e-mail"))
    def writer(self, message: ContactMessage) -> str:
        """The address, to be answered with the program that the editor's mail is read in."""
        return format_html('<a href="mailto:{}">{}</a>', quote(message.email, safe="@"), message.email)

    @admin.display(description=_("message"))
    def beginning(self, message: ContactMessage) -> str:
        return Truncator(message.text).chars(80)

    @admin.action(description=_("Mark as answered"), permissions=["change"])
    def mark_answered(self, request: HttpRequest, queryset: QuerySet[ContactMessage]) -> None:
        self._mark(request, queryset, ContactMessage.State.ANSWERED)

    @admin.action(description=_("Mark as spam"), permissions=["change"])
    def mark_spam(self, request: HttpRequest, queryset: QuerySet[ContactMessage]) -> None:
        self._mark(request, queryset, ContactMessage.State.SPAM)

    @admin.action(description=_("Mark as new"), permissions=["change"])
    def mark_new(self, request: HttpRequest, queryset: QuerySet[ContactMessage]) -> None:
        self._mark(request, queryset, ContactMessage.State.NEW)

    def _mark(self, request: HttpRequest, queryset: QuerySet[ContactMessage], state: str) -> None:
        count = queryset.update(state=state)
        said = ngettext("%(count)d message is marked.", "%(count)d messages are marked.", count)
        messages.success(request, said % {"count": count})

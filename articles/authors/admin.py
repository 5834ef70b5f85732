from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.authors.models import Author, AuthorName
from articles.editions.joining import listed
from articles.editions.naming import NamedByEditions, NamesInline
from articles.editions.scope import edition_ids_for, person
from articles.media.faults import check_new_use
from articles.media.models import Use
from articles.media.uses import set_use


class AuthorNames(NamesInline):
    model = AuthorName
    fields = ["edition", "name", "slug", "job_title", "description", "position", "is_shown"]


class AuthorForm(forms.ModelForm):  # type: ignore[type-arg]
    """A portrait is public from the moment in which it is set: it must be fit for that."""

    def clean_portrait(self) -> Any:
        portrait = self.cleaned_data["portrait"]
        check_new_use(portrait, self.instance.portrait_id, timezone.now())
        return portrait


@admin.register(Author)
class AuthorAdmin(NamedByEditions):
    form = AuthorForm
    list_display = ("name", "kind", "user", "jobs")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("name",)
    fields = ["name", "kind", "portrait", "user"]
    autocomplete_fields = ["portrait", "user"]
    inlines = [AuthorNames]
    actions = None
    shared = ("name", "kind", "portrait")

    def get_readonly_fields(self, request: HttpRequest, obj: Author | None = None) -> Any:
        """The account owns what the author signs, in whichever edition: it is given by those who have all of them."""
        held = super().get_readonly_fields(request, obj)
        is_whole = edition_ids_for(person(request), as_editor=True) is None
        return held if obj is None or is_whole else (*held, "user")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("names")

    @admin.display(description=_("job title"))
    def jobs(self, author: Author) -> str:
        return listed(name.job_title for name in author.names.all() if name.job_title)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        author = form.instance
        set_use(Use.Purpose.PORTRAIT, author.pk, author.portrait)

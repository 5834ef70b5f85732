from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from articles.editions.models import Edition
from articles.editions.scope import editions_for, person
from newsroom.redirects.importing import import_page
from newsroom.redirects.keys import Places, Refused
from newsroom.redirects.models import Redirect
from newsroom.redirects.planning import Line, Outcome, Plan, flatten

# A part of a line, as a field of the form.
FIELDS = {"old": "old_address", "new": "new_address", "status": "status"}


class RedirectForm(forms.ModelForm):  # type: ignore[type-arg]
    """One redirect, read and checked as a line of a file is."""

    old_address = forms.CharField(
        label=_("old address"),
        strip=True,
        help_text=_(
            "A path from the site's root, such as /2019/05/budget.html, or a whole address of this site."
        ),
    )
    new_address = forms.CharField(
        label=_("new address"),
        required=False,
        help_text=_("A path of this site, the number of a story, or a whole https address of another site."),
    )

    # Whose redirects these are to be; set by the admin for each request.
    editions: list[Edition] = []

    class Meta:
        model = Redirect
        fields = ["status"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.update(old_address=address(self.instance), new_address=destination(self.instance))
            self.fields["old_address"].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        line = Line(1, data["old_address"], data["new_address"], str(data["status"]))
        [planned] = Plan(self.editions, Redirect.Origin.TYPED).make([line]).lines
        if planned.row is None:
            self.add_error(FIELDS[planned.field], planned.why)
        elif planned.outcome is not Outcome.NEW and not self.instance.pk:
            self.add_error("old_address", _("There is a redirect from this address already."))
        else:
            for name in ("edition", "old", "article_id", "target", "leads_to", "status", "origin"):
                setattr(self.instance, name, getattr(planned.row, name))
            data["status"] = planned.row.status
        return data


def address(redirect: Redirect) -> str:
    """The old address as a path from the host's root."""
    return f"{redirect.edition.root_url}{redirect.old}"


def destination(redirect: Redirect) -> str:
    return str(redirect.article_id) if redirect.article_id is not None else redirect.target


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = RedirectForm
    fields = ["old_address", "new_address", "status"]
    change_list_template = "desk/redirects.html"
    list_display = ("old_shown", "leads", "status", "origin", "edition", "made_at")
    list_filter = ("edition", "status", "origin")
    list_select_related = ("edition",)
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("old", "target")
    search_help_text = _("A part of the old or the new address")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redirect]:
        return super().get_queryset(request).filter(edition__in=_editions(request))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"editions": list(_editions(request))})

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Redirect], search_term: str
    ) -> tuple[QuerySet[Redirect], bool]:
        """A whole address is looked for as it is stored."""
        if "/" in search_term:
            with suppress(Refused):
                search_term = Places(list(Edition.objects.all())).read(search_term).key or search_term
        return super().get_search_results(request, queryset, search_term)

    def save_model(self, request: HttpRequest, obj: Redirect, form: Any, change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            flatten([obj])

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="redirects_redirect_import"), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return import_page(request, list(_editions(request)), context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        may_import = person(request).may("import_redirects")
        return super().changelist_view(request, {"may_import": may_import, **(extra_context or {})})

    @admin.display(description=_("old address"), ordering="old")
    def old_shown(self, redirect: Redirect) -> str:
        return address(redirect)

    @admin.display(description=_("leads to"))
    def leads(self, redirect: Redirect) -> str:
        if redirect.article_id is not None:
            return _("story %(number)d") % {"number": redirect.article_id}
        return redirect.target or "–"


def _editions(request: HttpRequest) -> QuerySet[Edition]:
    return editions_for(person(request), as_editor=True)

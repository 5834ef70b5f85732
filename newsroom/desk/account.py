"""My account: what everyone on the desk may set for themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.editions.scope import person
from newsroom.accounts.languages import LanguageField
from newsroom.accounts.models import User
from newsroom.accounts.zones import ZoneField
from newsroom.desk.language import remember


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    language = LanguageField(help_text=_("Of the desk, and of the mails that it sends you."))
    time_zone = ZoneField(
        help_text=_("Where it differs from an edition's, your own time stands beside the edition's.")
    )

    class Meta:
        model = User
        fields = ["language", "time_zone"]


def my_account(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The page about oneself; there is no address at which it would be about anybody else."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    user = User.objects.get(pk=person(request).pk)
    form = AccountForm(request.POST if request.method == "POST" else None, instance=user)
    if request.method == "POST" and form.is_valid():
        return _saved(request, user, form.cleaned_data)
    context: dict[str, Any] = {**site.each_context(request), "title": _("My account"), "form": form}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "desk/account.html", context, status=status)


def _saved(request: HttpRequest, user: User, chosen: dict[str, str]) -> HttpResponse:
    """Keep what was chosen, in the account and on this machine, and say so in the language that is the person's now."""
    User.objects.filter(pk=user.pk).update(**chosen)
    request.user = User.objects.get(pk=user.pk)
    response = HttpResponseRedirect(reverse("admin:me"))
    remember(response, chosen["language"])
    with translation.override(chosen["language"] or translation.get_language()):
        messages.success(request, gettext("Saved."))
    return response

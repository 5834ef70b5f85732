"""My account: what everyone on the desk may set for themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.forms.scope import person
from newsroom.accounts.models import User
from newsroom.accounts.zones import ZoneField


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    time_zone = ZoneField(
        help_text=_("Where it differs from an edition's, your own time stands beside the edition's.")
    )

    class Meta:
        model = User
        fields = ["time_zone"]


def my_account(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The page about oneself; there is no address at which it would be about anybody else."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    user = User.objects.get(pk=person(request).pk)
    form = AccountForm(request.POST if request.method == "POST" else None, instance=user)
    if request.method == "POST" and form.is_valid():
        User.objects.filter(pk=user.pk).update(time_zone=form.cleaned_data["time_zone"])
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("admin:me"))
    context: dict[str, Any] = {**site.each_context(request), "title": _("My account"), "form": form}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "desk/account.html", context, status=status)

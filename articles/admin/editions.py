"""Editions: everything of a new one that is not a section, page or menu is said on this one form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.request import validate_host
from django.utils.translation import gettext_lazy as _

from articles.editions.joining import joined
from articles.editions.languages import runs_right_to_left
from articles.editions.models import Edition
from articles.editions.scope import editions_for, person
from articles.media.faults import check_new_use
from articles.media.models import Use
from articles.media.uses import set_use
from articles.published import moment


class EditionForm(forms.ModelForm):  # type: ignore[type-arg]
    """The direction is the language's unless another is chosen; a hostname has to be one that the site answers to."""

    direction = forms.ChoiceField(
        label=_("direction"),
        required=False,
        choices=[("", _("as the language is written")), *Edition.Direction.choices],
    )

    class Meta:
        model = Edition
        fields = [
            *("code", "label", "name", "slogan", "logo", "language", "direction"),
            *("prefix", "hostname", "position", "time_zone"),
            *("date_format", "day_format", "long_day_format", "month_names", "digits", "reading_wpm"),
            *("footer_text", "copyright", "contact_email"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not there for who may only look.
        if language := self.fields.get("language"):
            spoken = joined(name for _code, name in settings.LANGUAGES)
            language.help_text = f"{language.help_text} " + _(
                "The words of the site itself are there in %(languages)s; readers of an edition in another"
                " language see them in English."
            ) % {"languages": spoken}

    def clean_logo(self) -> Any:
        """It is public from the moment in which it is set, and must be fit for that."""
        logo = self.cleaned_data["logo"]
        check_new_use(logo, self.instance.logo_id, moment.clock_reading("default"))
        return logo

    def clean_hostname(self) -> str:
        name: str = self.cleaned_data["hostname"]
        if name and not validate_host(name, settings.ALLOWED_HOSTS):
            raise ValidationError(
                _("This site does not answer to %(name)s yet: whoever runs it adds that to ALLOWED_HOSTS."),
                params={"name": name},
            )
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("direction"):
            is_rtl = runs_right_to_left(data.get("language", ""))
            data["direction"] = Edition.Direction.RTL if is_rtl else Edition.Direction.LTR
        return data


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = EditionForm
    list_display = ("name", "code", "language", "prefix", "hostname", "time_zone", "position")
    search_fields = ("name", "code")
    autocomplete_fields = ["logo"]
    actions = None
    fieldsets = [
        (None, {"fields": ["name", "label", "code", "slogan", "logo"]}),
        (_("Language and address"), {"fields": ["language", "direction", "prefix", "hostname", "position"]}),
        (
            _("Dates and figures"),
            {
                "fields": [
                    *("time_zone", "date_format", "day_format", "long_day_format"),
                    *("month_names", "digits", "reading_wpm"),
                ]
            },
        ),
        (_("At the foot of its pages"), {"fields": ["footer_text", "copyright", "contact_email"]}),
    ]

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        """An admin of some editions changes those."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or editions_for(person(request), as_admin=True).filter(pk=obj.pk).exists()

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        """The code is in links and in the names of files: it is chosen once."""
        return ("code",) if obj else ()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        set_use(Use.Purpose.LOGO, form.instance.pk, form.instance.logo)

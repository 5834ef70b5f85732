"""What the acts on a bundle ask for."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.forms.bulk import BulkForm
from articles.forms.verbs import VerbForm
from articles.forms.widgets import STORIES, IdListField, WallClockField
from articles.models import Article
from articles.review import bundles
from articles.review.models import Bundle


class NameForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=120, help_text=_("What the stories are about."))


class StoriesForm(forms.Form):
    """Stories to put into a bundle, found by typing."""

    stories = IdListField(Article.objects.none(), lookup=STORIES, label=_("add stories"), limit=bundles.LIMIT)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stories = cast("IdListField", self.fields["stories"])
        stories.queryset = Article.objects.visible_to(user).exclude(stage="spiked").defer("body")


class ScheduleAllForm(VerbForm):
    """One time for all, on the clock of `edition`, that of the first story."""

    at = WallClockField(label=_("date and time"))


class BundleForm(BulkForm):
    """Which bundle the chosen stories go into: one that is there, or a new one."""

    bundle = forms.ModelChoiceField(
        Bundle.objects.none(), label=_("bundle"), required=False, empty_label=_("a new one")
    )
    name = forms.CharField(
        label=_("name of the new bundle"), max_length=120, required=False, help_text=_("What they are about.")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        bundle = cast("forms.ModelChoiceField[Bundle]", self.fields["bundle"])
        waiting = bundles.open_bundles().filter(scheduled_for=None)
        bundle.queryset = waiting.filter(pk__in=bundles.visible_to(user).order_by().values("pk"))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("bundle") is None and not data.get("name", "").strip() and "bundle" not in self.errors:
            self.add_error("name", _("Give the new bundle a name, or choose one that is there."))
        return data

"""Coverages, and what else decides in which lists a story stands: sections, desks, regions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.forms.widgets import REGIONS, SECTIONS, TAGS, Clock, IdListField, PickPicture
from articles.jobs import defer_relisting
from articles.media.faults import check_new_use
from articles.media.models import Rights, Use
from articles.media.uses import set_use
from articles.published import moment
from articles.sections.kinds import Kind
from articles.sections.models import Coverage, CoverageName, Desk, Region, RegionName, Section
from articles.tags.models import Tag


class CoverageForm(forms.ModelForm):  # type: ignore[type-arg]
    tag_ids = IdListField(Tag.objects.filter(merged_into=None), lookup=TAGS, label=_("tags"))
    section_ids = IdListField(Section.objects.all(), lookup=SECTIONS, label=_("sections"))
    region_ids = IdListField(Region.objects.filter(merged_into=None), lookup=REGIONS, label=_("regions"))
    kinds = forms.MultipleChoiceField(
        label=_("kinds"), choices=Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    public_from = forms.DateTimeField(
        label=_("public from"),
        initial=timezone.now,
        widget=Clock(attrs={"step": 1}),
    )

    class Meta:
        model = Coverage
        fields = [
            *("name", "hero", "tag_ids", "section_ids", "region_ids", "kinds"),
            *("from_date", "to_date", "is_active", "public_from"),
        ]
        widgets = {"hero": PickPicture("pictures")}

    def clean_hero(self) -> Any:
        hero = self.cleaned_data["hero"]
        check_new_use(hero, self.instance.hero_id, moment.clock_reading("default"))
        return hero

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("tag_ids", "section_ids", "region_ids"):
            data[name] = [row.pk for row in data.get(name, [])]
        return data


class NamesInline(admin.StackedInline):  # type: ignore[type-arg]
    """What each edition calls it."""

    extra = 0
    min_num = 0
    prepopulated_fields = {"slug": ["name"]}
    fields = ["edition", "name", "slug", "description", "position", "is_shown"]


class CoverageNames(NamesInline):
    model = CoverageName


class RegionNames(NamesInline):
    model = RegionName


@admin.register(Coverage)
class CoverageAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = CoverageForm
    change_form_template = "desk/coverage.html"
    list_display = ("name", "is_active", "from_date", "to_date")
    list_filter = ("is_active",)
    search_fields = ("name",)
    inlines = [CoverageNames]
    actions = None

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["rights"] = Rights.choices
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        coverage = form.instance
        set_use(Use.Purpose.COVERAGE, coverage.pk, coverage.hero)
        defer_relisting(coverage.pk)


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "parent", "edition", "slug", "default_genre", "default_kind", "position")
    list_filter = ("edition",)
    search_fields = ("name", "slug")
    list_select_related = ("parent", "edition")
    prepopulated_fields = {"slug": ["name"]}
    actions = None


@admin.register(Desk)
class DeskAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "slug")
    prepopulated_fields = {"slug": ["name"]}
    actions = None


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name",)
    search_fields = ("name",)
    fields = ["name"]
    inlines = [RegionNames]
    actions = None

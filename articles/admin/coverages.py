"""Coverages, and what else decides in which lists a story stands: sections, desks, regions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.editions.joining import listed
from articles.editions.naming import NamedByEditions, NamesInline
from articles.editions.scope import editions_for, person
from articles.forms.widgets import REGIONS, SECTIONS, STORIES, TAGS, Clock, IdListField, PickPicture
from articles.jobs import defer_relisting
from articles.media.faults import check_new_use
from articles.media.models import Rights, Use
from articles.media.uses import set_use
from articles.models import Article
from articles.published import moment
from articles.sections.kinds import Kind
from articles.sections.models import Coverage, CoverageName, CoveragePart, Desk, Region, RegionName, Section
from articles.tags.models import Tag

# As many as a list of stories has room for.
EDITIONS = 20


def stories_field(name: str, *, limit: int) -> IdListField:
    """The field of a Coverage for stories in their order, `limit` of each edition at the most."""
    column: Any = Coverage._meta.get_field(name)
    return IdListField(
        Article.objects.none(),
        lookup=STORIES,
        label=column.verbose_name,
        help_text=column.help_text,
        limit=limit * EDITIONS,
        of_an_edition=limit,
    )


class NamesStories(forms.ModelForm):  # type: ignore[type-arg]
    """A form with ordered lists of stories. Those that are not `user`'s to name are kept as they are and not shown."""

    user: Any = None
    stories: tuple[str, ...] = ()

    def own(self) -> Any:
        """The stories that the user may name."""
        return Article.objects.visible_to(self.user)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.stories:
            field: Any = self.fields[name]
            field.queryset = self.own()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.stories:
            chosen = [row.pk for row in data.get(name, [])]
            data[name] = [*chosen, *self._unseen(getattr(self.instance, name))]
        return data

    def _unseen(self, ids: list[int]) -> list[int]:
        seen = set(self.own().filter(pk__in=ids).values_list("pk", flat=True))
        hidden = set(Article.objects.filter(pk__in=ids).values_list("pk", flat=True)) - seen
        return [pk for pk in ids if pk in hidden]


class CoverageForm(NamesStories):
    tag_ids = IdListField(Tag.objects.filter(merged_into=None), lookup=TAGS, label=_("tags"))
    section_ids = IdListField(Section.objects.all(), lookup=SECTIONS, label=_("sections"))
    region_ids = IdListField(Region.objects.filter(merged_into=None), lookup=REGIONS, label=_("regions"))
    kinds = forms.MultipleChoiceField(
        label=_("kinds"), choices=Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    pinned_ids = stories_field("pinned_ids", limit=4)
    key_ids = stories_field("key_ids", limit=20)
    excluded_ids = stories_field("excluded_ids", limit=200)

    public_from = forms.DateTimeField(
        label=_("public from"),
        initial=timezone.now,
        widget=Clock(attrs={"step": 1}),
    )
    stories = ("pinned_ids", "key_ids", "excluded_ids")

    class Meta:
        model = Coverage
        fields = [
            *("name", "hero", "tag_ids", "section_ids", "region_ids", "kinds", "from_date", "to_date"),
            *("pinned_ids", "key_ids", "excluded_ids", "is_active", "public_from"),
        ]
        widgets = {"hero": PickPicture("pictures")}

    def own(self) -> Any:
        """Readers of each edition see its own of them: they are named by the editors of that."""
        return super().own().filter(edition__in=editions_for(self.user, as_editor=True))

    def clean_hero(self) -> Any:
        hero = self.cleaned_data["hero"]
        check_new_use(hero, self.instance.hero_id, moment.clock_reading("default"))
        return hero

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("tag_ids", "section_ids", "region_ids"):
            if name in self.fields:
                data[name] = [row.pk for row in data.get(name, [])]
        both = {*data["pinned_ids"], *data["key_ids"]} & {*data["excluded_ids"]}
        if both:
            self.add_error("excluded_ids", _("A story that is left out cannot be pinned or a key story too."))
        return data


class PartForm(NamesStories):
    article_ids = IdListField(Article.objects.none(), lookup=STORIES, label=_("stories"), limit=6)
    stories = ("article_ids",)

    class Meta:
        model = CoveragePart
        fields = ["edition", "heading", "article_ids", "position"]


class CoverageNames(NamesInline):
    model = CoverageName
    fields = ["edition", "name", "slug", "description", "explainer", "position", "is_shown"]


class CoverageParts(admin.StackedInline):  # type: ignore[type-arg]
    """The sections of its page. Not on the form of a new coverage, which has its names to give first."""

    model = CoveragePart
    form = PartForm
    extra = 1
    max_num = 8

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **kwargs | {"form": seen_by(request, PartForm)})

    def get_queryset(self, request: HttpRequest) -> Any:
        own = editions_for(person(request), as_editor=True)
        return super().get_queryset(request).filter(edition__in=own)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "edition":
            kwargs["queryset"] = editions_for(person(request), as_editor=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def seen_by(
    request: HttpRequest, form: type[NamesStories], without: Iterable[str] = ()
) -> type[NamesStories]:
    """The form, for the eyes of who is signed in, and without some of its fields."""
    return type(form.__name__, (form,), {"user": person(request), **dict.fromkeys(without)})


# By what the columns of numbers and codes are read.
READ_AS = {
    "tag_ids": "tags_named",
    "section_ids": "sections_named",
    "region_ids": "regions_named",
    "kinds": "kinds_named",
}


class RegionNames(NamesInline):
    model = RegionName


@admin.register(Coverage)
class CoverageAdmin(NamedByEditions):
    form = CoverageForm
    change_form_template = "desk/coverage.html"
    list_display = ("name", "is_active", "from_date", "to_date")
    list_filter = ("is_active",)
    search_fields = ("name",)
    inlines = [CoverageNames, CoverageParts]
    actions = None
    # All but the stories that are named in it: the editors of each edition name its own.
    shared = (
        *("name", "hero", "tag_ids", "section_ids", "region_ids", "kinds"),
        *("from_date", "to_date", "is_active", "public_from"),
    )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        read = self.get_readonly_fields(request, obj)
        form = seen_by(request, CoverageForm, read)
        return super().get_form(request, obj, change, **kwargs | {"form": form})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """In the form's order; what is only to be read is named, where the form holds numbers."""
        if not self.is_of_others(request, obj):
            return CoverageForm.Meta.fields
        return [READ_AS.get(name, name) for name in CoverageForm.Meta.fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        held = super().get_readonly_fields(request, obj)
        return (*held, *READ_AS.values()) if self.is_of_others(request, obj) else held

    @admin.display(description=_("tags"))
    def tags_named(self, coverage: Coverage) -> str:
        return listed(Tag.objects.filter(pk__in=coverage.tag_ids))

    @admin.display(description=_("sections"))
    def sections_named(self, coverage: Coverage) -> str:
        return listed(Section.objects.filter(pk__in=coverage.section_ids))

    @admin.display(description=_("regions"))
    def regions_named(self, coverage: Coverage) -> str:
        return listed(Region.objects.filter(pk__in=coverage.region_ids))

    @admin.display(description=_("kinds"))
    def kinds_named(self, coverage: Coverage) -> str:
        return listed(label for kind, label in Kind.choices if kind in coverage.kinds)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else [CoverageNames]

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
    list_display = ("name", "parent", "edition", "slug", "tone", "default_genre", "default_kind", "position")
    list_filter = ("edition",)
    search_fields = ("name", "slug")
    list_select_related = ("parent", "edition")
    prepopulated_fields = {"slug": ["name"]}
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        """An admin of some editions changes the sections of those."""
        if not super().has_change_permission(request, obj):
            return False
        own = editions_for(person(request), as_admin=True)
        return obj is None or own.filter(pk=obj.edition_id).exists()

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        own = editions_for(person(request), as_admin=True)
        if db_field.name == "edition":
            kwargs["queryset"] = own
        elif db_field.name == "parent":
            kwargs["queryset"] = Section.objects.filter(edition__in=own)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Desk)
class DeskAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "slug")
    prepopulated_fields = {"slug": ["name"]}
    actions = None


@admin.register(Region)
class RegionAdmin(NamedByEditions):
    list_display = ("name",)
    search_fields = ("name",)
    fields = ["name"]
    shared = ("name",)
    inlines = [RegionNames]
    actions = None

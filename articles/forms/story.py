"""The form of a story: every column that people type, and the lists that hang on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from articles.body.cleaning import BodyRefused, clean_body
from articles.editions.clocks import wall_in
from articles.editions.models import Edition
from articles.editions.scope import editions_for, in_scope
from articles.forms.aside import ASIDE, mark_of, marks_of, read_marks, stored
from articles.forms.clocks import FULL
from articles.forms.widgets import (
    PEOPLE,
    REGIONS,
    SECTIONS,
    STORIES,
    TAGS,
    Clock,
    IdListField,
    Pick,
    WallClockField,
    place,
    show_clock,
)
from articles.models import Article, ArticleTag, RelatedLink
from articles.publishing import hand_to, hinders_assigning
from articles.revisions import Content, held_lists, kind_faults
from articles.sections.models import Desk, Region, Section
from articles.tags.models import Tag


class SectionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Section) -> str:
        return f"{obj.parent} › {obj}" if obj.parent else str(obj)

    @cached_property
    def rows(self) -> dict[int, Section]:
        """What there is to choose, by id; read when the field is first shown."""
        return {section.pk: section for section in self.queryset or ()}

    def offer_once(self) -> None:
        """Show the choices from `rows`."""

        def choices() -> Iterator[tuple[Any, str]]:
            yield "", str(self.empty_label)
            for pk, section in self.rows.items():
                yield pk, self.label_from_instance(section)

        self.choices = choices


class StoryForm(forms.ModelForm):  # type: ignore[type-arg]
    """One story, for one person. `theirs` is set when the story was saved by somebody else meanwhile."""

    body = forms.CharField(label=_("body"), required=False, strip=False, widget=forms.Textarea)
    section = SectionChoice(
        Section.objects.select_related("parent"),
        label=_("section"),
        required=False,
        empty_label=_("none yet"),
    )
    tags = IdListField(Tag.objects.filter(merged_into=None), lookup=TAGS, proposes=True, label=_("tags"))
    regions = IdListField(Region.objects.filter(merged_into=None), lookup=REGIONS, label=_("regions"))
    related = IdListField(Article.objects.none(), lookup=STORIES, label=_("related stories"), limit=20)
    further_sections = IdListField(
        Section.objects.all(), lookup=SECTIONS, label=_("further sections"), limit=10
    )
    embargo = WallClockField(label=_("embargoed until"), required=False)
    due_at = WallClockField(label=_("due"), required=False)
    base_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    base_aside = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = [
            *("headline", "short_headline", "kicker", "standfirst", "body"),
            *("edition", "section", "kind", "genre", "desk"),
            *("slug", "slugline", "trail_text", "dateline_place", "duration_seconds"),
            *("seo_title", "seo_description", "assignee", "desk_note", "is_sensitive", "confidential"),
        ]
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 1}),
            "standfirst": forms.Textarea(attrs={"rows": 2}),
            "trail_text": forms.Textarea(attrs={"rows": 2}),
            "desk_note": forms.Textarea(attrs={"rows": 2}),
            "seo_description": forms.Textarea(attrs={"rows": 2}),
            "assignee": Pick(PEOPLE, placeholder=_("Type a name")),
        }

    def __init__(self, *args: Any, user: Any, refusal: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea | forms.TextInput):
                # The desk's language is not always the story's.
                field.widget.attrs["dir"] = "auto"
        self.user = user
        self.refusal = refusal
        self.is_stale = False
        article = self.instance
        self.lists: dict[str, IdListField] = {
            name: field for name, field in self.fields.items() if isinstance(field, IdListField)
        }
        self.lists["related"].queryset = (
            Article.objects.visible_to(user).exclude(pk=article.pk).only("headline", "slugline")
        )
        self.held: Content | None = held_lists(article.pk) if article.pk else None
        # A story stays in its edition: its address and its Releases do.
        self.editions = [article.edition] if article.pk else list(editions_for(user))
        self._fit_to_scope()
        if article.pk:
            self._fill_lists()
            self.initial["base_revision"] = article.head_id
            self.initial["base_aside"] = marks_of(article)
        else:
            self._fill_defaults()
        self._show_clock()

    def _fit_to_scope(self) -> None:
        edition = cast("forms.ModelChoiceField[Edition]", self.fields["edition"])
        section = cast("SectionChoice", self.fields["section"])
        desk = cast("forms.ModelChoiceField[Desk]", self.fields["desk"])
        edition.queryset = Edition.objects.filter(pk__in=[one.pk for one in self.editions])
        edition.choices = [(one.pk, str(one)) for one in self.editions]
        edition.disabled = bool(self.instance.pk)
        section.queryset = Section.objects.filter(edition__in=self.editions).select_related("parent")
        section.offer_once()
        self.lists["further_sections"].widget.at_hand = lambda: section.rows
        desk.empty_label = str(_("none"))
        may_assign = self.user.may("assign", self.instance) if self.instance.pk else self.user.may("assign")
        if not may_assign:
            del self.fields["assignee"], self.fields["due_at"]
        elif self.instance.assignee_id:
            # The field that is shown may be another's, once the form is written into its story.
            assignee = self.instance.assignee
            cast("Pick", self.fields["assignee"].widget).at_hand = lambda: {assignee.pk: assignee}

    def _show_clock(self) -> None:
        """On a new story the edition, and with it the clock, may yet be chosen."""
        if self.instance.pk:
            self._show_zone(self.instance.edition.time_zone)
            return
        editions = {str(edition.pk): edition.time_zone for edition in self.editions}
        chosen = str(self.data.get("edition") or self.initial.get("edition") or "")
        self._show_zone(editions.get(chosen, "UTC"))
        for name in self._clocks:
            clock = cast("Clock", self.fields[name].widget)
            clock.zones, clock.chosen_by = editions, "id_edition"

    @property
    def _clocks(self) -> list[str]:
        return [name for name in ("embargo", "due_at") if name in self.fields]

    def _show_zone(self, zone_name: str) -> None:
        for name in self._clocks:
            show_clock(self.fields[name], zone_name, self.user)

    def _fill_lists(self) -> None:
        article, held = self.instance, self.held or {}
        self.initial.update({name: held[name] for name in self.lists})
        # What is chosen already stays a choice, though it be merged or out of this person's sight by now.
        for name in ("tags", "related", "regions"):
            field = self.lists[name]
            field.queryset = field.queryset | field.queryset.model._default_manager.filter(
                pk__in=self.initial[name]
            )
        if article.embargoed_until:
            self.initial["embargo"] = wall_in(article.edition.time_zone, article.embargoed_until)
        if article.due_at:
            self.initial["due_at"] = wall_in(article.edition.time_zone, article.due_at)

    def _fill_defaults(self) -> None:
        self.initial.setdefault("edition", self.editions[0].pk if self.editions else None)
        desks = {role.desk_id for role in self.user.roles()}
        if None not in desks and desks:
            self.initial.setdefault("desk", min(pk for pk in desks if pk is not None))

    def clean_body(self) -> str:
        try:
            return clean_body(self.cleaned_data["body"])
        except BodyRefused as refusal:
            raise ValidationError(str(refusal)) from None

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if faults := kind_faults(self.instance, kind):
            raise ValidationError(faults)
        return kind

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        edition = data.get("edition")
        if edition is not None:
            self._show_zone(edition.time_zone)
        for name in self._clocks:
            if edition is not None:
                place(self, name, edition.time_zone)
            else:
                data.pop(name, None)
        desk = data.get("desk")
        if edition is not None and not in_scope(self.user, edition.pk, desk.pk if desk else None):
            self.add_error("desk", _("This desk is not one of yours: you would not see the story again."))
        for other in data.get("further_sections", []):
            if edition is not None and other.edition_id != edition.pk:
                self.add_error("further_sections", _("One of these sections belongs to another edition."))
        self._keep_what_others_changed(data)
        self._check_base(data)
        return data

    def _keep_what_others_changed(self, data: dict[str, Any]) -> None:
        """Of the entries that belong to no text: leave what this page did not change; ask where both changed it."""
        shown = read_marks(data.get("base_aside", "")) if self.instance.pk else {}
        for name in ASIDE:
            if name not in shown or name not in data:
                continue
            if mark_of(stored(self.instance, name)) in (shown[name], mark_of(data[name])):
                continue
            value = getattr(self.instance, name)
            if mark_of(data[name]) == shown[name]:
                data[name] = value
                continue
            words = self._said(value)
            self.add_error(
                name,
                ValidationError(
                    _(
                        "Somebody changed this meanwhile. It says now: %(words)s. Save again to put yours there."
                    ),
                    params={"words": words},
                ),
            )
            # Who sends it again has seen what stands there.
            data = cast("QueryDict", self.data).copy()
            data["base_aside"] = marks_of(self.instance)
            self.data = data

    def _said(self, value: Any) -> str:
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if isinstance(value, datetime):
            return formats.date_format(timezone.localtime(value, self.instance.edition.zone), str(FULL))
        return str(value or "–")

    def _check_base(self, data: dict[str, Any]) -> None:
        if self.refusal:
            raise ValidationError(self.refusal, code="refused")
        if self.instance.pk and self.instance.head_id != data.get("base_revision"):
            self.is_stale = True
            raise ValidationError(_("Somebody saved this story while you were writing."), code="stale")

    def _post_clean(self) -> None:
        """What is written into the story by now says whether the one who is to have it would see it."""
        super()._post_clean()  # type: ignore[misc]  # Django's own, and not in its stubs
        assignee = self.cleaned_data.get("assignee")
        if assignee is None or assignee.pk == self.initial.get("assignee"):
            return
        if self.instance.edition_id and (why := hinders_assigning(self.instance, assignee)):
            self.add_error("assignee", why)

    def save_all(self) -> Article:
        """Write columns and lists of ids; the caller holds the lock and appends the Revision."""
        article: Article = self.instance
        is_new = not article.pk
        if is_new:
            article.creator = self.user
        article.embargoed_until = self.cleaned_data["embargo"]
        if "assignee" in self.fields:
            # Written below, as by the verb.
            article.assignee_id = None if is_new else self.initial["assignee"]
        article.save()
        if "assignee" in self.fields:
            hand_to(article, self.user, self.cleaned_data["assignee"], self.cleaned_data["due_at"])
        article.regions.set(self.cleaned_data["regions"])
        article.further_sections.set(self.cleaned_data["further_sections"])
        article.tag_items.all().delete()
        ArticleTag.objects.bulk_create(
            ArticleTag(content_object=article, tag=tag, position=i)
            for i, tag in enumerate(self.cleaned_data["tags"])
        )
        article.related_links.all().delete()
        RelatedLink.objects.bulk_create(
            RelatedLink(article=article, related=other, position=i)
            for i, other in enumerate(self.cleaned_data["related"])
        )
        return article

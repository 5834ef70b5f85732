"""The lists of a story (byline, pictures, sources) as rows of a form.

A row has no identity (but for a correction): what is sent is the whole list, and takes the place of the one that stands. So there is no key
to forge, and a form that was typed before somebody else saved can still be saved over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from articles.authors.models import Author
from articles.forms.widgets import AUTHORS, PICTURES, Pick, PickPicture, read_ids
from articles.models import Article, ArticleImage, Byline, Correction, Source
from articles.revisions import Content, held_lists, written

MAX_ROWS = 100


class BylineForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Byline
        fields = ["author", "credited_as", "role"]
        widgets = {"author": Pick(AUTHORS, placeholder=_("Type a name"))}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        author = cast("forms.ModelChoiceField[Author]", self.fields["author"])
        author.queryset = Author.objects.filter(merged_into=None)
        self.fields["credited_as"].help_text = ""


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ArticleImage
        fields = ["image", "caption", "alt_text", "layout", "long_description"]
        widgets = {
            "image": PickPicture(PICTURES),
            "caption": forms.Textarea(attrs={"rows": 2}),
            # Of a graphic: shown in the form of one, or where something stands in it (fields.css asks by the placeholder).
            "long_description": forms.Textarea(attrs={"rows": 6, "placeholder": " "}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("caption", "alt_text", "long_description"):
            self.fields[name].help_text = ""


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    url = forms.URLField(label=_("link"), required=False, max_length=500, assume_scheme="https")

    class Meta:
        model = Source
        fields = ["name", "url"]


class CorrectionForm(forms.ModelForm):  # type: ignore[type-arg]
    at = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Correction
        fields = ["type", "text", "placement"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "dir": "auto"})}

    @property
    def instant(self) -> datetime | None:
        """When it was made; None if what was sent is no instant."""
        return _instant(str(self["at"].value() or ""))

    def clean_at(self) -> str:
        if (at := written(_instant(self.cleaned_data["at"]))) is None:
            raise ValidationError(_("This is not the time of a correction."))
        return at


def _instant(text: str) -> datetime | None:
    """An instant that every zone has a date for, or None."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None and 1900 <= found.year <= 9000 else None


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows of one list. `save` writes them in the order in which they were left.

    With `typed` they show what was sent without having been asked to take it, and `says_more` if it is not what is
    stored. `held` is what is stored, as `held_lists` gives it.
    """

    model: type[Model]
    accessor: str

    def __init__(
        self, data: Any = None, *, article: Article, typed: Any = None, held: Content | None = None
    ) -> None:
        self.article = article
        self._shown: dict[str, dict[int, Any]] = {}
        self._known: dict[str, Mapping[int, Any]] = {}
        initial = self._stored(held) if data is None and article.pk else None
        self.says_more = False
        if typed is not None:
            stored, initial = initial or [], self._typed(typed)
            self.says_more = self._differ(stored, initial)
        super().__init__(data, prefix=self.accessor, initial=initial)

    def _stored(self, held: Content | None) -> list[dict[str, Any]]:
        return list((held or held_lists(self.article.pk))[self.accessor])

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if isinstance(field.widget, Pick):
                field.widget.at_hand = partial(self._picked, name)

    def know(self, name: str, rows: Mapping[int, Any]) -> None:
        """What the page has read already for the field of that name is not asked for again."""
        self._known[name] = rows

    def _picked(self, name: str) -> Mapping[int, Any]:
        """What all rows show in the field of that name, read together; None for what there is not."""
        if name not in self._shown:
            known = self._known.get(name, {})
            ids = read_ids([form[name].value() for form in self.forms])
            missing = [pk for pk in ids if pk not in known]
            choice = cast("forms.ModelChoiceField[Any]", self.forms[0].fields[name])
            found = choice.queryset.in_bulk(missing) if choice.queryset is not None and missing else {}
            self._shown[name] = {pk: known.get(pk) or found.get(pk) for pk in ids}
        return self._shown[name]

    def _differ(self, stored: list[dict[str, Any]], typed: list[dict[str, Any]]) -> bool:
        fields = self.form.base_fields
        return len(stored) != len(typed) or any(
            fields[name].has_changed(value, one.get(name))
            for row, one in zip(stored, typed, strict=True)
            for name, value in row.items()
        )

    def _typed(self, data: Any) -> list[dict[str, Any]]:
        """The rows as they were sent, in the order in which they were left, without those that were taken out."""
        rows = [
            {
                name: field.widget.value_from_datadict(data, {}, form.add_prefix(name))
                for name, field in form.fields.items()
            }
            for form in type(self)(data, article=self.article).forms
        ]
        left = [row for row in rows if not row.pop("DELETE", None)]
        places = [str(row.pop("ORDER", None) or "") for row in left]
        order = sorted(
            range(len(left)),
            key=lambda i: int(places[i]) if places[i].isdecimal() and len(places[i]) < 19 else 0,
        )
        return [left[i] for i in order]

    def kept(self) -> list[Any]:
        """The rows that were filled in and not taken out, in order."""
        rows = [
            form
            for form in self.forms
            if form.has_changed() and getattr(form, "cleaned_data", None) and form not in self.deleted_forms
        ]
        # A row that says nothing about its place stays where it was sent.
        return sorted(rows, key=lambda form: form.cleaned_data.get("ORDER") or 0)

    def save(self, article: Article) -> None:
        """Put these rows in the place of those that the locked story has."""
        getattr(article, self.accessor).all().delete()
        rows = []
        for position, form in enumerate(self.kept()):
            row = form.save(commit=False)
            row.article, row.position = article, position
            rows.append(row)
        self.model._default_manager.bulk_create(rows)


class Corrections(Rows):
    """What was corrected before, to be worded better or taken out. A correction is known by its instant.

    One that was not sent stays: whoever saves an older text over the story takes no correction out unseen.
    """

    def clean(self) -> None:
        known = {written(row.at) for row in self.article.corrections.all()}
        if any(form.cleaned_data.get("at") not in known for form in self.forms if form.is_valid()):
            raise ValidationError(_("One of these corrections is not there any more. Load the story again."))

    def save(self, article: Article) -> None:
        standing: dict[str | None, list[Correction]] = {}
        for row in article.corrections.all():
            standing.setdefault(written(row.at), []).append(row)
        for form in self.forms:
            found = standing.get(form.cleaned_data.get("at"))
            if not found:
                continue
            row = found.pop(0)
            if form in self.deleted_forms:
                row.delete()
                continue
            for name in form._meta.fields:
                setattr(row, name, form.cleaned_data[name])
            row.save()


def _rows(form: type[forms.ModelForm[Any]], accessor: str, formset: type[Rows] = Rows) -> type[Rows]:
    made: Any = forms.formset_factory(
        form,
        formset=formset,
        extra=0,
        can_delete=True,
        can_order=True,
        max_num=MAX_ROWS,
        absolute_max=MAX_ROWS * 2,
        validate_max=True,
    )
    made.model = form._meta.model
    made.accessor = accessor
    return cast("type[Rows]", made)


BylineRows = _rows(BylineForm, "bylines")
PictureRows = _rows(PictureForm, "pictures")
SourceRows = _rows(SourceForm, "sources")
CorrectionRows = _rows(CorrectionForm, "corrections", Corrections)


def rows_of(
    article: Article,
    data: Any = None,
    *,
    user: Any = None,
    typed: Any = None,
    held: Content | None = None,
) -> dict[str, Rows]:
    """All lists of a story, by name; bound if there is `data`. A list that was not sent at all stands as it is.

    Its corrections are among them, if it has any, for a `user` who could publish what is changed in them. With `typed`
    the lists show what was sent without having been asked to take it. `held` is what `held_lists` gave of the story, if
    that has been asked.
    """
    if held is None and article.pk:
        held = held_lists(article.pk)

    def sent(rows: type[Rows], post: Any) -> Any:
        return post if post is not None and f"{rows.accessor}-TOTAL_FORMS" in post else None

    kinds = [BylineRows, PictureRows, SourceRows]
    has_corrections = article.head is not None and article.head.content.get("corrections")
    if user is not None and has_corrections and user.may("publish", article):
        kinds.append(CorrectionRows)
    return {
        rows.accessor: rows(sent(rows, data), article=article, typed=sent(rows, typed), held=held)
        for rows in kinds
    }


def are_valid(lists: dict[str, Rows]) -> bool:
    found = [rows.is_valid() for rows in lists.values() if rows.is_bound]
    return all(found)


__all__ = ["BylineRows", "CorrectionRows", "PictureRows", "Rows", "SourceRows", "are_valid", "rows_of"]

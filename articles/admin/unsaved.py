"""Text that was typed and not saved: put back into a form, or kept in the story's history as “not accepted”."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.body.cleaning import BodyRefused, clean_body
from articles.drafts import keeping
from articles.drafts.keeping import Fields, Kept, Typed
from articles.drafts.models import Draft
from articles.forms.aside import ASIDE, mark_of, marks_of, read_marks
from articles.forms.rows import Rows, are_valid, rows_of
from articles.forms.story import StoryForm
from articles.forms.typed import typed_content
from articles.models import Article, Revision
from articles.revisions import Content, keep, lock, snapshot


@dataclass(frozen=True)
class Restored:
    """A form with a draft's text in it, as typed and not yet looked at: nothing is an error so far."""

    form: StoryForm
    lists: dict[str, Rows]
    says_more: bool


def own_draft(user: Any, article: Article | None, key: str = "") -> Draft | None:
    """The person's draft of the story, or of a new one by its key."""
    drafts = Draft.objects.filter(user=user, article=article)
    if article is None:
        return drafts.filter(key=key).first() if keeping.is_key(key) else None
    return drafts.first()


def restored(draft: Draft, article: Article, user: Any) -> Restored:
    """The story's form with the draft's text in it, and whether that says anything that the story does not."""
    data = keeping.posted(draft.fields)
    form = StoryForm(instance=article, user=user)
    says_more = False
    shown = read_marks(data.get("base_aside", ""))
    for name, field in form.fields.items():
        if name == "base_aside" or field.disabled or field.widget.value_omitted_from_data(data, {}, name):
            continue
        value = field.widget.value_from_datadict(data, {}, name)
        if name in ASIDE and shown.get(name) == mark_of(value):
            # It was left alone, and is what it is by now.
            shown.pop(name)
            continue
        if name != "base_revision":
            says_more = says_more or _differs(name, field, form.get_initial_for_field(field, name), value)
        form.initial[name] = value
    if article.pk:
        form.initial["base_revision"] = draft.base_id
        form.initial["base_aside"] = json.dumps({**read_marks(marks_of(article)), **shown})
    lists = rows_of(article, user=user, typed=data, held=form.held)
    return Restored(form, lists, says_more or any(rows.says_more for rows in lists.values()))


def _differs(name: str, field: forms.Field, stored: Any, typed: Any) -> bool:
    if name != "body":
        return bool(field.has_changed(stored, typed))
    try:
        return clean_body(str(typed)) != str(stored)
    except BodyRefused:
        return True


def keep_draft(article: Article, user: Any, typed: Typed) -> Kept:
    """Make it the person's draft. What another page of theirs had kept there goes into the history first."""
    kept = keeping.put(user, typed, article_id=article.pk)
    while kept is None:
        with transaction.atomic():
            put_away(lock(article.pk), user)
            kept = keeping.put(user, typed, article_id=article.pk)
    return kept


def put_away(article: Article, user: Any, typed: Typed | None = None) -> None:
    """Drop the draft of the locked story; kept in the history if it holds text that the page (`typed`) did not have."""
    draft = Draft.objects.select_for_update(of=("self",)).filter(user=user, article=article).first()
    if draft is None:
        return
    if typed is None or not typed.knows(draft):
        keep_text(article, user, draft.base, draft.fields, _("typed in another window"))
    draft.delete()


def keep_text(
    article: Article, by: Any, base: Revision | None, fields: Fields, reason: str
) -> Revision | None:
    """Keep typed fields in the locked story's history, as “not accepted”; None if they say nothing new."""
    before = base.content if base else article.head.content if article.head else snapshot(article)
    content = _content(article, by, before, fields)
    if content == before or (article.head is not None and content == article.head.content):
        return None
    return keep(article, by, content, base=base, reason=reason)


@transaction.atomic
def drop_joined(article: Article, user: Any, kept: Revision) -> None:
    """Drop the person's draft if it says no more than the kept text, which is joined with the story by now."""
    article = lock(article.pk)
    draft = Draft.objects.select_for_update(of=("self",)).filter(user=user, article=article).first()
    if draft is None:
        return
    before = draft.base.content if draft.base else kept.content
    if _content(article, user, before, draft.fields) == kept.content:
        draft.delete()


def base_of(article: Article, number: int | None) -> Revision | None:
    return article.revisions.filter(pk=number).first() if number else None


def comparison_url(article: Article, revision: Revision) -> str:
    """Where a text that was not accepted is laid beside the story."""
    return reverse("admin:articles_article_comparison", args=[article.pk, revision.pk])


def _content(article: Article, user: Any, before: Content, fields: Fields) -> Content:
    data = keeping.posted(fields)
    # The form writes into the story that it is given.
    form = StoryForm(data, instance=Article.objects.get(pk=article.pk), user=user)
    lists = rows_of(article, data, user=user, held=form.held)
    form.is_valid()
    are_valid(lists)
    return typed_content(form, lists, before)

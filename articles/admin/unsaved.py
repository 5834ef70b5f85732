"""Text that was typed and not saved: put back into a form, or kept in the story's history as “not accepted”."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.drafts import keeping
from articles.drafts.keeping import Fields, Kept, Typed
from articles.drafts.models import Draft
from articles.forms.rows import Rows, are_valid, rows_of
from articles.forms.story import StoryForm
from articles.forms.typed import typed_content
from articles.models import Article, Revision
from articles.revisions import Content, keep, lock, snapshot

# What a form has beside what a Revision holds.
_DESK_FIELDS = {"desk", "assignee", "desk_note", "confidential"}


@dataclass(frozen=True)
class Read:
    """Typed fields as content, the content that they grew from, and whether the desk's own fields differ too."""

    content: Content
    before: Content
    has_desk_fields: bool


def own_draft(user: Any, article: Article | None, key: str = "") -> Draft | None:
    """The person's draft of the story, or of a new one by its key. One that says what the story says is dropped."""
    if article is None:
        return Draft.objects.filter(user=user, article=None, key=key).first() if keeping.is_key(key) else None
    draft = Draft.objects.filter(user=user, article=article).select_related("base", "article").first()
    if draft is None or article.head is None:
        return draft
    read = _read(article, user, draft.base, draft.fields)
    if read.content == article.head.content and not read.has_desk_fields:
        Draft.objects.filter(pk=draft.pk, saved_at=draft.saved_at).delete()
        return None
    return draft


def form_of(draft: Draft, article: Article, user: Any) -> tuple[StoryForm, dict[str, Rows]]:
    """The story's form with the draft's text in it, as typed and not yet looked at: nothing is an error so far."""
    data = keeping.posted(draft.fields)
    form = StoryForm(instance=article, user=user)
    for name, field in form.fields.items():
        if not field.disabled and not field.widget.value_omitted_from_data(data, {}, name):
            form.initial[name] = field.widget.value_from_datadict(data, {}, name)
    if article.pk:
        form.initial["base_revision"] = draft.base_id
    return form, rows_of(article, typed=data)


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
    read = _read(article, by, base, fields)
    if read.content == read.before or (article.head is not None and read.content == article.head.content):
        return None
    return keep(article, by, read.content, base=base, reason=reason)


def base_of(article: Article, number: int | None) -> Revision | None:
    return article.revisions.filter(pk=number).first() if number else None


def comparison_url(article: Article, revision: Revision) -> str:
    """Where a text that was not accepted is laid beside the story."""
    return reverse("admin:articles_article_comparison", args=[article.pk, revision.pk])


def _read(article: Article, user: Any, base: Revision | None, fields: Fields) -> Read:
    before = base.content if base else article.head.content if article.head else snapshot(article)
    data: QueryDict = keeping.posted(fields)
    # The form writes into the story that it is given.
    form = StoryForm(data, instance=Article.objects.get(pk=article.pk), user=user)
    lists = rows_of(article, data)
    form.is_valid()
    are_valid(lists)
    return Read(typed_content(form, lists, before), before, not _DESK_FIELDS.isdisjoint(_changed(form, data)))


def _changed(form: StoryForm, data: QueryDict) -> set[str]:
    """The fields that were sent and say something else than the story does."""
    return {name for name in form.changed_data if name in data or name == "confidential"}

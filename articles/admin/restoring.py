"""What a story's page starts from beside the story: the person's unsaved text, and who else is there."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict

from articles.admin.at_work import AtWork, look
from articles.admin.unsaved import keep_draft, own_draft, put_away
from articles.drafts import keeping
from articles.drafts.keeping import NotKept, Typed
from articles.drafts.models import Draft
from articles.forms.scope import editions_for, person
from articles.models import Article


@dataclass(frozen=True)
class Drafting:
    """`page` and `step` name the typing that a refused form carries on; `key` finds a new story's draft again."""

    work: AtWork | None
    draft: Draft | None
    time_zone: str
    key: str = ""
    page: str = ""
    step: str = ""
    csrf_cookie: str = settings.CSRF_COOKIE_NAME

    @property
    def has_moved(self) -> bool:
        """Whether somebody saved the story since the draft's text was begun."""
        draft = self.draft
        return (
            draft is not None and draft.article is not None and draft.base_id != draft.article.head_id
        )

    @property
    def known(self) -> str:
        return self.draft.saved_at.isoformat() if self.draft else ""


def drafting_for(
    request: HttpRequest, article: Article | None, *, is_form: bool, is_refused: bool
) -> Drafting:
    """For the page of a story, new if it is None; a form that was refused shows what was sent instead of a draft."""
    user = person(request)
    if article is None:
        sent = request.POST.get("_key", "") if is_refused else request.GET.get("draft", "")
        key = sent if keeping.is_key(sent) else token_hex(16)
        first = editions_for(user).first()
        draft = None if is_refused else own_draft(user, None, key)
        return Drafting(None, draft, first.time_zone if first else "UTC", key, *_typing(request, is_refused))
    draft = None
    if not is_refused and user.may("draft", article):
        draft = own_draft(user, article)
    work = look(article, user, opens=is_form)
    return Drafting(work, draft, article.edition.time_zone, "", *_typing(request, is_refused))


def _typing(request: HttpRequest, is_refused: bool) -> tuple[str, str]:
    if not is_refused or not keeping.is_key(request.POST.get(keeping.PAGE, "")):
        return "", ""
    return request.POST[keeping.PAGE], request.POST.get("_step", "")


def keep_refused(article: Article, user: Any, post: QueryDict) -> None:
    """Keep as a draft what may not be saved, so that it is there when the page is gone. The story is locked."""
    if not user.may("draft", Article.objects.get(pk=article.pk)):
        return
    try:
        typed = keeping.read_typed(post)
    except NotKept:
        # The page shows it still, and the device has it.
        return
    keep_draft(article, user, typed)


def drop_saved(article: Article, user: Any, post: QueryDict) -> None:
    """The locked story has been saved: what its page had kept is in it; what another page had, in the history."""
    if keeping.is_key(post.get("_key", "")):
        Draft.objects.filter(user=user, article=None, key=post["_key"]).delete()
    put_away(article, user, _page(post))


def saved_mark(post: QueryDict) -> str:
    """By this the page knows that the server has what it sent, and drops the copy on the device."""
    page, step = post.get(keeping.PAGE, ""), keeping.number_of(post.get("_step"))
    return f"?saved={page}.{step}" if keeping.is_key(page) and step is not None else ""


def _page(post: QueryDict) -> Typed:
    page = post.get(keeping.PAGE, "")
    return Typed({keeping.PAGE: [page]}, known=keeping.instant_of(post.get("_known", "")))

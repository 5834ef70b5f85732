"""What a story's page starts from beside the story: the person's unsaved text, and who else is there."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.http import HttpRequest, QueryDict

from articles.admin.at_work import AtWork, look
from articles.admin.unsaved import Restored, keep_draft, own_draft, put_away, restored
from articles.drafts import keeping
from articles.drafts.keeping import NotKept, Typed
from articles.drafts.models import Draft
from articles.editions.scope import editions_for, person
from articles.models import Article


@dataclass(frozen=True)
class Drafting:
    """`page` and `step` name the typing that a refused form carries on; `key` finds a new story's draft again.

    `restored` is the form with the draft's text in it.
    """

    work: AtWork | None
    draft: Draft | None
    restored: Restored | None
    time_zone: str
    key: str = ""
    page: str = ""
    step: str = ""
    head_id: int | None = None

    @property
    def has_moved(self) -> bool:
        """Whether somebody saved the story since the draft's text was begun."""
        return self.draft is not None and self.draft.base_id != self.head_id

    @property
    def known(self) -> str:
        return self.draft.saved_at.isoformat() if self.draft else ""


def drafting_for(
    request: HttpRequest, article: Article | None, *, is_form: bool, is_refused: bool
) -> Drafting:
    """For the page of a story, new if it is None; a form that was refused shows what was sent instead of a draft."""
    user = person(request)
    key = "" if article else _key(request, is_refused=is_refused)
    draft = None if is_refused else own_draft(user, article, key)
    if draft is not None and article is not None and not user.may("draft", article):
        draft = None
    form = restored(draft, article or Article(), user) if draft is not None and is_form else None
    if draft is not None and form is not None and not form.says_more and article is not None:
        Draft.objects.filter(pk=draft.pk, saved_at=draft.saved_at).delete()
        draft = form = None
    if article is None:
        first = editions_for(user).first()
        zone, work, head = first.time_zone if first else "UTC", None, None
    else:
        zone, work, head = article.edition.time_zone, look(article, user, opens=is_form), article.head_id
    return Drafting(work, draft, form, zone, key, *_typing(request, is_refused=is_refused), head_id=head)


def _key(request: HttpRequest, *, is_refused: bool) -> str:
    sent = request.POST.get("_key", "") if is_refused else request.GET.get("draft", "")
    return sent if keeping.is_key(sent) else token_hex(16)


def _typing(request: HttpRequest, *, is_refused: bool) -> tuple[str, str]:
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


def saved_mark(post: QueryDict, *, after: str = "") -> str:
    """By this the page knows that the server has what it sent, and drops the copy on the device.

    It is a query for the end of the address `after`, which may have one already.
    """
    page, step = post.get(keeping.PAGE, ""), keeping.number_of(post.get("_step"))
    begins = "&" if "?" in after else "?"
    return f"{begins}saved={page}.{step}" if keeping.is_key(page) and step is not None else ""


def _page(post: QueryDict) -> Typed:
    page = post.get(keeping.PAGE, "")
    return Typed({keeping.PAGE: [page]}, known=keeping.instant_of(post.get("_known", "")))

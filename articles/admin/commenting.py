"""The addresses by which comments on a story are read, said, answered, worded anew, taken back and resolved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseNotModified,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from articles.admin.story_page import another_person, find_story, page_context, story_url
from articles.editions.joining import listed
from articles.models import Article
from articles.publishing import Blocked
from articles.review import comments
from articles.review.comments import Said
from articles.review.mentions import offered
from articles.review.models import Comment
from articles.review.threads import threads_of, version

# What is done to a comment that is there, by the last part of the address.
ACTS: dict[str, Callable[[Comment, Any, str], Said | None]] = {
    "answer": comments.answer,
    "edit": comments.edit,
    "take-back": lambda comment, by, _text: comments.take_back(comment, by),
    "resolve": lambda comment, by, _text: comments.resolve(comment, by),
    "reopen": lambda comment, by, _text: comments.reopen(comment, by),
}
# Where a form without scripts comes from, and leads back to.
PAGES = {"story": "change", "preview": "preview"}


def commenting_urls(site: AdminSite) -> list[URLPattern]:
    return [
        story_url(site, "comments", comments_view, "comments"),
        story_url(site, "comments/people", people, "comment_people"),
        story_url(site, rf"comments/(?P<pk>[0-9]+)/(?P<act>{'|'.join(ACTS)})", act_view, "comment_act"),
    ]


def comments_view(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponseBase:
    """The story's threads (GET; 304 while the page has them), or a new one (POST)."""
    if request.method not in ("GET", "POST"):
        return HttpResponseNotAllowed(["GET", "POST"])
    if (elsewhere := _elsewhere(request)) is not None:
        return elsewhere
    article = find_story(request, object_id)
    if request.method == "GET":
        return _listed(request, article)
    block_id, quote = request.POST.get("block", ""), request.POST.get("quote", "")
    return _answered(
        site,
        request,
        article,
        lambda: comments.comment(article, request.user, _text(request), block_id=block_id, quote=quote),
        201,
    )


def act_view(site: AdminSite, request: HttpRequest, object_id: str, pk: str, act: str) -> HttpResponseBase:
    """Do something to one comment of this story."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if (elsewhere := _elsewhere(request)) is not None:
        return elsewhere
    article = find_story(request, object_id)
    comment = Comment.objects.filter(article=article, pk=int(pk) if len(pk) < 19 else 0).first()
    if comment is None:
        raise Http404(_("There is no such comment at this story. It may have been taken back."))
    comment.article = article
    return _answered(
        site, request, article, lambda: ACTS[act](comment, request.user, _text(request)), 200, comment
    )


def people(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponse:
    """`?q=` what was typed after an @; answers the people who may see the story: {"results": [{"username", "name"}]}."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    article = find_story(request, object_id)
    words = request.GET.get("q", "").replace("\x00", "")
    found = offered(article, request.user, words)
    return JsonResponse({"results": [{"username": user.username, "name": str(user)} for user in found]})


def _elsewhere(request: HttpRequest) -> JsonResponse | None:
    sent = request.POST if request.method == "POST" else request.GET
    return another_person(request, sent.get("user", ""))


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _listed(request: HttpRequest, article: Article) -> HttpResponse:
    # Not of the HTML: each copy of that has tokens of its own.
    etag = f'"{version(article.pk)}-{article.head_id}"'
    is_known = request.headers.get("If-None-Match") == etag
    response = HttpResponseNotModified() if is_known else JsonResponse(_shown(request, article))
    response["ETag"] = etag
    return response


def _shown(request: HttpRequest, article: Article) -> dict[str, Any]:
    """The threads as the panel has them."""
    threads = threads_of(article, request.user)
    html = render_to_string("desk/_threads.html", {"threads": threads, "article": article}, request)
    return {"html": html, "version": threads.version, "open": len(threads.open)}


def _answered(
    site: AdminSite,
    request: HttpRequest,
    article: Article,
    act: Callable[[], Said | None],
    status: int,
    about: Comment | None = None,
) -> HttpResponseBase:
    """Do it, and answer with the threads as they are then, or lead back to them; or say what stands in the way."""
    try:
        said = act()
    except Blocked as why:
        return _refused(site, request, article, " ".join(why.sentences), 422, about)
    except PermissionDenied as refusal:
        if not _wants_json(request):
            raise
        return JsonResponse({"error": str(refusal)}, status=403)
    notice = _unknown(said)
    if _wants_json(request):
        shown = _shown(request, article) | {"said": notice, "comment": said.comment.pk if said else None}
        return JsonResponse(shown, status=status)
    if notice:
        messages.warning(request, notice)
    page = PAGES.get(request.POST.get("from", ""), PAGES["story"])
    here = said.comment if said else None
    anchor = f"comment-{here.pk}" if here else "comments"
    return HttpResponseRedirect(
        f"{reverse(f'admin:articles_article_{page}', args=[article.pk])}?comments#{anchor}"
    )


def _unknown(said: Said | None) -> str:
    if said is None or not said.unknown:
        return ""
    names = listed(f"@{name}" for name in said.unknown)
    return _("Nobody on the desk is called %(names)s: nobody was told.") % {"names": names}


def _refused(
    site: AdminSite, request: HttpRequest, article: Article, why: str, status: int, about: Comment | None
) -> HttpResponseBase:
    """The sentence, and for a form without scripts the text again, to be sent anew."""
    if _wants_json(request):
        return JsonResponse({"error": why}, status=status)
    context = page_context(site, request, article, _("Not said yet"))
    context |= {"why": why, "sent": request.POST, "about": about, "longest": comments.LONGEST}
    return TemplateResponse(request, "desk/comment.html", context, status=status)

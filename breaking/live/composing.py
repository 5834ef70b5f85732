"""The addresses of the composer: the blog's page, what is new on it, and each verb.

A script asks for JSON; without one the same forms lead back to the page. 422 is for what is refused with sentences,
412 for an edit of what somebody else has changed meanwhile: it comes with what stands there now.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseNotModified,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles.admin.story_page import another_person, find_story
from articles.editions.scope import person
from articles.forms.widgets import read_ids
from articles.media.models import Image, Rights
from articles.models import Article
from articles.published.moment import desk_moment
from articles.publishing import Blocked
from articles.sections.kinds import Kind
from breaking.live import posts
from breaking.live.models import LivePost, PostVersion
from breaking.live.reading import (
    Blog,
    Card,
    blogs_for,
    cards_of,
    cards_of_versions,
    etag_of,
    read_blog,
    state_of,
)
from breaking.live.writing import LONGEST, from_text

READ = ("GET", "HEAD")
LISTED = 50


class PostForm(forms.Form):
    """What the composer sends. `version` is the one that an edit began with, `key` that of the press."""

    text = forms.CharField(label=gettext_lazy("text"), required=False, max_length=LONGEST, strip=False)
    headline = forms.CharField(label=gettext_lazy("headline"), required=False, max_length=110)
    byline = forms.CharField(label=gettext_lazy("byline"), required=False, max_length=120)
    is_key = forms.BooleanField(label=gettext_lazy("key event"), required=False)
    is_breaking = forms.BooleanField(label=gettext_lazy("breaking"), required=False)
    key = forms.UUIDField(label=gettext_lazy("key of the press"), required=False)
    version = forms.IntegerField(
        label=gettext_lazy("version"), required=False, min_value=0, max_value=2**63 - 1
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.images = read_ids(getattr(self.data, "getlist", lambda _name: [])("image"))
        return data

    def words(self) -> dict[str, Any]:
        """By the names of the verbs' arguments. A text that was not sent, because it cannot be edited, stays."""
        data = self.cleaned_data
        named = ("headline", "byline", "is_key", "is_breaking")
        body = {"body": from_text(data["text"])} if "text" in self.data else {}
        return {**body, **{name: data[name] for name in named}, "image_ids": self.images}

    def sentences(self) -> list[str]:
        return [
            f"{self.fields[name].label}: {sentence}"
            for name, said in self.errors.items()
            for sentence in said
        ]


def live_urls(site: AdminSite) -> list[URLPattern]:
    def view(does: Callable[..., HttpResponse]) -> Any:
        return site.admin_view(partial(does, site))

    return [
        path("live/", view(blogs_view), name="live_blogs"),
        path("live/<int:pk>/", view(blog_view), name="live_blog"),
        path("live/<int:pk>/fresh/", view(fresh_view), name="live_fresh"),
        path("live/<int:pk>/posts/<int:post>/", view(versions_view), name="live_post"),
        path("live/<int:pk>/posts/<int:post>/<slug:act>/", view(post_act_view), name="live_post_act"),
        path("live/<int:pk>/<slug:act>/", view(act_view), name="live_act"),
    ]


def find_blog(request: HttpRequest, pk: int) -> Article:
    """The live blog, if this person may see it (Http404)."""
    article = find_story(request, pk)
    if article.kind != Kind.LIVE:
        raise Http404(_("This story is no live blog."))
    return article


def find_post(article: Article, pk: int) -> LivePost:
    post = LivePost.objects.filter(article_id=article.pk, pk=pk).first() if pk < 2**63 else None
    if post is None:
        raise Http404(_("There is no such post."))
    return post


# The pages


def blogs_view(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """All live blogs that one may see: those that run first."""
    if request.method not in READ:
        return HttpResponseNotAllowed(READ)
    rows = blogs_for(request.user, desk_moment()).with_status()
    page = Paginator(rows, LISTED).get_page(request.GET.get("p"))
    context = {**site.each_context(request), "title": _("Live blogs"), "page": page}
    return TemplateResponse(request, "desk/live_blogs.html", context)


def blog_view(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """The composer and the posts, newest first."""
    if request.method not in READ:
        return HttpResponseNotAllowed(READ)
    return _page(site, request, find_blog(request, pk))


def fresh_view(site: AdminSite, request: HttpRequest, pk: int) -> HttpResponse:
    """What stands on the page, and each post that it (`seen=id-mark,…`) has not in this state; 304 if nothing is new."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    if (elsewhere := another_person(request, request.GET.get("user", ""))) is not None:
        return elsewhere
    article, before = find_blog(request, pk), _number(request.GET.get("before", ""))
    etag = f'"{etag_of(article, request.user, get_language() or "", before)}"'
    if request.headers.get("If-None-Match") == etag:
        fresh: HttpResponse = HttpResponseNotModified()
    else:
        blog = read_blog(article, etag.strip('"'), before)
        seen = set(request.GET.get("seen", "").split(","))
        context = _context(request, blog)
        cards = {
            card.post.pk: render_to_string("desk/_live_post.html", context | {"card": card}, request)
            for card in blog.cards
            if f"{card.post.pk}-{card.mark}" not in seen
        }
        head = render_to_string("desk/_live_head.html", context, request)
        fresh = JsonResponse(
            {
                "ids": [card.post.pk for card in blog.cards],
                "cards": cards,
                "head": head,
                "closed": blog.state.closed_at is not None,
                "older": blog.older,
            }
        )
    fresh["ETag"] = etag
    return fresh


def versions_view(site: AdminSite, request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """All that a post has said, newest first."""
    if request.method not in READ:
        return HttpResponseNotAllowed(READ)
    article = find_blog(request, pk)
    found = find_post(article, post)
    rows = PostVersion.objects.filter(post=found).select_related("saved_by", "post__author")
    context = {
        **site.each_context(request),
        "title": _("Versions of a post"),
        "article": article,
        "post": found,
        "cards": cards_of_versions(rows.order_by("-public_from")),
    }
    return TemplateResponse(request, "desk/live_versions.html", context)


# The verbs

ACTS: dict[str, Callable[[int, Any], Any]] = {
    "close": posts.close,
    "reopen": posts.reopen,
    "unpin": posts.unpin,
}
POST_ACTS: dict[str, Callable[[int, Any], Any]] = {
    "hide": posts.hide,
    "show": posts.show_again,
    "pin": posts.pin,
    "key": posts.mark_key,
    "unkey": partial(posts.mark_key, is_key=False),
}


def acting(*names: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Makes a view of one that does an act of these names in an Article, once all is asked that every act asks."""

    def wrap(does: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(does)
        def view(site: AdminSite, request: HttpRequest, pk: int, *, act: str, **more: Any) -> HttpResponse:
            if act not in names:
                raise Http404(_("There is no such act."))
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            if (elsewhere := another_person(request, request.POST.get("user", ""))) is not None:
                return elsewhere
            return does(site, request, find_blog(request, pk), act=act, **more)

        return view

    return wrap


@acting("post", *ACTS)
def act_view(site: AdminSite, request: HttpRequest, article: Article, *, act: str) -> HttpResponse:
    """Post in the blog (`post`), or change how it stands."""
    by = person(request)
    if act != "post":
        return _done(site, request, article, lambda: ACTS[act](article.pk, by) and {})
    form = PostForm(request.POST)

    def publish() -> dict[str, Any]:
        post = posts.publish(article.pk, by, key=form.cleaned_data["key"], **{"body": "", **form.words()})
        current = PostVersion.objects.get(post=post, public_until=None)
        return {"post": post.pk, "version": current.pk}

    return _done(site, request, article, publish, form)


@acting("edit", *POST_ACTS)
def post_act_view(
    site: AdminSite, request: HttpRequest, article: Article, *, post: int, act: str
) -> HttpResponse:
    """Change one post: its words (`edit`), or how it stands."""
    by, found = person(request), find_post(article, post)
    if act != "edit":
        return _done(site, request, article, lambda: POST_ACTS[act](found.pk, by) and {})
    form = PostForm(request.POST)

    def edit() -> dict[str, Any]:
        base = form.cleaned_data["version"] or 0
        version = posts.edit(found.pk, by, base_version=base, **form.words())
        return {"post": found.pk, "version": version.pk}

    return _done(site, request, article, edit, form, found)


def _done(
    site: AdminSite,
    request: HttpRequest,
    article: Article,
    act: Callable[[], dict[str, Any]],
    form: PostForm | None = None,
    post: LivePost | None = None,
) -> HttpResponse:
    """Do it and say how it went; what was typed and is refused comes back with the page."""
    current, said = None, {}
    try:
        if form is not None and not form.is_valid():
            status, why = 422, form.sentences()
        else:
            status, why, said = 200, [], act()
    except Blocked as blocked:
        status, why = 422, blocked.sentences
    except PermissionDenied as refused:
        status, why = 403, [str(refused)]
    except posts.StalePost as stale:
        status, current = 412, cards_of([stale.current], state_of(article.pk))[0]
        why = [_("Somebody else changed this post meanwhile. Nothing of yours is saved yet.")]
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(_told(why, current) | said, status=status)
    if status == 403:
        raise PermissionDenied(*why)
    if status == 200:
        return HttpResponseRedirect(reverse("admin:live_blog", args=[article.pk]))
    for sentence in why:
        messages.error(request, sentence)
    if form is None:
        return HttpResponseRedirect(reverse("admin:live_blog", args=[article.pk]))
    return _page(site, request, article, form=form, post=post, current=current, status=status)


def _told(why: list[str], current: Card | None) -> dict[str, Any]:
    """What a script is told of a refusal; of a stale edit also all that the post says now, and as it is shown (`html`)."""
    if current is None:
        return {"errors": why} if why else {}
    version, said = current.version, current.said
    now = {
        "version": version.pk,
        "by": str(version.saved_by),
        "text": current.text,
        "images": [image.pk for image in current.images],
        "html": render_to_string("desk/_live_said.html", {"card": current}),
    }
    names = ("headline", "byline", "is_key", "is_breaking")
    return {"errors": why, "current": now | {name: getattr(said, name) for name in names}}


def _page(
    site: AdminSite,
    request: HttpRequest,
    article: Article,
    *,
    form: PostForm | None = None,
    post: LivePost | None = None,
    current: Card | None = None,
    status: int = 200,
) -> HttpResponse:
    """The blog's page; `form` and `post` fill the composer with what was refused, `?edit=` with a post."""
    before = _number(request.GET.get("before", ""))
    blog = read_blog(article, etag_of(article, request.user, get_language() or "", before), before)
    context = {
        **site.each_context(request),
        **_context(request, blog),
        "title": str(article),
        "composer": _composer(request, article, form, post, current),
        "current": current,
        "rights": Rights.choices,
    }
    return TemplateResponse(request, "desk/live.html", context, status=status)


def _context(request: HttpRequest, blog: Blog) -> dict[str, Any]:
    """What the parts of the page need, in whichever answer they come."""
    user = person(request)
    return {
        "blog": blog,
        "article": blog.article,
        "may_post": user.may("live_post", blog.article),
        "user": user,
    }


def _composer(
    request: HttpRequest,
    article: Article,
    form: PostForm | None,
    post: LivePost | None,
    current: Card | None,
) -> dict[str, Any]:
    """What stands in the fields: of a post that is edited, of what was refused, or nothing yet."""
    filled: dict[str, Any] = {"key": uuid4(), "is_text": True}
    if form is None and (pk := _number(request.GET.get("edit", ""))) is not None:
        post = LivePost.objects.filter(article_id=article.pk, pk=pk).first()
    if post is not None:
        rows = PostVersion.objects.filter(post=post, public_until=None)
        card = cards_of(rows.select_related("post", "saved_by"), state_of(article.pk))[0]
        said = card.said
        filled |= {"post": post.pk, "version": card.version.pk, "is_text": card.text is not None}
        filled |= {"text": card.text or "", "headline": said.headline, "byline": said.byline}
        filled |= {"is_key": said.is_key, "is_breaking": said.is_breaking, "images": card.images}
    if form is not None:
        names = ("text", "headline", "byline")
        filled |= {name: form.data.get(name, "") for name in names}
        filled |= {name: bool(form.data.get(name)) for name in ("is_key", "is_breaking")}
        filled |= {"images": list(Image.objects.filter(pk__in=getattr(form, "images", [])))}
        filled |= {"key": form.cleaned_data.get("key") or uuid4()}
        if post is not None:
            # Sent again, it is meant: the other text is on the page.
            filled["version"] = current.version.pk if current else form.cleaned_data.get("version")
    return filled


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

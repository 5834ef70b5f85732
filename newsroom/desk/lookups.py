"""What the desk's pages ask while somebody types: entries whose name holds the words, as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.authors.models import Author
from articles.editions.scope import editions_for, person
from articles.forms.widgets import (
    AUTHORS,
    LIVE_BLOGS,
    PEOPLE,
    PICTURES,
    REGIONS,
    SECTIONS,
    STORIES,
    TAGS,
    VIDEOS,
    read_ids,
)
from articles.media.models import Image, Video
from articles.media.searching import with_words
from articles.models import Article
from articles.published import moment
from articles.published.cards import clock_face
from articles.sections.models import Region, Section
from articles.tags.models import Tag
from breaking.live.reading import running_blogs
from newsroom.accounts.models import User

SHOWN = 20
PICTURES_SHOWN = 40
Rows = QuerySet[Any]


def _words(rows: Rows, words: str, *fields: str) -> Rows:
    """The rows in which each word is found in one of the fields."""
    for word in words.split()[:6]:
        wanted = Q()
        for field in fields:
            wanted |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(wanted)
    return rows


def _authors(request: HttpRequest, words: str) -> Rows:
    return _words(Author.objects.filter(merged_into=None), words, "name").order_by("name")


def _tags(request: HttpRequest, words: str) -> Rows:
    return _words(Tag.objects.filter(merged_into=None), words, "name").order_by("name")


def _stories(request: HttpRequest, words: str) -> Rows:
    seen = Article.objects.visible_to(request.user).exclude(stage="spiked").select_related("section")
    return seen.found_by(words).with_status().defer("body", "words").order_by("-saved_at")


def _live_blogs(request: HttpRequest, words: str) -> Rows:
    return running_blogs(request.user, moment.desk_moment()).found_by(words).with_status()


def _pictures(request: HttpRequest, words: str) -> Rows:
    rows = with_words(Image.objects.defer("words"), words).order_by("-pk")
    return rows.annotate(has_ended=Q(rights_until__lte=moment.desk_moment().at))


def _videos(request: HttpRequest, words: str) -> Rows:
    return _words(Video.objects.all(), words, "caption", "credit", "transcript").order_by("-pk")


def _regions(request: HttpRequest, words: str) -> Rows:
    return _words(Region.objects.filter(merged_into=None), words, "name").order_by("name")


def _sections(request: HttpRequest, words: str) -> Rows:
    rows = Section.objects.filter(edition__in=editions_for(request.user)).select_related("edition", "parent")
    return _words(rows, words, "name")


def _people(request: HttpRequest, words: str) -> Rows:
    return _words(User.objects.filter(is_active=True), words, "username", "first_name", "last_name")


LOOKUPS: dict[str, Callable[[HttpRequest, str], Rows]] = {
    AUTHORS: _authors,
    TAGS: _tags,
    STORIES: _stories,
    LIVE_BLOGS: _live_blogs,
    PICTURES: _pictures,
    VIDEOS: _videos,
    REGIONS: _regions,
    SECTIONS: _sections,
    PEOPLE: _people,
}


def lookup(request: HttpRequest, what: str) -> HttpResponse:
    """`?q=` words, or `?ids=` joined by commas; answers {"results": [{"id", "label", "note", …}]}."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if what not in LOOKUPS:
        raise Http404(_("There is no such list on the desk."))
    rows = LOOKUPS[what](request, request.GET.get("q", "").replace("\x00", "")[:200])
    if ids := read_ids(request.GET.get("ids", "")):
        rows = rows.filter(pk__in=ids)
    shown = rows[: PICTURES_SHOWN if what == PICTURES else SHOWN]
    return JsonResponse({"results": [_result(what, row) for row in shown]})


def _result(what: str, row: Any) -> dict[str, Any]:
    result = {"id": row.pk, "label": str(row), "note": ""}
    if what in (STORIES, LIVE_BLOGS):
        result["note"] = " · ".join(filter(None, [str(row.section or ""), row.public_status]))
        result["isPublic"] = row.public_status == "published"
    elif what == PICTURES:
        result |= {
            "thumb": reverse("admin:picture_file", args=[row.pk]),
            "alt": row.alt_text,
            "caption": row.caption,
            "credit": row.credit,
            "ended": bool(row.has_ended),
        }
    elif what == VIDEOS:
        result |= {
            "note": clock_face(row.duration_seconds),
            "thumb": reverse("admin:picture_file", args=[row.poster_id]),
            "caption": row.caption,
        }
    elif what == SECTIONS:
        result["note"] = " · ".join(filter(None, [str(row.parent or ""), row.edition.label]))
    elif what == TAGS and row.is_proposed:
        result["note"] = _("proposed")
    return result


def propose_tag(request: HttpRequest) -> HttpResponse:
    """Make a tag that an editor has yet to take in; one that is there already is answered as it is."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not person(request).may("propose_tag"):
        return JsonResponse({"errors": [_("You may not propose tags.")]}, status=403)
    name = " ".join(request.POST.get("name", "").replace("\x00", "").split())
    if not name or len(name) > 100 or not slugify(name, allow_unicode=True):
        return JsonResponse({"errors": [_("Give the tag a name of at most 100 characters.")]}, status=400)
    tag = Tag.objects.filter(name__iexact=name).first()
    if tag is not None and tag.merged_into is not None:
        tag = tag.merged_into
    if tag is None:
        tag = Tag.objects.create(name=name, is_proposed=True)
    return JsonResponse(_result(TAGS, tag), status=201)

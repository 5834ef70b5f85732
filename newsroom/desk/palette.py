"""The command palette: everything on the desk by its name, found while one types.

It answers what the person may see or do, and counts nothing: of what is hidden not even the number is told.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import CharField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.panel import STATUS_LABELS
from articles.editions.directions import seen
from articles.editions.scope import editions_for, person
from articles.media.models import Image
from articles.media.searching import MOST_WORDS, folded, with_words
from articles.models import Article
from articles.sections.models import Section
from articles.tags.models import Tag
from newsroom.accounts.models import User
from newsroom.desk.actions import actions_for

STORIES_SHOWN, OTHERS_SHOWN, LONGEST = 8, 5, 200
PEOPLE, PICTURES, SECTIONS, TAGS = "people", "pictures", "sections", "tags"
Row = dict[str, Any]


def palette(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """`?q=` words; answers {"groups": [{"name", "label", "rows": [{"label", "note", "url", …}]}]}, none of them empty.

    Without words: the stories saved last, and what one may do. At most six queries.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    others = _others(person(request), words) if words else {}
    groups = [
        ("stories", _("Stories"), _stories(person(request), words)),
        ("actions", _("Go to, do"), actions_for(site, request, words)),
        (PEOPLE, _("People"), others.get(PEOPLE, [])),
        (PICTURES, _("Pictures"), others.get(PICTURES, [])),
        (SECTIONS, _("Sections"), others.get(SECTIONS, [])),
        (TAGS, _("Tags"), others.get(TAGS, [])),
    ]
    found = [{"name": name, "label": label, "rows": rows} for name, label, rows in groups if rows]
    return JsonResponse({"groups": found})


def _stories(user: Any, words: str) -> list[Row]:
    visible = Article.objects.visible_to(user).exclude(stage="spiked").with_status()
    rows = (visible.found_by(words) if words else visible).order_by("-saved_at", "-pk")
    rows = rows.select_related("section").only("headline", "slugline", "section__name", "stage")
    return [
        {
            "label": seen(str(story)),
            "note": " · ".join(
                filter(
                    None, [f"#{story.pk}", str(story.section or ""), str(STATUS_LABELS[story.public_status])]
                )
            ),
            "url": reverse("admin:articles_article_change", args=[story.pk]),
        }
        for story in rows[:STORIES_SHOWN]
    ]


def _others(user: Any, words: str) -> dict[str, list[Row]]:
    """What is no story, by its group: one query for all."""
    people = _named(User.objects.filter(is_active=True), ("username", "first_name", "last_name"), words)
    tags = _named(Tag.objects.filter(merged_into=None), ("name", "slug"), words)
    own = Section.objects.filter(edition__in=editions_for(user))
    sections = _named(own, ("name", "slug"), words)
    pictures = with_words(Image.objects.all(), words)
    name = Concat("first_name", Value(" "), "last_name", output_field=TextField())
    parts = [
        _part(people.order_by("username"), PEOPLE, name, F("username")),
        _part(pictures.order_by("-pk"), PICTURES, F("caption"), F("alt_text")),
        _part(sections.order_by("edition", "position", "pk"), SECTIONS, F("name"), F("edition__label")),
        _part(tags.order_by("name"), TAGS, F("name"), Value("")),
    ]
    found: dict[str, list[Row]] = {}
    for group, pk, label, note in parts[0].union(*parts[1:], all=True):
        found.setdefault(group, []).append(_ROWS[group](user, pk, label.strip(), note))
    return found


def _named(rows: QuerySet[Any], columns: tuple[str, ...], words: str) -> QuerySet[Any]:
    """The rows with each of the words in one of the columns; case, accents and Arabic marks make no difference."""
    rows = rows.alias(folded=folded(*map(F, columns)))
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(Q(folded__contains=folded(word)))
    return rows


def _part(rows: QuerySet[Any], group: str, label: Any, note: Any) -> Any:
    as_text = {"output_field": TextField()}
    found = rows.annotate(
        group=Value(group, output_field=CharField()),
        label=Func(label, template="(%(expressions)s)::text", **as_text),
    )
    found = found.annotate(noted=Func(note, template="(%(expressions)s)::text", **as_text))
    return found.values_list("group", "pk", "label", "noted")[:OTHERS_SHOWN]


def _person_row(user: Any, pk: int, name: str, username: str) -> Row:
    """An account for those who manage them; for everybody else the stories of that person."""
    if user.may("manage_people"):
        return {
            "label": name or username,
            "note": username,
            "url": reverse("admin:accounts_user_change", args=[pk]),
        }
    note = _("%(name)s: stories") % {"name": username}
    return {"label": name or username, "note": note, "url": f"{_story_list()}?whose={pk}"}


def _picture_row(user: Any, pk: int, caption: str, alt: str) -> Row:
    url, thumb = (reverse(f"admin:{name}", args=[pk]) for name in ("media_image_change", "picture_file"))
    return {"label": (caption or alt or f"#{pk}")[:120], "note": f"#{pk}", "url": url, "thumb": thumb}


def _section_row(user: Any, pk: int, name: str, edition: str) -> Row:
    return {"label": name, "note": edition, "url": f"{_story_list()}?section={pk}"}


def _tag_row(user: Any, pk: int, name: str, _note: str) -> Row:
    return {"label": name, "note": "", "url": reverse("admin:tags_tag_change", args=[pk])}


_ROWS = {PEOPLE: _person_row, PICTURES: _picture_row, SECTIONS: _section_row, TAGS: _tag_row}


def _story_list() -> str:
    return reverse("admin:articles_article_changelist")

"""Stories on the desk: their list, the page on which they are written, and the buttons that are verbs."""

from __future__ import annotations

from datetime import datetime
from functools import partial, update_wrapper
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, re_path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.admin import previewing
from articles.admin.acting import act_and_tell
from articles.admin.bulk import BULKS, LIMIT, ask, bulk_view, offered, visible
from articles.admin.checking import checking_urls
from articles.admin.commenting import commenting_urls
from articles.admin.comparison import comparison_urls
from articles.admin.copying import copy_view
from articles.admin.deciding import decide_url, deciding_urls
from articles.admin.drafting import drafting_urls
from articles.admin.effects import effects_view
from articles.admin.filters import (
    CappedPaginator,
    ColumnFilter,
    DeskFilter,
    EditionFilter,
    LacksFilter,
    SectionFilter,
    StatusFilter,
    WhoseFilter,
    moment_of,
)
from articles.admin.history import history_urls
from articles.admin.panel import STATUS_LABELS, VERBS, Tried
from articles.admin.presence import presence_urls
from articles.admin.saving import save_story
from articles.admin.story_page import find_story, story_page, story_url
from articles.admin.translating import translating_urls
from articles.blockers import blockers_of
from articles.drafts.presence import open_now
from articles.editions.directions import seen
from articles.editions.joining import joined, listed
from articles.editions.scope import person
from articles.forms.clocks import SHORT, bare, written
from articles.forms.widgets import read_ids
from articles.models import Article, Byline


class StoryList(ChangeList):
    """A page of the list, each of its stories with what it is `lacking` to be published as it stands."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        stories = list(self.result_list)
        lacking = blockers_of(stories, moment_of(request).now)
        for story in stories:
            story.lacking = lacking.get(story.pk, [])
        self.result_list = stories


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    change_list_template = "desk/stories.html"
    list_display = (
        "headline_shown",
        "section",
        "stage_shown",
        "status_shown",
        "next_shown",
        "desk",
        "byline_shown",
        "saved_shown",
    )
    list_filter = (
        *("stage", StatusFilter, ColumnFilter, WhoseFilter, EditionFilter, SectionFilter, DeskFilter),
        LacksFilter,
    )
    search_fields = ("words",)
    search_help_text = _("Words of the headline or the slugline, or its number")
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    ordering = ("-saved_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return (
            Article.objects.visible_to(request.user)
            .with_status(moment_of(request).now)
            .select_related("section", "desk", "edition", "head")
            .prefetch_related(
                Prefetch("bylines", Byline.objects.select_related("author")),
                Prefetch("presences", open_now(request.user), to_attr="open_by"),
            )
            .defer("body", "words")
            .order_by(*self.ordering)
        )

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        return queryset.found_by(search_term.replace("\x00", "")[:200]), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StoryList

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return bool(person(request).may("edit", obj))

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return bool(person(request).may("view", obj))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    # The list

    @admin.display(description=_("headline"), ordering="headline")
    def headline_shown(self, article: Article) -> str:
        marks = format_html_join(
            " ",
            '<span class="mark">{}</span>',
            [
                (label,)
                for label, is_on in (
                    (article.get_kind_display(), article.kind != "story"),
                    (_("confidential"), article.confidential),
                    (_("sensitive"), article.is_sensitive),
                )
                if is_on
            ],
        )
        return format_html(
            "<bdi>{}</bdi> {}{}{}", seen(str(article)), marks, lacking_mark(article), open_mark(article)
        )

    @admin.display(description=_("stage"), ordering="stage")
    def stage_shown(self, article: Article) -> str:
        return format_html(
            '<span class="stage stage-{}">{}</span>', article.stage, article.get_stage_display()
        )

    @admin.display(description=_("readers see"))
    def status_shown(self, article: Article) -> str:
        status = article.public_status
        mark = format_html('<span class="status status-{}">{}</span>', status, STATUS_LABELS[status])
        shown = getattr(article, "shown_revision", None)
        if shown is None or shown == article.head_id:
            return mark
        url = reverse("admin:articles_article_changes", args=[article.pk])
        return format_html('{} <a class="mark" href="{}">{}</a>', mark, url, _("what changed"))

    @admin.display(description=_("next"))
    def next_shown(self, article: Article, user: Any = None) -> str:
        at: datetime | None = getattr(article, "next_at", None)
        return written(at, article.edition.time_zone, user, SHORT) if at is not None else ""

    @admin.display(description=_("byline"))
    def byline_shown(self, article: Article) -> str:
        return listed(article.bylines.all())

    @admin.display(description=_("saved"), ordering="saved_at")
    def saved_shown(self, article: Article) -> str:
        zone_name = article.edition.time_zone
        saved = bare(article.saved_at, zone_name, SHORT)
        return format_html(
            '<span class="when">{} <bdi class="when-zone" dir="ltr">{}</bdi></span>', saved, zone_name
        )

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns; that of the next change knows whose own clock to show beside the edition's."""
        column = ArticleAdmin.next_shown
        shown = update_wrapper(partial(column, self, user=request.user), column)
        return [shown if name == column.__name__ else name for name in self.list_display]

    # Several stories at once

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {bulk.name: (self.ask_bulk, bulk.name, bulk.label) for bulk in offered(request.user)}

    def ask_bulk(self, request: HttpRequest, name: str, ids: list[int]) -> HttpResponse:
        return ask(self.admin_site, request, BULKS[name], visible(request, ids))

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Article], *args: Any
    ) -> HttpResponse | None:
        """Lead from the list to the page of an act, with the stories that are chosen in it."""
        name = next((name for name in request.POST.getlist("action") if name), "")
        ids = read_ids(request.POST.getlist(ACTION_CHECKBOX_NAME))
        if request.POST.get("select_across") == "1":
            ids = list(queryset.values_list("pk", flat=True)[: LIMIT + 1])
        if name not in self.get_actions(request):
            messages.warning(request, _("Choose what is to be done with the stories."))
        elif not ids:
            messages.warning(request, _("Choose the stories first."))
        elif len(ids) > LIMIT:
            messages.warning(request, _("Choose at most %(limit)d stories at a time.") % {"limit": LIMIT})
        else:
            return self.ask_bulk(request, name, ids)
        return None

    # The page of one story

    def get_urls(self) -> list[Any]:
        return [
            re_path(
                rf"^(?P<object_id>[0-9]+)/(?P<verb>{'|'.join(VERBS)})/$",
                self.admin_site.admin_view(self.verb_view),
                name="articles_article_verb",
            ),
            *previewing.urls(self.admin_site),
            *drafting_urls(self.admin_site),
            *checking_urls(self.admin_site),
            *presence_urls(self.admin_site),
            *commenting_urls(self.admin_site),
            *history_urls(self.admin_site),
            *comparison_urls(self.admin_site),
            *deciding_urls(self.admin_site),
            *translating_urls(self.admin_site),
            story_url(self.admin_site, "effects", effects_view, "effects"),
            story_url(self.admin_site, "copy", copy_view, "copy"),
            path(
                "bulk/<slug:name>/",
                self.admin_site.admin_view(partial(bulk_view, self.admin_site)),
                name="articles_article_bulk",
            ),
            *[
                url
                for url in super().get_urls()
                if getattr(url, "name", "") not in ("articles_article_delete", "articles_article_history")
            ],
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if object_id is None and not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return save_story(self.admin_site, request, object_id)
        article = find_story(request, object_id) if object_id is not None else None
        return story_page(self.admin_site, request, article)

    # The verbs

    def verb_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """Do one verb to one story, with the Revision and the Release that the page had shown."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        article = find_story(request, object_id)
        outcome = act_and_tell(request, article, VERBS[verb], is_saved=False)
        if outcome.status == 200:
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        if outcome.status == 303:
            return HttpResponseRedirect(decide_url(request, article))
        return story_page(
            self.admin_site,
            request,
            find_story(request, object_id),
            tried=Tried(VERBS[verb], outcome.form),
            status=outcome.status,
        )


def lacking_mark(article: Article) -> str:
    """How many things stand in the way of publishing it; which they are is said on hovering and on its page."""
    lacking = getattr(article, "lacking", ())
    return render_to_string("desk/_lacking.html", {"lacking": lacking}) if lacking else ""


def open_mark(article: Article) -> str:
    """Who else has the story open now, if anybody has."""
    names = [str(row.user) for row in getattr(article, "open_by", ())]
    if not names:
        return ""
    said = _("open: %(names)s") % {"names": joined(names)}
    return format_html(' <span class="mark-open">{}</span>', said)

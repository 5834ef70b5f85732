"""Stories on the desk: their list, the page on which they are written, and the buttons that are verbs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import re_path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.admin.acting import act_and_tell
from articles.admin.drafting import drafting_urls
from articles.admin.filters import (
    CappedPaginator,
    DeskFilter,
    EditionFilter,
    MineFilter,
    SectionFilter,
    StatusFilter,
)
from articles.admin.panel import STATUS_LABELS, VERBS
from articles.admin.presence import presence_urls
from articles.admin.saving import save_story
from articles.admin.story_page import find_story, story_page
from articles.drafts.presence import open_now
from articles.forms.scope import person
from articles.models import Article


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
    list_filter = ("stage", StatusFilter, MineFilter, EditionFilter, SectionFilter, DeskFilter)
    search_fields = ("headline", "slugline")
    search_help_text = _("Words of the headline or the slugline")
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    ordering = ("-saved_at", "-id")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return (
            Article.objects.visible_to(request.user)
            .with_status()
            .select_related("section", "desk", "edition")
            .prefetch_related(
                "bylines__author", Prefetch("presences", open_now(request.user), to_attr="open_by")
            )
            .defer("body")
            .order_by(*self.ordering)
        )

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
        return format_html("{} {}{}", str(article), marks, open_mark(article))

    @admin.display(description=_("stage"), ordering="stage")
    def stage_shown(self, article: Article) -> str:
        return format_html(
            '<span class="stage stage-{}">{}</span>', article.stage, article.get_stage_display()
        )

    @admin.display(description=_("readers see"))
    def status_shown(self, article: Article) -> str:
        status = article.public_status
        return format_html('<span class="status status-{}">{}</span>', status, STATUS_LABELS[status])

    @admin.display(description=_("next"))
    def next_shown(self, article: Article) -> str:
        at: datetime | None = getattr(article, "next_at", None)
        if at is None:
            return ""
        local = timezone.localtime(at, article.edition.zone)
        return format_html(
            '<time datetime="{}">{}</time>', at.isoformat(), formats.date_format(local, "j M H:i")
        )

    @admin.display(description=_("byline"))
    def byline_shown(self, article: Article) -> str:
        return ", ".join(str(byline) for byline in article.bylines.all())

    @admin.display(description=_("saved"), ordering="saved_at")
    def saved_shown(self, article: Article) -> str:
        local = timezone.localtime(article.saved_at, article.edition.zone)
        return formats.date_format(local, "j M H:i")

    # The page of one story

    def get_urls(self) -> list[Any]:
        return [
            re_path(
                rf"^(?P<object_id>[0-9]+)/(?P<verb>{'|'.join(VERBS)})/$",
                self.admin_site.admin_view(self.verb_view),
                name="articles_article_verb",
            ),
            *drafting_urls(self.admin_site),
            *presence_urls(self.admin_site),
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
        status = act_and_tell(request, article, VERBS[verb], is_saved=False)
        if status == 200:
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        return story_page(self.admin_site, request, find_story(request, object_id), status=status)


def open_mark(article: Article) -> str:
    """Who else has the story open now, if anybody has."""
    names = [str(row.user) for row in getattr(article, "open_by", ())]
    if not names:
        return ""
    said = _("open: %(names)s") % {"names": ", ".join(names)}
    return format_html(' <span class="mark-open">{}</span>', said)

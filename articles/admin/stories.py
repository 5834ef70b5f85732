"""Stories on the desk: their list, the page on which they are written, and the buttons that are verbs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import re_path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from articles.admin.comparison import differences, typed
from articles.admin.filters import (
    CappedPaginator,
    DeskFilter,
    EditionFilter,
    MineFilter,
    SectionFilter,
    StatusFilter,
)
from articles.admin.panel import STATUS_LABELS, VERBS, Verb, panel_for
from articles.body.blocks import blocks
from articles.forms.editor import editor_facts
from articles.forms.rows import Rows, are_valid, rows_of
from articles.forms.scope import person
from articles.forms.story import StoryForm
from articles.media.models import Image
from articles.models import Article
from articles.publishing import Blocked
from articles.revisions import Stale, lock, save_revision

_REFUSED = _(
    "You may not change this story as it stands now. What you typed is below; nothing of it was saved."
)
_STALE = _("The story changed while you were looking at it. Look again before you decide.")


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
            .prefetch_related("bylines__author")
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
        return format_html("{} {}", str(article), marks)

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
            return self._save(request, object_id)
        article = self._find(request, object_id) if object_id is not None else None
        return self._page(request, article)

    def _find(self, request: HttpRequest, object_id: Any) -> Article:
        """The story, if this person may see it; what may not be seen answers like what does not exist."""
        text = unquote(str(object_id))
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise Http404(_("There is no such story."))
        rows = Article.objects.visible_to(request.user).select_related("edition", "section", "head__author")
        article = rows.filter(pk=int(text)).first()
        if article is None:
            raise Http404(_("There is no such story."))
        return article

    def _save(self, request: HttpRequest, object_id: str | None) -> HttpResponse:
        """Save what was typed, and do the verb that was asked for with it, in one transaction."""
        with transaction.atomic():
            article = Article()
            refusal = ""
            if object_id is not None:
                lock(self._find(request, object_id).pk)
                article = self._find(request, object_id)
                refusal = "" if person(request).may("edit", article) else str(_REFUSED)
            form = StoryForm(self._sent(request), instance=article, user=request.user, refusal=refusal)
            lists = rows_of(article, request.POST)
            # Both are asked, so that all errors are shown at once.
            if not all([form.is_valid(), are_valid(lists)]):
                status = 403 if refusal else 409 if form.is_stale else 200
                return self._page(
                    request, self._stored(article), form=form, lists=lists, status=status
                ).render()
            article = form.save_all()
            for rows in lists.values():
                if rows.is_bound:
                    rows.save(article)
            save_revision(article, request.user)
            here = reverse("admin:articles_article_change", args=[article.pk])
            verb = VERBS.get(request.POST.get("_verb", ""))
            if verb is not None and verb.saves:
                self._act_and_tell(request, article, verb, is_saved=True)
            else:
                messages.success(request, _("Saved."))
            return HttpResponseRedirect(here)

    def _sent(self, request: HttpRequest) -> Any:
        """What the form sent; “save mine over it” names the Revision that the writer has now seen."""
        data = request.POST.copy()
        if data.get("_overwrite"):
            data["base_revision"] = str(data["_overwrite"])
        return data

    def _stored(self, article: Article) -> Article | None:
        """The story as the database has it: the form has written what was typed into its own copy."""
        if not article.pk:
            return None
        return Article.objects.select_related("edition", "section", "head__author").get(pk=article.pk)

    def _page(
        self,
        request: HttpRequest,
        article: Article | None,
        *,
        form: StoryForm | None = None,
        lists: dict[str, Rows] | None = None,
        status: int = 200,
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(article) if article else _("New story"),
            "article": article,
            "panel": panel_for(article, request.user) if article else None,
            "history": list(article.revisions.select_related("author")[:8]) if article else [],
        }
        if article is not None and form is None and not person(request).may("edit", article):
            context["blocks"] = blocks(article.body)
            context["pictures"] = article.pictures.select_related("image")
            wanted = {pk for block in context["blocks"] for pk in block.article_ids}
            context["stories"] = Article.objects.visible_to(request.user).filter(pk__in=wanted)
            return TemplateResponse(request, "desk/story_read.html", context, status=status)
        form = form or StoryForm(instance=article or Article(), user=request.user)
        context["form"] = form
        context["lists"] = lists or rows_of(article or Article())
        context["editor_facts"] = editor_facts(form)
        context["rights"] = Image._meta.get_field("rights").choices
        if form.is_stale and article is not None and article.head is not None:
            context["theirs"] = article.head
            context["differences"] = differences(article.head.content, typed(article, form.data))
        return TemplateResponse(request, "desk/story.html", context, status=status)

    # The verbs

    def verb_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """Do one verb to one story, with the Revision and the Release that the page had shown."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        article = self._find(request, object_id)
        status = self._act_and_tell(request, article, VERBS[verb], is_saved=False)
        if status == 200:
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))
        return self._page(request, self._find(request, object_id), status=status)

    def _act_and_tell(self, request: HttpRequest, article: Article, verb: Verb, *, is_saved: bool) -> int:
        """Do the verb and say how it went; returns the status for it: 200, 403, 409 or 422."""
        form = verb.form(request.POST, edition=article.edition)
        prefix = _("Saved, but not done: ") if is_saved else ""
        if not form.is_valid():
            for sentences in form.errors.values():
                for sentence in sentences:
                    messages.error(request, f"{prefix}{sentence}")
            return 422
        try:
            seen = self._seen(request, article, verb, is_saved=is_saved)
            with transaction.atomic():
                verb.act(article.pk, request.user, {**form.cleaned_data, **seen})
                _settle()
        except Blocked as why:
            for sentence in why.sentences:
                messages.error(request, f"{prefix}{sentence}")
            return 422
        except (Stale, IntegrityError) as error:
            if isinstance(error, IntegrityError) and not is_too_late(error):
                raise
            messages.error(request, f"{prefix}{_STALE}")
            return 409
        except PermissionDenied as refusal:
            messages.error(request, f"{prefix}{refusal}")
            return 403
        messages.success(request, str(verb.done))
        return 200

    def _seen(
        self, request: HttpRequest, article: Article, verb: Verb, *, is_saved: bool
    ) -> dict[str, int | None]:
        """The Revision and Release that the page stood on; after a save, the Revision just made."""
        seen = {name: _number(request.POST.get(name, "")) for name in verb.seen}
        if is_saved and "revision" in seen:
            seen["revision"] = article.head_id
        return seen


def _settle() -> None:
    """Have the chain's deferred constraints speak now, while what was saved beside the verb can still be kept."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def is_too_late(error: IntegrityError) -> bool:
    """Whether the guard refused, because a Release that the verb drops has begun meanwhile."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == "release_keep"


def _number(text: str) -> int | None:
    """A key, None for an empty text (nothing is public), and 0, which is no row's, for anything else."""
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0

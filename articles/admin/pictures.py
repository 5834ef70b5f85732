"""The picture library: its grid, and the page of one picture with the point that every crop keeps."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.describing import changeable, describe_view
from articles.admin.ending import ending_view
from articles.admin.filters import CappedPaginator
from articles.admin.picture_filters import FILTERS
from articles.admin.uploading import several_view, take_upload, told_of, upload_view
from articles.editions.scope import person
from articles.forms.pictures import PictureDetails, UploadForm
from articles.jobs import defer_renditions
from articles.media.faults import picture_faults
from articles.media.models import Image
from articles.media.renditions import CROPS, forget, render_first
from articles.media.searching import with_words
from articles.published.moment import desk_moment
from articles.published.pictures import shown_pictures
from articles.uses import uses_of

# The cuts that are shown while the focal point moves.
PREVIEWED = ("16x9", "4x3", "1x1", "3x2")


class PictureList(ChangeList):
    """A page of the grid, each picture with what must be known of it at a glance."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        at = desk_moment()
        shown = shown_pictures(at, [image.pk for image in rows])
        for image in rows:
            image.is_shown = image.pk in shown
            image.faults = picture_faults(image, at.now)
            image.has_ended = bool(image.rights_until and image.rights_until <= at.now)
        self.result_list = rows


@admin.register(Image)
class PictureAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    change_list_template = "desk/pictures.html"
    # Asks for the search field; `get_search_results` says what is searched.
    search_fields = ("words",)
    search_help_text = _(
        "Words of caption, alternative text, credit, photographer, place, keywords or file name"
    )
    list_filter = FILTERS
    list_display = ("__str__",)
    list_per_page = 48
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    ordering = ("-id",)
    actions = None

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PictureList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return super().get_queryset(request).defer("words", "long_description")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Image], search_term: str
    ) -> tuple[QuerySet[Image], bool]:
        return with_words(queryset, search_term[:200]), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        context = {"may_upload": person(request).may("upload_picture")}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Editors change any picture, whoever uploads their own until readers see it: its words are on their page."""
        user = person(request)
        if obj is None:
            return bool(user.may("upload_picture"))
        return obj.pk in changeable(user, [obj])

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        kept = [
            url
            for url in super().get_urls()
            if getattr(url, "name", "") not in ("media_image_delete", "media_image_history")
        ]
        return [
            path("upload/", view(upload_view), name="media_image_upload"),
            path("upload/several/", view(several_view), name="media_image_upload_several"),
            path("describe/", view(describe_view), name="media_image_describe"),
            path("rights/", view(ending_view), name="media_image_rights"),
            *kept,
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        if object_id is None:
            return self._add(request)
        if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 19):
            raise Http404(_("There is no such picture."))
        image = Image.objects.filter(pk=int(object_id)).first()
        if image is None:
            raise Http404(_("There is no such picture."))
        return self._change(request, image)

    def _add(self, request: HttpRequest) -> HttpResponse:
        if not person(request).may("upload_picture"):
            raise PermissionDenied(_("You may not upload pictures."))
        form = UploadForm(user=request.user)
        if request.method == "POST":
            form = UploadForm(request.POST, request.FILES, user=request.user)
            image = take_upload(form) if form.is_valid() else None
            if image is not None:
                for sentence in told_of(image, is_new=form.is_new):
                    messages.info(request, sentence)
                messages.success(request, _("The picture is here. Click on what matters most in it."))
                return HttpResponseRedirect(reverse("admin:media_image_change", args=[image.pk]))
        return self._shown(request, form, None)

    def _change(self, request: HttpRequest, image: Image) -> HttpResponse:
        may_change = self.has_change_permission(request, image)
        if request.method != "POST":
            form = PictureDetails(instance=image, user=request.user)
            return self._shown(request, form, image, may_change=may_change)
        if not may_change:
            raise PermissionDenied(
                _("You may change the pictures that you uploaded yourself, until readers see them.")
            )
        with transaction.atomic():
            stored = Image.objects.select_for_update().get(pk=image.pk)
            form = PictureDetails(request.POST, instance=stored, user=request.user)
            if form.is_valid():
                form.save()
                if form.moved_focus:
                    forget(stored)
                    render_first(stored)
                    defer_renditions(stored.pk)
                messages.success(request, _("Saved."))
                return HttpResponseRedirect(request.path)
        return self._shown(request, form, image)

    def _shown(
        self, request: HttpRequest, form: Any, image: Image | None, *, may_change: bool = True
    ) -> HttpResponse:
        at = desk_moment()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(image) if image else _("Add a picture"),
            "form": form,
            "image": image,
            "may_change": may_change,
            "faults": picture_faults(image, at.now) if image else [],
            "uses": uses_of(image, request.user, at) if image else None,
            "ends": image.rights_until if image else None,
            "now": at.now,
            "zone": timezone.get_current_timezone_name(),
            "crops": [(name, CROPS[name]) for name in PREVIEWED],
        }
        return TemplateResponse(request, "desk/picture.html", context)

"""The picture library: a grid, uploads from it and from the picker, and the point that every crop keeps."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from articles.admin.filters import CappedPaginator
from articles.blockers import picture_faults
from articles.forms.pictures import PictureDetails, UploadForm
from articles.forms.scope import person
from articles.jobs import defer_renditions
from articles.media.files import is_animated
from articles.media.models import Image
from articles.media.renditions import forget, render_first
from articles.models import Article
from articles.published import moment


def take_upload(form: UploadForm) -> Image | None:
    """Take the picture in and make the rendition that every page can show; the others are asked of the worker."""
    with transaction.atomic():
        image = form.take()
        if image is not None and form.is_new:
            render_first(image)
            defer_renditions(image.pk)
    return image


def told_of(image: Image, *, is_new: bool) -> list[str]:
    """What whoever uploaded it should know."""
    told = [] if is_new else [_("This picture was here already; its entry is used.")]
    if is_animated(image):
        told.append(_("It moves; readers see its first frame."))
    return told


def as_json(image: Image) -> dict[str, Any]:
    return {
        "id": image.pk,
        "label": str(image),
        "alt": image.alt_text,
        "caption": image.caption,
        "credit": image.credit,
        "thumb": reverse("admin:picture_file", args=[image.pk]),
        "faults": picture_faults(image, moment.clock_reading("default")),
    }


@admin.register(Image)
class PictureAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    change_list_template = "desk/pictures.html"
    search_fields = ("caption", "alt_text", "credit")
    search_help_text = _("Words of caption, alternative text or credit")
    list_filter = ("rights",)
    list_display = ("__str__",)
    list_per_page = 48
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    ordering = ("-id",)
    actions = None

    def has_change_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Editors change any picture, whoever uploads their own."""
        user = person(request)
        if obj is None:
            return bool(user.may("upload_picture"))
        own = obj.uploaded_by_id == user.pk and user.may("upload_picture")
        return bool(own or user.may("edit_pictures"))

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        kept = [
            url
            for url in super().get_urls()
            if getattr(url, "name", "") not in ("media_image_delete", "media_image_history")
        ]
        return [path("upload/", view(self.upload_view), name="media_image_upload"), *kept]

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Take a picture from the picker: multipart in, JSON out; a refusal is 400 with its sentences."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not person(request).may("upload_picture"):
            return JsonResponse({"errors": [_("You may not upload pictures.")]}, status=403)
        form = UploadForm(request.POST, request.FILES, user=request.user)
        image = take_upload(form) if form.is_valid() else None
        if image is None:
            return JsonResponse({"errors": _sentences(form)}, status=400)
        told = told_of(image, is_new=form.is_new)
        return JsonResponse({**as_json(image), "told": told}, status=201 if form.is_new else 200)

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
        form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
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
        if request.method == "POST":
            if not may_change:
                raise PermissionDenied(_("You may change the pictures that you uploaded yourself."))
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
        return self._shown(
            request, PictureDetails(instance=image, user=request.user), image, may_change=may_change
        )

    def _shown(
        self, request: HttpRequest, form: Any, image: Image | None, *, may_change: bool = True
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(image) if image else _("Add a picture"),
            "form": form,
            "image": image,
            "may_change": may_change,
            "faults": picture_faults(image, moment.clock_reading("default")) if image else [],
            "stories": _stories_with(request, image) if image else [],
        }
        return TemplateResponse(request, "desk/picture.html", context)


def _stories_with(request: HttpRequest, image: Image) -> QuerySet[Article]:
    return Article.objects.visible_to(request.user).filter(pictures__image=image).distinct()[:20]


def _sentences(form: UploadForm) -> list[str]:
    return [
        f"{form.fields[name].label}: {sentence}" if name in form.fields and name != "file" else str(sentence)
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]

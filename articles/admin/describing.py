"""Pictures that came together, described on one page: what is right is saved, what is not stays as it was typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.uploading import AT_ONCE
from articles.editions.scope import person
from articles.forms.pictures import SHARED, PictureWords, SharedWords
from articles.forms.widgets import read_ids
from articles.media.models import Image
from articles.published import moment
from articles.published.pictures import shown_pictures


def changeable(user: Any, images: Iterable[Image]) -> set[int]:
    """Those of the pictures that the user may change: any with `edit_pictures`, else their own that nobody sees yet."""
    rows = list(images)
    if user.may("edit_pictures"):
        return {image.pk for image in rows}
    if not user.may("upload_picture"):
        return set()
    own = {image.pk for image in rows if image.uploaded_by_id == user.pk}
    return own - shown_pictures(moment.desk_moment(), own)


def describe_view(request: HttpRequest) -> HttpResponse:
    """`?ids=` joined by commas, at most AT_ONCE; `apply` in the form fills all of them in and saves nothing."""
    ids = read_ids(request.GET.get("ids", ""))[:AT_ONCE]
    images = Image.objects.in_bulk(ids)
    may = changeable(person(request), images.values())
    pictures = [images[pk] for pk in ids if pk in images]
    if not pictures:
        raise Http404(_("There is no such picture."))
    mine = [image for image in pictures if image.pk in may]
    applies = "apply" in request.POST
    data: QueryDict | None = request.POST if request.method == "POST" else None
    shared = SharedWords(data, prefix="all", user=request.user)
    if data is not None and applies and shared.is_valid():
        data = _applied(data, mine)
    if data is not None and not applies:
        left = _saved(request, data, mine)
        if not left:
            return HttpResponseRedirect(reverse("admin:media_image_changelist"))
        forms = left
    else:
        forms = [PictureWords(data, instance=i, prefix=str(i.pk), user=request.user) for i in mine]
    context = {
        **admin.site.each_context(request),
        "opts": Image._meta,
        "title": _("Describe pictures"),
        "forms": forms,
        "shared": shared,
        "kept_from": [image for image in pictures if image.pk not in may],
    }
    return TemplateResponse(request, "desk/describe.html", context)


def _applied(data: QueryDict, images: list[Image]) -> QueryDict:
    """The form with what is typed for all written into each picture's fields; what is empty there changes nothing."""
    filled = data.copy()
    for name in SHARED:
        if said := data.get(f"all-{name}", ""):
            for image in images:
                filled[f"{image.pk}-{name}"] = said
    return filled


def _saved(request: HttpRequest, data: QueryDict, images: list[Image]) -> list[PictureWords]:
    """Save each picture whose words are right; return the forms of the others, and say how it went."""
    left: list[PictureWords] = []
    count = 0
    for image in images:
        with transaction.atomic():
            stored = Image.objects.select_for_update().get(pk=image.pk)
            form = PictureWords(data, instance=stored, prefix=str(image.pk), user=request.user)
            if not form.is_valid():
                left.append(form)
            elif form.has_changed():
                form.save()
                count += 1
    if count or not left:
        said = ngettext("%(count)d picture was saved.", "%(count)d pictures were saved.", count)
        messages.success(request, said % {"count": count})
    if left:
        said = ngettext(
            "%(count)d picture is not saved yet: see below.",
            "%(count)d pictures are not saved yet: see below.",
            len(left),
        )
        messages.error(request, said % {"count": len(left)})
    return left

"""Taking pictures in: one by one from the pages that send them by script, or several from a plain form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.editions.scope import person
from articles.forms.pictures import UploadForm
from articles.jobs import defer_renditions
from articles.media.faults import picture_faults
from articles.media.models import Image
from articles.published import moment

# What one may send at once, and describe on one page.
AT_ONCE = 100


def take_upload(form: UploadForm) -> Image | None:
    """Take the picture in with the rendition that every page can show; the others are asked of the worker."""
    with transaction.atomic():
        image = form.take()
        if image is not None and form.is_new:
            defer_renditions(image.pk)
    return image


def told_of(image: Image, *, is_new: bool) -> list[str]:
    """What whoever uploaded it should know."""
    told = [] if is_new else [_("This picture was here already; its entry is used.")]
    if image.moves:
        told.append(_("It moves; readers see its first frame."))
    if image.is_machine_made:
        told.append(_("The file says that it was made by a machine."))
    return told


def as_json(image: Image) -> dict[str, Any]:
    return {
        "id": image.pk,
        "label": str(image),
        "alt": image.alt_text,
        "caption": image.caption,
        "credit": image.credit,
        "thumb": reverse("admin:picture_file", args=[image.pk]),
        "url": reverse("admin:media_image_change", args=[image.pk]),
        "faults": picture_faults(image, moment.clock_reading("default")),
    }


def describe_url(ids: list[int]) -> str:
    """The page on which these pictures are described."""
    return f"{reverse('admin:media_image_describe')}?ids={','.join(map(str, ids))}"


def upload_view(request: HttpRequest) -> HttpResponse:
    """Take a picture from a script: multipart in, JSON out; a refusal is 400 with its sentences."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not person(request).may("upload_picture"):
        return JsonResponse({"errors": [_("You may not upload pictures.")]}, status=403)
    form = UploadForm(request.POST, request.FILES, user=request.user)
    image = take_upload(form) if form.is_valid() else None
    if image is None:
        return JsonResponse({"errors": sentences(form)}, status=400)
    told = told_of(image, is_new=form.is_new)
    answer = {**as_json(image), "told": told, "isNew": form.is_new}
    return JsonResponse(answer, status=201 if form.is_new else 200)


def several_view(request: HttpRequest) -> HttpResponse:
    """Take the pictures of a plain form in, and lead to the page on which they are described."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    grid = reverse("admin:media_image_changelist")
    if not person(request).may("upload_picture"):
        messages.error(request, _("You may not upload pictures."))
        return HttpResponseRedirect(grid)
    files = request.FILES.getlist("file")[:AT_ONCE]
    if not files:
        messages.error(request, _("No file was chosen."))
    taken: list[int] = []
    for file in files:
        form = UploadForm({}, {"file": file}, user=request.user)
        image = take_upload(form) if form.is_valid() else None
        if image is None:
            messages.error(request, f"{file.name}: {' '.join(sentences(form))}")
            continue
        for sentence in told_of(image, is_new=form.is_new):
            address = reverse("admin:media_image_change", args=[image.pk])
            messages.info(
                request, format_html('{}: {} <a href="{}">{}</a>', file.name, sentence, address, image)
            )
        if form.is_new:
            taken.append(image.pk)
    if not taken:
        return HttpResponseRedirect(grid)
    count = len(taken)
    messages.success(
        request,
        ngettext("%(count)d picture is here.", "%(count)d pictures are here.", count) % {"count": count},
    )
    return HttpResponseRedirect(describe_url(taken))


def sentences(form: UploadForm) -> list[str]:
    """What is wrong, each sentence with the name of its field unless that is the file."""
    return [
        f"{form.fields[name].label}: {sentence}" if name in form.fields and name != "file" else str(sentence)
        for name, said in form.errors.items()
        for sentence in said
    ]

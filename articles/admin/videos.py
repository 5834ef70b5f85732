"""The library of our own videos, with their captions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.filters import CappedPaginator
from articles.editions.scope import person
from articles.forms.videos import NewVideo, TrackForm, VideoDetails
from articles.media.faults import video_faults
from articles.media.models import CaptionTrack, Rights, Video
from articles.published import moment
from articles.published.cards import clock_face
from articles.published.videos import is_shown
from articles.uses import uses_of


class CaptionTracks(admin.StackedInline):  # type: ignore[type-arg]
    """Who may change the video may change its captions."""

    model = CaptionTrack
    form = TrackForm

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """The fields of a first track stand open where there is none. Left empty, they make none."""
        return 0 if obj is not None and obj.tracks.exists() else 1

    def _may(self, request: HttpRequest, video: Video | None) -> bool:
        return may_change(request, video)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)


def may_change(request: HttpRequest, video: Video | None) -> bool:
    """Editors change any video, whoever uploads their own until readers see it: its still and words are on their page."""
    user = person(request)
    if video is None or video.pk is None:
        return bool(user.may("upload_video"))
    if user.may("edit_videos"):
        return True
    own = video.uploaded_by_id == user.pk and user.may("upload_video")
    return bool(own and not is_shown(moment.desk_moment(), video.pk))


@admin.register(Video)
class VideoAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    change_form_template = "desk/video.html"
    list_display = ("still", "named", "length", "credit", "rights", "captions")
    list_display_links = ("named",)
    list_filter = ("rights",)
    list_per_page = 48
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    search_fields = ("caption", "credit", "transcript")
    search_help_text = _("Words of caption, credit or transcript")
    ordering = ("-id",)
    inlines = [CaptionTracks]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Video]:
        return super().get_queryset(request).prefetch_related("tracks")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form for what is there, or for what comes; it tells times on the person's own clock too."""
        base = VideoDetails if change else NewVideo
        kwargs["form"] = type(base.__name__, (base,), {"user": request.user})
        return super().get_form(request, obj, change=change, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The widgets are the form's own, without Django's buttons beside them."""
        return db_field.formfield(**kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Video | None = None) -> bool:
        return may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Video | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Video, form: Any, change: bool) -> None:
        if not change:
            obj.uploaded_by = person(request)
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Video, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where to go on: as a redirect, or as JSON for the script that sent the file."""
        response = super().response_add(request, obj, *args, **kwargs)
        if request.headers.get("Accept") == "application/json" and isinstance(response, HttpResponseRedirect):
            return JsonResponse({"url": response.url}, status=201)
        return response

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        video = context.get("original")
        context["rights"] = Rights.choices
        context["video"] = video
        context["max_bytes"] = settings.VIDEO_MAX_BYTES
        context["length"] = clock_face(video.duration_seconds) if video else ""
        context["uses"] = uses_of(video, request.user, moment.desk_moment()) if video else None
        context["faults"] = video_faults(video, moment.clock_reading("default")) if video else []
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("still"))
    def still(self, video: Video) -> SafeString:
        address = reverse("admin:picture_file", args=[video.poster_id])
        return format_html('<img src="{}" alt="" width="120" height="80" loading="lazy">', address)

    @admin.display(description=_("video"))
    def named(self, video: Video) -> str:
        return str(video)

    @admin.display(description=_("duration"), ordering="duration_seconds")
    def length(self, video: Video) -> str:
        return clock_face(video.duration_seconds)

    @admin.display(description=_("captions"))
    def captions(self, video: Video) -> str:
        return ", ".join(track.language for track in video.tracks.all())

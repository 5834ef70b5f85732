from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.db.models.base import ModelBase
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

from newsroom.desk.account import my_account
from newsroom.desk.borrowed import ScriptWords
from newsroom.desk.calendar import calendar
from newsroom.desk.calendar_moving import move_view
from newsroom.desk.files import picture_file, video_file
from newsroom.desk.home import home
from newsroom.desk.lookups import lookup, propose_tag
from newsroom.desk.signing import SignInForm
from newsroom.desk.translations import translations

# The desk's rooms, in the order in which they are walked through: (heading, models as app.Model).
ROOMS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("Stories"), ("articles.Article", "review.Bundle", "media.Image", "media.Video", "breaking.Alert")),
    (_("Names"), ("tags.Tag", "authors.Author", "sections.Coverage", "sections.Region")),
    (
        _("Site"),
        (
            *("pages.ContactMessage", "pages.Page", "pages.MenuItem", "channels.Channel"),
            *("redirects.Redirect", "sections.Section", "editions.Edition", "push.Subscription"),
        ),
    ),
    (_("Staff"), ("accounts.User", "sections.Desk")),
)
PACKAGES = ("articles", "breaking", "newsroom")


class DeskSite(AdminSite):
    """Django's admin as a newsroom's desk: who enters is a question to `may`."""

    site_header = _("The desk")
    site_title = _("The desk")
    index_title = _("Today")
    index_template = "desk/home.html"
    login_template = "desk/login.html"
    login_form = SignInForm
    enable_nav_sidebar = False
    final_catch_all_view = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take in our own models; those that installed packages would add have no room here."""
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else list(model_or_iterable)
        ours = [model for model in models if model.__module__.partition(".")[0] in PACKAGES]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.user.may("enter"))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().each_context(request)
        context["rooms"] = rooms(context["available_apps"])
        context["csrf_cookie"] = settings.CSRF_COOKIE_NAME
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().index(request, {**home(request), **(extra_context or {})})

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return ScriptWords.as_view()(request)

    def get_urls(self) -> list[Any]:
        # Here, because the screens of stories register themselves with this very site.
        from breaking.live.composing import live_urls  # noqa: PLC0415
        from newsroom.desk.board.views import board_urls  # noqa: PLC0415
        from newsroom.desk.palette import palette  # noqa: PLC0415

        view = self.admin_view
        return [
            path("lookup/tags/propose/", view(propose_tag), name="propose_tag"),
            path("lookup/<slug:what>/", view(lookup), name="lookup"),
            path("calendar/", view(partial(calendar, self)), name="calendar"),
            path("calendar/move/", view(partial(move_view, self)), name="calendar_move"),
            path("translations/", view(partial(translations, self)), name="translations"),
            path("me/", view(partial(my_account, self)), name="me"),
            path("palette/", view(partial(palette, self)), name="palette"),
            path("media/<int:pk>.jpg", view(picture_file), name="picture_file"),
            path("media/<int:pk>.video", view(video_file), name="video_file"),
            *board_urls(self),
            *live_urls(self),
            *super().get_urls(),
        ]


def rooms(apps: list[dict[str, Any]]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """The models that one may look at, gathered into the desk's rooms."""
    models = {f"{app['app_label']}.{model['object_name']}": model for app in apps for model in app["models"]}
    found = [(heading, [models[name] for name in names if name in models]) for heading, names in ROOMS]
    return [(heading, held) for heading, held in found if held]

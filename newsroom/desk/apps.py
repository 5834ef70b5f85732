from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "newsroom.desk"
    label = "desk"
    verbose_name = _("Desk")


class DeskSiteConfig(AdminConfig):
    """Django's admin, under our own site."""

    default_site = "newsroom.desk.site.DeskSite"

    def ready(self) -> None:
        """When all lists are there: none counts or leafs through its rows to the end, however many there are."""
        super().ready()
        from django.contrib.admin import site  # noqa: PLC0415
        from django.core.paginator import Paginator  # noqa: PLC0415

        from articles.admin.filters import CappedPaginator  # noqa: PLC0415

        for model_admin in site._registry.values():
            kind = type(model_admin)
            if kind.paginator is Paginator:
                kind.paginator = CappedPaginator
                kind.show_full_result_count = False
                kind.list_max_show_all = 0

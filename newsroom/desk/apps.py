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

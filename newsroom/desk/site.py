from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class DeskSite(AdminSite):
    site_header = _("The desk")
    site_title = _("The desk")
    index_title = _("The desk")
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.may("enter")

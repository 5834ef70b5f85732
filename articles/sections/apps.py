from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SectionsConfig(AppConfig):
    name = "articles.sections"
    label = "sections"
    verbose_name = _("Sections and coverages")
    default_auto_field = "django.db.models.BigAutoField"

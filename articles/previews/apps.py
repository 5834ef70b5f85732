from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PreviewsConfig(AppConfig):
    name = "articles.previews"
    label = "previews"
    verbose_name = _("Previews")
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RedirectsConfig(AppConfig):
    name = "newsroom.redirects"
    label = "redirects"
    verbose_name = _("Redirects")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from newsroom.redirects import renaming  # noqa: PLC0415  models are there now

        renaming.listen()

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    label = "articles"
    verbose_name = _("Stories")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from articles import jobs  # noqa: PLC0415  models are there now
        from articles.translating import tasks  # noqa: PLC0415

        jobs.listen()
        tasks.listen()

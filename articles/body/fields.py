from __future__ import annotations

from typing import Any

from django.db import models

from articles.body.cleaning import clean_body


class BodyField(models.TextField):  # type: ignore[type-arg]
    """A body, cleaned on every way into the database: save, create, bulk_create, bulk_update and update.

    Raises BodyRefused. Migrations see a TextField.
    """

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Leave the instance with what is stored."""
        setattr(model_instance, self.attname, clean_body(getattr(model_instance, self.attname) or ""))
        return super().pre_save(model_instance, add)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Clean what reaches the column without an instance: `update` and `bulk_update`."""
        return super().get_db_prep_save(
            clean_body(value) if isinstance(value, str) else value, connection=connection
        )

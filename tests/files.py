"""Files in tests: static ones collected as for production, uploaded ones in a folder of the run's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings as site_settings

from newsroom.preparation import collect_static

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(scope="session")
def static_files() -> None:
    """The static files under their hashed names, as pages name them."""
    collect_static(site_settings.ENVIRONMENT)


@pytest.fixture(autouse=True)
def own_media(settings: SettingsWrapper, tmp_path: Path, static_files: None) -> None:
    """No test leaves a picture behind."""
    settings.MEDIA_ROOT = tmp_path / "media"

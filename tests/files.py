"""Settings that differ in tests: static files are collected as for production, uploads go to a folder of the test's own."""

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


@pytest.fixture(autouse=True)
def quick_passwords(settings: SettingsWrapper) -> None:
    """Users by the hundred: what production's hashes take on purpose, tests do not."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.breaking.push.services import HOST, PushService, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture
def service(settings: SettingsWrapper) -> Iterator[PushService]:
    """A push service that this site knows."""
    settings.PUSH_HOSTS = (HOST,)
    settings.FETCH_ALLOW_HOSTS = (HOST,)
    with running() as service:
        yield service

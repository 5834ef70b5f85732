"""Which addresses a device may name as those of its push service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from breaking.push.endpoints import Refused, check_endpoint, origin_of

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


@pytest.mark.parametrize(
    "endpoint",
    [
        *(None, 7, "", "none", {"a": 1}, "https://", "https://[", "https://[::1]/x", "javascript:alert(1)"),
        *("http://127.0.0.1/x", "https://127.0.0.1/x", "https://localhost/x", "https://10.0.0.1/x"),
        *(
            "https://169.254.169.254/latest/",
            "https://internal.example/x",
            "https://fcm.googleapis.com.evil.example/",
        ),
        *("https://evil.example/fcm.googleapis.com", "https://fcm.googleapis.com@evil.example/x"),
        *("https://user:word@fcm.googleapis.com/x", "https://push.apple.com.evil.example/"),
        *(
            "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com:8443/x",
            "https://fcm.googleapis.com:x/",
        ),
        *(
            "ftp://fcm.googleapis.com/x",
            "https://fcm.googleapis.com/x#y",
            "https://fcm.googleapis.com/a\r\nX: y",
        ),
        *(
            "https://fcm.googleapis.com/ü",
            "https://fcm.googleapis.com/\x00",
            "https://fcm.googleapis.com/\ud800",
        ),
        "https://fcm.googleapis.com/" + "x" * 1000,
    ],
)
def test_an_address_of_no_known_service_is_refused(endpoint: Any) -> None:
    with pytest.raises(Refused) as refused:
        check_endpoint(endpoint)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "endpoint",
    [
        *(
            "https://fcm.googleapis.com/fcm/send/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/xyz",
        ),
        *("https://web.push.apple.com/Q", "https://par02p.notify.windows.com/w/?token=a%2b"),
    ],
)
def test_the_services_that_browsers_have_are_known(endpoint: str) -> None:
    assert check_endpoint(endpoint) == endpoint


def test_a_service_on_a_port_of_its_own_has_to_be_named_and_exempt(settings: SettingsWrapper) -> None:
    settings.PUSH_HOSTS, settings.FETCH_ALLOW_HOSTS = ("push.internal",), ()
    for url in ("http://push.internal/x", "https://push.internal:8443/x"):
        with pytest.raises(Refused):
            check_endpoint(url)
        settings.FETCH_ALLOW_HOSTS = ("push.internal",)
        assert check_endpoint(url) == url
        settings.FETCH_ALLOW_HOSTS = ()
    assert origin_of("https://Push.internal:8443/x?y") == "https://push.internal:8443"

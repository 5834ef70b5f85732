"""What leaves this machine can be read by the device alone, and says who sends it: RFC 8291, RFC 8188, RFC 8292."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from breaking.push import vapid
from breaking.push.encryption import CURVE, LONGEST, Keys, encrypted
from newsroom.vapid_key import new_key, read_key
from tests.breaking.push.services import Device, b64, claims_of, unb64

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


POINT = unb64("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")


def keys_of(device: Device) -> Keys:
    return Keys(device.point, device.secret)


def test_the_example_of_the_specification_is_met_byte_by_byte() -> None:
    """RFC 8291, appendix A."""
    keys = Keys(POINT, unb64("BTBZMqHH6r4Tts7J_aSIgg"))
    sender = ec.derive_private_key(
        int.from_bytes(unb64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), CURVE
    )
    body = encrypted(
        b"When I grow up, I want to be a watermelon", keys, sender, unb64("DGv6ra1nlYgDCS1FRnbzlw")
    )
    assert b64(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
        "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.parametrize("message", [b"", b"Dam gates opened", "سد".encode(), b"\x00" * LONGEST])
def test_a_device_reads_what_was_encrypted_for_it(message: bytes) -> None:
    device = Device()
    body = encrypted(message, keys_of(device))
    assert len(body) <= 4096
    assert device.read(body).rstrip(b"\0") == message.rstrip(b"\0")


def test_another_device_does_not_read_it() -> None:
    with pytest.raises(InvalidTag):
        Device().read(encrypted(b"Dam gates opened", keys_of(Device())))


def test_the_same_message_never_looks_the_same() -> None:
    device = Device()
    assert encrypted(b"Dam", keys_of(device)) != encrypted(b"Dam", keys_of(device))


def test_a_message_that_services_would_not_take_is_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        encrypted(b"x" * (LONGEST + 1), keys_of(Device()))


@pytest.mark.parametrize(
    ("point", "secret"),
    [
        (b"", b"s" * 16),
        (b"\x04" + b"\x01" * 64, b"s" * 16),
        (b"\x04" + b"\x00" * 64, b"s" * 16),
        (POINT[1:], b"s" * 16),
        (POINT, b"s" * 15),
    ],
    ids=["empty", "not on the curve", "nought", "without its head", "short secret"],
)
def test_keys_that_are_none_are_refused(point: bytes, secret: bytes) -> None:
    with pytest.raises(ValueError):
        Keys(point, secret)


def test_the_token_names_service_contact_and_end_and_is_signed_with_the_site_s_key(
    settings: SettingsWrapper,
) -> None:
    settings.VAPID_SUBJECT = "mailto:desk@example.org"
    head, claims, key = claims_of(vapid.authorization("https://push.example"))
    assert head == {"typ": "JWT", "alg": "ES256"}
    assert (claims["aud"], claims["sub"]) == ("https://push.example", "mailto:desk@example.org")
    assert key == vapid.application_key()
    assert 5 * 3600 < claims["exp"] - time.time() < 24 * 3600


def test_a_token_serves_for_hours_and_never_beyond_its_end() -> None:
    ends = {
        at: claims_of(vapid.authorization("https://a.example", at))[1]["exp"] for at in range(0, 90000, 900)
    }
    assert len(set(ends.values())) == 5
    assert all(3600 < end - at < 24 * 3600 for at, end in ends.items())


def test_each_service_gets_a_token_of_its_own() -> None:
    audiences = {claims_of(vapid.authorization(f"https://{n}.example"))[1]["aud"] for n in "ab"}
    assert audiences == {"https://a.example", "https://b.example"}


def test_another_key_of_the_site_is_another_key_for_browsers(settings: SettingsWrapper) -> None:
    before = vapid.application_key()
    settings.VAPID_PRIVATE_KEY = new_key()
    assert read_key(settings.VAPID_PRIVATE_KEY) > 0
    after = vapid.application_key()
    assert before != after
    assert len(unb64(after)) == 65

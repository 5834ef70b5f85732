from __future__ import annotations

import pytest

from newsroom.email_url import Mail, read_mail


@pytest.mark.parametrize(
    ("url", "mail"),
    [
        ("", Mail()),
        ("dummy://", Mail()),
        ("console://", Mail("console")),
        ("memory://", Mail("locmem")),
        ("file:///var/mail%20out", Mail("filebased", folder="/var/mail out")),
        ("smtp://mail.example.org", Mail("smtp", "mail.example.org", 25)),
        (
            "smtp://us%40er:p%2Fw@mail.example.org:587/?tls=True&from=desk@example.org",
            Mail("smtp", "mail.example.org", 587, "us@er", "p/w", starts_tls=True, sender="desk@example.org"),
        ),
        ("smtps://mail.example.org", Mail("smtp", "mail.example.org", 465, is_tls=True)),
        ("submission://mail.example.org", Mail("smtp", "mail.example.org", 587, starts_tls=True)),
        ("submit://mail.example.org/?tls=no", Mail("smtp", "mail.example.org", 587)),
    ],
)
def test_a_url_of_mail_is_read(url: str, mail: Mail) -> None:
    assert read_mail(url) == mail


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("smtp://", "names no host"),
        ("smtp:///x", "names no host"),
        ("file:///", "names no folder"),
        ("smtp://h/?tsl=1", "knows no option 'tsl'"),
        ("smtp://h/?tls=maybe", "neither True nor False"),
        ("smtp://h/?from=desk", "no mail address"),
        ("smtp://h/?from=a@b%0ABcc:c@d", "no mail address"),
    ],
)
def test_a_url_of_mail_that_cannot_be_used_is_a_sentence(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_mail(url)


def test_a_password_is_not_printed() -> None:
    assert "secret" not in repr(read_mail("smtp://u:secret@h"))

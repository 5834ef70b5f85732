"""EMAIL_URL as Django's settings of mail. Knows nothing of the rest; a URL that cannot be used is a sentence.

`smtp://user:password@host:587/?tls=True&from=desk@example.org`; user and password are percent-encoded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

BACKENDS = {
    "console": "console",
    "file": "filebased",
    "memory": "locmem",
    "dummy": "dummy",
    "smtp": "smtp",
    "smtps": "smtp",
    "submission": "smtp",
    "submit": "smtp",
}
PORTS = {"smtp": 25, "smtps": 465, "submission": 587, "submit": 587}
STARTS_TLS = frozenset({"submission", "submit"})
YES, NO = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True)
class Mail:
    """How mail is sent. `backend` is Django's; `sender` is the address that our mail comes from, or empty."""

    backend: str = "dummy"
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    starts_tls: bool = False
    is_tls: bool = False
    folder: str = ""
    sender: str = ""


def read_mail(url: str) -> Mail:
    """The settings in a URL with one of the schemes of BACKENDS; ValueError with the rest of a sentence."""
    if not url:
        return Mail()
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if unknown := sorted(options.keys() - {"tls", "from"}):
        raise ValueError(f"knows no option {unknown[0]!r}: there are tls and from")
    sender = options.get("from", "")
    if sender and (sender.count("@") != 1 or not sender.isprintable() or " " in sender):
        raise ValueError(f"has in from no mail address: {sender!r}")
    backend = BACKENDS[parts.scheme]
    if backend == "filebased":
        if not parts.path.strip("/"):
            raise ValueError("names no folder: write file:///var/mail")
        return Mail(backend, folder=unquote(parts.path), sender=sender)
    if backend != "smtp":
        return Mail(backend, sender=sender)
    if not parts.hostname:
        raise ValueError("names no host: write smtp://user:password@host:587/?tls=True")
    tls = options.get("tls", "1" if parts.scheme in STARTS_TLS else "0").lower()
    if tls not in YES | NO:
        raise ValueError(f"has in tls neither True nor False: {tls!r}")
    return Mail(
        backend,
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=tls in YES and parts.scheme != "smtps",
        is_tls=parts.scheme == "smtps",
        sender=sender,
    )

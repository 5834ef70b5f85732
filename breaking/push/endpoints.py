"""Which addresses a device may name as those of its push service: our own machine would be led to ask them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

LONGEST = 1000
# Those of RFC 3986, without brackets: no service is called by a number.
_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]+")


class Refused(Exception):
    """What a device sent cannot be used; the message is one sentence for whoever reads it."""


def check_endpoint(endpoint: object) -> str:
    """Return the address if it is one of a known service, by https on its own port. Raises Refused.

    Hosts of FETCH_ALLOW_HOSTS that PUSH_HOSTS names too may be asked by http and on any port, as where it is tried out.
    """
    if not isinstance(endpoint, str) or not endpoint:
        raise Refused(_("A subscription names the address of its push service."))
    if len(endpoint) > LONGEST:
        raise Refused(_("The address of the push service is too long."))
    try:
        parts = urlsplit(endpoint) if _CHARACTERS.fullmatch(endpoint) else urlsplit("")
        host, port = (parts.hostname or ""), parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.username is not None or parts.password is not None or "#" in endpoint:
        raise Refused(_("The address of the push service cannot be read."))
    if not is_known(host):
        raise Refused(_("This is not the address of a push service that we know."))
    is_exempt = host in settings.FETCH_ALLOW_HOSTS
    if not is_exempt and (parts.scheme != "https" or port not in (None, 443)):
        raise Refused(_("A push service is asked by https."))
    if parts.scheme not in ("http", "https"):
        raise Refused(_("A push service is asked by https."))
    return endpoint


def is_known(host: str) -> bool:
    """Whether PUSH_HOSTS names the host, or with `*.` a name above it."""
    return any(
        host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern
        for pattern in settings.PUSH_HOSTS
    )


def origin_of(endpoint: str) -> str:
    """Scheme and host, the audience of the token (RFC 8292, 2)."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc.lower()}"

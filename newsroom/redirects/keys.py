"""What makes two spellings one old address: the key by which a redirect is stored and found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from articles.editions.models import Edition
from articles.published.reader import edition_at
from articles.published.spelling import pairs, plain, with_single_slashes
from newsroom.redirects.models import LONGEST

# What hangs below the address of a list and goes along with it. WordPress calls its feed `feed/`.
_BELOW = re.compile(
    r"^(?P<base>.*?)/?(?P<rest>feed(?:/(?:rss\.xml|atom\.xml|feed\.json))?|[0-9]{4}/[0-9]{2})$"
)
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffd]")


class Refused(Exception):
    """An address or a redirect cannot be taken; the message is a sentence for whoever gave it."""


def key_of(path: str, query: str = "") -> str:
    """The key of a decoded path below an edition's root and of its raw query, without what only counts readers."""
    asked = sorted(unquote(part) for _key, part in pairs(query))
    key = plain(path).strip("/")
    return f"{key}?{'&'.join(asked)}" if asked else key


def below(key: str) -> tuple[str, str]:
    """A key's base, and the feed or month below it as the rest of an address of ours; ("", "") if it is neither."""
    found = _BELOW.match(key)
    if found is None or not found["base"]:
        return "", ""
    rest = found["rest"]
    return found["base"], "feed/rss.xml" if rest == "feed" else rest if rest.startswith(
        "feed"
    ) else f"{rest}/"


@lru_cache(maxsize=1024)
def _words(path: str) -> dict[str, Any] | None:
    # Addresses of files alone have no slash at their end.
    for spelling in (path[:-1], path) if "." in path else (path,):
        try:
            return dict(resolve(f"/{spelling}").kwargs)
        except Resolver404:
            continue
    return None


@dataclass(frozen=True)
class Place:
    """An address of this site: its edition, decoded path below the edition's root, and raw query."""

    edition: Edition
    path: str
    query: str

    @cached_property
    def key(self) -> str:
        return key_of(self.path, self.query)

    @cached_property
    def words(self) -> dict[str, Any] | None:
        """The words that the URL configuration finds in the plain path; None if it has no such address."""
        return _words(plain(self.path))

    @property
    def leads_to(self) -> str:
        return f"{self.edition.pk}:{self.key}"


class Places:
    """Reads addresses as people and files give them: paths from the host's root, or whole with their host."""

    def __init__(self, editions: list[Edition]) -> None:
        self.editions = editions
        self.site_host = urlsplit(settings.SITE_URL).netloc
        self.hosts = [
            *settings.ALLOWED_HOSTS,
            self.site_host.partition(":")[0],
            *(e.hostname for e in editions if e.hostname),
        ]

    def is_ours(self, host: str) -> bool:
        name = host.partition(":")[0].lower()
        return host == self.site_host or validate_host(name, self.hosts)

    def read(self, address: str) -> Place:
        """The place that an address of this site names; Refused if it is none, or cannot be an address at all."""
        address = address.strip()
        if not address:
            raise Refused(_("There is no address."))
        try:
            parts = urlsplit(address)
        except ValueError:
            raise Refused(_("“%(address)s” is not an address.") % {"address": address[:80]}) from None
        if parts.scheme not in ("", "http", "https") or (not parts.netloc and not parts.path.startswith("/")):
            raise Refused(_("An address begins with a slash, or with https:// and a name of this site."))
        if parts.netloc and parts.scheme and not self.is_ours(parts.netloc):
            raise Refused(_("“%(host)s” is not a name of this site.") % {"host": parts.netloc[:80]})
        host = parts.netloc if parts.scheme else ""
        path = parts.path if parts.scheme or not parts.netloc else f"/{parts.netloc}{parts.path}"
        return self._place(host, unquote(path, errors="replace") or "/", parts.query)

    def _place(self, host: str, path: str, query: str) -> Place:
        if _UNPRINTABLE.search(path) or _UNPRINTABLE.search(unquote(query, errors="replace")):
            raise Refused(_("The address holds signs that no address has."))
        # An edition's root may be given without its slash.
        roots = {f"/{e.prefix}" for e in self.editions if e.prefix}
        path = with_single_slashes(path)
        edition, rest = edition_at(self.editions, host, f"{path}/" if path.lower() in roots else path)
        if edition is None:
            raise Refused(_("No edition has this address; give it with its host name."))
        place = Place(edition, rest, query)
        if len(place.key) > LONGEST:
            raise Refused(_("The address is longer than %(limit)d characters.") % {"limit": LONGEST})
        return place

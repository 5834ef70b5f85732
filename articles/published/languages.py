"""Which language is behind a link in an editor's text, where it leads to another edition of the site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import format_html

from articles.published.reader import OF_THE_HOST, Reader, edition_at

# `safe_link` has seen the address: a path of ours, or whole.
_LINK = re.compile(r'<a href="((?:/|https?:)[^"]*)"')


def with_hreflang(reader: Reader, html: str) -> str:
    """Canonical HTML of a body with `hreflang` on the links to editions of another language, known by their addresses.

    Not `lang`: that would speak of the words of the link, which are the story's own.
    """
    if all(edition.language == reader.edition.language for edition in reader.editions):
        return html
    return _LINK.sub(lambda link: link[0] + _hreflang(reader, link[1]), html)


def _hreflang(reader: Reader, address: str) -> str:
    parts = urlsplit(address)
    host = parts.netloc or reader.edition.hostname
    if parts.netloc and not _is_ours(reader, host):
        return ""
    # An edition's root may be written without its slash.
    edition, path = edition_at(reader.editions, host, re.sub(r"^/[^/]*\Z", r"\g<0>/", parts.path))
    if edition is None or edition.language == reader.edition.language or OF_THE_HOST.match(path):
        return ""
    return format_html(' hreflang="{}"', edition.language)


def _is_ours(reader: Reader, host: str) -> bool:
    """Whether a host name, which may have a port, is the site's or an edition's."""
    names = {edition.hostname for edition in reader.editions if edition.hostname}
    return host == urlsplit(settings.SITE_URL).netloc or host.partition(":")[0] in names

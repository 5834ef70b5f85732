"""The first segments of addresses that belong to the site itself, so that no section or page may take them.

The list is checked against the URL configuration and every edition's prefix at start-up (newsroom.E020).
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

RESERVED_WORDS = frozenset(
    {
        *("admin", "api", "static", "media", "healthz", "readyz", "accounts", "jsi18n"),
        *("region", "tag", "author", "authors", "coverage", "breaking", "breaking.json", "stream", "beacon"),
        *("live", "live-blogs", "most-read", "search", "corrections", "feed", "lite", "amp"),
        *("preferences", "offline", "saved", "latest", "preview", "archive", "push"),
        *("sitemap.xml", "sitemaps", "robots.txt", "manifest.webmanifest", "opensearch.xml", "sw.js"),
        *(".well-known", "favicon.ico"),
    }
)
# Where the site itself does something below the words of a page, which editors may write: a page may have them.
PAGE_WORDS = frozenset({"contact"})


def check_no_prefix(slug: str, edition: Any) -> None:
    """Raise ValidationError if an edition's prefix, that of `edition` or of another, is the slug of a section or page."""
    if slug and type(edition)._default_manager.filter(prefix=slug).exists():
        raise ValidationError({"slug": _("An edition begins its addresses with this word.")})


def check_address_word(slug: str, *, of_page: bool = False) -> None:
    """Raise ValidationError unless the slug may be the first segment of a section's or page's address."""
    if slug.isdigit():
        raise ValidationError(_("A slug of digits alone would read as a story's number; add a letter."))
    if slug in RESERVED_WORDS or (slug in PAGE_WORDS and not of_page):
        raise ValidationError(
            _("“%(slug)s” is an address of the site itself; choose another slug."), params={"slug": slug}
        )

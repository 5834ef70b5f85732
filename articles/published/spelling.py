"""How one address may be spelt, and what of a query belongs to it. Takes and gives percent-decoded paths."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponsePermanentRedirect

_SLASHES = re.compile(r"/{2,}")
# What other systems put behind an address for the same page: a directory's file, AMP.
_SAME_PAGE = re.compile(r"(?:(?:^|/)index\.(?:html?|php)|\.amp|(?:^|/)amp)/?$")
# Where a reader came from, as senders of links write it behind them; never which page is meant.
_TRACKING = re.compile(
    r"utm_\w+|mc_[ce]id|mtm_\w+|pk_\w+|_hs(enc|mi)|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|ttclid|igshid"
    r"|igsh|wt_mc|cmpid|amp",
    re.IGNORECASE,
)
# The keys by which other systems number their pages at one address, as in `/?p=123`.
PAGE_KEYS = frozenset({"p", "page_id", "attachment_id", "id", "nid", "aid", "story", "article", "articleid"})

# A story's address in any spelling: up to three words before its number, two after it. A year and month before a
# word are no number: other systems put days into their addresses.
# Each part can be read in one way only: a path is of a stranger's choosing, and trying them all took minutes.
# Nothing below the folders of files is one, though their names may have digits.
STORY = r"(?!(?:media|static)/)(?:(?![0-9]+/)[^/]+/){0,3}(?P<number>(?![0-9]{4}/[0-9]{1,2}/)[0-9]{1,30})(?:/[^/]+){0,2}/"
_STORY = re.compile(f"/{STORY}")
_MONTH = re.compile(r"/[0-9]{4}/[0-9]{2}/?$")
# Of the database's bigint: a larger number in an address is no story's.
BIGGEST = 2**63 - 1


def story_at(address: str) -> int | None:
    """The number in the path of a story of this site; None for any other address."""
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    match = _STORY.fullmatch(f"{path.rstrip('/')}/")
    return int(match["number"]) if match and not _MONTH.search(path) else None


def with_single_slashes(path: str) -> str:
    return _SLASHES.sub("/", path)


def plain(path: str) -> str:
    """The one spelling of a page's path: NFC, lower case, slashes single and one at the end, no `index.html` or AMP.

    Of a path below a root, as of an edition, there is no slash before it, and the root itself is "".
    """
    path = with_single_slashes(unicodedata.normalize("NFC", path)).lower()
    path = _SAME_PAGE.sub("", path)
    return f"{path.rstrip('/')}/" if path.strip("/") else "/" if path.startswith("/") else ""


def pairs(query: str) -> list[tuple[str, str]]:
    """The parts of a raw query with their decoded keys, without those that only say where a reader came from."""
    parts = [(unquote_plus(part.partition("=")[0]).lower(), part) for part in query.split("&") if part]
    return [(key, part) for key, part in parts if not _TRACKING.fullmatch(key)]


def kept_query(query: str) -> str:
    """What goes along when a raw query's address leads to another: neither tracking nor a number of a page of old.

    The first page of a list is its address alone, so that nobody is sent on twice.
    """
    return "&".join(part for key, part in pairs(query) if key not in PAGE_KEYS and part != "page=1")


def leads_to(request: HttpRequest, url: str) -> HttpResponsePermanentRedirect:
    """301 to a path of the site, with what the request asks of the page there."""
    query = kept_query(request.META.get("QUERY_STRING", ""))
    return HttpResponsePermanentRedirect(f"{url}?{query}" if query and "?" not in url else url)

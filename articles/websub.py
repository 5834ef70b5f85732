"""WebSub (W3C): telling the hub, which tells who follows, that feeds have changed.

The hub is the one address that the operator names (WEBSUB_HUB); nothing else is ever asked, no redirect is followed.
"""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import Q

from articles.editions.models import Edition
from articles.published.feeds import WRITERS
from articles.published.models import Listing, Release
from articles.published.moment import Moment
from articles.published.reader import Reader

TIMEOUT_SECONDS = 4
# Lists of names, whose feeds stand below the word for them, and the tables that know their slugs.
NAMED = {
    "region": "sections_regionname",
    "tag": "tags_tagname",
    "author": "authors_authorname",
    "coverage": "sections_coveragename",
}
# A coverage whose time has not come is nobody's business yet, though stories stand in its list already.
_BEGUN = {
    "coverage": " AND EXISTS (SELECT 1 FROM sections_coverage c WHERE c.id = n.of_id AND c.public_from <= %(at)s)"
}
_SLUGS = " UNION ALL ".join(
    f"SELECT '{kind}', n.slug FROM {table} n"  # noqa: S608
    f" WHERE n.edition_id = %(edition)s AND n.is_shown AND n.of_id = ANY(%({kind})s){_BEGUN.get(kind, '')}"
    for kind, table in NAMED.items()
)


class HubFailed(Exception):
    """The hub did not take the news this time; it may later."""


class HubRefused(Exception):
    """The hub will not take the news however often it is told."""


def feeds_of(release: Release, moment: Moment) -> list[str]:
    """Whole addresses of the feeds that change when the Release begins: of all lists that it enters or leaves."""
    touched = Listing.objects.filter(article_id=release.article_id).filter(
        Q(public_from=release.public_from)
        | Q(public_until=release.public_from)
        | (Q(public_from__lte=moment.now) & (Q(public_until=None) | Q(public_until__gt=moment.now)))
    )
    lists: dict[int, dict[str, list[int]]] = {}
    for edition_id, kind, target_id in touched.values_list("edition_id", "kind", "target_id").distinct():
        lists.setdefault(edition_id, {}).setdefault(kind, []).append(target_id)
    editions = list(Edition.objects.all())
    found: list[str] = []
    for edition in editions:
        if edition.pk in lists:
            reader = Reader(edition, editions, moment, "", settings.SITE_URL)
            found += _feeds_in(reader, lists[edition.pk])
    return found


def _feeds_in(reader: Reader, lists: dict[str, list[int]]) -> list[str]:
    pages = [reader.url()]
    pages += [reader.section_url(pk) for pk in sorted(lists.get("section", [])) if pk in reader.sections]
    params = {"edition": reader.edition.pk, **{kind: lists.get(kind, []) for kind in NAMED}}
    rows = reader.moment.fetch(f"{_SLUGS} ORDER BY 1, 2", params)
    pages += [reader.url(f"{kind}/{slug}/") for kind, slug in rows]
    return [reader.absolute(f"{page}feed/{format}") for page in pages for format in WRITERS]


def tell(hub: str, feeds: list[str]) -> None:
    """POST the news of these feeds to the hub. Raises HubFailed or HubRefused unless it answers 2xx.

    All feeds go in one request, `hub.url` once for each, as the hubs in use take it: of how a publisher tells its
    hub WebSub says nothing.
    """
    parts = urlsplit(hub)
    body = urlencode([("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)])
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    connection = _connection(parts.scheme, str(parts.hostname), parts.port)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Newsroom"}
    try:
        connection.request("POST", path, body, headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise HubFailed(f"The hub {hub} did not answer: {error}") from error
    finally:
        connection.close()
    if 200 <= status < 300:
        return
    if status >= 500 or status in (408, 429):
        raise HubFailed(f"The hub {hub} answered {status}.")
    raise HubRefused(f"The hub {hub} answered {status}.")


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    return http.client.HTTPSConnection(
        host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
    )

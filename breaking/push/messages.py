"""What a device is shown of an alert, and by what it knows that two messages are about the same thing."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from articles.editions.directions import isolated, led
from articles.editions.models import Edition
from articles.published import moment
from articles.published.models import Release
from articles.published.reader import Reader
from breaking.models import Alert
from breaking.push.base64url import written

# A chain of corrections; one that is longer is a mistake, and begins anew.
LONGEST_CHAIN = 50
# The longest that a service keeps a message for a device that is switched off, in seconds: later it is no news. What
# corrects is worth having as long as it runs.
LONGEST_LIFE = 3600
DRILL = "drill"


@dataclass(frozen=True)
class Parcel:
    """An alert as it is sent: the message for each edition, and the headers of RFC 8030 that are the same for all."""

    messages: dict[int, bytes]
    first: int
    topic: str
    urgency: str

    def for_edition(self, edition_id: int) -> bytes:
        """What a device of the edition gets; one of the test audience may be of another."""
        return self.messages.get(edition_id) or self.messages[self.first]


def parcel(alert: Alert) -> Parcel:
    """The alert, ready to be encrypted. It has an edition at least."""
    root = root_of(alert)
    editions = list(Edition.objects.all())
    chosen = set(alert.editions.values_list("pk", flat=True))
    # Drills are many: each takes the place of the one before.
    tag = DRILL if alert.author_id is None else f"{'test' if alert.is_test else 'alert'}-{root}"
    messages = {
        edition.pk: _message(alert, edition, editions, tag) for edition in editions if edition.pk in chosen
    }
    digest = hashlib.sha256(f"{settings.SITE_URL} {tag}".encode()).digest()
    # 32 characters of base64url are the longest that a topic may be (RFC 8030, 5.4).
    return Parcel(
        messages=messages,
        first=next(iter(messages)),
        topic=written(digest[:24]),
        urgency="high" if alert.level == Alert.Level.FLASH else "normal",
    )


def root_of(alert: Alert) -> int:
    """The number of the first alert of a chain of corrections."""
    pk, above = alert.pk, alert.corrects_id
    for _step in range(LONGEST_CHAIN):
        if above is None:
            break
        pk = above
        above = Alert.objects.values_list("corrects_id", flat=True).get(pk=pk)
    return pk


def _message(alert: Alert, edition: Edition, editions: list[Edition], tag: str) -> bytes:
    reader = Reader(edition, editions, moment.desk_moment(), "", settings.SITE_URL)
    title, own = edition.name, edition.direction
    with translation.override(edition.interface_language):
        if alert.is_test:
            title = _("TEST – %(name)s") % {"name": isolated(edition.name, own)}
        elif alert.corrects_id is not None:
            title = _("Correction – %(name)s") % {"name": isolated(edition.name, own)}
    # Of the field `dir` many systems take no notice, and guess.
    said = {
        "title": led(title, own),
        "body": led(reader.ordered(alert.text), own),
        "lang": edition.language,
        "dir": edition.direction,
        "tag": tag,
        "url": _url(reader, alert),
        "at": int(alert.public_from.timestamp() * 1000) if alert.public_from else 0,
    }
    if tag == DRILL:
        said["silent"] = True
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _url(reader: Reader, alert: Alert) -> str:
    """Path of the alert's story where readers of the edition can see it, else of the alert itself."""
    release = None
    if alert.article_id is not None and not alert.is_test:
        rows = Release.objects.filter(article_id=alert.article_id, edition_id=reader.edition.pk)
        release = reader.moment.public(rows).first()
    if release is None:
        return f"{reader.url('breaking/')}#alert-{alert.pk}"
    return reader.article_url(release.section_id or 0, release.article_id, release.slug)

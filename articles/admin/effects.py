"""Where it went: everything that publishing a story caused, on one screen, read from what is stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.admin.channels import CHANNELS, NAMED, Facts
from articles.admin.panel import VERBS
from articles.admin.story_page import find_story
from articles.authors.models import AuthorName
from articles.jobs import announce, tell_hub
from articles.models import Article, AuditEntry, Revision
from articles.published import moment
from articles.published.models import Listing, Release, SearchDocument
from articles.sections.models import CoverageName, RegionName, Section
from articles.tags.models import TagName

NAMES: dict[str, Any] = {"tag": TagName, "author": AuthorName, "region": RegionName, "coverage": CoverageName}
assert tuple(NAMES) == NAMED


@dataclass(frozen=True)
class Step:
    """One Release of the chain, or one that was dropped before it began; and the act that made (or dropped) it."""

    state: str
    since: datetime
    until: datetime | None
    is_now: bool
    headline: str
    entry: AuditEntry | None
    revision: Revision | None = None
    release: Release | None = None
    is_dropped: bool = False

    @property
    def label(self) -> Promise:
        return STATES[self.state]

    @property
    def verb(self) -> Any:
        verb = VERBS.get(self.entry.verb) if self.entry else None
        return verb.label if verb else (self.entry.verb if self.entry else "")

    @property
    def reason(self) -> str:
        """The notice, the new address, or what was said with the revision."""
        release = self.release
        said = (release.notice or release.moved_to) if release else ""
        return said or (self.revision.reason if self.revision and self.state == "published" else "")


STATES: dict[str, Promise] = {
    "published": _("shows the story"),
    "withdrawn": _("withdrawn"),
    "gone": _("unpublished"),
    "moved": _("moved"),
}

# What somebody did to a live blog and no version of a post tells.
LIVE_ACTS: dict[str, Promise] = {
    "pin": pgettext_lazy("what somebody did", "pinned"),
    "unpin": pgettext_lazy("what somebody did", "unpinned"),
    "close": pgettext_lazy("what somebody did", "closed the live blog"),
    "reopen": pgettext_lazy("what somebody did", "reopened the live blog"),
}


def effects_view(site: AdminSite, request: HttpRequest, object_id: str) -> HttpResponse:
    """The screen of one story, for whoever may see the story."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    article = find_story(request, object_id)
    facts = read_facts(article)
    channels = [(heading, [(row, row.time(facts.now)) for row in rows(facts)]) for heading, rows in CHANNELS]
    entries = list(AuditEntry.objects.filter(article_id=article.pk).select_related("by"))
    context = {
        **site.each_context(request),
        "opts": Article._meta,
        "title": _("Where it went"),
        "subtitle": str(article),
        "article": article,
        "steps": steps(facts, entries),
        "live_acts": [(entry, LIVE_ACTS[entry.verb]) for entry in entries if entry.verb in LIVE_ACTS],
        "channels": [(heading, rows) for heading, rows in channels if rows],
        "now": facts.now,
    }
    return TemplateResponse(request, "desk/effects.html", context)


def read_facts(article: Article) -> Facts:
    """Read all that the channels need, in a number of queries that does not grow with the story's past."""
    at = moment.desk_moment()
    chain = list(
        Release.objects.filter(article_id=article.pk).order_by("public_from").defer("body", "content")
    )
    listings = list(Listing.objects.filter(article_id=article.pk))
    sections = {s.pk: s for s in Section.objects.filter(edition_id=article.edition_id)}
    found = SearchDocument.objects.filter(article_id=article.pk).order_by("release__public_from")
    spans = found.values_list("release__public_from", "release__public_until")
    jobs = ProcrastinateJob.objects.filter(
        task_name__in=[announce.name, tell_hub.name], args__release_id__in=[release.pk for release in chain]
    ).order_by("id")
    return Facts(
        article,
        at.now,
        chain,
        listings,
        sections,
        _names(article, listings),
        _joined(spans),
        [(job.task_name, job.args["release_id"], job.status, job.scheduled_at) for job in jobs],
    )


def _names(article: Article, listings: list[Listing]) -> dict[tuple[str, int], tuple[str, str]]:
    names: dict[tuple[str, int], tuple[str, str]] = {}
    for kind, model in NAMES.items():
        ids = {row.target_id for row in listings if row.kind == kind}
        rows = model.objects.filter(Q(is_shown=True), edition_id=article.edition_id, of_id__in=ids)
        names |= {(kind, pk): (name, slug) for pk, name, slug in rows.values_list("of_id", "name", "slug")}
    return names


def _joined(spans: Iterable[tuple[datetime, datetime | None]]) -> list[tuple[datetime, datetime | None]]:
    """Spans that follow each other without a gap as one."""
    found: list[tuple[datetime, datetime | None]] = []
    for since, until in spans:
        if found and found[-1][1] == since:
            found[-1] = (found[-1][0], until)
        else:
            found.append((since, until))
    return found


def steps(facts: Facts, entries: list[AuditEntry]) -> list[Step]:
    """The chain and what was dropped of it, in the order of their instants. `entries` come the newest first."""
    made: dict[datetime, AuditEntry] = {}
    for entry in entries:
        if entry.effective_at is not None:
            made.setdefault(entry.effective_at, entry)
    wanted = {release.revision_id for release in facts.chain if release.revision_id}
    revisions = Revision.objects.defer("content").in_bulk(wanted)
    current = facts.current
    found = [
        Step(
            release.state,
            release.public_from,
            release.public_until,
            release is current,
            release.headline,
            made.get(release.public_from),
            revisions.get(release.revision_id or 0),
            release,
        )
        for release in facts.chain
    ]
    found += _dropped(facts, entries)
    return sorted(found, key=lambda step: step.since)


def _dropped(facts: Facts, entries: list[AuditEntry]) -> list[Step]:
    """What was to begin and never did, each once, with the act that dropped it last; what was made anew is not among it."""
    taken = {(release.state, release.public_from) for release in facts.chain}
    found = []
    for entry in entries:
        for row in entry.detail.get("dropped", []):
            since = parse_datetime(row["public_from"])
            if since is None or (row["state"], since) in taken:
                continue
            taken.add((row["state"], since))
            found.append(Step(row["state"], since, None, False, row["headline"], entry, is_dropped=True))
    return found

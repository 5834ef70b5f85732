"""A story's versions: what it is in the editions that have it, translations of one another, public at the moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject
from django.db.models.lookups import IsNull
from django.utils.translation import get_language_info

from articles.editions.models import Edition
from articles.published.head import Head
from articles.published.models import Release
from articles.published.moment import Moment
from articles.published.reader import Reader
from articles.sections.models import Section

# What browsers and search engines take where they know of no version in the reader's language (WHATWG HTML, RFC 8288).
ANY_LANGUAGE = "x-default"


@dataclass(frozen=True)
class Version:
    """The story in another edition. `url` leads there from this page, `address` is the whole one."""

    edition: Edition
    url: str
    address: str
    name: str
    is_original: bool

    @property
    def language(self) -> str:
        return self.edition.language

    @property
    def direction(self) -> str:
        return self.edition.direction


def read_with(moment: Moment) -> ArraySubquery:
    """A column over Release, to be called `versions`: those of its story. So they cost a story's page no query."""
    # Not COALESCE: that is no function which PostgreSQL trusts to tell nothing (contain_leaked_vars in its clauses.c), and
    # what it does not trust it asks only after the reader role's own policy, of every row there is and by no index.
    article, group = OuterRef("article_id"), OuterRef("translation_group")
    group_of = Case(When(IsNull(group, True), then=article), default=group)
    return ArraySubquery(_rows(moment, group_of, article, OuterRef("edition_id")))


def _rows(moment: Moment, group: Any, article_id: Any, edition_id: Any) -> QuerySet[Release, dict[str, Any]]:
    """What is public at the moment of the group's stories in editions other than the given one."""
    rows = moment.public(Release.objects.filter(Q(translation_group=group) | Q(article_id=group)))
    others = rows.exclude(article_id=article_id).exclude(edition_id=edition_id).order_by("-article_id")
    return others.values_list(
        JSONObject(
            article="article_id",
            edition="edition_id",
            section="section_id",
            slug="slug",
            until="public_until",
            is_original=Q(translation_group=None),
            sections=JSONObject(
                own="section__edition_id",
                slug="section__slug",
                parent="section__parent_id",
                above="section__parent__slug",
            ),
        ),
        flat=True,
    )


def versions_of(reader: Reader, release: Release) -> list[Version]:
    """The story's public versions in other editions, in the order of those; and where the switch is to lead.

    When the next of them ends limits how long the page may be kept.
    """
    read = release.__dict__.get("versions")
    if read is None:
        # A preview's, which was made and not read.
        group = release.translation_group or release.article_id
        read = _rows(reader.moment, group, release.article_id, reader.edition.pk)
    found = {row["edition"]: row for row in read}
    reader.ends += [datetime.fromisoformat(row["until"]) for row in found.values() if row["until"]]
    versions = [_version(reader, e, found[e.pk]) for e in reader.editions if e.pk in found]
    reader.counterparts = {version.edition.pk: version.url for version in versions}
    return versions


def _version(reader: Reader, edition: Edition, row: dict[str, Any]) -> Version:
    there = reader.in_edition(edition)
    there.sections = _sections(row) if row["sections"]["own"] == edition.pk else {}
    path = there.article_url(row["section"], row["article"], row["slug"])
    return Version(
        edition,
        reader.link(there, path),
        there.absolute(path),
        own_name(edition),
        is_original=row["is_original"],
    )


def _sections(row: dict[str, Any]) -> dict[int, Section]:
    """The section of the version and the one above it: what its address is made of."""
    own = row["sections"]
    found = {row["section"]: Section(pk=row["section"], slug=own["slug"], parent_id=own["parent"])}
    if own["parent"]:
        found[own["parent"]] = Section(pk=own["parent"], slug=own["above"])
    return found


def own_name(edition: Edition) -> str:
    """What the edition's language is called in itself, as it begins a line; the edition's name if nobody knows."""
    try:
        name = str(get_language_info(edition.language.lower())["name_local"])
    except KeyError:
        return edition.name
    return name[:1].upper() + name[1:]


def tell_versions(reader: Reader, versions: Iterable[Version], head: Head) -> None:
    """Name in the head the versions of its story, itself among them: the same set on the page of each.

    None on a page that the others cannot name: a later one of the story's pages, or, where two editions have one
    language, that of the second.
    """
    here = Version(reader.edition, "", reader.absolute(reader.here), "", is_original=False)
    editions = {version.edition.pk: version for version in (*versions, here)}
    every = [editions[edition.pk] for edition in reader.editions if edition.pk in editions]
    if len(every) < 2:
        return
    found: dict[str, str] = {}
    for version in every:
        found.setdefault(version.language, version.address)
    if found.get(reader.edition.language) != head.canonical:
        return
    default = next((v.address for v in every if not v.edition.prefix), None)
    head.alternates = [*found.items(), *([(ANY_LANGUAGE, default)] if default else [])]


def as_works(versions: Iterable[Version], *, is_original: bool) -> dict[str, Any]:
    """How the story is related to its versions, as properties of schema.org.

    A translation names its original alone, and only while that is public.
    """
    works = [(version.is_original, _work(version)) for version in versions]
    if is_original:
        return {"workTranslation": [work for _is_original, work in works]}
    return {"translationOfWork": next((work for is_first, work in works if is_first), {})}


def _work(version: Version) -> dict[str, str]:
    return {
        "@type": "NewsArticle",
        "@id": f"{version.address}#article",
        "inLanguage": version.language,
    }

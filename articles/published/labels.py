"""The names that a page needs, all in one query: authors and tags of its stories, regions, running coverages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from articles.published.pictures import Picture
from articles.published.reader import Reader


@dataclass(frozen=True)
class Label:
    """A name that leads somewhere. `kind` is author, tag, region or coverage; an author may be an organisation.

    `portrait` is the number of a picture; `about` is there only of authors whom the page introduces.
    """

    kind: str
    pk: int
    name: str
    url: str
    is_organisation: bool = False
    job_title: str = ""
    about: str = ""
    portrait: int | None = None

    def portrayed(self, pictures: Mapping[int, Picture]) -> Picture | None:
        """Their portrait, of the pictures that a page read."""
        picture = pictures.get(self.portrait or 0)
        return picture.portraying(self.name, is_organisation=self.is_organisation) if picture else None


@dataclass(frozen=True)
class Labels:
    authors: dict[int, Label]
    tags: dict[int, Label]
    regions: list[Label]
    coverages: list[Label]


def credited(byline: dict[str, Any], authors: Mapping[int, Label]) -> str:
    """The name that a story is signed with, "" where its author's may not be shown."""
    author = authors.get(byline["author"]) if byline["author"] else None
    return byline["credited_as"] or (author.name if author else "")


# Of a Name `n`: that a public story of its edition stands in its list.
LISTED = """EXISTS (SELECT 1 FROM published_listing l WHERE l.kind = '{kind}' AND l.target_id = n.of_id
 AND l.edition_id = n.edition_id AND l.sort_at <= %(at)s
 AND l.public_from <= %(at)s AND (l.public_until IS NULL OR l.public_until > %(at)s))"""

_NAMED = """
SELECT '{kind}', i.id, n.name, n.slug, 0, {person} FROM {table} i
JOIN {table}name n ON n.of_id = coalesce(i.merged_into_id, i.id) AND n.edition_id = %(edition)s AND n.is_shown
WHERE i.id = ANY(%({kind}s)s)
"""

# Whether an organisation, job title, a few words, portrait.
_NOBODY = "FALSE, '', '', NULL::bigint"
_PERSON = (
    "i.kind = 'organisation', n.job_title,"
    " CASE WHEN i.id = ANY(%(introduced)s) THEN n.description ELSE '' END,"
    " (SELECT a.portrait_id FROM authors_author a WHERE a.id = n.of_id)"
)

_SQL = f"""
{_NAMED.format(kind="author", table="authors_author", person=_PERSON)}
UNION ALL
{_NAMED.format(kind="tag", table="tags_tag", person=_NOBODY)}
UNION ALL
SELECT 'region', n.of_id, n.name, n.slug, n.position, {_NOBODY} FROM sections_regionname n
WHERE n.edition_id = %(edition)s AND n.is_shown AND {LISTED.format(kind="region")}
UNION ALL
SELECT 'coverage', n.of_id, n.name, n.slug, n.position, {_NOBODY} FROM sections_coveragename n
JOIN sections_coverage c ON c.id = n.of_id AND c.is_active AND c.merged_into_id IS NULL AND c.public_from <= %(at)s
WHERE n.edition_id = %(edition)s AND n.is_shown AND {LISTED.format(kind="coverage")}
ORDER BY 1, 5, 3, 2
"""


def read_labels(
    reader: Reader, authors: Iterable[int], tags: Iterable[int], introduced: Iterable[int] = ()
) -> Labels:
    """Names by the ids that stand in Releases (merged ones answer with what they were merged into).

    Of the authors in `introduced` a few words come too.
    """
    found: dict[str, dict[int, Label]] = {"author": {}, "tag": {}, "region": {}, "coverage": {}}
    asked = {"authors": list(set(authors)), "tags": list(set(tags)), "introduced": list(set(introduced))}
    for kind, pk, name, slug, _position, *person in reader.moment.fetch(
        _SQL, {"edition": reader.edition.pk, **asked}
    ):
        found[kind][pk] = Label(kind, pk, name, reader.url(f"{kind}/{slug}/"), *person)
    return Labels(
        found["author"], found["tag"], list(found["region"].values()), list(found["coverage"].values())
    )

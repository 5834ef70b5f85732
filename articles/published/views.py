"""The public pages of stories and of their lists. Each takes a request that ReaderMiddleware has prepared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from articles.editions.figures import counted, written
from articles.published import article_page
from articles.published.dossiers import read_dossier
from articles.published.head import Head
from articles.published.labels import LISTED
from articles.published.list_pages import About, show_list
from articles.published.lists import ListKey
from articles.published.missing import gone
from articles.published.models import Release
from articles.published.page import Page
from articles.published.reader import Reader, ReaderRequest
from articles.published.spelling import BIGGEST, leads_to, story_at
from articles.published.structured_data import page_data
from articles.published.versions import read_with
from articles.sections.kinds import Kind
from articles.sections.models import Section

MOST_MOVES = 8


@dataclass(frozen=True)
class Form:
    """A way in which a story is shown: at which path, by which page, and what stands there once it is taken down."""

    path: Callable[[Reader, Release], str]
    show: Callable[[ReaderRequest, Release], HttpResponse]
    gone: Callable[[ReaderRequest, Release], HttpResponse]


def article(request: ReaderRequest, article_id: int) -> HttpResponse:
    """A story's own page."""
    return story(request, article_id, Form(full_path, article_page.show, gone))


def story(request: ReaderRequest, article_id: int, form: Form) -> HttpResponse:
    """A story's address, found by its number alone; what answers is its current Release."""
    reader = request.reader
    rows = reader.moment.current(Release.objects.filter(article_id=article_id))
    release = rows.annotate(versions=read_with(reader.moment)).first()
    if release is None or (
        release.edition_id != reader.edition.pk and release.state != Release.State.PUBLISHED
    ):
        raise Http404
    if release.public_until:
        reader.ends.append(release.public_until)
    if release.state == Release.State.MOVED:
        return HttpResponsePermanentRedirect(_moved_to(reader, release, form))
    if release.state != Release.State.PUBLISHED:
        return form.gone(request, release)
    canonical = _address_of(reader, release, form)
    if reader.here != canonical:
        return leads_to(request, canonical)
    return form.show(request, release)


def _moved_to(reader: Reader, release: Release, form: Form) -> str:
    """Where a moved story is in the end: the address of the story that it leads to, as it is spelt now."""
    for _step in range(MOST_MOVES):
        number = story_at(release.moved_to)
        if number is None or number > BIGGEST:
            break
        there = reader.moment.current(Release.objects.filter(article_id=number)).first()
        if there is None or there.state not in (Release.State.PUBLISHED, Release.State.MOVED):
            break
        if there.state == Release.State.PUBLISHED:
            return _address_of(reader, there, form)
        release = there
    return release.moved_to


def _address_of(reader: Reader, release: Release, form: Form) -> str:
    """Where a story stands in its own edition: a path, or a whole address if that edition is of another host."""
    if release.edition_id == reader.edition.pk:
        return form.path(reader, release)
    there = reader.in_edition(next(e for e in reader.editions if e.pk == release.edition_id))
    return reader.link(there, form.path(there, release))


def full_path(reader: Reader, release: Release) -> str:
    return reader.article_url(release.section_id, release.article_id, release.slug)


def section(request: ReaderRequest, section: Section) -> HttpResponse:
    reader = request.reader
    parent = reader.sections.get(section.parent_id) if section.parent_id else None
    trail = [(parent.name, reader.section_url(parent.pk))] if parent else []
    children = reader.children_of(section)
    return show_list(
        request,
        ListKey("section", section.pk, reader.edition.pk),
        About(
            list_kind="sub-section" if parent else "section",
            heading=section.name,
            description=section.description,
            children=[{"name": c.name, "url": reader.section_url(c.pk)} for c in children],
            breadcrumb=[*trail, (section.name, reader.section_url(section.pk))],
            programmes=children if section.default_kind == Kind.VIDEO else None,
        ),
    )


def month(request: ReaderRequest, key: ListKey, heading: str, year: int, number: int) -> HttpResponse:
    """The stories of a list that were first published in a month."""
    if not (1990 <= year <= 9998 and 1 <= number <= 12):
        raise Http404
    return show_list(
        request,
        replace(key, month=year * 100 + number),
        About(
            list_kind="month",
            heading=f"{heading}: {written(date(year, number, 1), _('F Y'), request.reader.edition)}",
            needs_stories=True,
            has_feed=False,
        ),
    )


_NAMES = {
    "region": ("sections_regionname", "sections_region", "''", "NULL::bigint"),
    "tag": ("tags_tagname", "tags_tag", "''", "NULL::bigint"),
    "author": ("authors_authorname", "authors_author", "n.job_title", "i.portrait_id"),
    "coverage": ("sections_coveragename", "sections_coverage", "''", "i.hero_id"),
}


def name_page(request: ReaderRequest, kind: str, slug: str) -> HttpResponse:
    """A region's, tag's, author's or coverage's page. But for regions, it is there from the first public story on."""
    found = find_name(request.reader, kind, slug)
    if found is None:
        raise Http404
    if isinstance(found, str):
        return leads_to(request, found)
    reader = request.reader
    reader.is_elsewhere(names_elsewhere(reader, kind, found["id"]))
    author = None
    if kind == "author":
        author = {
            "name": found["name"],
            "job_title": found["job_title"],
            "description": found["description"],
            "portrait": found["image"],
            "kind": found["author_kind"],
            "picture": None,
        }
    about = About(
        list_kind=kind,
        heading=found["name"],
        description=found["description"] if kind != "author" else "",
        author=author,
        images=[found["image"]] if found["image"] else [],
        needs_stories=kind != "region",
        dossier=read_dossier(reader, found["id"]) if kind == "coverage" else None,
    )
    return show_list(request, ListKey(kind, found["id"], reader.edition.pk), about)


def find_name(reader: Reader, kind: str, slug: str) -> dict[str, Any] | str | None:
    """The identity that a slug names here, the address it was merged into, or None."""
    names, identities, job_title, image = _NAMES[kind]
    begun = " AND i.public_from <= %(at)s" if kind == "coverage" else ""
    author_kind = "i.kind" if kind == "author" else "''"
    rows = reader.moment.fetch(
        f"SELECT n.of_id, n.name, n.description, {job_title}, {image}, {author_kind}, m.slug"
        f" FROM {names} n JOIN {identities} i ON i.id = n.of_id"
        f" LEFT JOIN {names} m ON m.of_id = i.merged_into_id AND m.edition_id = n.edition_id"
        f" WHERE n.edition_id = %(edition)s AND n.slug = %(slug)s AND n.is_shown{begun}",
        {"edition": reader.edition.pk, "slug": slug},
    )
    if not rows:
        return None
    pk, name, description, job, portrait, of_kind, merged_slug = rows[0]
    if merged_slug:
        return reader.url(f"{kind}/{merged_slug}/")
    return {
        "id": pk,
        "name": name,
        "description": description,
        "job_title": job,
        "image": portrait,
        "author_kind": of_kind,
    }


def names_elsewhere(reader: Reader, kind: str, pk: int) -> dict[int, str]:
    """Paths of the identity's pages in the editions that have a public story of it, by their numbers."""
    names, identities, *_shown = _NAMES[kind]
    begun = " AND i.public_from <= %(at)s" if kind == "coverage" else ""
    rows = reader.moment.fetch(
        f"SELECT n.edition_id, n.slug FROM {names} n JOIN {identities} i ON i.id = n.of_id"
        f" WHERE n.of_id = %(of)s AND n.is_shown AND {LISTED.format(kind=kind)}{begun}",
        {"of": pk},
    )
    return {edition_id: f"{kind}/{slug}/" for edition_id, slug in rows}


def latest(request: ReaderRequest) -> HttpResponse:
    return show_list(
        request,
        ListKey("edition", 0, request.reader.edition.pk),
        About(list_kind="latest", heading=_("Latest"), has_feed=False),
    )


def corrections(request: ReaderRequest) -> HttpResponse:
    """The corrected stories, the newest correction first, with what was corrected and when."""
    return show_list(
        request,
        ListKey("correction", 0, request.reader.edition.pk),
        About(
            list_kind="corrections",
            heading=_("Corrections and clarifications"),
            description=_("Stories that we have corrected, the newest correction first."),
            has_feed=False,
            with_corrections=True,
        ),
    )


def authors(request: ReaderRequest) -> HttpResponse:
    """Everyone who has signed a public story, by the first letter of the name, whatever it bears: E and É, the alefs."""
    reader = request.reader
    rows = reader.moment.fetch(
        "SELECT n.name, n.slug, n.job_title, a.portrait_id, a.kind = 'organisation',"
        " upper(left(search_fold(n.name), 1)) FROM authors_authorname n"
        " JOIN authors_author a ON a.id = n.of_id AND a.merged_into_id IS NULL"
        " WHERE n.edition_id = %(edition)s AND n.is_shown AND EXISTS (SELECT 1 FROM published_listing l"
        " WHERE l.kind = 'author' AND l.target_id = n.of_id AND l.edition_id = n.edition_id AND l.sort_at <= %(at)s"
        " AND l.public_from <= %(at)s AND (l.public_until IS NULL OR l.public_until > %(at)s))"
        " ORDER BY search_fold(n.name), n.id",
        {"edition": reader.edition.pk},
    )
    page = Page(reader)
    page.want(images=[row[3] for row in rows if row[3]], crops=["1x1"])
    page.load()
    groups: dict[str, list[dict[str, Any]]] = {}
    for name, slug, job_title, portrait, is_organisation, letter in rows:
        picture = page.pictures.get(portrait)
        groups.setdefault(letter, []).append(
            {
                "name": name,
                "url": reader.url(f"author/{slug}/"),
                "job_title": job_title,
                "picture": picture and picture.portraying(name, is_organisation=is_organisation),
            }
        )
    head = Head(
        title=f"{_('Authors')} | {reader.edition.name}",
        description=_("Who writes, photographs and edits for %(name)s.") % {"name": reader.edition.name},
        canonical=reader.absolute(reader.here),
    )
    head.json_ld = page_data(
        reader, head, _("Authors"), [a["url"] for group in groups.values() for a in group]
    )
    return page.render(request, "published/authors.html", head, {"groups": list(groups.items())})


def coverages(request: ReaderRequest) -> HttpResponse:
    """All coverages that have a public story."""
    reader = request.reader
    rows = reader.moment.fetch(
        "SELECT n.of_id, n.name, n.slug, n.description, c.hero_id, l.stories FROM sections_coveragename n"
        " JOIN sections_coverage c ON c.id = n.of_id AND c.merged_into_id IS NULL AND c.public_from <= %(at)s"
        " JOIN LATERAL (SELECT count(*) AS stories FROM published_listing l WHERE l.kind = 'coverage'"
        " AND l.target_id = n.of_id AND l.edition_id = n.edition_id AND l.sort_at <= %(at)s"
        " AND l.public_from <= %(at)s AND (l.public_until IS NULL OR l.public_until > %(at)s)) l ON l.stories > 0"
        " WHERE n.edition_id = %(edition)s AND n.is_shown ORDER BY c.is_active DESC, n.position, n.id",
        {"edition": reader.edition.pk},
    )
    page = Page(reader)
    page.want(images=[row[4] for row in rows if row[4]], crops=["3x2"])
    page.load()
    full = [
        {
            "name": name,
            "url": reader.url(f"coverage/{slug}/"),
            "description": description,
            "picture": reader.called(page.pictures.get(hero), name),
            "count_text": _("%(count)s stories") % {"count": counted(stories)},
        }
        for _pk, name, slug, description, hero, stories in rows
    ]
    head = Head(
        title=f"{_('Coverage')} | {reader.edition.name}",
        description=_("The stories that we follow as they run."),
        canonical=reader.absolute(reader.here),
    )
    head.json_ld = page_data(reader, head, _("Coverage"), [str(item["url"]) for item in full])
    return page.render(request, "published/coverage_index.html", head, {"coverages_full": full})

"""The demo's editions: their sections, menus and pages, and the names of what they share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from articles.authors.models import Author, AuthorName
from articles.editions.models import Edition
from articles.media.models import Image
from articles.media.uses import set_use
from articles.published.moment import clock_reading
from articles.sections.kinds import Genre, Kind
from articles.sections.models import Coverage, CoverageName, CoveragePart, Desk, Region, RegionName, Section
from articles.tags.models import Tag, TagName
from newsroom.demo.channels import make_channel
from newsroom.pages.models import ContactMessage, MenuItem, Page
from newsroom.redirects.models import Redirect
from newsroom.redirects.planning import Line, Plan

DESKS = ("News", "Features", "Pictures", "Opinion")


@dataclass
class Site:
    """One edition, and what stories stand on, by the keys of the files. Sections alone are no other edition's."""

    edition: Edition
    sections: dict[str, Section] = field(default_factory=dict)
    # The desk that looks after each section.
    desk_of: dict[str, Desk] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    coverages: dict[str, Coverage] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)

    def tag(self, name: str) -> Tag:
        """The tag of that name, made and called so if nothing was yet."""
        if name not in self.tags:
            tag = Tag.objects.create(name=name, slug=slugify(name))
            TagName.objects.create(of=tag, edition=self.edition, name=name, slug=slugify(name))
            self.tags[name] = tag
        return self.tags[name]


def build_site(texts: dict[str, Any], pictures: dict[str, Image]) -> Site:
    """Everything that stories stand on. `pictures` has the portraits and heroes by the key of whom they show."""
    edition = Edition.objects.create(**texts["edition"])
    site = Site(edition)
    for name in DESKS:
        site.desks[name] = Desk.objects.create(name=name, slug=slugify(name))
    for number, row in enumerate(texts["regions"]):
        region = Region.objects.create(name=row["name"])
        RegionName.objects.create(of=region, edition=edition, position=number, **row)
        site.regions[row["slug"]] = region
    for row in texts["authors"]:
        _author(site, row, pictures.get(row["key"]))
    for number, row in enumerate(texts["coverages"]):
        _coverage(site, number, row, pictures.get(row["key"]))
    fill_edition(site, texts, pictures)
    for row in texts["messages"]:
        ContactMessage.objects.create(
            edition=edition, created_at=clock_reading("default"), **row | {"text": row["text"].strip()}
        )
    lines = [Line(number, **row) for number, row in enumerate(texts["redirects"], 1)]
    Plan([edition], Redirect.Origin.IMPORTED).make(lines).carry_out()
    return site


def fill_edition(site: Site, texts: dict[str, Any], pictures: dict[str, Image]) -> None:
    """What no other edition has a part in: channels, with their posters by their keys, sections, pages and menus."""
    for number, row in enumerate(texts["channels"]):
        make_channel(site.edition, number, row, pictures.get(row["key"]))
    for number, row in enumerate(texts["section_descriptions"]):
        _section(site, number, row)
    pages = {
        row["slug"]: Page.objects.create(
            edition=site.edition, **{name: row[name] for name in ("slug", "headline", "body")}
        )
        for row in texts["pages"]
    }
    _menus(site, texts["menus"], pages)


def _section(site: Site, number: int, row: dict[str, str]) -> None:
    top, _slash, below = row["path"].partition("/")
    site.desk_of[row["path"]] = site.desks[row.get("desk", "News")]
    site.sections[row["path"]] = Section.objects.create(
        edition=site.edition,
        parent=site.sections[top] if below else None,
        name=row["name"],
        slug=below or top,
        description=row["description"],
        default_genre=row.get("genre", Genre.NEWS),
        default_kind=row.get("kind", Kind.STORY),
        tone=row.get("tone", ""),
        position=number,
    )


def _author(site: Site, row: dict[str, Any], portrait: Image | None) -> None:
    author = Author.objects.create(name=row["name"], kind=row["kind"], portrait=portrait)
    AuthorName.objects.create(
        of=author,
        edition=site.edition,
        name=row["name"],
        slug=row["key"],
        job_title=row.get("job_title", ""),
        description=row["description"],
    )
    set_use("portrait", author.pk, portrait)
    site.authors[row["key"]] = author


def _coverage(site: Site, number: int, row: dict[str, Any], hero: Image | None) -> None:
    coverage = Coverage.objects.create(
        name=row["name"], hero=hero, tag_ids=[site.tag(name).pk for name in row["tags"]]
    )
    CoverageName.objects.create(
        of=coverage,
        edition=site.edition,
        name=row["name"],
        slug=row["key"],
        description=row["description"],
        explainer=row.get("explainer", "").strip(),
        position=number,
    )
    set_use("coverage", coverage.pk, hero)
    site.coverages[row["key"]] = coverage


def fill_dossiers(site: Site, rows: list[dict[str, Any]], stories: dict[str, Any]) -> None:
    """Name in the coverages the stories, known by their keys, that stand at fixed places of their pages.

    What other editions have there already stays.
    """
    for row in rows:
        coverage = site.coverages[row["key"]]
        coverage.pinned_ids += [stories[key].pk for key in row.get("pinned", [])]
        coverage.key_ids += [stories[key].pk for key in row.get("key_stories", [])]
        coverage.save(update_fields=["pinned_ids", "key_ids"])
        for number, part in enumerate(row.get("parts", [])):
            CoveragePart.objects.create(
                of=coverage,
                edition=site.edition,
                heading=part["heading"],
                article_ids=[stories[key].pk for key in part["stories"]],
                position=number,
            )


def _menus(site: Site, rows: list[dict[str, Any]], pages: dict[str, Page]) -> None:
    """The main menu has the sections first, each below its own; the files' lines follow."""
    items: dict[str, MenuItem] = {}
    for number, (path, section) in enumerate(site.sections.items()):
        top, _slash, below = path.partition("/")
        items[path] = MenuItem.objects.create(
            edition=site.edition,
            parent=items[top] if below else None,
            label=section.name,
            section=section,
            position=number,
        )
    for number, row in enumerate(rows, len(items)):
        MenuItem.objects.create(
            edition=site.edition,
            menu=row["menu"],
            label=row["label"],
            page=pages[row["page"]] if "page" in row else None,
            url=row.get("url", ""),
            is_live=row.get("is_live", False),
            position=number,
        )

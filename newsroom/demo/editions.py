"""The demo's further editions: of the same people, places, coverages and pictures, with names and words of their own."""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.utils.text import slugify

from articles.authors.models import AuthorName
from articles.body.blocks import blocks
from articles.editions.models import Edition
from articles.media.models import Image
from articles.models import Article
from articles.published import moment
from articles.published.models import Release
from articles.sections.models import CoverageName, RegionName
from articles.tags.models import Tag, TagName
from newsroom.demo.site import Site, fill_edition

NAMES: dict[str, type[models.Model]] = {
    "author": AuthorName,
    "region": RegionName,
    "coverage": CoverageName,
    "tag": TagName,
}
# What a name may say besides.
SAID = ("job_title", "description", "explainer")


def build_edition(texts: dict[str, Any], first: Site, position: int, pictures: dict[str, Image]) -> Site:
    """The edition of a folder. It shares the rows of the `first` one, and calls them as its file does.

    `pictures` has those that are its own, by their keys.
    """
    edition = Edition.objects.create(position=position, **texts["edition"])
    site = Site(
        edition,
        desks=first.desks,
        regions=first.regions,
        authors=first.authors,
        tags=first.tags,
        coverages=first.coverages,
    )
    explainers = {row["key"]: row["explainer"] for row in texts["coverages"] if "explainer" in row}
    for number, row in enumerate(texts["names"]):
        more = (
            {"explainer": explainers[row["key"]]}
            if row["kind"] == "coverage" and row["key"] in explainers
            else {}
        )
        _name(site, number, row | more)
    fill_edition(site, texts, pictures)
    return site


def _name(site: Site, number: int, row: dict[str, Any]) -> None:
    known: dict[str, dict[str, Any]] = {
        "author": site.authors,
        "region": site.regions,
        "coverage": site.coverages,
        "tag": site.tags,
    }
    if row.get("new"):
        # Of this edition alone: the others do not name it.
        site.tags[row["key"]] = Tag.objects.create(name=row["key"], slug=slugify(row["key"]))
    identity = known[row["kind"]][row["key"]]
    NAMES[row["kind"]]._default_manager.create(
        of=identity,
        edition=site.edition,
        name=row["name"],
        # Without accents where letters are Latin.
        slug=row.get("slug") or slugify(row["name"]) or slugify(row["name"], allow_unicode=True),
        position=number,
        **{name: row[name].strip() for name in SAID if name in row},
    )


def link(article: Article, original: Article) -> None:
    """Say that a story is the translation of another, as that is public now."""
    at = moment.desk_moment()
    release = at.public(Release.objects.filter(article_id=original.pk)).get()
    article.source_article, article.source_revision_id = original, release.revision_id
    article.translation_group = original
    article.body = _of_the_same_blocks(article.body, original.body)


def _of_the_same_blocks(body: str, original: str) -> str:
    """The body with its blocks called as the original's, if it has the like of each in the same order."""
    own, theirs = blocks(body), blocks(original)
    if [block.kind for block in own] != [block.kind for block in theirs]:
        return body
    names = {block.id: other.id for block, other in zip(own, theirs, strict=True)}
    return re.sub(r'(?<= id=")[^"]+', lambda found: names.get(found[0], found[0]), body)

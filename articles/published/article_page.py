"""A story's own page: what stands on it, and in which order its parts choose their stories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.body.blocks import Block, blocks
from articles.body.providers import csp_for, provider_for
from articles.body.reading import (
    article_ids,
    image_ids,
    minutes_read,
    plain_text,
    video_ids,
    word_count,
)
from articles.media.renditions import dated_crop
from articles.published.additions import Added, happened_at, opened
from articles.published.age import age_notice
from articles.published.cards import Card
from articles.published.corrections import corrections_of
from articles.published.dating import year_to_say
from articles.published.gallery import shots, shown
from articles.published.genres import AGEING, VOICES, disclaimer, label_of
from articles.published.head import Head
from articles.published.labels import credited
from articles.published.lists import ListKey, newest
from articles.published.models import Release
from articles.published.page import Page
from articles.published.reader import Reader, ReaderRequest
from articles.published.rendering import Part, parts_of
from articles.published.story import Signature, Story
from articles.published.structured_data import SHAPES, article_data
from articles.published.summaries import described, page_description
from articles.published.versions import as_works, tell_versions, versions_of
from articles.published.video_data import describe_video, lead_video
from articles.sections.kinds import Kind

RELATED = 2
READ_NEXT = 4
EPISODES = 4
MORE_FROM = 3
TAGS_ASKED = 5

ROLES = {
    "writer": "",
    "photographer": gettext_lazy("photographs"),
    "reporting": gettext_lazy("additional reporting"),
    "editor": gettext_lazy("editing"),
    "translator": gettext_lazy("translation"),
}


def show(request: ReaderRequest, release: Release) -> HttpResponse:
    """The page of a published Release, current at the request's moment."""
    added = opened(request, release)
    return added if isinstance(added, HttpResponse) else _page(request, release, added)


@dataclass(frozen=True)
class Chosen:
    """The stories of which the parts of the page may choose, the newest of each list first."""

    manual: list[int]
    in_section: list[int]
    in_edition: list[int]
    by_author: list[int]
    by_tag: list[list[int]]

    @property
    def all(self) -> list[int]:
        named = [*self.manual, *self.in_section, *self.in_edition, *self.by_author]
        return [*named, *(pk for ids in self.by_tag for pk in ids)]


def _chosen(reader: Reader, release: Release, voices: list[int]) -> Chosen:
    """In one query; of `voices`, the authors who are introduced, the first one's stories."""
    edition = release.edition_id
    asked = [(ListKey("tag", pk, edition), 8) for pk in release.tag_ids[:TAGS_ASKED]]
    asked += [(ListKey("author", pk, edition), MORE_FROM * 2) for pk in voices[:1]]
    asked += [(ListKey("section", release.section_id, edition), 16), (ListKey("edition", 0, edition), 12)]
    *found, in_section, in_edition = newest(reader.moment, asked)
    by_author = found.pop() if voices else []
    manual = list(dict.fromkeys(release.content.get("related", [])))
    return Chosen(manual, in_section, in_edition, by_author, found)


def want_story(page: Page, release: Release, body: list[Block], added: Added | None) -> None:
    """Ask for what the story itself shows, and what is added to it."""
    beside = [int(use["image"]) for use in release.content.get("pictures", [])]
    page.want(
        article_ids(body),
        images=[*beside, *image_ids(body)],
        crops=["full"],
        videos=video_ids(body),
        authors=release.author_ids,
    )
    if added:
        added.want(page)


def _page(request: ReaderRequest, release: Release, added: Added | None) -> HttpResponse:
    reader = request.reader
    page = Page(reader)
    body = blocks(release.body)
    voices = release.author_ids if release.genre in VOICES else []
    chosen = _chosen(reader, release, voices)
    page.want(chosen.all, tags=release.tag_ids, introduced=voices)
    page.want(crops=["share", *SHAPES, *_dated(reader, release, added)])
    want_story(page, release, body, added)
    page.load()
    page.reading = release.article_id
    page.shown.add(release.article_id)

    episodes = page.cards(chosen.in_section, EPISODES) if release.kind == Kind.VIDEO else []
    placed = {card.article_id: card for card in page.cards(article_ids(body))}
    others = [] if release.is_sensitive else [pk for pk in chosen.by_author if pk not in chosen.manual]
    more_from = page.cards(others, MORE_FROM)
    related = () if release.is_sensitive else tuple(_related(page, chosen))
    parts = parts_of(reader, body, page.pictures, placed, related, videos=page.videos)
    story = story_of(page, release, body, parts, added)
    further = [] if release.is_sensitive else [*chosen.in_section, *chosen.in_edition]
    head = _head(page, story, release, body, added)
    context = {
        "story": story,
        "episodes": episodes,
        "more_from": more_from,
        "read_next": page.cards(further, READ_NEXT),
        "read_next_url": story.section_url,
        "tone": reader.tone(release.section_id, release.genre),
        "beacon_id": str(release.article_id),
        "lite_url": reader.url(f"lite/{release.article_id}/{release.slug}/"),
        **(added.gives(page, story) if added else {}),
    }
    response = page.render(request, _template(story, added), head, context)
    # What the players of this very page need beyond our own address; read by django-csp.
    players = filter(None, (provider_for(part.url) for part in parts if part.player))
    response._csp_update = csp_for(players)  # type: ignore[attr-defined]
    return response


def _template(story: Story, added: Added | None) -> str:
    if added:
        return added.template
    return "published/video.html" if story.video else "published/article.html"


def _related(page: Page, found: Chosen) -> list[Card]:
    """What the desk chose; else the stories with the most tags in common, then the section's newest."""
    chosen = page.cards(found.manual)
    if chosen:
        return chosen
    common: dict[int, int] = {}
    for ids in found.by_tag:
        for pk in ids:
            common[pk] = common.get(pk, 0) + 1
    ranked = sorted(common, key=lambda pk: -common[pk])
    return page.cards([*ranked, *found.in_section], RELATED)


def story_of(
    page: Page, release: Release, body: list[Block], parts: list[Part], added: Added | None = None
) -> Story:
    reader = page.reader
    content = release.content
    section = reader.sections.get(release.section_id)
    words = word_count(body)
    beside = shown(page.pictures, content.get("pictures", []))
    is_gallery = release.kind == Kind.GALLERY
    hero, hero_caption = (None, "") if is_gallery or not beside else beside[0]
    url = reader.article_url(release.section_id, release.article_id, release.slug)
    short = reader.ordered(content.get("short_headline") or release.headline)
    video = lead_video(parts, hero) if release.kind == Kind.VIDEO else None
    updated_at = happened_at(release, added)
    story = Story(
        article_id=release.article_id,
        url=url,
        kind=release.kind,
        genre=release.genre,
        label=label_of(release.genre),
        disclaimer=disclaimer(release.genre, reader.edition.name, len(release.author_ids)),
        headline=reader.ordered(release.headline),
        short_headline=short,
        kicker=reader.ordered(release.kicker),
        standfirst=reader.ordered(release.standfirst),
        section_name=section.name if section else "",
        section_url=reader.section_url(release.section_id) if section else reader.url(),
        first_published_at=release.first_published_at,
        updated_at=updated_at,
        is_updated=updated_at > release.first_published_at,
        age=_age(reader, release, updated_at),
        is_sensitive=release.is_sensitive,
        bylines=signatures(page, content.get("bylines", [])),
        sources=content.get("sources", []),
        dateline_place=content.get("dateline_place", ""),
        words=words,
        minutes_read=minutes_read(words, reader.edition.reading_wpm) if words else 0,
        hero=hero,
        hero_caption=hero_caption,
        hero_credit=hero.credit if hero else "",
        gallery=shots(beside) if is_gallery else [],
        video=video,
        parts=parts if video is None else [part for part in parts if part.block_id != video.block_id],
        tags=[page.labels.tags[pk] for pk in release.tag_ids if pk in page.labels.tags],
        corrections=corrections_of(content.get("corrections", [])),
        breadcrumb=_breadcrumb(page, release),
        share=_share(reader.absolute(url), short),
        languages=versions_of(reader, release),
    )
    return added.told(story) if added else story


def title_of(reader: Reader, release: Release) -> str:
    """What search engines and tabs call the story's page, in whichever form it is shown."""
    title = release.content.get("seo_title") or release.headline
    return f"{reader.ordered(title)} | {reader.edition.name}"


def _age(reader: Reader, release: Release, at: datetime) -> str:
    """How old the story of that last update is, for those that grow old. The page is kept no longer than that is true."""
    if release.genre not in AGEING:
        return ""
    is_update = at > release.first_published_at
    notice, changes_at = age_notice(at, reader.moment.now, reader.edition.zone, is_update=is_update)
    reader.ends.append(changes_at)
    return notice


def _year(reader: Reader, release: Release, added: Added | None) -> int | None:
    at = happened_at(release, added)
    return year_to_say(release.genre, at, reader.moment.now, reader.edition.zone)


def _dated(reader: Reader, release: Release, added: Added | None) -> list[str]:
    """The crop of the story's year, if it is old."""
    year = _year(reader, release, added)
    return [dated_crop(year)] if year else []


def signatures(page: Page, bylines: list[dict[str, Any]]) -> list[Signature]:
    """Who signed, in order; the edition itself where no name may be shown."""
    found = []
    for line in bylines:
        label = page.labels.authors.get(line["author"]) if line["author"] else None
        if name := credited(line, page.labels.authors):
            role = str(ROLES.get(line["role"], ""))
            if label is None:
                found.append(Signature(name, "", role))
                continue
            portrait = label.portrayed(page.pictures)
            found.append(
                Signature(
                    name, label.url, role, label.is_organisation, label.job_title, label.about, portrait
                )
            )
    reader = page.reader
    return found or [Signature(reader.edition.name, reader.url(), "", is_organisation=True)]


def _breadcrumb(page: Page, release: Release) -> list[dict[str, str]]:
    reader = page.reader
    section = reader.sections.get(release.section_id)
    found = [section] if section else []
    if section and section.parent_id and section.parent_id in reader.sections:
        found.insert(0, reader.sections[section.parent_id])
    return [{"name": s.name, "url": reader.section_url(s.pk)} for s in found]


def _share(address: str, headline: str) -> list[dict[str, str]]:
    """Plain links, so that sharing needs neither script nor third party until it is chosen."""
    url, text = quote(address, safe=""), quote(headline, safe="")
    return [
        {"name": "X", "key": "x", "url": f"https://x.com/intent/post?url={url}&text={text}"},
        {"name": "Facebook", "key": "facebook", "url": f"https://www.facebook.com/sharer/sharer.php?u={url}"},
        {"name": "WhatsApp", "key": "whatsapp", "url": f"https://wa.me/?text={text}%20{url}"},
        {"name": "Telegram", "key": "telegram", "url": f"https://t.me/share/url?url={url}&text={text}"},
        {"name": str(_("E-mail")), "key": "email", "url": f"mailto:?subject={text}&body={url}"},
    ]


def _head(page: Page, story: Story, release: Release, body: list[Block], added: Added | None) -> Head:
    reader = page.reader
    said = described(
        reader.ordered(release.content.get("seo_description") or "") or story.standfirst,
        plain_text(body)[:1000],
    )
    description = page_description(reader.edition, said or story.headline)
    feed = f"{story.section_url}feed/rss.xml"
    lead = (
        story.hero
        or (story.gallery[0][0] if story.gallery else None)
        or (story.video.picture if story.video else None)
    )
    head = Head(
        title=title_of(reader, release),
        description=description,
        canonical=reader.absolute(story.url),
        properties=[
            ("og:type", "article"),
            ("og:title", story.headline),
            ("article:published_time", story.first_published_at.isoformat(timespec="seconds")),
            ("article:modified_time", story.updated_at.isoformat(timespec="seconds")),
            ("article:section", story.section_name),
            *(("article:author", reader.absolute(s.url)) for s in story.bylines if s.url),
            *(("article:tag", tag.name) for tag in story.tags),
        ],
        feeds=[(f"{story.section_name} | {reader.edition.name}", reader.absolute(feed))],
        image=lead,
        year=_year(reader, release, added),
    )
    about = as_works(story.languages, is_original=release.translation_group is None)
    about |= added.about(page, story, head) if added else {}
    tell_versions(reader, story.languages, head)
    fills = partial(added.fills, page, story) if added else None
    head.json_ld = article_data(reader, story, lead, description, about, fills)
    describe_video(reader, story, head)
    return head

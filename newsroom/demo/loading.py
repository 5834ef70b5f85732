"""Loads the demo newsroom through the same verbs that the desk uses, dated back from the hour of loading."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.html import escape

from articles import publishing
from articles.body.cleaning import clean_body
from articles.editions.models import Edition
from articles.jobs import defer_renditions
from articles.media.files import take_in
from articles.media.models import CaptionTrack, Image, Video
from articles.media.videos import take_in as take_in_video
from articles.models import Article, ArticleImage, ArticleTag, Byline, Correction, RelatedLink, Source, Stage
from articles.published import moment
from articles.published.models import Listing, Release
from articles.revisions import save_revision
from breaking.models import Alert
from newsroom.accounts.models import User
from newsroom.demo.content import (
    DemoStory,
    other_editions,
    read_desk,
    read_live,
    read_planned,
    read_site,
    read_stories,
)
from newsroom.demo.drawing import PORTRAIT, Drawing, draw_all, drawing_of
from newsroom.demo.editions import build_edition, link
from newsroom.demo.library import end_rights, fill_library, index
from newsroom.demo.live import fill_blogs
from newsroom.demo.people import make_people, sign_as
from newsroom.demo.planning import Planner
from newsroom.demo.site import Site, build_site, fill_dossiers
from newsroom.demo.talk import talk
from newsroom.demo.videos import HERE as VIDEOS
from newsroom.demo.videos import captions_of

_FIGURE = re.compile(r'<figure data-news="image" data-picture="(\d+)"></figure>')
_PICTURE = re.compile(r'data-picture="(\d+)"')
_VIDEO = re.compile(r'data-own-video="([a-z]+)"')
_PICTURES = re.compile(r'data-pictures="([\d,]+)"')
_STORIES = re.compile(r'data-stories="([^"]*)"')


def load_demo() -> int:
    """Load the demo and return the number of its stories. All of it, or, if anything fails, nothing."""
    texts, stories, desk = read_site(), read_stories(), read_desk()
    planned = read_planned(desk["stories"], stories)
    others = [(read_site(code), read_stories(code)) for code in other_editions()]
    translated = [story for _texts, own in others for story in own]
    drawn = draw_all(
        [
            *_portraits(texts).values(),
            *map(drawing_of, _with_heroes(texts, *(own for own, _stories in others))),
            *_story_drawings([*stories, *translated]),
            *map(drawing_of, desk["pictures"]),
        ]
    )
    with transaction.atomic():
        people = make_people(
            settings.ENVIRONMENT.demo_password, settings.ENVIRONMENT.var_dir / "demo-accounts.txt"
        )
        loader = _Loader(people, {d: _take(data, d, people["editor"]) for d, data in drawn.items()})
        loader.describe(texts, stories, _with_heroes(texts, *(own for own, _stories in others)))
        loader.site = build_site(texts, loader.named(_portraits(texts) | _heroes(texts)))
        sign_as(people["journalist"], loader.site.authors["mara-ellsworth"])
        loader.write([*stories, *planned], texts["coverages"])
        loader.post(stories)
        loader.alert(texts["alerts"])
        for number, (own_texts, own_stories) in enumerate(others, 1):
            loader.beside(number, own_texts, own_stories)
        loader.plan(desk, stories)
        loader.date([*stories, *planned])
    return len(stories) + len(planned) + len(translated)


def _portraits(texts: dict[str, Any]) -> dict[str, Drawing]:
    return {
        row["key"]: Drawing("portrait", "noon", row["portrait_seed"], *PORTRAIT)
        for row in texts["authors"]
        if row["kind"] == "person"
    }


def _heroes(texts: dict[str, Any]) -> dict[str, Drawing]:
    return {row["key"]: Drawing(row["scene"], row["mood"], row["seed"]) for row in _with_heroes(texts)}


def _with_heroes(*editions: dict[str, Any]) -> list[dict[str, Any]]:
    """The coverages, and the channels that have a poster."""
    return [row for texts in editions for row in (*texts["coverages"], *texts["channels"]) if "scene" in row]


def _story_drawings(stories: list[DemoStory]) -> list[Drawing]:
    return [drawing_of(row) for story in stories for row in story.facts.get("pictures", [])]


def _take(data: bytes, drawing: Drawing, by: User) -> Image:
    image, is_new = take_in(io.BytesIO(data), uploaded_by=by, rights="own")
    if is_new:
        defer_renditions(image.pk)
    return image


class _Loader:
    site: Site

    def __init__(self, people: dict[str, User], images: dict[Drawing, Image]) -> None:
        self.people = people
        self.images = images
        self.now = moment.clock_reading("default")
        self.articles: dict[str, Article] = {}
        # The first edition's stories, in the loader of another.
        self.originals: dict[str, Article] = {}

    def beside(self, position: int, texts: dict[str, Any], stories: list[DemoStory]) -> None:
        """Load another edition, some of whose stories are translations of this one's."""
        loader = _Loader(self.people, self.images)
        loader.site = build_edition(texts, self.site, position, self.named(_heroes(texts)))
        loader.originals = self.articles
        loader.write(stories, texts["coverages"])
        loader.alert(texts["alerts"])
        loader.date(stories)

    def named(self, drawings: dict[str, Drawing]) -> dict[str, Image]:
        return {key: self.images[drawing] for key, drawing in drawings.items()}

    def describe(self, texts: dict[str, Any], stories: list[DemoStory], heroes: list[dict[str, Any]]) -> None:
        """Give the pictures their words: from the story that uses them first, or from whom or what they show."""
        rows: list[tuple[Drawing, dict[str, str]]] = [
            (drawing_of(row), row) for story in stories for row in story.facts.get("pictures", [])
        ]
        credit = "Leila Farrokh / The Daily Meridian"
        for row in texts["authors"]:
            if row["kind"] == "person":
                words = {"alt": f"Drawn portrait of {row['name']}.", "caption": row["name"], "credit": credit}
                rows.append((_portraits(texts)[row["key"]], words))
        rows += [
            (
                drawing_of(row),
                {"alt": row["alt"], "caption": row["name"], "credit": row.get("credit", credit)},
            )
            for row in heroes
        ]
        for drawing, words in rows:
            image = self.images[drawing]
            image.alt_text, image.caption, image.credit = words["alt"], words["caption"], words["credit"]
            image.long_description = words.get("long_description", "").strip()
            image.save(update_fields=["alt_text", "caption", "credit", "long_description"])

        index(self.images, stories)

    def plan(self, desk: dict[str, Any], stories: list[DemoStory]) -> None:
        """Do what the desk does with all that before the day is over."""
        planner = Planner(self.site.edition, self.articles, self.people, self.now)
        for row in desk["stories"]:
            planner.work({"story": row["key"], **row})
        for row in desk["work"]:
            planner.work(row)
        for row in desk["bundles"]:
            planner.bundle(row)
        talk(self.articles, self.people, desk["comments"], self.now)
        fill_library(self.images, desk["pictures"], planner.at)
        end_rights(self.images, desk["rights"], stories, planner.at)

    def date(self, stories: list[DemoStory]) -> None:
        """Have the desk's lists say when each was last worked on, and not that all were at once."""
        rows = [
            Article(pk=self.articles[story.key].pk, saved_at=self.now - timedelta(hours=story.hours_ago))
            for story in stories
            if story.hours_ago > 0
        ]
        Article.objects.bulk_update(rows, ["saved_at"])

    def write(self, stories: list[DemoStory], coverages: list[dict[str, Any]]) -> None:
        for story in stories:
            self.articles[story.key] = self._create(story)
        # Before they are published: what a coverage names decides in which lists they stand.
        fill_dossiers(self.site, coverages, self.articles)
        for story in stories:
            self._finish(story)
        for story in stories:
            self._bring_to_stage(story)

    def _create(self, story: DemoStory) -> Article:
        facts = story.facts
        section = self.site.sections[facts["section"]]
        article = Article.objects.create(
            edition=self.site.edition,
            section=section,
            desk=self.site.desk_of[facts["section"]],
            kind=facts.get("kind", "story"),
            genre="" if facts["genre"] == section.default_genre else facts["genre"],
            slug=facts.get("slug", story.key),
            headline=facts["headline"],
            short_headline=facts.get("short_headline", ""),
            kicker=facts.get("kicker", ""),
            standfirst=facts["standfirst"],
            dateline_place=facts.get("dateline_place", ""),
            duration_seconds=facts.get("duration_seconds"),
            creator=self.people[facts.get("creator", "journalist")],
        )
        article.regions.set([self.site.regions[slug] for slug in facts.get("regions", [])])
        for number, key in enumerate(facts["authors"]):
            Byline.objects.create(article=article, author=self.site.authors[key], position=number)
        if facts.get("credited_as"):
            Byline.objects.create(article=article, credited_as=facts["credited_as"], position=9)
        for number, name in enumerate(facts["tags"]):
            ArticleTag.objects.create(content_object=article, tag=self.site.tag(name), position=number)
        if facts.get("source"):
            Source.objects.create(article=article, name=facts["source"])
        return article

    def _finish(self, story: DemoStory) -> None:
        """What refers to other stories and to pictures, by their ids now."""
        article, facts = self.articles[story.key], story.facts
        rows = facts.get("pictures", [])
        images = [self.images[drawing_of(row)] for row in rows]
        # The library's words are the first edition's.
        here = [_words(row) if self.originals else {} for row in rows]
        placed = {int(number) for number in _PICTURE.findall(story.body)}
        for numbers in _PICTURES.findall(story.body):
            placed |= set(map(int, numbers.split(",")))
        for number, image in enumerate(images, start=1):
            if number not in placed:
                ArticleImage.objects.create(article=article, image=image, position=number, **here[number - 1])
        for number, key in enumerate(key for key in facts.get("related", []) if key in self.articles):
            RelatedLink.objects.create(article=article, related=self.articles[key], position=number)
        for row in facts.get("corrections", []):
            at = self.now - timedelta(hours=float(row["hours_ago"]))
            Correction.objects.create(article=article, type=row["type"], text=row["text"], at=at)

        def ids(match: re.Match[str]) -> str:
            return ",".join(str(images[int(number) - 1].pk) for number in match[1].split(","))

        body = _FIGURE.sub(lambda m: _figure(here[int(m[1]) - 1], m), story.body)
        body = _PICTURE.sub(lambda m: f'data-image-id="{ids(m)}"', body)
        body = _PICTURES.sub(lambda m: f'data-images="{ids(m)}"', body)
        if "film" in facts:
            video = self._film(facts["video"], facts["film"], images[0])
            body = _VIDEO.sub(f'data-video-id="{video.pk}"', body)
        article.body = clean_body(_STORIES.sub(self._numbers, body))
        if story.stage == "embargoed":
            article.embargoed_until = _whole_hour(self.now - timedelta(hours=story.hours_ago))
        if "translation_of" in facts:
            link(article, self.originals[facts["translation_of"]])
        article.save()
        save_revision(article, self.people["journalist"])

    def _film(self, name: str, words: dict[str, str], poster: Image) -> Video:
        with (VIDEOS / f"{name}.webm").open("rb") as file:
            video, _is_new = take_in_video(
                file, uploaded_by=self.people["editor"], poster=poster, rights="own", **words
            )
        CaptionTrack.objects.get_or_create(
            video=video, language="en", defaults={"label": "English", "text": captions_of(name)}
        )
        return video

    def _numbers(self, match: re.Match[str]) -> str:
        known = [str(self.articles[key].pk) for key in match[1].split(",") if key in self.articles]
        return f'data-articles="{",".join(known)}"'

    def _bring_to_stage(self, story: DemoStory) -> None:
        article, editor, writer = self.articles[story.key], self.people["editor"], self.people["journalist"]
        match story.stage:
            case "draft":
                return
            case Stage.SUBMITTED | "embargoed":
                publishing.submit(article.pk, writer)
            case "scheduled":
                at = _whole_hour(self.now - timedelta(hours=story.hours_ago))
                publishing.schedule(article.pk, editor, at=at)
            case stage:
                at = self.now - timedelta(hours=story.hours_ago)
                publishing.publish(article.pk, editor, first_published_at=at, updated_at=at)
                if stage == "withdrawn":
                    publishing.withdraw(article.pk, editor, notice=story.facts["notice"])
                elif stage == "gone":
                    publishing.unpublish(article.pk, editor)

    def post(self, stories: list[DemoStory]) -> None:
        """Let the live blogs run, with pictures of other stories."""
        firsts = {story.key: story.facts["pictures"][0] for story in stories if story.facts.get("pictures")}

        def picture_of(key: str) -> int:
            return self.images[drawing_of(firsts[key])].pk

        fill_blogs(read_live(), self.articles, self.people, picture_of, self.now)

    def alert(self, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            story = self.articles.get(row["story"])
            alert = Alert.objects.create(
                text=row["text"],
                article_id=story.pk if story else None,
                public_from=self.now - timedelta(minutes=row["minutes_ago"]),
                public_until=self.now + timedelta(minutes=row["minutes_left"]),
                author=self.people["editor"],
            )
            alert.editions.add(self.site.edition)


def _words(row: dict[str, str]) -> dict[str, str]:
    """What a picture says in one place of it."""
    said = row.get("long_description", "").strip()
    return {"alt_text": row["alt"], "caption": row["caption"], "long_description": said}


def _figure(words: dict[str, str], match: re.Match[str]) -> str:
    """The figure of a picture in the body, with its words in this place."""
    if not words:
        return match[0]
    alt, caption = escape(words["alt_text"]), escape(words["caption"])
    head = f'<figure data-news="image" data-picture="{match[1]}" data-alt="{alt}">'
    return f"{head}<figcaption>{caption}</figcaption></figure>"


def _whole_hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def bring_up_to_date() -> int:
    """Publish a significant update of the newest stories of each edition, spread over the last hours; return how many."""
    with transaction.atomic():
        return sum(_bring_up_to_date(edition) for edition in Edition.objects.all())


def _bring_up_to_date(edition: Edition) -> int:
    now = moment.clock_reading("default")
    editor = User.objects.get(username="editor")
    newest = Listing.objects.filter(kind="edition", edition_id=edition.pk).order_by("-sort_at")
    ids = list(moment.desk_moment(now).current(newest).values_list("article_id", flat=True)[:24])
    unchanged = Article.objects.filter(pk__in=ids).values("head")
    # A story that somebody is at work on is left alone: its newest text is not for readers yet.
    shown = moment.desk_moment(now).public(Release.objects.filter(revision_id__in=unchanged))
    first = dict(shown.values_list("article_id", "first_published_at"))
    ids = [pk for pk in ids if pk in first]
    for number, pk in enumerate(reversed(ids)):
        updated = max(first[pk], now - timedelta(minutes=25 * (len(ids) - number)))
        publishing.publish(pk, editor, significant=True, pending="keep", updated_at=updated)
    ahead = Alert.objects.filter(editions=edition).order_by("-public_from")[:10]
    for number, alert in enumerate(ahead):
        alert.public_from = now - timedelta(minutes=7 * number + 2)
        alert.public_until = now + timedelta(hours=18 - number)
        alert.save(update_fields=["public_from", "public_until"])
    return len(ids)

"""A newsroom of a few stories, of which the desk's rows and the model are made together."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from articles.media.models import Rendition
from articles.models import Article, ArticleImage, ArticleTag
from articles.published.models import Release
from articles.published.moment import desk_moment
from articles.revisions import check_base, lock, save_revision
from tests.articles.spine.model import Site, Story, Text
from tests.factories import (
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_image,
    make_region,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    import random

    from tests.clock import SiteClock

WORDS = ("amber", "basalt", "cobalt", "dolomite")


class Newsroom:
    def __init__(self, rng: random.Random, clock: SiteClock, stories: int = 6) -> None:
        self.rng, self.clock = rng, clock
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.log: list[str] = []
        self.edition = make_edition()
        top = make_section("news", self.edition)
        below = make_section("economy", self.edition, parent=top)
        other = make_section("sports", self.edition)
        self.sections = [top.pk, below.pk, other.pk]
        self.authors = [make_author("Ada Roe").pk, make_author("Bo Lind").pk]
        self.tags = [make_tag(name).pk for name in ("rivers", "rail", "heat")]
        self.regions = [make_region("Europe").pk, make_region("Asia").pk]
        self.coverage = make_coverage("The River Compact", tag_ids=self.tags[:1]).pk
        self.images = [make_image().pk for _ in range(3)]
        self.files = {
            pk: Rendition.objects.create(
                image_id=pk, crop="full", width=10, height=10, format="jpg", byte_size=1
            )
            for pk in self.images
        }
        self.editor = make_user("editor")
        self.site = Site([], {below.pk: top.pk}, frozenset(self.tags[:1]))
        for _ in range(stories):
            self.new_story()
        self.began = clock.now

    @property
    def shelved(self) -> Story:
        """A story that is never shown, so that there is always one to spike."""
        return self.site.stories[0]

    # What is written.

    def new_story(self) -> None:
        article = make_article(edition=self.edition, creator=self.editor)
        story = Story(article.pk, self.any_text())
        self.site.stories.append(story)
        self.save(story, story.working)

    def any_text(self) -> Text:
        rng = self.rng
        word = rng.choice(WORDS)
        return Text(
            headline=f"Headline {rng.randrange(10_000)} of {word}",
            word=word,
            section=rng.choice(self.sections),
            kind=rng.choice(["story", "audio"]),
            author=rng.choice(self.authors),
            tags=frozenset(t for t in self.tags if rng.random() < 0.5),
            regions=frozenset(r for r in self.regions if rng.random() < 0.5),
            picture=rng.choice(self.images),
        )

    def save(self, story: Story, text: Text) -> None:
        """What the desk's form does: lock, compare the base, write columns and inlines, append a Revision."""
        with transaction.atomic():
            article = lock(story.number)
            check_base(article, article.head_id)
            article.headline, article.kind = text.headline, text.kind
            article.body = f'<p id="b-{text.word:a<8}">A story about {text.word}.</p>'
            article.section_id, article.embargoed_until = text.section, text.embargo
            article.save()
            article.bylines.update(author=text.author, credited_as="")
            article.regions.set(text.regions)
            article.tag_items.all().delete()
            for pk in sorted(text.tags):
                ArticleTag.objects.create(content_object=article, tag_id=pk)
            article.pictures.all().delete()
            ArticleImage.objects.create(article=article, image_id=text.picture)
            article.corrections.exclude(at__in=text.corrections).delete()
            save_revision(article, self.editor)
        story.working = text

    def seen(self, story: Story, now: datetime) -> dict[str, Any]:
        current = desk_moment(now).current(Release.objects.filter(article_id=story.number)).first()
        head = Article.objects.values_list("head_id", flat=True).get(pk=story.number)
        return {"revision": head, "base_release": current.pk if current else None}

"""What the demo's further editions lack of the types of pages: films, live blogs, and stories with a past.

The demo has no such content in Spanish and Arabic; the matrices need each page type in each language. The child
process of `demo_site` adds it to what the demo loaded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from articles import publishing
from articles.body.cleaning import clean_body
from articles.editions.models import Edition
from articles.models import Article, Byline, Correction
from articles.published import moment
from articles.revisions import save_revision
from articles.sections.kinds import Kind
from articles.sections.models import Section
from breaking.live import posts
from breaking.live.writing import from_text
from newsroom.accounts.models import User

FILM = "the-river-compact-explained"
FILM_IN_A_BODY = re.compile(r'<figure\b[^>]*\bdata-news="video".*?</figure>', re.DOTALL)
# More than a page of posts; of one that is over, a few.
POSTS, LAST_POSTS = 30, 7


@dataclass(frozen=True)
class Words:
    """What an edition says in its own language; headlines differ by a number."""

    headline: str
    text: str
    post: str
    notice: str


# Names and figures in Latin letters stand in the middle of the words, as in any newsroom.
WORDS = {
    "es": Words(
        "Así se reparte el agua del Orrin en un año seco, según CNN, en {} mapas",
        "El acuerdo entró en vigor a las 9:30 y cita el informe «Orrin Basin 2026» en 14 de sus páginas.",
        "El recuento de Port Ansel va por el 62 %: 31 listas, y ninguna pasa de 12.400 votos.",
        "Retiramos esta noticia: la prueba de los auriculares no se hizo como decíamos.",
    ),
    "ar": Words(
        "كيف يقسم ميثاق «Orrin» الماء في سنة جافة؟ CNN تجيب في {} خرائط",
        "بدأ العمل بالاتفاق في 9:30، وهو يستشهد بتقرير «Orrin Basin 2026» في 14 من صفحاته.",
        "بلغ الفرز في Port Ansel نسبة 62%: 31 قائمة، ولم تتجاوز أي منها 12,400 صوت.",
        "سحبنا هذا الخبر: لم تجرِ تجربة السماعات كما قلنا.",
    ),
}


def fill() -> None:
    """Give each further edition what its page types show."""
    for edition in Edition.objects.filter(code__in=WORDS):
        _Filler(edition).fill()


class _Filler:
    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.words = WORDS[edition.code]
        self.stories = 2
        self.now = moment.clock_reading("default")
        self.editor = User.objects.get(username="editor")
        self.section = Section.objects.filter(edition=edition, parent__isnull=False).earliest("position")

    def fill(self) -> None:
        film = Article.objects.get(slug=FILM)
        own = FILM_IN_A_BODY.findall(film.body)[0]
        self.story("film", kind=Kind.VIDEO, body=own, duration_seconds=film.duration_seconds)
        self.story("old", days=1500)
        self.story("corrected", is_corrected=True)
        publishing.withdraw(self.story("withdrawn").pk, self.editor, notice=self.words.notice)
        publishing.unpublish(self.story("gone").pk, self.editor)
        self.blog("live", is_over=False)
        self.blog("over", is_over=True)

    def story(self, name: str, *, days: int = 1, is_corrected: bool = False, **fields: object) -> Article:
        """A public story whose slug is the edition's code and the name."""
        words, body = self.words, str(fields.pop("body", ""))
        self.stories += 1
        headline = words.headline.format(self.stories)
        article = Article.objects.create(
            edition=self.edition,
            section=self.section,
            creator=self.editor,
            slug=f"{self.edition.code}-{name}",
            headline=headline,
            standfirst=f"{words.text} ({self.stories})",
            body=clean_body(f"{body}<p>{words.text}</p><h2>{headline}</h2><p>{words.post}</p>"),
            **fields,
        )
        Byline.objects.create(article=article, credited_as="Mara Ellsworth")
        if is_corrected:
            at = self.now - timedelta(hours=1)
            Correction.objects.create(article=article, type="correction", text=words.notice, at=at)
        save_revision(article, self.editor)
        at = self.now - timedelta(days=days)
        publishing.publish(article.pk, self.editor, first_published_at=at, updated_at=at)
        return article

    def blog(self, name: str, *, is_over: bool) -> None:
        blog = self.story(name, kind=Kind.LIVE)
        for number in range(LAST_POSTS if is_over else POSTS):
            post = posts.publish(
                blog.pk,
                self.editor,
                body=from_text(self.words.post),
                headline=self.words.headline.format(number) if number % 3 == 0 else "",
                is_key=number % 6 == 0,
                is_breaking=number == 9,
                posted_at=self.now - timedelta(minutes=10 * number),
            )
            if number == 6:
                posts.pin(post.pk, self.editor)
        if is_over:
            posts.close(blog.pk, self.editor)

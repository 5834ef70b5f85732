"""What readers may not know of changes no byte of what they get: the whole public site, before and after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test import Client

from articles import publishing
from articles.media.models import Rendition
from articles.models import Article
from articles.published import feeds
from articles.published.models import Release
from articles.published.moment import desk_moment, reader_moment
from articles.revisions import lock, save_revision
from breaking.channels.models import Broadcast, Channel
from breaking.models import Alert
from tests.crawling import Site, addresses, make_site
from tests.factories import (
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_image,
    make_section,
    make_tag,
    make_user,
)
from tests.videos import figure, make_video

if TYPE_CHECKING:
    from newsroom.accounts.models import User

pytestmark = [pytest.mark.reader_role, pytest.mark.database]
CANARY = "Quetzalcoatlus"
SECRET = "clandestine"
LATER = timedelta(hours=3)
ROWS = 200
NAMED = [
    f"{path}{rest}"
    for path in (f"/tag/{SECRET}/", f"/author/{SECRET}-writer/", f"/coverage/{SECRET}-affair/")
    for rest in ("", "feed/rss.xml", "feed/atom.xml", "feed/feed.json", f"{datetime.now(UTC):%Y/%m}/")
]
Answer = tuple[int, tuple[tuple[str, str], ...], bytes]


def answer(path: str) -> Answer:
    """Status, headers but for the date, and body."""
    response = Client(raise_request_exception=False).get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = sorted((name, value) for name, value in response.items() if name != "Date")
    return response.status_code, tuple(headers), body


def crawl(site: Site) -> dict[str, Answer]:
    known = [path for paths in addresses(site).values() for path in paths]
    sought = [f"/search/?q={CANARY}", f"/search/?q={SECRET}", "/breaking.json?after=0"]
    return {path: answer(path) for path in [*known, *NAMED, *sought]}


class Hidden:
    """Rows of every sort that readers must not notice; `made` counts them."""

    def __init__(self, site: Site) -> None:
        self.site, self.editor = site, make_user("editor")
        self.at = datetime.now(UTC) + LATER
        self.made = 0
        self.stories: list[int] = []
        self.tag, self.author = make_tag(SECRET), make_author(f"{SECRET.title()} Writer")
        self.coverage = make_coverage(f"{SECRET.title()} Affair", tag_ids=[self.tag.pk], public_from=self.at)
        self.image = make_image(rendered=True, caption=CANARY)
        self.section = make_section("politics")

    def make_all(self, rows: int = ROWS) -> None:
        self.half_finished_changes()
        self.pending_changes_and_ends()
        self.pictures_alerts_and_names()
        self.channels()
        sorts = (
            self.draft,
            self.submitted,
            self.spiked,
            self.scheduled,
            self.embargoed,
            self.scheduled_embargoed,
        )
        while self.made < rows or not self.stories:
            sorts[self.made % len(sorts)](self.made)
            self.made += 1

    def story(self, number: int, **fields: Any) -> Article:
        """Every other one has the tag, author and picture of a public story too, the rest their own."""
        own: dict[str, Any] = {"tags": [self.tag], "by": self.author, "images": [self.image]}
        article = make_article(
            f"{CANARY} number {number}",
            section=self.section,
            creator=self.editor,
            body=f"<p>{CANARY} of the {SECRET} council, number {number}.</p>",
            **(own if number % 2 else {}),
            **fields,
        )
        self.stories.append(article.pk)
        return article

    def draft(self, number: int) -> None:
        self.story(number)

    def submitted(self, number: int) -> None:
        self.story(number, submitted=True)

    def spiked(self, number: int) -> None:
        publishing.spike(self.story(number).pk, self.editor)

    def scheduled(self, number: int) -> None:
        publishing.schedule(self.story(number).pk, self.editor, at=self.at)

    def embargoed(self, number: int) -> None:
        self.story(number, embargoed_until=self.at)

    def scheduled_embargoed(self, number: int) -> None:
        publishing.schedule(self.story(number, embargoed_until=self.at).pk, self.editor, at=self.at + LATER)

    def half_finished_changes(self) -> None:
        """Every story that is or was public has another text on the desk, with labels of its own."""
        for pk in Release.objects.order_by("article_id").values_list("article_id", flat=True).distinct():
            with transaction.atomic():
                article = lock(pk)
                article.headline, article.slug = f"{CANARY} again", f"{CANARY.lower()}-again"
                article.body = f"<p>{CANARY}.</p>"
                article.is_sensitive = True
                article.save()
                article.tag_items.create(tag=self.tag)
                article.bylines.update(author=self.author)
                article.pictures.create(image=self.image)
                save_revision(article, self.editor)
            self.made += 1

    def pending_changes_and_ends(self) -> None:
        site = self.site
        for pk in (site.story, site.withdrawn, site.gone, site.moved):
            publishing.schedule(pk, self.editor, at=self.at)
            self.made += 1
        live = desk_moment().public(Release.objects.filter(public_until=None))
        for number, pk in enumerate(live.values_list("article_id", flat=True)):
            if number % 2:
                publishing.unpublish(pk, self.editor, at=self.at)
            else:
                publishing.withdraw(pk, self.editor, notice=CANARY, at=self.at)
            self.made += 1

    def channels(self) -> None:
        """Those that are not shown, with something live on each."""
        now = datetime.now(UTC)
        for number in range(3):
            channel = Channel.objects.create(
                edition=make_edition(),
                name=f"{CANARY} {number}",
                slug=f"{SECRET}-{number}",
                stream_url=f"https://{SECRET}.example.org/{number}.m3u8",
                poster=self.image,
                is_shown=False,
            )
            Broadcast.objects.create(
                channel=channel, title=CANARY, is_live=True, starts_at=now - LATER, ends_at=now + LATER
            )
            self.made += 1

    def pictures_alerts_and_names(self) -> None:
        for number in range(5):
            make_image(rendered=True, caption=f"{CANARY} {number}")
            alert = Alert.objects.create(
                text=f"{CANARY} {number}",
                article_id=self.site.story,
                author=self.editor,
                public_from=self.at,
                public_until=self.at + LATER,
            )
            alert.editions.add(make_edition())
            make_tag(f"{SECRET} {number}", is_proposed=number % 2 == 0)
            make_author(f"{SECRET} {number}")
            make_coverage(f"{SECRET} {number}", public_from=self.at)
            self.made += 5


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed's Last-Modified stays a minute behind the clock after a change; here no minute passes."""
    monkeypatch.setattr(feeds, "UNSETTLED", timedelta(0))


@pytest.fixture
def site() -> Site:
    return make_site()


@pytest.fixture
def hidden(site: Site) -> Hidden:
    found = Hidden(site)
    found.make_all(rows=60)
    return found


def test_the_reader_role_asks(site: Site) -> None:
    with reader_moment() as moment:
        assert moment.fetch("SELECT current_user::text", {}) == [("reader",)]


def test_two_hundred_hidden_rows_change_no_byte(site: Site) -> None:
    before = crawl(site)
    assert {200, 301, 404, 410} <= {status for status, _, _ in before.values()}
    hidden = Hidden(site)
    hidden.make_all()
    assert hidden.made >= ROWS
    after = crawl(site)
    differing = {
        path: difference(before[path], after[path]) for path in before if before[path] != after[path]
    }
    assert not differing, "\n".join(f"{path}: {words}" for path, words in differing.items())
    free = Article.objects.filter(pk__in=hidden.stories, stage="draft", embargoed_until=None)
    publishing.publish(free[0].pk, hidden.editor)
    assert answer("/") != after["/"]
    for path, (_, headers, body) in after.items():
        if "q=" not in path:
            assert CANARY.encode() not in body + repr(headers).encode(), path
            assert SECRET.encode() not in body + repr(headers).encode(), path


def difference(one: Answer, other: Answer) -> str:
    """Where two answers part, in few words."""
    said = f"{one[0]} {set(one[1]) - set(other[1])} is {other[0]} {set(other[1]) - set(one[1])}"
    pairs = enumerate(zip(one[2], other[2], strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(one[2]), len(other[2])))
    return f"{said}; …{one[2][max(0, at - 90) : at + 90]!r} is …{other[2][max(0, at - 90) : at + 90]!r}"


def test_a_hidden_storys_address_answers_as_one_that_never_was(hidden: Hidden) -> None:
    spellings = (
        "/{}/",
        "/news/politics/{}/council-votes/",
        "/{}/council-votes/",
        "/politics/{}/",
        "/x/y/z/{}/",
    )
    never = {spelling: answer(spelling.format(987654321)) for spelling in spellings}
    assert {status for status, _, _ in never.values()} == {404}
    for pk in hidden.stories[:12]:
        slug = Article.objects.get(pk=pk).slug or f"{CANARY.lower()}-number-0"
        for spelling in spellings:
            found = answer(spelling.format(pk))
            assert found == never[spelling], difference(found, never[spelling])
        assert answer(f"/news/politics/{pk}/{slug}/") == never["/news/politics/{}/council-votes/"]


def test_a_hidden_pictures_file_answers_as_one_that_never_was(hidden: Hidden) -> None:
    never = answer(f"/media/{'0' * 32}.jpg")
    assert never[0] == 404
    shown = Rendition.objects.filter(image__caption__startswith=CANARY)
    assert shown.count() >= 6
    for rendition in shown:
        assert answer(f"/media/{rendition.token}.{rendition.format}") == never


def test_a_hidden_videos_files_answer_as_those_that_never_were(hidden: Hidden) -> None:
    video = make_video(caption=CANARY)
    make_article(f"{CANARY} film", body=figure(video), creator=hidden.editor)
    poster = Rendition.objects.filter(image=video.poster_id).first()
    assert poster is not None
    names = [f"{video.token}.mp4", f"{video.tracks.get().token}.vtt", f"{poster.token}.jpg"]
    for name in names:
        never = answer(f"/media/{'0' * 32}.{name.partition('.')[2]}")
        assert never[0] == 404
        assert answer(f"/media/{name}") == never


def test_what_readers_ask_the_database_cannot_see_what_is_hidden(hidden: Hidden) -> None:
    """The third wall by itself: even a query that forgets to ask for the moment."""
    with reader_moment() as moment:
        found = {
            table: moment.fetch(
                f"SELECT count(*) FROM {table} WHERE public_from > transaction_timestamp()", {}
            )
            for table in ("published_release", "published_listing", "breaking_alert")
        }
    assert found == {table: [(0,)] for table in found}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM published_release WHERE public_from > now()")
        assert cursor.fetchone()[0] > 0


def test_a_story_that_is_gone_answers_the_same_whatever_becomes_of_it(site: Site) -> None:
    before = answer(f"/{site.gone}/")
    assert before[0] == 410
    editor: User = make_user("editor")
    with transaction.atomic():
        article = lock(site.gone)
        article.headline, article.section = CANARY, make_section("sports")
        article.save()
        save_revision(article, editor)
    publishing.schedule(site.gone, editor, at=datetime.now(UTC) + LATER)
    assert answer(f"/{site.gone}/") == before

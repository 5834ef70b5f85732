"""The gate: files of what is hidden answer as names that never were, whatever one asks and how; and then they are there.

`make test` asks for every file of every kind in every state; `make sweep` in every spelling, by every method, with
every header.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from articles import publishing
from articles.media.models import Image, Rendition, Use, Video, random_token
from articles.media.renditions import LATER, Wanted, place, wanted
from articles.media.uses import set_use
from articles.models import Article, ArticleImage
from articles.published.moment import desk_moment
from articles.revisions import save_revision
from articles.uses import shown_now
from tests.factories import make_article, make_coverage, make_image, make_user
from tests.videos import figure, make_video

if TYPE_CHECKING:
    from django.test import Client

    from newsroom.accounts.models import User
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]
MARK = b"the bytes of a hidden file"
WORDS = "<p>Words.</p>"


def with_files(image: Image) -> Image:
    """The picture with a row and a file for all that would be made of it; none of the files is a picture."""
    image.renditions.all().delete()
    for want in (*wanted(image), *wanted(image, LATER)):
        row = Rendition.objects.create(image=image, byte_size=len(MARK), **_facts(want))
        place(row).parent.mkdir(parents=True, exist_ok=True)
        place(row).write_bytes(MARK)
    return image


def _facts(want: Wanted) -> dict[str, Any]:
    return {"crop": want.crop, "width": want.width, "height": want.height, "format": want.format}


def in_use() -> set[Image]:
    """The pictures of which the library says that readers see them."""
    return set(shown_now(Image.objects.all(), desk_moment()))


def addresses_of(image: Image) -> list[str]:
    return [row.url for row in image.renditions.all()]


class Kept:
    """What one use shows: the fields of its story, and the addresses of its files."""

    def __init__(self, *, body: str = "", images: tuple[Image, ...] = (), addresses: list[str]) -> None:
        self.body, self.images, self.addresses = body, images, addresses


def _lead() -> Kept:
    image = with_files(make_image())
    return Kept(images=(image,), addresses=addresses_of(image))


def _in_body() -> Kept:
    image = with_files(make_image())
    return Kept(
        body=f'<figure data-news="image" data-image-id="{image.pk}"></figure>', addresses=addresses_of(image)
    )


def _in_gallery() -> Kept:
    images = [with_files(make_image()) for _ in range(2)]
    ids = ",".join(str(image.pk) for image in images)
    body = f'<figure data-news="gallery" data-images="{ids}"></figure>'
    return Kept(body=body, addresses=[url for image in images for url in addresses_of(image)])


def _still() -> Kept:
    image = with_files(make_image())
    body = f'<figure data-news="video" data-url="https://vimeo.com/1" data-image-id="{image.pk}"></figure>'
    return Kept(body=body, addresses=addresses_of(image))


def _video() -> Kept:
    video = make_video(poster=with_files(make_image()))
    return Kept(body=figure(video), addresses=_video_addresses(video))


def _video_addresses(video: Video) -> list[str]:
    tracks = [f"/media/{track.token}.vtt" for track in video.tracks.all()]
    return [f"/media/{video.token}.{video.format}", *tracks, *addresses_of(video.poster)]


KINDS: dict[str, Callable[[], Kept]] = {
    "lead": _lead,
    "in the body": _in_body,
    "in a gallery": _in_gallery,
    "still of an embed": _still,
    "video with captions and poster": _video,
}


class Case:
    """A story whose files are hidden, and how they become public."""

    def __init__(self, kept: Kept, clock: SiteClock) -> None:
        self.kept, self.clock = kept, clock
        self.editor: User = make_user("editor")
        self.show: Callable[[], Any] = self.publish

    def story(self, **fields: Any) -> Article:
        self.article = make_article(body=WORDS + self.kept.body, images=list(self.kept.images), **fields)
        return self.article

    def publish(self) -> None:
        publishing.publish(self.article.pk, self.editor)

    def forward(self) -> None:
        self.clock.forward(hours=1)


def _draft(case: Case) -> None:
    case.story()


def _submitted(case: Case) -> None:
    case.story(submitted=True)


def _sent_back(case: Case) -> None:
    publishing.send_back(case.story(submitted=True).pk, case.editor, note="Once more.")


def _spiked(case: Case) -> None:
    publishing.spike(case.story().pk, case.editor)

    def show() -> None:
        publishing.revive(case.article.pk, case.editor)
        case.publish()

    case.show = show


def _scheduled(case: Case) -> None:
    publishing.schedule(case.story().pk, case.editor, at=case.clock.now + timedelta(hours=1))
    case.show = case.forward


def _embargoed(case: Case) -> None:
    case.story(embargoed_until=case.clock.now + timedelta(minutes=30), submitted=True)
    with pytest.raises(publishing.Blocked):
        case.publish()

    def show() -> None:
        case.forward()
        case.publish()

    case.show = show


def _confidential(case: Case) -> None:
    case.story(confidential=True)


def _change_of_a_live_story(case: Case) -> None:
    case.article = make_article(body=WORDS, published=True)
    _put_in(case)


def _scheduled_change(case: Case) -> None:
    _change_of_a_live_story(case)
    publishing.schedule(case.article.pk, case.editor, at=case.clock.now + timedelta(hours=1))
    case.show = case.forward


def _put_in(case: Case) -> None:
    case.article.body = make_article(body=WORDS + case.kept.body).body
    case.article.save()
    for image in case.kept.images:
        ArticleImage.objects.create(article=case.article, image=image, position=0)
    save_revision(case.article, case.editor)


def _taken_out(case: Case) -> None:
    case.story(published=True)
    case.article.body = make_article(body=WORDS).body
    case.article.save()
    case.article.pictures.all().delete()
    save_revision(case.article, case.editor)
    case.publish()

    def show() -> None:
        _put_in(case)
        case.publish()

    case.show = show


def _withdrawn(case: Case) -> None:
    publishing.withdraw(case.story(published=True).pk, case.editor, notice="It was wrong.")


def _gone(case: Case) -> None:
    publishing.unpublish(case.story(published=True).pk, case.editor)


def _moved(case: Case) -> None:
    publishing.move(case.story(published=True).pk, case.editor, moved_to="/elsewhere/")


def _ended_by_schedule(case: Case) -> None:
    publishing.unpublish(case.story(published=True).pk, case.editor, at=case.clock.now + timedelta(minutes=5))
    case.forward()


STATES: dict[str, Callable[[Case], None]] = {
    "draft": _draft,
    "submitted": _submitted,
    "sent back": _sent_back,
    "spiked": _spiked,
    "scheduled": _scheduled,
    "embargoed": _embargoed,
    "confidential": _confidential,
    "change of a live story": _change_of_a_live_story,
    "scheduled change": _scheduled_change,
    "taken out again": _taken_out,
    "withdrawn": _withdrawn,
    "gone": _gone,
    "moved": _moved,
    "ended by schedule": _ended_by_schedule,
}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
ENDINGS = ("jpg", "jpeg", "webp", "avif", "png", "gif", "svg", "html", "mp4", "webm", "vtt", "part", "json")
NAMES = (
    *(f"/media/{{token}}.{ending}" for ending in ENDINGS),
    "/media/{token}",
    "/media/{token}.{format}/",
    "/media/{token}.{format}.",
    "/media/{token}.{format}%20",
    "/media/{token}.{format}%00",
    "/media/{token}.{format};v=1",
    "/media/{token}.{format}?v=1",
    "/media/{token}.{format}?token={token}",
    "/media/{token}.{format}.{format}",
    "/media/{upper}.{format}",
    "/media/{token}.{upper_format}",
    "/MEDIA/{token}.{format}",
    "//media/{token}.{format}",
    "/media//{token}.{format}",
    "/media/./{token}.{format}",
    "/media/x/../{token}.{format}",
    "/media/%2e%2e/media/{token}.{format}",
    "/media/..%2frenditions/{folder}/{token}.{format}",
    "/media/renditions/{folder}/{token}.{format}",
    "/media/originals/{folder}/{token}",
    "/media/originals/{folder}/{token}.{format}",
    "/media/videos/{folder}/{token}",
    "/static/../media/{token}.{format}",
    "/static/%2e%2e/media/renditions/{folder}/{token}.{format}",
    "/es/media/{token}.{format}",
    "/admin/media/{token}.{format}",
    "/lite/media/{token}.{format}",
)
RANGES = (
    "",
    "bytes=0-",
    "bytes=0-0",
    "bytes=-5",
    "bytes=99999999-",
    "bytes=0-1,3-4",
    "bytes=5-1",
    "lines=1-2",
)
CONDITIONS: tuple[dict[str, str], ...] = (
    {},
    {"If-None-Match": "*"},
    {"If-None-Match": '"{token}"'},
    {"If-Match": "*"},
    {"If-Match": '"{token}"'},
    {"If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"},
    {"If-Unmodified-Since": "Sun, 06 Nov 2094 08:49:37 GMT"},
    {"If-Range": '"{token}"'},
)


def hidden(kind: str, state: str, clock: SiteClock) -> Case:
    case = Case(KINDS[kind](), clock)
    STATES[state](case)
    assert len(case.kept.addresses) > 10
    return case


def answered(client: Client, method: str, address: str, headers: dict[str, str] | None = None) -> Any:
    return client.generic(method, address, headers=headers or {})


def body_of(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def fingerprint(response: Any, token: str) -> tuple[Any, ...]:
    """All that the answer tells, but for the name that was asked for."""
    headers = sorted(
        (name, value.replace(token, "NAME"))
        for name, value in response.headers.items()
        if name not in ("Date", "Expires")
    )
    return response.status_code, headers, body_of(response).replace(token.encode(), b"NAME")


def spelt(template: str, token: str, ending: str) -> str:
    return template.format(
        token=token, format=ending, upper=token.upper(), upper_format=ending.upper(), folder=token[:2]
    )


def name_in(address: str) -> tuple[str, str]:
    token, _dot, ending = address.removeprefix("/media/").rpartition(".")
    return token, ending


def pairs() -> list[Any]:
    """Every kind in one state and every state for one kind; the other pairs by `make sweep`."""
    return [
        pytest.param(kind, state, marks=[] if kind == "lead" or state == "scheduled" else pytest.mark.sweep)
        for kind, state in itertools.product(KINDS, STATES)
    ]


@pytest.mark.parametrize(("kind", "state"), pairs())
def test_every_file_is_hidden_before_its_instant_and_there_after_it(
    client: Client, site_clock: SiteClock, kind: str, state: str
) -> None:
    case = hidden(kind, state, site_clock)
    assert {client.get(url).status_code for url in case.kept.addresses} == {404}
    case.show()
    assert {client.get(url).status_code for url in case.kept.addresses} == {200}
    assert in_use() == set(Image.objects.exclude(renditions=None))


# What stands on the page of a story is public with that: tests/breaking/test_posts.py.
USES = {purpose.value: purpose for purpose in Use.Purpose if purpose != Use.Purpose.LIVE_POST}


@pytest.mark.parametrize("purpose", USES)
def test_a_picture_of_something_public_by_itself_is_there_while_it_stands(
    client: Client, purpose: str
) -> None:
    image = with_files(make_image())
    assert {client.get(url).status_code for url in addresses_of(image)} == {404}
    use = Use.objects.create(image=image, purpose=USES[purpose], target_id=make_coverage().pk)
    assert {client.get(url).status_code for url in addresses_of(image)} == {200}
    assert in_use() == {image}
    use.delete()
    assert {client.get(url).status_code for url in addresses_of(image)} == {404}
    assert in_use() == set()


def test_the_picture_of_a_coverage_is_hidden_until_that_begins(client: Client, site_clock: SiteClock) -> None:
    image = with_files(make_image())
    coverage = make_coverage(hero=image, public_from=site_clock.now + timedelta(hours=1))
    set_use(Use.Purpose.COVERAGE, coverage.pk, image)
    assert {client.get(url).status_code for url in addresses_of(image)} == {404}
    assert in_use() == set()
    site_clock.forward(hours=1)
    assert {client.get(url).status_code for url in addresses_of(image)} == {200}
    assert in_use() == {image}


@pytest.mark.parametrize("method", METHODS)
def test_a_hidden_file_and_a_name_that_never_was_are_answered_alike(
    client: Client, site_clock: SiteClock, method: str
) -> None:
    case = hidden("video with captions and poster", "scheduled", site_clock)
    for address in case.kept.addresses[:4]:
        token, ending = name_in(address)
        never = random_token()
        got = answered(client, method, address)
        assert got.status_code == 404
        assert fingerprint(got, token) == fingerprint(
            answered(client, method, f"/media/{never}.{ending}"), never
        )
        assert "no-store" in got["Cache-Control"]


@pytest.mark.parametrize("method", METHODS)
def test_a_public_file_is_only_read(client: Client, site_clock: SiteClock, method: str) -> None:
    case = hidden("video with captions and poster", "draft", site_clock)
    case.show()
    statuses = {answered(client, method, url).status_code for url in case.kept.addresses}
    assert statuses == ({200} if method in ("GET", "HEAD") else {405})


def test_no_cache_between_us_keeps_a_file(client: Client, site_clock: SiteClock) -> None:
    case = hidden("video with captions and poster", "draft", site_clock)
    case.show()
    for url in case.kept.addresses:
        kept = client.get(url)["Cache-Control"]
        assert "private" in kept
        assert "public" not in kept


def test_the_desk_s_addresses_of_files_open_for_nobody_else(client: Client, site_clock: SiteClock) -> None:
    image = make_image(rendered=True)
    for method, address in itertools.product(
        METHODS, (f"/admin/media/{image.pk}.jpg", "/admin/media/999999.jpg")
    ):
        got = answered(client, method, address)
        assert got.status_code in (302, 403, 404, 405)
        assert b"JFIF" not in body_of(got)


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (kind, state)
        for kind, state in itertools.product(KINDS, STATES)
        # A file of a picture passes one gate, wherever its picture stands; a video's poster is one.
        if kind == "video with captions and poster" or state == "scheduled"
    ],
)
def test_no_spelling_method_or_header_tells_of_a_hidden_file(
    client: Client, site_clock: SiteClock, kind: str, state: str
) -> None:
    case = hidden(kind, state, site_clock)
    asked: list[tuple[str, str, dict[str, str]]] = [("GET", name, {}) for name in NAMES]
    asked += [(method, "/media/{token}.{format}", {}) for method in METHODS]
    asked += [
        ("GET", "/media/{token}.{format}", {**condition, **({"Range": part} if part else {})})
        for part, condition in itertools.product(RANGES, CONDITIONS)
    ]
    chosen = {name_in(url)[1]: url for url in case.kept.addresses}
    for number, (method, template, headers) in enumerate(asked):
        address = list(chosen.values())[number % len(chosen)]
        token, ending = name_in(address)
        never = random_token()
        got, expected = (
            answered(
                client,
                method,
                spelt(template, name, ending),
                {key: value.replace("{token}", name) for key, value in headers.items()},
            )
            for name in (token, never)
        )
        assert fingerprint(got, token) == fingerprint(expected, never), (method, template, headers)
        assert got.status_code in (301, 302, 400, 404), (method, template, headers)
        assert MARK not in body_of(got)
    case.show()
    assert {client.get(url).status_code for url in case.kept.addresses} == {200}

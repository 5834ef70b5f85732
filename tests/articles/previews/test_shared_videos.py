"""Below a share link: the videos of the story's text, their captions and posters, and no other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from articles.media.models import Video
from articles.previews.links import revoke
from articles.previews.models import ShareLink
from articles.revisions import lock, save_revision
from tests.articles.previews.sharing import file_of, is_closed, shared
from tests.articles.published.pages import soup
from tests.factories import make_article, make_user
from tests.videos import VTT, figure, make_video, mp4

if TYPE_CHECKING:
    from django.test import Client

    from articles.models import Article
    from tests.clock import SiteClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_clock")]


def story_with(video: Video) -> Article:
    return make_article(body=f"<p>Words.</p>{figure(video)}")


def files(video: Video) -> list[str]:
    """Of the video itself, its captions and its poster, below a link."""
    own = [f"media/{video.token}.{video.format}", f"media/{video.tracks.get().token}.vtt"]
    return [*own, file_of(video.poster)]


def test_the_page_plays_the_story_s_video_from_below_the_link(client: Client) -> None:
    video = make_video(mp4())
    path = shared(story_with(video))
    player = soup(client.get(path)).select_one("main video")
    named = [player.select_one("source")["src"], player.select_one("track")["src"]]
    assert named == [path + file for file in files(video)[:2]]
    assert player["poster"].startswith(f"{path}media/")


def test_its_file_captions_and_poster_are_served_and_kept_by_nobody(client: Client) -> None:
    video = make_video(mp4(data=bytes(range(256)) * 100))
    path = shared(story_with(video))
    for file, type in zip(files(video), ("video/mp4", "text/vtt; charset=utf-8", "image/jpeg"), strict=True):
        response = client.get(path + file)
        assert (response.status_code, response["Content-Type"]) == (200, type)
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert response["Referrer-Policy"] == "no-referrer"
        assert client.head(path + file).status_code == 200
    assert client.get(path + files(video)[1]).content.decode() == VTT


def test_a_part_of_the_file_is_served_as_players_ask_for_it(client: Client) -> None:
    video = make_video(mp4(data=bytes(range(256)) * 100))
    at = shared(story_with(video)) + files(video)[0]
    part = client.get(at, headers={"Range": "bytes=10-19"})
    assert (part.status_code, len(part.getvalue())) == (206, 10)
    assert part["Cache-Control"] == "no-store"
    assert client.get(at, headers={"Range": f"bytes={10**9}-"}).status_code == 416


def test_no_video_of_another_story_is_served_below_it() -> None:
    own, hidden, public = (make_video(mp4()) for _ in range(3))
    make_article("Hidden", body=f"<p>Words.</p>{figure(hidden)}")
    make_article("Public", body=f"<p>Words.</p>{figure(public)}", published=True)
    path = shared(story_with(own))
    for video in (hidden, public):
        assert [is_closed(path + file) for file in files(video)] == [True] * 3
    assert is_closed(path + files(own)[0].replace(".mp4", ".webm"))


def test_a_video_that_was_taken_out_of_the_text_is_not_served_any_more() -> None:
    video = make_video(mp4())
    story = story_with(video)
    path = shared(story)
    assert not is_closed(path + files(video)[0])
    with transaction.atomic():
        article = lock(story.pk)
        article.body = "<p>Words.</p>"
        article.save()
        save_revision(article, article.creator)
    assert [is_closed(path + file) for file in files(video)] == [True] * 3


def test_a_video_ends_with_its_rights_and_with_the_link(site_clock: SiteClock) -> None:
    lasting, ending = make_video(mp4()), make_video(mp4())
    Video.objects.filter(pk=ending.pk).update(rights_until=site_clock.now + timedelta(hours=1))
    path = shared(make_article(body=figure(lasting) + figure(ending)))
    site_clock.forward(hours=1)
    assert [is_closed(path + file) for file in files(ending)[:2]] == [True] * 2
    assert not is_closed(path + files(lasting)[0])
    revoke(ShareLink.objects.get(), make_user("editor"))
    assert [is_closed(path + file) for file in files(lasting)] == [True] * 3

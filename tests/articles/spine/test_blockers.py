"""What keeps a story from readers, and what an editor is told before: a sentence each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from articles import publishing
from articles.blockers import blockers, blockers_of, warnings
from articles.models import Article, Correction
from articles.publishing import Blocked, instant_in
from articles.revisions import save_revision, snapshot
from tests.factories import make_article, make_author, make_image, make_section, make_user

if TYPE_CHECKING:
    from newsroom.accounts.models import User
    from tests.clock import SiteClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user("editor")


def why(article: Article, clock: SiteClock, at: datetime | None = None) -> str:
    return " ".join(blockers(article, snapshot(article), at or clock.read()))


def test_a_whole_story_is_not_blocked(site_clock: SiteClock) -> None:
    assert why(make_article(images=[make_image()]), site_clock) == ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"headline": "  "}, "It has no headline."),
        ({"body": ""}, "It has no body."),
        ({"body": "<h2> </h2><p>…</p>"}, "It has no body."),
        ({"kind": "video"}, "A video story needs its video."),
        ({"kind": "gallery"}, "A gallery needs at least two pictures."),
        ({"kind": "infographic"}, "An infographic needs its picture."),
        ({"kind": "infographic", "body": ""}, "says in words what it shows."),
    ],
)
def test_what_a_kind_lacks_is_said(site_clock: SiteClock, fields: dict[str, Any], sentence: str) -> None:
    assert sentence in why(make_article(**fields), site_clock)


def test_a_live_blog_may_begin_with_nothing(site_clock: SiteClock) -> None:
    assert why(make_article(kind="live", body=""), site_clock) == ""


def test_a_gallery_tells_its_story_in_captions(site_clock: SiteClock) -> None:
    article = make_article(kind="gallery", images=[make_image(), make_image(caption="")])
    assert "Picture 2: no caption" in why(article, site_clock)
    article.pictures.filter(position=1).update(caption="The bridge, from here.")
    assert why(article, site_clock) == ""


def test_what_is_at_fault_says_where_it_is_mended(site_clock: SiteClock) -> None:
    inside = make_image(credit="")
    article = make_article(
        headline="",
        body=f'<p>Words.</p><figure data-news="image" data-image-id="{inside.pk}"></figure>',
        images=[make_image(), make_image(alt_text="")],
    )
    found: Any = blockers(article, snapshot(article), site_clock.read())
    assert [(one.field, one.image) for one in found] == [
        ("headline", 0),
        ("pictures-1-alt_text", 0),
        ("credit", inside.pk),
    ]


def test_several_stories_are_asked_at_once_as_one_by_one(
    site_clock: SiteClock, django_assert_max_num_queries: Any
) -> None:
    stories = [
        make_article(images=[make_image(alt_text="")]),
        make_article(headline="", submitted=False),
        make_article(kind="video"),
        make_article("Whole"),
    ]
    at = site_clock.read()
    with django_assert_max_num_queries(4):
        found = blockers_of(stories, at)
    assert found == {story.pk: blockers(story, snapshot(story), at) for story in stories}
    assert found[stories[3].pk] == []


def test_a_section_is_needed(site_clock: SiteClock, editor: User) -> None:
    article = make_article()
    article.section = None
    article.save()
    save_revision(article, editor)
    assert "It has no section." in why(article, site_clock)
    with pytest.raises(Blocked, match="no section"):
        publishing.publish(article.pk, editor)


def test_a_byline_is_needed(site_clock: SiteClock) -> None:
    article = make_article()
    article.bylines.all().delete()
    assert "It has no byline." in why(article, site_clock)


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"alt_text": ""}, "no alternative text"),
        ({"credit": ""}, "no credit"),
        ({"rights": ""}, "nobody has said what rights we have"),
    ],
)
@pytest.mark.parametrize(
    "where",
    [
        "",
        '<figure data-news="image" data-image-id="{}"></figure>',
        '<figure data-news="gallery" data-images="{}"></figure>',
        '<figure data-news="video" data-url="https://vimeo.com/1" data-image-id="{}"></figure>',
    ],
    ids=["beside", "body", "gallery", "video"],
)
def test_a_picture_needs_words_credit_and_rights(
    site_clock: SiteClock, lacking: dict[str, str], sentence: str, where: str
) -> None:
    image = make_image(**lacking)
    body = f"<p>Words.</p>{where.format(image.pk)}"
    article = make_article(body=body) if where else make_article(images=[image])
    assert sentence in why(article, site_clock)


@pytest.mark.parametrize("instead", [{"is_decorative": True, "alt_text": ""}, {"alt_text": ""}])
def test_alternative_text_may_be_left_out_or_given_here(
    site_clock: SiteClock, instead: dict[str, Any]
) -> None:
    article = make_article(images=[make_image(**instead)])
    if not instead.get("is_decorative"):
        article.pictures.update(alt_text="A bridge, here")
    assert why(article, site_clock) == ""


def test_rights_must_last_until_the_story_is_public(site_clock: SiteClock) -> None:
    now = site_clock.read()
    article = make_article(images=[make_image(rights_until=now + timedelta(hours=1))])
    assert why(article, site_clock, now) == ""
    assert "our rights have ended" in why(article, site_clock, now + timedelta(hours=1))


def test_an_embargo_blocks_until_it_ends_and_says_when_and_where(site_clock: SiteClock, editor: User) -> None:
    until = site_clock.now + timedelta(hours=2)
    article = make_article(embargoed_until=until)
    assert "under embargo until" in why(article, site_clock)
    assert "(Europe/Paris)" in why(article, site_clock)
    with pytest.raises(Blocked, match="embargo"):
        publishing.publish(article.pk, editor)
    with pytest.raises(Blocked, match="embargo"):
        publishing.schedule(article.pk, editor, at=until - timedelta(microseconds=1))
    release = publishing.schedule(article.pk, editor, at=until)
    assert (release.public_from, release.embargoed_until) == (until, until)


def test_a_lifted_embargo_lets_the_story_go(site_clock: SiteClock, editor: User) -> None:
    article = make_article(embargoed_until=site_clock.now + timedelta(hours=2))
    article.embargoed_until = None
    article.save()
    save_revision(article, editor)
    publishing.publish(article.pk, editor)
    assert Article.objects.get(pk=article.pk).public_status == "published"


def told(**fields: Any) -> str:
    return " ".join(warnings(snapshot(make_article(**fields))))


def test_a_good_story_warns_of_nothing() -> None:
    assert told(images=[make_image()], related=[make_article("Another", published=True)]) == ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"headline": "x" * 111}, "The headline has 111 characters"),
        ({"standfirst": "x" * 301}, "The standfirst has 301 characters"),
        ({}, "It has no picture."),
    ],
)
def test_an_editor_is_warned(fields: dict[str, Any], sentence: str) -> None:
    assert sentence in told(**fields)


@pytest.mark.parametrize("length", [110, 300])
def test_good_lengths_pass(length: int) -> None:
    limit = "headline" if length == 110 else "standfirst"
    assert "characters" not in told(**{limit: "x" * length})


@pytest.mark.parametrize("genre", ["opinion", ""])
def test_whoever_signs_an_opinion_should_have_a_face(genre: str) -> None:
    section = make_section("opinion", default_genre="opinion")
    author = make_author("Mara Ellsworth")
    assert "Mara Ellsworth has no portrait" in told(by=author, genre=genre, section=section)
    author.portrait = make_image()
    author.save()
    assert "portrait" not in told(by=author, genre=genre, section=section)


def test_news_shows_no_face() -> None:
    assert "portrait" not in told(by=make_author())


def test_what_marking_a_story_sensitive_does_is_said() -> None:
    assert "no related or recommended stories" in told(is_sensitive=True)
    assert "those chosen here neither" in told(is_sensitive=True, related=[make_article("Another")])


def test_links_to_what_readers_cannot_see_are_counted() -> None:
    hidden, shown = make_article("Hidden"), make_article("Shown", published=True)
    body = (
        f'<p>See <a href="/politics/{hidden.pk}/hidden/">one</a>, <a href="/politics/{shown.pk}/shown/">two</a>,'
        ' <a href="/politics/99999999999999999999/never/">three</a> and <a href="https://example.org/1/">four</a>.</p>'
    )
    assert "2 links lead to stories that readers cannot see." in told(body=body)
    assert "1 link leads to a story that readers cannot see." in told(related=[hidden, shown])


def test_a_story_never_saved_cannot_be_submitted(editor: User) -> None:
    article = Article.objects.create(edition=make_article().edition, creator=editor, headline="Unsaved")
    with pytest.raises(Blocked, match="never been saved"):
        publishing.submit(article.pk, editor)


# The clocks of an edition.

GAPS = [
    ("Europe/Paris", "2026-03-29T02:30:00"),
    ("Europe/Paris", "2026-03-29T02:00:00"),
    ("America/New_York", "2026-03-08T02:59:59"),
    ("Asia/Beirut", "2026-03-29T00:15:00"),
    ("Australia/Lord_Howe", "2026-10-04T02:10:00"),
]
OVERLAPS = [
    ("Europe/Paris", "2026-10-25T02:00:00"),
    ("Europe/Paris", "2026-10-25T02:59:00"),
    ("America/New_York", "2026-11-01T01:30:00"),
    ("Australia/Lord_Howe", "2026-04-05T01:45:00"),
]
PLAIN = [
    ("Europe/Paris", "2026-03-29T01:59:00", "2026-03-29T00:59:00+00:00"),
    ("Europe/Paris", "2026-03-29T03:00:00", "2026-03-29T01:00:00+00:00"),
    ("Europe/Paris", "2026-10-25T01:59:00", "2026-10-24T23:59:00+00:00"),
    ("Europe/Paris", "2026-10-25T03:00:00", "2026-10-25T02:00:00+00:00"),
    ("Asia/Kolkata", "2026-07-01T00:00:00", "2026-06-30T18:30:00+00:00"),
    ("UTC", "2026-07-01T00:00:00", "2026-07-01T00:00:00+00:00"),
]


@pytest.mark.parametrize(("zone", "wall"), GAPS)
def test_an_hour_that_the_clocks_skip_is_refused(zone: str, wall: str) -> None:
    with pytest.raises(Blocked, match="skip"):
        instant_in(zone, datetime.fromisoformat(wall))


@pytest.mark.parametrize(("zone", "wall"), OVERLAPS)
def test_an_hour_that_comes_twice_is_refused(zone: str, wall: str) -> None:
    with pytest.raises(Blocked, match="twice"):
        instant_in(zone, datetime.fromisoformat(wall))


@pytest.mark.parametrize(("zone", "wall", "instant"), PLAIN)
def test_any_other_time_is_one_instant(zone: str, wall: str, instant: str) -> None:
    assert instant_in(zone, datetime.fromisoformat(wall)) == datetime.fromisoformat(instant)


# Verbs that have to reckon with what is already scheduled.


def test_a_correction_is_not_lost_when_a_scheduled_change_begins(site_clock: SiteClock, editor: User) -> None:
    article = make_article("As published", published=True)
    article.headline = "As it will be"
    article.save()
    save_revision(article, editor)
    at = site_clock.now + timedelta(hours=1)
    publishing.schedule(article.pk, editor, at=at)
    publishing.edit_live(article.pk, editor)
    publishing.correct(article.pk, editor, text="A name.")
    site_clock.forward_to(at)
    article = Article.objects.get(pk=article.pk)
    assert article.headline == "As it will be"
    assert [c.text for c in Correction.objects.filter(article=article)] == ["A name."]
    assert article.head is not None
    assert article.head.content["corrections"][0]["text"] == "A name."


def test_a_withdrawal_keeps_no_headline_that_readers_never_saw(site_clock: SiteClock, editor: User) -> None:
    article = make_article("As published", published=True)
    article.headline = "Never shown"
    article.save()
    save_revision(article, editor)
    change = publishing.schedule(article.pk, editor, at=site_clock.now + timedelta(hours=1))
    publishing.withdraw(article.pk, editor, notice="Wrong.", at=site_clock.now + timedelta(hours=2))
    publishing.cancel(article.pk, editor, release=change.pk)
    site_clock.forward(hours=3)
    from articles.published.models import Release
    from articles.published.moment import desk_moment

    shown = desk_moment().current(Release.objects.filter(article_id=article.pk)).get()
    assert (shown.state, shown.headline) == ("withdrawn", "As published")

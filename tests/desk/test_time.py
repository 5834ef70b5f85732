"""Times of the desk: typed on the edition's clock, asked about where that is not clear, true at the very second."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.editions.clocks import Wall, around_gap, readings, wall_in
from articles.forms.clocks import written
from articles.models import Article
from articles.published.models import Release
from articles.publishing import ComesTwice, instant_in
from newsroom.accounts.models import User
from tests.desk.forms import ADD, CHANGE, signed_in, story_post, verb_post, verb_url
from tests.factories import (
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_image,
    make_region,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.clock import SiteClock

# Zone, wall clock, and the UTC instants at which it shows that: none where it is skipped, two where it repeats.
CASES = [
    ("Europe/Paris", "2032-03-28T02:30", []),
    ("Europe/Paris", "2032-10-31T02:30", ["2032-10-31T00:30", "2032-10-31T01:30"]),
    ("America/New_York", "2032-03-14T02:30", []),
    ("America/New_York", "2032-11-07T01:30", ["2032-11-07T05:30", "2032-11-07T06:30"]),
    ("Australia/Sydney", "2032-10-03T02:30", []),
    ("Australia/Sydney", "2032-04-04T02:30", ["2032-04-03T15:30", "2032-04-03T16:30"]),
    ("Australia/Lord_Howe", "2032-10-03T02:15", []),
    ("Australia/Lord_Howe", "2032-04-04T01:45", ["2032-04-03T14:45", "2032-04-03T15:15"]),
    ("America/Santiago", "2032-09-05T00:30", []),
    ("Asia/Kolkata", "2032-03-28T02:30", ["2032-03-27T21:00"]),
    ("America/Lima", "2032-10-31T02:30", ["2032-10-31T07:30"]),
    ("Pacific/Kiritimati", "2032-01-01T00:30", ["2031-12-31T10:30"]),
    ("Pacific/Pago_Pago", "2032-01-01T00:30", ["2032-01-01T11:30"]),
    # The day that Samoa left out when it went over the date line.
    ("Pacific/Apia", "2011-12-30T12:00", []),
]


@pytest.mark.parametrize(("zone", "wall", "instants"), CASES)
def test_a_wall_clock_means_as_many_instants_as_it_shows(zone: str, wall: str, instants: list[str]) -> None:
    found = readings(zone, datetime.fromisoformat(wall))
    assert [at.isoformat(timespec="minutes") for at in found] == [f"{at}+00:00" for at in instants]


@pytest.mark.parametrize(("zone", "wall", "instants"), [case for case in CASES if len(case[2]) == 2])
def test_the_answer_says_which_of_two_is_meant(zone: str, wall: str, instants: list[str]) -> None:
    naive = datetime.fromisoformat(wall)
    with pytest.raises(ComesTwice):
        instant_in(zone, naive)
    for fold in (0, 1):
        at = instant_in(zone, naive, fold)
        assert at == datetime.fromisoformat(f"{instants[fold]}+00:00")
        assert wall_in(zone, at) == Wall(naive, fold)


@pytest.mark.parametrize(
    ("zone", "wall", "before", "after"),
    [
        ("Europe/Paris", "2032-03-28T02:30", "2032-03-28T01:30", "2032-03-28T03:30"),
        ("Australia/Lord_Howe", "2032-10-03T02:15", "2032-10-03T01:45", "2032-10-03T02:45"),
        ("Pacific/Apia", "2011-12-30T12:00", "2011-12-29T12:00", "2011-12-31T12:00"),
    ],
)
def test_a_skipped_time_has_neighbours_that_exist(zone: str, wall: str, before: str, after: str) -> None:
    around = around_gap(zone, datetime.fromisoformat(wall))
    assert [at.isoformat(timespec="minutes") for at in around] == [before, after]
    assert all(len(readings(zone, at)) == 1 for at in around)


# In the dialog of a verb.


def dialog(response: HttpResponse, verb: str) -> BeautifulSoup:
    found = BeautifulSoup(response.content.decode(), "lxml").select_one(f"#ask-{verb}")
    assert found is not None
    return found


@pytest.mark.django_db
def test_an_hour_that_comes_twice_is_asked_about_with_both_offsets() -> None:
    story = make_article()
    editor = signed_in(make_user("editor"))
    response = editor.post(verb_url(story, "schedule"), verb_post(story, at="2031-10-26T02:30"))
    asked = dialog(response, "schedule")
    assert response.status_code == 422
    assert asked.select_one("input[name=at]")["value"] == "2031-10-26T02:30"
    which = asked.select_one("[data-clock-which]")
    assert not which.has_attr("hidden")
    assert [bdi.get_text() for bdi in which.select("bdi")] == ["UTC+02:00", "UTC+01:00"]
    assert "comes twice" in asked.select_one(".desk-error:not([hidden])").get_text()


@pytest.mark.django_db
@pytest.mark.parametrize(("fold", "hour"), [("0", "00"), ("1", "01")])
def test_the_hour_that_was_meant_is_scheduled(fold: str, hour: str) -> None:
    story = make_article()
    post = verb_post(story, at="2031-10-26T02:30", at_fold=fold)
    assert signed_in(make_user("editor")).post(verb_url(story, "schedule"), post).status_code == 302
    assert Release.objects.get().public_from.isoformat() == f"2031-10-26T{hour}:30:00+00:00"


@pytest.mark.django_db
def test_a_skipped_hour_is_refused_with_the_times_before_and_after() -> None:
    story = make_article()
    editor = signed_in(make_user("editor"))
    response = editor.post(verb_url(story, "schedule"), verb_post(story, at="2031-03-30T02:30"))
    assert "choose 30 Mar 2031 01:30 or 30 Mar 2031 03:30" in response.content.decode()
    assert not Release.objects.exists()


@pytest.mark.django_db
def test_a_schedule_is_changed_from_what_it_is_and_its_second_hour_stays_the_second() -> None:
    story = make_article(published=True)
    editor = signed_in(make_user("editor"))
    post = verb_post(story, at="2031-10-26T02:30", at_fold="1", significant="no")
    editor.post(verb_url(story, "schedule"), post)
    asked = dialog(editor.get(CHANGE.format(story.pk)), "schedule")
    assert asked.select_one("input[name=at]")["value"] == "2031-10-26T02:30"
    assert [radio["value"] for radio in asked.select("input[checked]")] == ["no", "1"]


@pytest.mark.django_db
def test_a_plain_hour_leaves_the_question_unanswered_for_the_next_one() -> None:
    story = make_article()
    editor = signed_in(make_user("editor"))
    editor.post(verb_url(story, "schedule"), verb_post(story, at="2031-07-01T12:00"))
    asked = dialog(editor.get(CHANGE.format(story.pk)), "schedule")
    assert asked.select_one("[data-clock-which]").has_attr("hidden")
    assert not asked.select("input[name=at_fold][checked]")


# The story's own form.


@pytest.mark.django_db
def test_an_embargo_asks_too_and_nothing_typed_is_lost() -> None:
    story = make_article()
    writer = signed_in(story.creator)
    post = story_post(story, headline="Typed", embargo="2031-10-26T02:30")
    response = writer.post(CHANGE.format(story.pk), post)
    assert "comes twice" in response.content.decode()
    assert "Typed" in response.content.decode()
    writer.post(CHANGE.format(story.pk), post | {"embargo_fold": "1"})
    assert Article.objects.get().embargoed_until.isoformat() == "2031-10-26T01:30:00+00:00"
    # Shown and sent again as it was shown, it is the same instant.
    page = BeautifulSoup(writer.get(CHANGE.format(story.pk)).content.decode(), "lxml")
    assert page.select_one("input[name=embargo_fold][checked]")["value"] == "1"


@pytest.mark.django_db
def test_a_new_story_knows_the_clocks_of_all_editions_that_it_may_be_for() -> None:
    make_edition(), make_edition("es", time_zone="America/Lima")
    page = BeautifulSoup(signed_in(make_user()).get(ADD).content.decode(), "lxml")
    clock = page.select_one("[data-clock]")
    assert "America/Lima" in clock["data-zones"]
    assert clock["data-chosen-by"] == "id_edition"


# Beside every time its zone.


@pytest.mark.django_db
def test_an_instant_is_written_with_the_edition_s_zone_and_one_s_own() -> None:
    at = datetime(2026, 7, 1, 16, 0, tzinfo=UTC)

    def text(zone: str) -> str:
        shown = written(at, "Europe/Paris", make_user(time_zone=zone))
        return " ".join(BeautifulSoup(shown, "lxml").get_text().split())

    assert text("America/Lima") == "1 Jul 2026 18:00 Europe/Paris (11:00 America/Lima, yours)"
    assert text("Asia/Tokyo") == "1 Jul 2026 18:00 Europe/Paris (2 Jul 01:00 Asia/Tokyo, yours)"
    assert text("Europe/Berlin") == "1 Jul 2026 18:00 Europe/Paris"
    assert text("") == text("Nowhere/At_All") == "1 Jul 2026 18:00 Europe/Paris"


@pytest.mark.django_db
def test_the_browser_is_left_to_say_what_no_zone_was_set_for() -> None:
    at = datetime(2026, 7, 1, 16, 0, tzinfo=UTC)
    shown = BeautifulSoup(written(at, "Europe/Paris", make_user()), "lxml").select_one("[data-own-clock]")
    assert (shown["data-own-clock"], shown["data-at"]) == ("browser", "2026-07-01T16:00:00+00:00")


TIMES = ("schedule", "withdraw", "unpublish")


@pytest.mark.django_db
def test_every_time_field_of_a_story_names_its_zone() -> None:
    story = make_article(published=True)
    page = signed_in(make_user("editor")).get(CHANGE.format(story.pk)).content.decode()
    tree = BeautifulSoup(page, "lxml")
    fields = tree.select("input[type=datetime-local]")
    # And those of the story itself: until when it is wanted, and its embargo.
    assert len(fields) == len(TIMES) + 2
    for field in fields:
        assert field.find_parent(attrs={"data-clock": True}).select_one("[data-clock-zone]").get_text() == (
            "Europe/Paris"
        )


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["media/image/{}/change/", "sections/coverage/add/", "media/image/add/"])
def test_times_of_pictures_and_coverages_say_that_they_are_utc(place: str) -> None:
    page = signed_in(make_user("editor")).get(f"/admin/{place.format(make_image().pk)}").content.decode()
    field = BeautifulSoup(page, "lxml").select_one("input[type=datetime-local]")
    assert field.find_parent(attrs={"data-clock": True})["data-zone"] == "UTC"


@pytest.mark.django_db
def test_the_list_of_stories_says_in_both_zones_what_comes_next() -> None:
    story = make_article()
    editor = make_user("editor", time_zone="America/Lima")
    client = signed_in(editor)
    client.post(verb_url(story, "schedule"), verb_post(story, at="2031-07-15T12:00"))
    cell = BeautifulSoup(client.get("/admin/articles/article/").content.decode(), "lxml").select_one(
        ".field-next_shown"
    )
    text = " ".join(cell.get_text().split())
    assert text == "15 Jul 12:00 Europe/Paris (05:00 America/Lima, yours)"


# My account.


@pytest.mark.django_db
def test_everyone_sets_their_own_zone_and_nobody_s_else() -> None:
    one, other = make_user(), make_user()
    response = signed_in(one).post(
        "/admin/me/", {"time_zone": "America/Lima", "username": "boss", "pk": other.pk}
    )
    assert response.status_code == 302
    assert User.objects.get(pk=one.pk).time_zone == "America/Lima"
    assert User.objects.get(pk=one.pk).username == one.username
    assert User.objects.get(pk=other.pk).time_zone == ""


@pytest.mark.django_db
def test_a_zone_that_does_not_exist_is_refused_for_oneself_and_by_an_admin() -> None:
    user = make_user()
    assert signed_in(user).post("/admin/me/", {"time_zone": "Mars/Base"}).status_code == 422
    post = {"username": user.username, "time_zone": "Mars/Base", "memberships-TOTAL_FORMS": 0}
    post |= {"memberships-INITIAL_FORMS": 0, "is_active": "on"}
    signed_in(make_user("admin")).post(f"/admin/accounts/user/{user.pk}/change/", post)
    assert User.objects.get(pk=user.pk).time_zone == ""


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["", None])
def test_my_account_is_for_those_of_the_desk(role: str | None) -> None:
    client = Client() if role is None else signed_in(make_user(""))
    assert client.get("/admin/me/")["Location"].startswith("/admin/login/")
    assert client.post("/admin/me/", {"time_zone": "UTC"}).status_code == 302


# A verb that could not be done.


@pytest.mark.django_db
def test_a_refused_withdrawal_opens_its_dialog_again_with_the_notice() -> None:
    story = make_article(published=True)
    notice = "Two of the figures in this story were wrong. We are checking the others."
    post = verb_post(story, notice=notice, at="2001-01-01T00:00")
    asked = dialog(signed_in(make_user("editor")).post(verb_url(story, "withdraw"), post), "withdraw")
    assert asked.has_attr("data-reopened")
    assert asked.select_one("textarea").get_text().strip() == notice
    field = asked.select_one("input[name=at]").find_parent(class_="desk-field")
    assert "That time is past." in field.get_text()


@pytest.mark.django_db
def test_a_stale_correction_opens_its_dialog_again_with_the_text() -> None:
    story = make_article(published=True)
    post = verb_post(story, text="It was Tuesday.", type="clarification", placement="top") | {
        "base_release": 1
    }
    response = signed_in(make_user("editor")).post(verb_url(story, "correct"), post)
    asked = dialog(response, "correct")
    assert response.status_code == 409
    assert asked.select_one("textarea").get_text().strip() == "It was Tuesday."
    assert [one["value"] for one in asked.select("[selected], [checked]")] == ["clarification", "top"]
    assert "changed while you were looking at it" in asked.get_text()


@pytest.mark.django_db
def test_what_was_typed_for_a_verb_that_is_not_offered_any_more_is_shown() -> None:
    story = make_article(published=True)
    editor = signed_in(make_user("editor"))
    post = verb_post(story, notice="A long notice.")
    editor.post(verb_url(story, "withdraw"), post)
    response = editor.post(verb_url(story, "withdraw"), post)
    assert response.status_code == 403
    lost = BeautifulSoup(response.content.decode(), "lxml").select_one(".verb-lost")
    assert "A long notice." in lost.get_text()


@pytest.mark.django_db
def test_a_story_that_is_saved_and_not_scheduled_asks_again_for_the_time() -> None:
    story = make_article(published=True)
    post = story_post(story, headline="Saved") | {
        "_verb": "schedule",
        "at": "2031-10-26T02:30",
        "significant": "no",
    }
    post |= {"base_release": Release.objects.get().pk}
    response = signed_in(make_user("editor")).post(CHANGE.format(story.pk), post)
    asked = dialog(response, "schedule")
    assert Article.objects.get().headline == "Saved"
    assert asked.has_attr("data-reopened")
    assert asked.select_one("input[name=at]")["value"] == "2031-10-26T02:30"
    assert "Saved, but not done" in response.content.decode()


@pytest.mark.django_db
def test_a_story_that_could_not_be_saved_keeps_the_answers_of_its_verb() -> None:
    story = make_article(published=True)
    post = story_post(story, headline="x" * 400) | {"_verb": "schedule", "at": "2031-07-01T12:00"}
    asked = dialog(signed_in(make_user("editor")).post(CHANGE.format(story.pk), post), "schedule")
    assert not asked.has_attr("data-reopened")
    assert asked.select_one("input[name=at]")["value"] == "2031-07-01T12:00"


# Significant or minor.


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["publish", "schedule"])
@pytest.mark.parametrize("was_public", [True, False])
def test_what_is_public_already_is_asked_whether_it_changes_much(verb: str, was_public: bool) -> None:
    story = make_article(published=was_public)
    page = signed_in(make_user("editor")).get(CHANGE.format(story.pk))
    tree = BeautifulSoup(page.content.decode(), "lxml")
    asked = tree.select(f"#verb-{verb} input[name=significant]")
    assert [radio["value"] for radio in asked] == (["yes", "no"] if was_public else [])


@pytest.mark.django_db
def test_a_minor_change_that_was_scheduled_moves_no_date_card_or_place(
    site_clock: SiteClock, client: Client
) -> None:
    story = make_article("Older", published=True)
    site_clock.forward(minutes=1)
    make_article("Newer", published=True)
    editor = signed_in(make_user("editor"))
    editor.post(CHANGE.format(story.pk), story_post(story, headline="Older, put better"))
    at = on_the_wall(site_clock.now + timedelta(hours=2))
    fresh = Article.objects.get(pk=story.pk)
    editor.post(verb_url(fresh, "schedule"), verb_post(fresh, at=at, significant="no"))
    site_clock.forward(hours=3)
    feed = client.get("/feed/atom.xml").content.decode()
    assert re.findall(r"<title>(.*?)</title>", feed)[1:] == ["Newer", "Older, put better"]
    shown = Release.objects.get(article_id=story.pk, public_until=None)
    assert shown.updated_at == shown.first_published_at
    page = client.get(f"/politics/{story.pk}/older-put-better/").content.decode()
    assert "Updated" not in page.partition("</article>")[0]


# On time, whoever works or not.

WORD = "quicksilver"
NAMES = (
    "politics/",
    "tag/rivers/",
    "author/mara-ellsworth/",
    "region/europe/",
    "coverage/the-river-compact/",
)


def surfaces(site_clock: SiteClock) -> list[str]:
    month = site_clock.now.astimezone(UTC)
    lists = ["/", "/latest/", *(f"/{name}" for name in NAMES), f"/{month.year}/{month.month:02}/"]
    feeds = [
        f"/{name}feed/{format}" for name in ("", *NAMES) for format in ("rss.xml", "atom.xml", "feed.json")
    ]
    sitemaps = ["/sitemaps/news-en.xml", f"/sitemaps/articles-en-{month.year}-{month.month:02}.xml"]
    return [*lists, *feeds, *sitemaps, f"/search/?q={WORD}"]


def seen_at(client: Client, story: Article, places: list[str]) -> set[str]:
    """The surfaces on which the story is to be found now."""
    found = {place for place in places if f"/{story.pk}/" in client.get(place).content.decode()}
    if client.get(f"/politics/{story.pk}/{WORD}/").status_code == 200:
        found.add("its address")
    return found


def a_story() -> Article:
    tag = make_tag("rivers")
    make_coverage("The River Compact", tag_ids=[tag.pk])
    return make_article(f"{WORD.title()}", by=make_author(), tags=[tag], regions=[make_region("Europe")])


def on_the_wall(instant: datetime) -> str:
    return instant.astimezone(make_edition().zone).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.django_db
def test_scheduled_nothing_is_seen_before_its_time_and_everything_a_second_after(
    site_clock: SiteClock, client: Client
) -> None:
    story = a_story()
    at = (site_clock.now + timedelta(hours=2)).replace(second=0, microsecond=0)
    editor = signed_in(make_user("editor"))
    assert editor.post(verb_url(story, "schedule"), verb_post(story, at=on_the_wall(at))).status_code == 302
    places = surfaces(site_clock)
    site_clock.forward_to(at - timedelta(seconds=1))
    assert seen_at(client, story, places) == set()
    site_clock.forward_to(at + timedelta(seconds=1))
    assert seen_at(client, story, places) == {*places, "its address"}


@pytest.mark.django_db
def test_under_embargo_it_cannot_be_public_before_and_can_at_that_instant(
    site_clock: SiteClock, client: Client
) -> None:
    story = a_story()
    at = (site_clock.now + timedelta(hours=2)).replace(second=0, microsecond=0)
    editor = signed_in(make_user("editor"))
    editor.post(CHANGE.format(story.pk), story_post(story, embargo=on_the_wall(at)))
    story = Article.objects.get(pk=story.pk)
    early = editor.post(verb_url(story, "publish"), verb_post(story))
    assert "under embargo until" in early.content.decode()
    minute = verb_post(story, at=on_the_wall(at - timedelta(minutes=1)))
    assert editor.post(verb_url(story, "schedule"), minute).status_code == 422
    assert editor.post(verb_url(story, "schedule"), verb_post(story, at=on_the_wall(at))).status_code == 302
    places = surfaces(site_clock)
    site_clock.forward_to(at - timedelta(seconds=1))
    assert seen_at(client, story, places) == set()
    site_clock.forward_to(at + timedelta(seconds=1))
    assert seen_at(client, story, places) == {*places, "its address"}


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["unpublish", "withdraw"])
def test_taken_down_at_a_time_it_is_seen_until_then_and_nowhere_a_second_after(
    site_clock: SiteClock, client: Client, verb: str
) -> None:
    story = a_story()
    editor = signed_in(make_user("editor"))
    editor.post(verb_url(story, "publish"), verb_post(story))
    at = (site_clock.now + timedelta(hours=2)).replace(second=0, microsecond=0)
    answers = {"at": on_the_wall(at)} | ({"notice": "Wrong."} if verb == "withdraw" else {})
    assert editor.post(verb_url(story, verb), verb_post(story, **answers)).status_code == 302
    places = surfaces(site_clock)
    site_clock.forward_to(at - timedelta(seconds=1))
    assert seen_at(client, story, places) == {*places, "its address"}
    site_clock.forward_to(at + timedelta(seconds=1))
    assert seen_at(client, story, places) == set()
    answer = client.get(f"/politics/{story.pk}/{WORD}/")
    assert answer.status_code == 410
    assert ("Wrong." in answer.content.decode()) == (verb == "withdraw")

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.drafts.models import Draft, Presence
from articles.models import AuditEntry
from tests.desk.drafting import PEOPLE, autosave, below, client_of
from tests.desk.forms import CHANGE, signed_in, story_post
from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from django.test import Client

    from articles.models import Article

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


def ask(client: Client, story: Article, **query: Any) -> Any:
    return client.get(below(story, "presence"), query)


def later(**span: float) -> None:
    """As if that much time had gone by since anybody was seen."""
    Presence.objects.update(seen_at=Now() - timedelta(**span))


def named(first: str, role: str = "editor") -> Any:
    return make_user(role, first_name=first, last_name="Vale")


def test_who_has_the_story_open_stands_on_the_page_before_one_types() -> None:
    story = make_article()
    signed_in(named("Ed")).get(CHANGE.format(story.pk))
    page = signed_in(story.creator).get(CHANGE.format(story.pk)).content.decode()
    assert "Ed Vale has this story open" in page


def test_several_people_and_one_who_types() -> None:
    story = make_article()
    for name in ("Ed", "Ann"):
        signed_in(named(name)).get(CHANGE.format(story.pk))
    client = signed_in(story.creator)
    assert ask(client, story).json()["said"] == "Ed Vale and Ann Vale have this story open"
    later(seconds=5)
    ask(signed_in(Presence.objects.get(user__first_name="Ann").user), story, typed=1)
    answer = ask(client, story).json()
    assert answer["said"] == "Ann Vale is typing"
    assert [(one["name"], one["typing"]) for one in answer["people"]] == [
        ("Ed Vale", False),
        ("Ann Vale", True),
    ]


def test_nobody_sees_oneself() -> None:
    story = make_article()
    client = signed_in(story.creator)
    client.get(CHANGE.format(story.pk))
    assert ask(client, story).json()["people"] == []


def test_who_is_not_seen_for_a_quarter_of_a_minute_is_gone() -> None:
    story = make_article()
    signed_in(named("Ed")).get(CHANGE.format(story.pk))
    later(seconds=16)
    assert ask(signed_in(story.creator), story).json()["people"] == []


def test_a_heartbeat_is_written_once_in_four_seconds() -> None:
    story = make_article()
    client = signed_in(story.creator)
    ask(client, story)
    first = Presence.objects.get().seen_at
    ask(client, story)
    assert Presence.objects.get().seen_at == first
    later(seconds=5)
    ask(client, story)
    assert Presence.objects.get().seen_at > first


def test_nothing_new_is_304_however_the_clock_moves() -> None:
    story = make_article()
    signed_in(named("Ed")).get(CHANGE.format(story.pk))
    client = signed_in(story.creator)
    etag = ask(client, story)["ETag"]
    later(seconds=5)
    again = client.get(below(story, "presence"), headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_a_save_is_something_new() -> None:
    story = make_article()
    client = signed_in(story.creator)
    etag = ask(client, story)["ETag"]
    signed_in(named("Ed")).post(CHANGE.format(story.pk), story_post(story, headline="New"))
    answer = client.get(below(story, "presence"), headers={"If-None-Match": etag})
    assert answer.status_code == 200
    story.refresh_from_db()
    assert answer.json()["head"]["id"] == story.head_id
    assert answer.json()["head"]["said"].startswith("Ed Vale saved this story at")


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_see_the_story_may_ask_who_has_it_open(who: str) -> None:
    story = make_article()
    answer = ask(client_of(who, story), story)
    expected = {"anonymous": 302, "nobody": 302, "elsewhere": 404}.get(who, 200)
    assert answer.status_code == expected
    assert Presence.objects.exists() == (expected == 200)


def test_a_confidential_story_has_nobody_at_it_for_a_stranger() -> None:
    story = make_article(confidential=True)
    assert ask(signed_in(make_user()), story).status_code == 404
    assert not Presence.objects.exists()


def test_a_page_that_another_person_opened_does_not_speak_for_who_is_signed_in_now() -> None:
    story = make_article()
    assert ask(signed_in(named("Ed")), story, user=story.creator_id).status_code == 409
    assert not Presence.objects.exists()


def test_asking_costs_seven_queries_at_most() -> None:
    story = make_article()
    for name in ("Ed", "Ann", "Ivo"):
        signed_in(named(name)).get(CHANGE.format(story.pk))
    client = signed_in(story.creator)
    with CaptureQueriesContext(connection) as queries:
        ask(client, story)
    assert len(queries) <= 7, [query["sql"] for query in queries]


def test_a_closed_page_takes_its_person_away_but_not_one_that_was_opened_later() -> None:
    story = make_article()
    client = signed_in(story.creator)
    first = client.get(CHANGE.format(story.pk)).context["drafting"].work.opened_at
    second = client.get(CHANGE.format(story.pk)).context["drafting"].work.opened_at
    client.post(below(story, "presence/leave"), {"opened": first.isoformat()})
    assert Presence.objects.exists()
    client.post(below(story, "presence/leave"), {"opened": second.isoformat()})
    assert not Presence.objects.exists()


@pytest.mark.parametrize("opened", ["", "yesterday", "2026-13-40T00:00", "2026-01-01T00:00"])
def test_a_page_that_cannot_say_when_it_was_opened_takes_nobody_away(opened: str) -> None:
    story = make_article()
    client = signed_in(story.creator)
    client.get(CHANGE.format(story.pk))
    assert client.post(below(story, "presence/leave"), {"opened": opened}).status_code == 204
    assert Presence.objects.exists()


def test_the_list_and_the_first_page_mark_what_others_have_open_in_one_query_each() -> None:
    stories = [make_article(f"Story {number}", submitted=True) for number in range(3)]
    reader = signed_in(named("Ann"))
    for place in ("/admin/", LIST):
        reader.get(place)
        with CaptureQueriesContext(connection) as before:
            reader.get(place)
        for story in stories:
            signed_in(named("Ed")).get(CHANGE.format(story.pk))
        with CaptureQueriesContext(connection) as after:
            page = reader.get(place).content.decode()
        assert page.count("mark-open") >= 3, place
        assert "Ed Vale" in page
        assert len(after) == len(before), place
        Presence.objects.all().delete()


# Taking over


def take(client: Client, story: Article, *users: Any, **options: Any) -> Any:
    return client.post(below(story, "take-over"), {"user": [user.pk for user in users]}, **options)


def test_taking_over_puts_what_the_other_typed_into_the_history_under_their_name() -> None:
    story, editor = make_article(), named("Ed")
    writer = signed_in(story.creator)
    writer.get(CHANGE.format(story.pk))
    autosave(writer, story, headline="Half a hea")
    answer = take(signed_in(editor), story, story.creator)
    revision = story.revisions.get(is_accepted=False)
    assert answer.status_code == 302
    assert (revision.author, revision.content["headline"]) == (story.creator, "Half a hea")
    assert revision.reason == "taken over by Ed Vale"
    assert not Draft.objects.exists()
    entry = AuditEntry.objects.get(verb="take_over")
    assert (entry.by, entry.article_id, entry.revision_id) == (editor, story.pk, story.head_id)
    assert entry.detail == {"kept": {str(story.creator_id): revision.pk}}


def test_the_others_page_learns_of_it_at_the_next_question_and_when_it_keeps_its_text() -> None:
    story = make_article()
    writer = signed_in(story.creator)
    writer.get(CHANGE.format(story.pk))
    autosave(writer, story, headline="Half a hea")
    take(signed_in(named("Ed")), story, story.creator)
    revision = story.revisions.get(is_accepted=False)
    told = ask(writer, story).json()["taken_over"]
    assert (told["by"], told["revision"]) == ("Ed Vale", 2)
    assert told["url"] == below(story, f"comparison/{revision.pk}")
    assert told["said"].startswith("Ed Vale took this story over at")
    assert autosave(writer, story, headline="Half a headline").json()["taken_over"] == told
    assert Draft.objects.get().fields["headline"] == ["Half a headline"]


def test_opening_the_story_again_says_it_once() -> None:
    story = make_article()
    writer = signed_in(story.creator)
    autosave(writer, story, headline="Half a hea")
    take(signed_in(named("Ed")), story, story.creator)
    pages = [writer.get(CHANGE.format(story.pk)).content.decode() for _ in range(2)]
    assert ["took this story over at" in page for page in pages] == [True, False]
    assert ask(writer, story).json()["taken_over"] is None


def test_who_was_taken_over_is_no_longer_shown_as_being_at_it_until_opening_it_again() -> None:
    story, editor = make_article(), named("Ed")
    writer, taker = signed_in(story.creator), signed_in(editor)
    writer.get(CHANGE.format(story.pk))
    answer = take(taker, story, story.creator, follow=True).content.decode()
    assert f"Nothing that {story.creator} typed was unsaved." in answer
    assert ask(taker, story).json()["people"] == []
    writer.get(CHANGE.format(story.pk))
    assert [one["id"] for one in ask(taker, story).json()["people"]] == [story.creator_id]


def test_only_those_who_are_named_are_taken_over_and_nobody_takes_over_from_oneself() -> None:
    story, editor, other = make_article(), named("Ed"), named("Ann")
    for user in (editor, other, story.creator):
        autosave(signed_in(user), story, headline=f"By {user.username}")
    take(signed_in(editor), story, story.creator, editor)
    assert set(Draft.objects.values_list("user", flat=True)) == {editor.pk, other.pk}


def test_whoever_is_not_there_is_not_taken_over_from() -> None:
    story = make_article()
    answer = take(signed_in(named("Ed")), story, make_user(), follow=True)
    assert "Nobody else had the story open any more." in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="take_over").exists()
    assert not Presence.objects.filter(taken_over_by__isnull=False).exists()


@pytest.mark.parametrize("user", ["", "x", "-1", "9" * 40, "٣"])
def test_a_forged_number_is_nobody(user: str) -> None:
    story = make_article()
    answer = signed_in(named("Ed")).post(below(story, "take-over"), {"user": user})
    assert answer.status_code == 302
    assert not AuditEntry.objects.filter(verb="take_over").exists()


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_change_the_story_may_take_it_over(who: str) -> None:
    story, other = make_article(), named("Ann")
    autosave(signed_in(other), story, headline="Typed")
    answer = take(client_of(who, story), story, other)
    expected = {"elsewhere": 404, "journalist": 403}.get(who, 302)
    assert answer.status_code == expected
    assert Draft.objects.exists() == (who not in ("owner", "editor"))


def test_who_has_lost_the_right_to_change_it_does_not_take_it_over() -> None:
    story, other = make_article(), named("Ann")
    autosave(signed_in(other), story, headline="Typed")
    publishing.submit(story.pk, other)
    assert take(signed_in(story.creator), story, other).status_code == 403
    assert Draft.objects.exists()


@pytest.mark.parametrize("when", ["2026-01-01T00:00:00+23:59", "0001-01-01T00:00:00+23:59", "no time"])
def test_a_page_that_leaves_at_no_time_at_all_changes_nothing(when: str) -> None:
    story = make_article()
    client = signed_in(story.creator)
    client.get(CHANGE.format(story.pk))
    assert client.post(below(story, "presence/leave"), {"opened": when}).status_code == 204
    assert Presence.objects.count() == 1

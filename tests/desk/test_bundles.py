"""The pages of bundles: who gets to them, what they say of each story, and what they answer to what comes in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles import publishing
from articles.admin.bundles import ACTS
from articles.models import Article
from articles.published.models import Release
from articles.review import bundles
from articles.review.models import Bundle
from articles.revisions import save_revision
from tests.articles.test_bundles import make_bundle, scheduled, seen
from tests.desk.forms import CHANGE, signed_in, verb_post, verb_url
from tests.factories import make_article, make_edition, make_user

if TYPE_CHECKING:
    from django.http import HttpResponse

    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
LIST = "/admin/review/bundle/"
NEXT_YEAR = "2031-01-01T12:00"


def at(bundle: Bundle, act: str = "change") -> str:
    return f"{LIST}{bundle.pk}/{act}/"


def text_of(response: HttpResponse) -> str:
    return " ".join(BeautifulSoup(response.content.decode(), "lxml").get_text(" ").split())


def sent(*stories: Article) -> list[str]:
    return [f"{s.article_id}:{s.revision}:{s.base_release or ''}" for s in seen(*stories)]


def answers_to(act: str, bundle: Bundle, story: Article, other: Article) -> dict[str, Any]:
    return {
        "add": {"stories": str(other.pk)},
        "remove": {"story": story.pk},
        "order": {"move": f"{story.pk}:down"},
        "rename": {"name": "Another name"},
        "delete": {"story": sent(story)},
        "publish": {"story": sent(story)},
        "schedule": {"story": sent(story), "at": NEXT_YEAR},
        "call_off": {"seen_for": (bundle.scheduled_for or datetime.now(UTC)).isoformat()},
    }[act]


@pytest.mark.parametrize("act", sorted(ACTS))
@pytest.mark.parametrize("who", ["anonymous", "nobody", "journalist", "editor", "admin", "elsewhere"])
def test_an_act_answers_whoever_asks_by_their_rights(act: str, who: str) -> None:
    editor, story, other = make_user("editor"), make_article("One"), make_article("Two")
    bundle = make_bundle(editor, story)
    if act == "call_off":
        bundles.schedule(bundle.pk, editor, at=datetime.now(UTC) + timedelta(hours=2), stories=seen(story))
        bundle.refresh_from_db()
    client = {
        "anonymous": Client,
        "nobody": lambda: signed_in(make_user("")),
        "elsewhere": lambda: signed_in(make_user("editor", edition=make_edition("es"))),
    }.get(who, lambda: signed_in(make_user(who)))()
    before = (list(Bundle.objects.values()), list(bundle.items.values()), Release.objects.count())
    response = client.post(at(bundle, act), answers_to(act, bundle, story, other))
    expected = {"journalist": 403, "elsewhere": 404}.get(who, 302)
    assert response.status_code == expected
    if who in ("anonymous", "nobody"):
        assert response["Location"].startswith("/admin/login/")
    after = (list(Bundle.objects.values()), list(bundle.items.values()), Release.objects.count())
    changes = who in ("editor", "admin") and act != "order"
    assert (before != after) == changes
    assert client.get(at(bundle, act)).status_code in (302, 405)


@pytest.mark.parametrize("url", [LIST, f"{LIST}add/", "change"])
@pytest.mark.parametrize("who", ["nobody", "journalist", "editor", "admin"])
def test_the_pages_are_for_editors(url: str, who: str) -> None:
    bundle = make_bundle(make_user("editor"), make_article())
    url = at(bundle) if url == "change" else url
    client = signed_in(make_user("" if who == "nobody" else who))
    assert client.get(url).status_code == {"nobody": 302, "journalist": 403}.get(who, 200)
    assert client.delete(url).status_code in (302, 403, 405, 200)
    assert Bundle.objects.count() == 1


def test_a_bundle_is_made_with_its_name() -> None:
    client = signed_in(make_user("editor"))
    assert client.post(f"{LIST}add/", {"name": " "}).status_code == 422
    response = client.post(f"{LIST}add/", {"name": "Election night"})
    bundle = Bundle.objects.get()
    assert (response["Location"], bundle.name) == (at(bundle), "Election night")
    assert "Election night" in text_of(client.get(LIST))


def test_stories_are_put_in_ordered_and_taken_out() -> None:
    editor = make_user("editor")
    client, bundle = signed_in(editor), make_bundle(editor)
    one, two, three = (make_article(name) for name in ("One", "Two", "Three"))
    client.post(at(bundle, "add"), {"stories": f"{one.pk},{two.pk},{three.pk}"})
    client.post(at(bundle, "order"), {"move": f"{three.pk}:up"})
    client.post(at(bundle, "remove"), {"story": one.pk})
    assert list(bundle.items.values_list("article_id", flat=True)) == [three.pk, two.pk]


def test_the_page_says_of_each_what_readers_see_and_what_stands_in_the_way() -> None:
    editor = make_user("editor")
    public = make_article("Public", published=True)
    bundle = make_bundle(editor, public, make_article("Bare", body=""))
    page = BeautifulSoup(signed_in(editor).get(at(bundle)).content.decode(), "lxml")
    rows = [" ".join(row.get_text(" ").split()) for row in page.select(".bundle tbody tr")]
    assert "Public" in rows[0]
    assert "this text" in rows[0]
    assert "nothing" in rows[1]
    assert "It has no body." in rows[1]
    assert "1 story stands in the way of all." in " ".join(page.get_text(" ").split())


def test_a_link_to_another_story_of_the_bundle_is_no_dead_link() -> None:
    editor, other = make_user("editor"), make_article("Other")
    story = make_article("Story", related=[other])
    client, bundle = signed_in(editor), make_bundle(editor, story)
    assert "readers cannot see" in text_of(client.get(at(bundle)))
    bundles.add(bundle.pk, other.pk, editor)
    assert "readers cannot see" not in text_of(client.get(at(bundle)))


def test_a_story_that_one_may_not_see_is_only_counted() -> None:
    chief, here = make_user("editor"), make_user("editor", edition=make_edition())
    hidden = make_article("Tras la puerta", edition=make_edition("es"), confidential=True)
    bundle = make_bundle(chief, make_article("In sight"), hidden)
    response = signed_in(here).get(at(bundle))
    assert "Tras la puerta" not in response.content.decode()
    assert f":{hidden.head_id}:" not in response.content.decode()
    assert "1 story and 1 that you may not see" in text_of(response)
    assert "Publish all now" not in text_of(response)
    response = signed_in(here).post(at(bundle, "publish"), {"story": sent(*Article.objects.order_by("pk"))})
    assert response.status_code == 403
    assert "Tras la puerta" not in response.content.decode()
    assert not Release.objects.exists()


def test_a_story_is_moved_past_those_that_one_may_not_see() -> None:
    chief, here = make_user("editor"), make_user("editor", edition=make_edition())
    first, last = make_article("First"), make_article("Last")
    hidden = make_article("Tras la puerta", edition=make_edition("es"))
    bundle = make_bundle(chief, first, hidden, last)
    signed_in(here).post(at(bundle, "order"), {"move": f"{last.pk}:up"})
    assert list(bundle.items.values_list("article_id", flat=True)) == [last.pk, hidden.pk, first.pk]


def test_it_is_not_told_whether_a_story_that_one_may_not_see_is_in_a_bundle() -> None:
    chief, here = make_user("editor"), make_user("editor", edition=make_edition())
    hidden, beside = (make_article("Tras la puerta", edition=make_edition("es")) for _number in range(2))
    bundle = make_bundle(chief, make_article("In sight"), hidden)
    client = signed_in(here)
    answers = [client.post(at(bundle, "order"), {"move": f"{pk}:up"}) for pk in (hidden.pk, beside.pk)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert [item.article_id for item in bundle.items.all()][1] == hidden.pk


def test_one_that_is_blocked_is_named_and_nothing_goes_out() -> None:
    editor, stories = make_user("editor"), [make_article("Fine"), make_article("Bare", body="")]
    bundle = make_bundle(editor, *stories)
    response = signed_in(editor).post(at(bundle, "publish"), {"story": sent(*stories)})
    assert response.status_code == 422
    assert "“Bare”: It has no body." in text_of(response)
    assert not Release.objects.exists()


def test_an_old_page_publishes_nothing() -> None:
    editor, story = make_user("editor"), make_article("Before")
    client, bundle, before = signed_in(editor), make_bundle(editor, story), sent(story)
    Article.objects.filter(pk=story.pk).update(headline="After")
    save_revision(Article.objects.get(pk=story.pk), editor)
    response = client.post(at(bundle, "publish"), {"story": before})
    assert response.status_code == 409
    assert "“After”: It changed while you were looking at it." in text_of(response)
    # Twice the same click: the second finds the bundle out.
    assert client.post(at(bundle, "publish"), {"story": sent(story)}).status_code == 302
    assert client.post(at(bundle, "publish"), {"story": sent(story)}).status_code == 422
    assert Release.objects.count() == 1


def test_a_time_that_cannot_be_is_asked_again_with_what_was_typed() -> None:
    editor, story = make_user("editor"), make_article()
    client, bundle = signed_in(editor), make_bundle(editor, story)
    for typed, said in {
        "2032-03-28T02:30": "The clocks skip that hour",
        "2026-10-25T02:30": "That hour comes twice",
        "2020-01-01T10:00": "That time is past",
        "x": "Give a date and a time",
    }.items():
        response = client.post(at(bundle, "schedule"), {"story": sent(story), "at": typed})
        assert response.status_code == 422, typed
        assert said in text_of(response), typed
        assert f'value="{typed}"' in response.content.decode()
    assert not Release.objects.exists()


@pytest.mark.parametrize("act", sorted(ACTS))
def test_forged_answers_change_nothing_and_are_no_error(act: str) -> None:
    editor = make_user("editor")
    client, bundle = signed_in(editor), make_bundle(editor, make_article())
    for story in ([], ["x"], ["-1:2:3"], ["9" * 30], ["1:" + "9" * 30], [":::"] * 90, ["\x00"]):
        post = {"story": story, "at": NEXT_YEAR, "move": "x", "stories": "x", "seen_for": "x", "name": ""}
        response = client.post(at(bundle, act), post)
        assert response.status_code in (302, 409, 422), story
        assert (bundle.items.count(), Release.objects.count()) == (1, 0), story


def test_the_page_of_a_story_says_in_which_bundle_it_is_and_that_it_left() -> None:
    editor = make_user("editor")
    stories = [make_article(f"Story {number}") for number in range(5)]
    scheduled(editor, *stories)
    client, url = signed_in(editor), CHANGE.format(stories[0].pk)
    said = text_of(client.get(url))
    assert "In the bundle Election night : goes out with 4 others at" in said
    assert "Published or scheduled alone, it leaves the bundle." in said
    post = verb_post(stories[0], at=NEXT_YEAR)
    assert client.post(verb_url(stories[0], "schedule"), post).status_code == 302
    said = text_of(client.get(url))
    assert "It has left the bundle “Election night”." in said
    assert "goes out with" not in said


def test_a_bundle_is_deleted_after_one_clear_sentence() -> None:
    editor, story = make_user("editor"), make_article()
    client, bundle = signed_in(editor), make_bundle(editor, story)
    question = BeautifulSoup(client.get(at(bundle)).content.decode(), "lxml").select_one("#ask-delete")
    assert question is not None
    assert "Its stories stay as they are" in question.get_text()
    answers = [field["value"] for field in question.select("[name=story]")]
    response = client.post(at(bundle, "delete"), {"story": answers}, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "The bundle “Election night” is deleted. Its stories are as they were." in text_of(response)
    assert client.get(at(bundle)).status_code == 404
    assert client.post(at(bundle, "delete"), {"story": answers}).status_code == 404
    assert "Election night" not in text_of(client.get(CHANGE.format(story.pk)))


@pytest.mark.parametrize("state", ["scheduled", "out", "hidden"])
def test_a_bundle_that_cannot_be_deleted_has_no_button_and_is_there_after_a_post(state: str) -> None:
    editor, stories = (
        make_user("editor"),
        [make_article("One"), make_article("Two", edition=make_edition("es"))],
    )
    bundle, who = make_bundle(editor, *stories), editor
    if state == "scheduled":
        bundles.schedule(bundle.pk, editor, at=datetime.now(UTC) + timedelta(hours=2), stories=seen(*stories))
    elif state == "out":
        bundles.publish(bundle.pk, editor, stories=seen(*stories))
    else:
        who = make_user("editor", edition=make_edition())
    client = signed_in(who)
    assert "ask-delete" not in client.get(at(bundle)).content.decode()
    response = client.post(at(bundle, "delete"), {"story": sent(*stories)})
    assert response.status_code == (403 if state == "hidden" else 422)
    assert Bundle.objects.exists()
    assert bundle.items.count() == 2


def test_the_history_of_the_bundle_names_who_did_what() -> None:
    editor = make_user("editor", username="ana")
    stories = [make_article("One"), make_article("Two")]
    bundle, _at = scheduled(editor, *stories)
    publishing.schedule(stories[0].pk, editor, at=datetime.now(UTC) + timedelta(days=2))
    said = text_of(signed_in(editor).get(at(bundle)))
    assert "took out, by a verb on the story alone: One" in said
    assert "scheduled all" in said


def test_chosen_in_the_list_stories_go_into_a_new_bundle() -> None:
    editor: User = make_user("editor")
    stories = [make_article("One"), make_article("Two")]
    post = {"story": [f"{s.pk}:{s.head_id}" for s in stories], "name": "Dossier"}
    response = signed_in(editor).post("/admin/articles/article/bulk/bundle/", post)
    assert "2 stories: added to the bundle." in text_of(response)
    assert "To the bundle “Dossier”" in text_of(response)
    assert set(Bundle.objects.get().items.values_list("article_id", flat=True)) == {s.pk for s in stories}


def test_a_list_without_rows_says_whether_there_are_none_or_none_like_that() -> None:
    user = make_user("editor")
    editor = signed_in(user)
    assert "Nothing is here yet." in text_of(editor.get(LIST))
    make_bundle(user)
    assert "Nothing is like that. Show all" in text_of(editor.get(LIST, {"q": "no such name"}))

from __future__ import annotations

import re

import pytest

from articles import publishing
from articles.models import Article
from articles.published.models import Release
from tests.desk.forms import CHANGE, signed_in, story_post, verb_post, verb_url
from tests.factories import make_article, make_image, make_user

pytestmark = pytest.mark.django_db
BUTTON = re.compile(r'data-verb-button="(\w+)"')


def buttons(user: object, story: Article) -> set[str]:
    page = signed_in(user).get(CHANGE.format(story.pk)).content.decode()  # type: ignore[arg-type]
    return set(BUTTON.findall(page))


def test_a_writer_is_offered_to_submit_a_draft_and_to_take_it_back() -> None:
    story = make_article()
    assert buttons(story.creator, story) == {"submit", "spike", "take"}
    publishing.submit(story.pk, story.creator)
    assert buttons(story.creator, story) == {"take_back"}


def test_an_editor_is_offered_what_a_public_story_can_bear() -> None:
    story = make_article(published=True)
    assert buttons(make_user("editor"), story) == {
        *("publish", "schedule", "submit", "correct", "edit_live", "withdraw", "unpublish", "move", "take"),
        "off_most_read",
    }


def test_a_reader_of_somebody_elses_draft_is_offered_nothing_and_sees_its_text() -> None:
    story = make_article()
    page = signed_in(make_user()).get(CHANGE.format(story.pk)).content.decode()
    assert not BUTTON.findall(page)
    assert "The council met at nine" in page
    assert "story-form" not in page


def test_what_stands_in_the_way_is_shown_before_the_button_is_pressed() -> None:
    story = make_article(images=[make_image(credit="")])
    page = signed_in(make_user("editor")).get(CHANGE.format(story.pk)).content.decode()
    assert "no credit." in page


def test_a_double_click_publishes_once() -> None:
    story = make_article()
    editor = signed_in(make_user("editor"))
    post = verb_post(story)
    first = editor.post(verb_url(story, "publish"), post)
    second = editor.post(verb_url(story, "publish"), post)
    assert (first.status_code, second.status_code) == (302, 409)
    assert Release.objects.count() == 1


def test_a_blocked_verb_says_why_on_the_page() -> None:
    story = make_article(images=[make_image(credit="")])
    response = signed_in(make_user("editor")).post(verb_url(story, "publish"), verb_post(story))
    assert response.status_code == 422
    assert "no credit." in response.content.decode()
    assert not Release.objects.exists()


def test_a_verb_that_one_may_not_do_is_refused_on_the_page() -> None:
    story = make_article()
    response = signed_in(story.creator).post(verb_url(story, "publish"), verb_post(story))
    assert response.status_code == 403
    assert "You may not do that with this story" in response.content.decode()


@pytest.mark.parametrize("verb", ["submit", "publish", "withdraw", "spike", "cancel"])
def test_a_verb_is_never_a_get(verb: str) -> None:
    story = make_article()
    assert signed_in(make_user("editor")).get(verb_url(story, verb)).status_code == 405


def test_what_is_typed_is_saved_and_published_in_one_step() -> None:
    story = make_article()
    editor = signed_in(make_user("editor"))
    post = story_post(story, headline="Written at the last minute") | {"_verb": "publish", "base_release": ""}
    editor.post(CHANGE.format(story.pk), post)
    assert Release.objects.get().headline == "Written at the last minute"


def test_what_is_typed_is_saved_though_it_cannot_be_published() -> None:
    story = make_article(images=[make_image(credit="")])
    editor = signed_in(make_user("editor"))
    response = editor.post(
        CHANGE.format(story.pk),
        story_post(story, headline="Kept") | {"_verb": "publish", "base_release": ""},
        follow=True,
    )
    assert "Saved, but not done: Picture 1: no credit." in response.content.decode()
    assert Article.objects.get().headline == "Kept"
    assert not Release.objects.exists()


def test_a_schedule_is_typed_on_the_clock_of_the_edition_and_can_be_cancelled() -> None:
    story = make_article()
    editor = signed_in(make_user("editor"))
    editor.post(verb_url(story, "schedule"), verb_post(story, at="2031-07-15T12:00"))
    release = Release.objects.get()
    assert release.public_from.isoformat() == "2031-07-15T10:00:00+00:00"
    editor.post(verb_url(story, "cancel"), {"release": release.pk})
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "This field is required"),
        ("soon", "Give a date and a time"),
        ("2031-03-30T02:30", "skip that hour"),
        ("2031-10-26T02:30", "comes twice"),
        ("2001-01-01T00:00", "That time is past"),
    ],
)
def test_a_time_that_cannot_be_is_said_to_be_so(typed: str, sentence: str) -> None:
    story = make_article()
    response = signed_in(make_user("editor")).post(verb_url(story, "schedule"), verb_post(story, at=typed))
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_the_way_of_a_story_through_all_its_verbs() -> None:
    story = make_article()
    writer, editor = signed_in(story.creator), signed_in(make_user("editor"))

    def act(client: object, verb: str, **answers: object) -> str:
        fresh = Article.objects.get(pk=story.pk)
        response = client.post(verb_url(fresh, verb), verb_post(fresh, **answers))  # type: ignore[attr-defined]
        assert response.status_code == 302, response.content.decode()
        fresh = Article.objects.get(pk=story.pk)
        return f"{fresh.stage} {fresh.public_status}"

    assert act(writer, "submit") == "submitted hidden"
    assert act(writer, "take_back") == "draft hidden"
    assert act(writer, "submit") == "submitted hidden"
    assert act(editor, "send_back", note="More voices.") == "draft hidden"
    assert act(editor, "spike") == "spiked hidden"
    assert act(editor, "revive") == "draft hidden"
    assert act(editor, "publish") == "draft published"
    assert act(editor, "correct", text="It was Tuesday.", type="correction") == "draft published"
    assert act(editor, "edit_live") == "draft published"
    assert act(editor, "withdraw", notice="Two figures were wrong.") == "draft withdrawn"
    assert act(editor, "publish") == "draft published"
    assert act(editor, "unpublish") == "draft gone"
    assert act(editor, "move", moved_to="/politics/") == "draft moved"


def test_a_story_that_one_may_not_see_answers_like_one_that_is_not_there() -> None:
    story = make_article(confidential=True)
    stranger = signed_in(make_user())
    for url in (CHANGE.format(story.pk), CHANGE.format(999_999), CHANGE.format("x"), CHANGE.format("9" * 30)):
        assert stranger.get(url).status_code == 404
    assert stranger.post(verb_url(story, "submit")).status_code == 404

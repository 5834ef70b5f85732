"""Acts on several stories: each is asked by itself, and what somebody saved meanwhile is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.admin.bulk import BULKS, LIMIT
from articles.models import Article, Revision
from articles.review.models import Bundle
from articles.revisions import save_revision
from tests.desk.forms import signed_in
from tests.factories import make_article, make_edition, make_section, make_tag, make_user

if TYPE_CHECKING:
    from django.http import HttpResponse

    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"
ANSWERS: dict[str, Any] = {
    "move_to_section": lambda: {"section": make_section("sports").pk},
    "add_tag": lambda: {"tag": make_tag("rivers").pk},
    "assign": lambda: {"assignee": make_user().pk},
    "submit": dict,
    "spike": dict,
    "bundle": lambda: {"name": "Dossier"},
}


def chosen(client: Client, name: str, *stories: Article | int | str, **more: Any) -> HttpResponse:
    ids = [getattr(story, "pk", story) for story in stories]
    return client.post(LIST, {"action": name, "_selected_action": ids, "index": 0, **more})


def seen(*stories: Article) -> list[str]:
    return [f"{story.pk}:{story.head_id}" for story in stories]


def done(client: Client, name: str, /, *stories: Article, **answers: Any) -> HttpResponse:
    return client.post(f"{LIST}bulk/{name}/", {"story": seen(*stories), **(answers or ANSWERS[name]())})


def rows(response: HttpResponse) -> dict[str, str]:
    """Of each story on the page what would happen, or what did."""
    page = BeautifulSoup(response.content.decode(), "lxml")
    return {
        row.th.get_text(strip=True): row.select("td")[-1].get_text(strip=True)
        for row in page.select(".effects tbody tr")
    }


def test_the_page_lists_what_would_happen_and_why_it_cannot() -> None:
    writer = make_user()
    mine, theirs = make_article("Mine", creator=writer), make_article("Theirs")
    response = chosen(signed_in(writer), "add_tag", mine, theirs)
    assert response.status_code == 200
    assert rows(response) == {
        "Mine": "Tagged",
        "Theirs": "You may not do that with this story as it stands now.",
    }
    page = BeautifulSoup(response.content.decode(), "lxml")
    assert [field["value"] for field in page.select("input[name=story]")] == seen(mine)


def test_stories_are_moved_each_with_a_revision_of_its_own() -> None:
    stories = [make_article("One"), make_article("Two", published=True)]
    sports = make_section("sports")
    response = done(signed_in(make_user("editor")), "move_to_section", *stories, section=sports.pk)
    assert rows(response) == {"One": "Moved", "Two": "Moved"}
    for story in Article.objects.all():
        assert story.section == sports
        assert story.head.content["section"] == sports.pk
        assert (story.head.number, story.head.reason) == (2, "Moved to Sports.")


def test_a_tag_is_added_once_and_at_the_end() -> None:
    first, second = make_tag("first"), make_tag("second")
    one, two = make_article("One", tags=[first]), make_article("Two", tags=[second])
    response = done(signed_in(make_user("editor")), "add_tag", one, two, tag=second.pk)
    assert rows(response) == {"One": "Tagged", "Two": "It has this tag already."}
    assert Article.objects.get(pk=one.pk).head.content["tags"] == [first.pk, second.pk]
    assert Article.objects.get(pk=two.pk).head.number == 1


def test_stories_are_assigned_to_somebody_who_would_see_them() -> None:
    here, elsewhere = make_user(), make_user("journalist", edition=make_edition("es"))
    story, editor = make_article("One"), signed_in(make_user("editor"))
    assert rows(done(editor, "assign", story, assignee=here.pk)) == {"One": "Assigned"}
    assert Article.objects.get().assignee == here
    assert "another edition" in rows(done(editor, "assign", story, assignee=elsewhere.pk))["One"]
    assert Article.objects.get().assignee == here


def test_stories_are_submitted_and_spiked_as_by_their_own_buttons() -> None:
    writer = make_user()
    ready, bare = make_article("Ready", creator=writer), make_article("", creator=writer, slugline="bare")
    response = done(signed_in(writer), "submit", ready, bare)
    assert rows(response) == {"Ready": "Submitted", "bare": "It has no headline."}
    assert set(Article.objects.values_list("stage", flat=True)) == {"submitted", "draft"}
    public = make_article("Public", published=True)
    response = done(signed_in(make_user("editor")), "spike", Article.objects.get(pk=ready.pk), public)
    assert rows(response)["Ready"] == "Spiked"
    assert "You may not" in rows(response)["Public"]


@pytest.mark.parametrize("name", sorted(BULKS))
def test_a_story_that_somebody_saved_meanwhile_is_left_as_it_is_and_named(name: str) -> None:
    story, other = make_article("Saved meanwhile"), make_article("Untouched")
    before = seen(story, other)
    colleague = make_user("editor", username="ana")
    Article.objects.filter(pk=story.pk).update(headline="Saved by Ana")
    save_revision(Article.objects.get(pk=story.pk), colleague)
    kept = Article.objects.values().get(pk=story.pk)
    response = signed_in(make_user("editor")).post(
        f"{LIST}bulk/{name}/", {"story": before, **ANSWERS[name]()}
    )
    told = rows(response)
    assert told["Saved by Ana"] == "Ana saved it meanwhile; it is left as it is."
    assert told["Untouched"] == str(BULKS[name].done).capitalize()
    assert Article.objects.values().get(pk=story.pk) == kept


@pytest.mark.parametrize("name", sorted(BULKS))
@pytest.mark.parametrize("stage", ["draft", "submitted", "spiked"])
@pytest.mark.parametrize("who", ["owner", "journalist", "editor", "elsewhere"])
def test_an_act_is_done_to_those_alone_that_may_allows(name: str, stage: str, who: str) -> None:
    story = make_article(submitted=stage == "submitted")
    if stage == "spiked":
        Article.objects.filter(pk=story.pk).update(stage="spiked")
    story = Article.objects.get(pk=story.pk)
    user = {
        "owner": lambda: story.creator,
        "journalist": make_user,
        "editor": lambda: make_user("editor"),
        "elsewhere": lambda: make_user("editor", edition=make_edition("es")),
    }[who]()
    answers = ANSWERS[name]()
    kept = Article.objects.values().get(pk=story.pk)
    may = user.may(BULKS[name].right, story)
    response = signed_in(user).post(f"{LIST}bulk/{name}/", {"story": seen(story), **answers})
    is_changed = Article.objects.values().get(pk=story.pk) != kept
    assert (is_changed or story.tag_items.exists() or story.bundle_items.exists()) == may
    if who == "elsewhere":
        # As if it were not there.
        assert response.status_code == 422
        assert not rows(response)


@pytest.mark.parametrize("name", sorted(BULKS))
@pytest.mark.parametrize("who", ["anonymous", "nobody"])
def test_nobody_else_gets_to_the_acts(name: str, who: str) -> None:
    story = make_article()
    client = Client() if who == "anonymous" else signed_in(make_user(""))
    for response in (chosen(client, name, story), done(client, name, story)):
        assert response["Location"].startswith("/admin/login/")
    assert Revision.objects.count() == 1


def test_assigning_and_bundling_are_offered_to_editors() -> None:
    def offered(user: User) -> set[str]:
        make_article(creator=user)
        page = BeautifulSoup(signed_in(user).get(LIST).content.decode(), "lxml")
        return {option["value"] for option in page.select("select[name=action] option") if option["value"]}

    assert offered(make_user()) == set(BULKS) - {"assign", "bundle"}
    assert offered(make_user("editor")) == set(BULKS)
    journalist, story = signed_in(make_user()), make_article()
    assert done(journalist, "assign", story).status_code == 403
    assert chosen(journalist, "assign", story).status_code == 302


def test_forged_ids_are_as_if_they_were_not_there() -> None:
    hidden, story = make_article("Behind the door", confidential=True), make_article("In sight")
    client = signed_in(make_user())
    forged = ("x", "-1", "9" * 30, "1.5", "0", "'")
    response = chosen(client, "add_tag", story, hidden, 999_999, *forged)
    assert list(rows(response)) == ["In sight"]
    post = {"story": [f"{hidden.pk}:{hidden.head_id}", *forged, "9" * 30 + ":1", ":"], "tag": make_tag().pk}
    response = client.post(f"{LIST}bulk/add_tag/", post)
    assert response.status_code == 422
    assert "Behind the door" not in response.content.decode()
    assert not hidden.tag_items.exists()


def test_the_section_of_another_edition_is_no_place_for_a_story() -> None:
    story = make_article("One")
    other = make_section("deportes", make_edition("es"))
    response = done(signed_in(make_user("editor")), "move_to_section", story, section=other.pk)
    assert rows(response) == {"One": "This section belongs to another edition."}
    assert Article.objects.get().section == story.section


@pytest.mark.parametrize("name", ["move_to_section", "add_tag", "assign"])
def test_without_an_answer_it_is_asked_again_with_the_stories_kept(name: str) -> None:
    story = make_article("One")
    response = signed_in(make_user("editor")).post(f"{LIST}bulk/{name}/", {"story": seen(story)})
    assert response.status_code == 422
    assert "This field is required" in response.content.decode()
    assert seen(story)[0] in response.content.decode()


def test_no_more_than_the_limit_at_a_time() -> None:
    section, creator = make_section(), make_user()
    made = [
        Article(edition=section.edition, section=section, creator=creator, headline=str(n))
        for n in range(LIMIT + 1)
    ]
    Article.objects.bulk_create(made)
    editor = signed_in(make_user("editor"))
    response = chosen(editor, "spike", made[0], select_across="1")
    assert response.status_code == 302
    assert f"at most {LIMIT} stories" in editor.get(LIST).content.decode()
    response = done(editor, "spike", *made)
    assert response.status_code == 422
    assert not Article.objects.filter(stage="spiked").exists()
    assert len(rows(chosen(editor, "spike", *made[:LIMIT]))) == LIMIT


@pytest.mark.parametrize(
    "post", [{}, {"action": ""}, {"action": "delete_selected"}, {"action": "spike"}, {"index": "x"}]
)
def test_a_list_sent_without_a_choice_leads_back_to_it(post: dict[str, str]) -> None:
    story = make_article()
    ids = {} if post.get("action") == "spike" else {"_selected_action": [story.pk]}
    response = signed_in(make_user("admin")).post(LIST, {"index": 0, **post, **ids})
    assert response.status_code == 302
    assert Article.objects.get().stage == "draft"


def test_an_act_is_never_a_get_and_an_unknown_one_is_not_there() -> None:
    editor = signed_in(make_user("editor"))
    assert editor.get(f"{LIST}bulk/spike/").status_code == 405
    assert editor.post(f"{LIST}bulk/delete/").status_code == 404


def test_one_that_fails_does_not_undo_the_others() -> None:
    stories = [make_article("One"), make_article("Two", published=True), make_article("Three")]
    response = done(signed_in(make_user("editor")), "spike", *stories)
    assert "2 stories: spiked." in response.content.decode()
    assert "1 story was left as it is." in response.content.decode()
    assert Article.objects.filter(stage="spiked").count() == 2


def test_the_page_asks_the_same_for_two_stories_and_for_twenty() -> None:
    editor = signed_in(make_user("editor"))
    stories = [make_article(f"Story {number}") for number in range(20)]
    editor.get(LIST)
    counts = []
    for few in (stories[:2], stories):
        with CaptureQueriesContext(connection) as asked:
            assert chosen(editor, "spike", *few).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_new_bundle_is_made_only_for_a_story_that_can_be_in_it() -> None:
    editor, held, free = make_user("editor"), make_article("Held"), make_article("Free")
    client = signed_in(editor)
    done(client, "bundle", held, name="First")
    done(client, "bundle", held, name="Second")
    assert list(Bundle.objects.values_list("name", flat=True)) == ["First"]
    response = done(client, "bundle", held, free, name="Third")
    assert [bundle.name for bundle in Bundle.objects.all()] == ["Third", "First"]
    assert list(Bundle.objects.get(name="Third").items.values_list("article_id", flat=True)) == [free.pk]
    assert "To the bundle" in response.content.decode()

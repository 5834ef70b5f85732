"""A stale save: what was typed is kept first, then joined with what stands by choice, and no text is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles import publishing
from articles.body.blocks import blocks
from articles.models import Article, AuditEntry, Revision
from articles.published.models import Release
from articles.revisions import keep
from tests.desk.forms import CHANGE, signed_in, story_post, verb_post, verb_url
from tests.desk.test_history import address, kept, visitor, written
from tests.factories import make_article, make_tag, make_user

pytestmark = pytest.mark.django_db


def refused(story: Article, theirs: dict[str, Any], mine: dict[str, Any]) -> Any:
    """The answer to a save of `mine`, begun before an editor saved `theirs`."""
    post = story_post(story, **mine)
    written(story, make_user("editor"), **theirs)
    return signed_in(story.creator).post(CHANGE.format(story.pk), post)


def typed(story: Article) -> Revision:
    return story.revisions.get(is_accepted=False)


def resolved(story: Article, mine: Revision, by: Any = None, **choices: str) -> Any:
    head = Article.objects.values_list("head_id", flat=True).get(pk=story.pk)
    post = {"theirs": head, **choices}
    return signed_in(by or story.creator).post(address(story, f"comparison/{mine.pk}/"), post)


def headline_clash() -> tuple[Article, Revision]:
    story = make_article("As both opened it")
    refused(
        story, {"headline": "Their headline", "kicker": "Theirs"}, {"headline": "My headline", "slug": "mine"}
    )
    return story, typed(story)


def test_what_was_typed_is_kept_before_the_save_is_refused() -> None:
    story = make_article("As both opened it")
    base = story.head
    response = refused(story, {"headline": "Their headline"}, {"headline": "My headline"})
    assert response.status_code == 409
    mine = typed(story)
    assert (mine.content["headline"], mine.parent, mine.author) == ("My headline", base, story.creator)
    assert Article.objects.get(pk=story.pk).headline == "Their headline"


def test_the_same_text_sent_twice_is_kept_once() -> None:
    story = make_article()
    post = story_post(story, headline="Mine")
    written(story, headline="Theirs")
    for _ in range(2):
        signed_in(story.creator).post(CHANGE.format(story.pk), post)
    assert story.revisions.filter(is_accepted=False).count() == 1


@pytest.mark.parametrize("verb", ["submit", "publish", "schedule"])
def test_a_verb_that_saves_keeps_a_stale_text_as_well_and_is_not_done(verb: str) -> None:
    story = make_article()
    at = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT12:00")
    post = story_post(story, headline="Mine", _verb=verb, at=at)
    written(story, headline="Theirs")
    response = signed_in(make_user("editor")).post(CHANGE.format(story.pk), post)
    assert response.status_code == 409
    assert "Not done, because of that" in response.content.decode()
    assert typed(story).content["headline"] == "Mine"
    assert not Release.objects.exists()
    assert Article.objects.get(pk=story.pk).stage == "draft"


def test_the_page_shows_both_texts_against_the_one_that_both_began_with() -> None:
    story = make_article("Council votes on the bridge")
    response = refused(
        story,
        {"headline": "Council votes on the tunnel", "kicker": "Theirs alone"},
        {"headline": "Council votes on the ferry", "standfirst": "What was decided, and why not."},
    )
    page = response.content.decode()
    for wanted in (
        "Council votes on the <del>bridge</del> <ins>ferry</ins>",
        "Council votes on the <del>bridge</del> <ins>tunnel</ins>",
        "1 place to choose",
        "2 changes joined by themselves",
        "Theirs alone",
        "why <ins>not</ins>.",
    ):
        assert wanted in page
    assert 'value="both"' not in page


@pytest.mark.parametrize(("choice", "headline"), [("mine", "My headline"), ("theirs", "Their headline")])
def test_a_choice_decides_and_the_rest_joins(choice: str, headline: str) -> None:
    story, mine = headline_clash()
    response = resolved(story, mine, **{"choice-headline": choice})
    after = Article.objects.get(pk=story.pk)
    assert (response.status_code, after.headline, after.kicker, after.slug) == (
        302,
        headline,
        "Theirs",
        "mine",
    )
    head = after.head
    assert head is not None
    assert (head.origin, head.merged_from, head.parent) == ("merge", mine, Revision.objects.get(number=2))
    assert AuditEntry.objects.get(verb="resolve").detail == {"joined": mine.pk}
    assert {r.content["headline"] for r in story.revisions.all()} >= {"My headline", "Their headline"}


@pytest.mark.parametrize(("button", "headline"), [("mine", "My headline"), ("theirs", "Their headline")])
def test_one_button_decides_everything(button: str, headline: str) -> None:
    story, mine = headline_clash()
    assert resolved(story, mine, all=button).status_code == 302
    assert Article.objects.get(pk=story.pk).headline == headline


def test_without_a_choice_nothing_is_saved() -> None:
    story, mine = headline_clash()
    response = resolved(story, mine)
    assert response.status_code == 422
    assert "Choose a text wherever both of you changed the same." in response.content.decode()
    assert Article.objects.get(pk=story.pk).headline == "Their headline"


@pytest.mark.parametrize(
    ("choice", "texts"),
    [("mine", ["Mine.", "Two."]), ("theirs", ["Theirs.", "Two."]), ("both", ["Theirs.", "Mine.", "Two."])],
)
def test_a_block_that_both_changed_is_mine_theirs_or_both(choice: str, texts: list[str]) -> None:
    story = make_article(body="<p>One.</p><p>Two.</p>")
    first = blocks(story.body)[0].id
    refused(
        story, {"body": story.body.replace("One.", "Theirs.")}, {"body": story.body.replace("One.", "Mine.")}
    )
    assert resolved(story, typed(story), **{f"choice-body:{first}": choice}).status_code == 302
    body = blocks(Article.objects.get(pk=story.pk).body)
    assert [block.text for block in body] == texts
    assert len({block.id for block in body}) == len(texts)


def test_changes_that_do_not_meet_join_without_a_choice() -> None:
    story = make_article(body="<p>One.</p><p>Two.</p>")
    response = refused(
        story, {"body": story.body.replace("One.", "Theirs.")}, {"body": story.body.replace("Two.", "Mine.")}
    )
    assert "Nothing has to be chosen" in response.content.decode()
    assert resolved(story, typed(story)).status_code == 302
    assert [b.text for b in blocks(Article.objects.get(pk=story.pk).body)] == ["Theirs.", "Mine."]


def test_a_head_that_moved_again_is_shown_afresh() -> None:
    story, mine = headline_clash()
    seen = Article.objects.values_list("head_id", flat=True).get(pk=story.pk)
    written(story, headline="A third one")
    client = signed_in(story.creator)
    response = client.post(
        address(story, f"comparison/{mine.pk}/"), {"theirs": seen, "choice-headline": "mine"}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "A third one" in page
    assert "saved the story again meanwhile" in page
    assert Article.objects.get(pk=story.pk).headline == "A third one"


def test_a_text_that_is_too_long_is_refused_and_the_other_choices_stay() -> None:
    story = make_article("As both opened it")
    refused(
        story,
        {"headline": "Theirs", "kicker": "Their kicker"},
        {"headline": "x" * 400, "kicker": "My kicker"},
    )
    mine = typed(story)
    assert mine.content["headline"] == "x" * 400
    response = resolved(story, mine, **{"choice-headline": "mine", "choice-kicker": "mine"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Headline: 400 characters, and at most 300 can be kept." in page
    assert 'name="choice-kicker" value="mine" required checked' in page
    assert resolved(story, mine, **{"choice-headline": "theirs", "choice-kicker": "mine"}).status_code == 302
    after = Article.objects.get(pk=story.pk)
    assert (after.headline, after.kicker) == ("Theirs", "My kicker")


def test_a_text_too_long_that_mine_alone_changed_can_be_given_up() -> None:
    story = make_article("As both opened it")
    page = refused(story, {"kicker": "Theirs"}, {"headline": "x" * 400, "slug": "mine"}).content.decode()
    assert "Headline: 400 characters" in page
    assert resolved(story, typed(story), **{"choice-headline": "theirs"}).status_code == 302
    after = Article.objects.get(pk=story.pk)
    assert (after.headline, after.kicker, after.slug) == ("As both opened it", "Theirs", "mine")


@pytest.mark.parametrize("mine", [{}, {"headline": "Theirs"}])
def test_a_stale_save_in_which_nothing_differs_says_so_and_asks_nothing(mine: dict[str, Any]) -> None:
    story = make_article()
    post = story_post(story, **mine)
    written(story, headline="Theirs")
    response = signed_in(story.creator).post(CHANGE.format(story.pk), post, follow=True)
    assert response.redirect_chain == [(CHANGE.format(story.pk), 302)]
    assert "Nothing that you typed is missing" in response.content.decode()
    assert not story.revisions.filter(is_accepted=False).exists()


def test_what_belongs_to_no_text_is_shown_as_it_was_typed() -> None:
    story = make_article()
    page = refused(story, {"headline": "Theirs"}, {"desk_note": "Call the mayor again."}).content.decode()
    assert "Call the mayor again." in page
    assert "not taken" in page


def test_a_body_that_is_refused_stays_in_the_form_and_the_rest_is_kept() -> None:
    story = make_article()
    deep = "<div>" * 150 + "deep" + "</div>" * 150
    response = refused(story, {"kicker": "Theirs"}, {"body": deep, "headline": "Mine"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "nested more than 100 levels" in page
    assert "&lt;div&gt;" in page
    assert typed(story).content["headline"] == "Mine"


def test_a_form_that_names_no_text_it_grew_from_has_everything_to_choose() -> None:
    story = make_article("Theirs", tags=[make_tag()])
    post = story_post(story, headline="Mine") | {"base_revision": "999999"}
    page = signed_in(story.creator).post(CHANGE.format(story.pk), post).content.decode()
    assert typed(story).parent is None
    assert "1 place to choose" in page


# A draft that was kept earlier


def test_a_kept_draft_is_joined_whenever_its_author_likes() -> None:
    story = make_article("As it was")
    mine = kept(story, story.creator, headline="Typed and discarded")
    written(story, kicker="Since then")
    page = signed_in(story.creator).get(address(story, f"comparison/{mine.pk}/")).content.decode()
    assert "did not become the story" in page
    assert resolved(story, mine).status_code == 302
    after = Article.objects.get(pk=story.pk)
    assert (after.headline, after.kicker) == ("Typed and discarded", "Since then")
    again = signed_in(story.creator).get(address(story, f"comparison/{mine.pk}/")).content.decode()
    assert "It is joined already, in text 4." in again


def test_an_accepted_text_has_nothing_to_join() -> None:
    story = make_article()
    client = signed_in(story.creator)
    assert client.get(address(story, f"comparison/{story.head_id}/")).status_code == 404
    assert (
        client.post(address(story, f"comparison/{story.head_id}/"), {"theirs": story.head_id}).status_code
        == 404
    )


@pytest.mark.parametrize("sent", ["", "x", "9" * 30, "-1"])
def test_a_forged_head_is_stale(sent: str) -> None:
    story, mine = headline_clash()
    client = signed_in(story.creator)
    response = client.post(address(story, f"comparison/{mine.pk}/"), {"theirs": sent, "all": "mine"})
    assert response.status_code == 409


@pytest.mark.parametrize(
    "who", ["anonymous", "nobody", "journalist", "editor", "admin", "elsewhere", "owner"]
)
@pytest.mark.parametrize("stage", ["draft", "submitted", "spiked"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_texts_are_joined_by_whoever_may_edit_the_story_alone(method: str, stage: str, who: str) -> None:
    story = make_article("First")
    mine = kept(story, story.creator, headline="Mine")
    if stage == "submitted":
        publishing.submit(story.pk, story.creator)
    if stage == "spiked":
        publishing.spike(story.pk, story.creator)
    client = signed_in(story.creator) if who == "owner" else visitor(who)
    place = address(story, f"comparison/{mine.pk}/")
    response = client.get(place) if method == "get" else client.post(place, {"theirs": story.head_id})
    may = (who in ("editor", "admin") and stage != "spiked") or (who == "owner" and stage == "draft")
    done = 200 if method == "get" else 302
    assert response.status_code == {"anonymous": 302, "nobody": 302, "elsewhere": 404}.get(
        who, done if may else 403
    )
    assert (Article.objects.get(pk=story.pk).headline == "Mine") == (may and method == "post")


def test_another_storys_kept_text_is_not_found() -> None:
    story, other = make_article(), make_article()
    mine = keep(other, other.creator, {"headline": "Theirs"}, base=other.head, reason="")
    assert signed_in(make_user("admin")).get(address(story, f"comparison/{mine.pk}/")).status_code == 404


def test_a_verb_alone_from_an_old_page_keeps_nothing_and_does_nothing() -> None:
    story = make_article()
    post = verb_post(story)
    written(story, headline="Theirs")
    assert signed_in(make_user("editor")).post(verb_url(story, "publish"), post).status_code == 409
    assert story.revisions.count() == 2

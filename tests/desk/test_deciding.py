"""An urgent edit while a change is scheduled: asked on one page, decided in one of three ways, and nothing is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles import publishing
from articles.body.blocks import blocks
from articles.models import Article
from articles.published.models import Release
from tests.desk.forms import CHANGE, signed_in, story_post, verb_post, verb_url
from tests.desk.test_history import address, visitor, written
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db
TWO = "<p>One.</p><p>Two.</p>"


def ahead() -> datetime:
    return timezone.now() + timedelta(days=2)


def urgent(planned: dict[str, str], edit: dict[str, str], **fields: Any) -> tuple[Article, Any]:
    """A public story with a `planned` change of its body scheduled, and an urgent edit saved over what readers see."""
    writer = make_user(username="reporter", first_name="Mara", last_name="Ellsworth")
    editor = make_user("editor", username="chief", first_name="Ines", last_name="Okafor")
    story = make_article(body=TWO, creator=writer, published=True, **fields)
    for changes in (planned, edit):
        fresh = Article.objects.get(pk=story.pk)
        body = fresh.body
        for old, new in changes.items():
            body = body.replace(old, new)
        written(story, writer if changes is planned else editor, body=body)
        if changes is planned:
            publishing.schedule(story.pk, editor, at=ahead())
            publishing.edit_live(story.pk, editor)
    return Article.objects.get(pk=story.pk), editor


def texts(body: str) -> list[str]:
    return [block.text for block in blocks(body)]


def seen(story: Article, **answers: Any) -> dict[str, Any]:
    """The form of `publish` as a page of now would send it."""
    return verb_post(story, base_release=current(story).pk, **answers)


def decided(story: Article, editor: Any, way: str, **answers: Any) -> Any:
    return signed_in(editor).post(verb_url(story, "publish"), seen(story, pending=way, **answers))


def current(story: Article) -> Release:
    return Release.objects.filter(article_id=story.pk, public_from__lte=timezone.now()).latest("public_from")


def waiting(story: Article) -> Release | None:
    return Release.objects.filter(article_id=story.pk, public_from__gt=timezone.now()).first()


def test_publishing_asks_first_and_carries_the_choice_of_minor() -> None:
    story, editor = urgent({"One.": "Planned."}, {"Two.": "Urgent."})
    response = signed_in(editor).post(verb_url(story, "publish"), seen(story, significant="no"))
    assert (response.status_code, response["Location"]) == (302, address(story, "decide/?significant=no"))
    page = signed_in(editor).get(response["Location"]).content.decode()
    assert 'value="no" checked' in page
    assert texts(current(story).body) == ["One.", "Two."]


def test_what_is_unsaved_is_saved_before_it_is_asked() -> None:
    story, editor = urgent({"One.": "Planned."}, {"Two.": "Urgent."})
    post = story_post(story, headline="Typed with it", _verb="publish", base_release=current(story).pk)
    response = signed_in(editor).post(CHANGE.format(story.pk), post)
    assert (response.status_code, response["Location"]) == (302, address(story, "decide/"))
    assert Article.objects.get(pk=story.pk).headline == "Typed with it"


def test_the_question_tells_the_device_that_what_was_typed_is_saved() -> None:
    story, editor = urgent({"One.": "Planned."}, {"Two.": "Urgent."})
    page = "a" * 32
    drafting = {"_page": page, "_step": "43", "significant": "no", "_verb": "publish"}
    post = story_post(story, headline="Typed with it", base_release=current(story).pk, **drafting)
    client = signed_in(editor)
    response = client.post(CHANGE.format(story.pk), post)
    assert response["Location"] == address(story, f"decide/?significant=no&saved={page}.43")
    assert f'data-saved="{page}.43"' in client.get(response["Location"]).content.decode()


def test_the_page_shows_now_later_and_what_joining_them_would_make() -> None:
    story, editor = urgent({"One.": "Planned."}, {"Two.": "Urgent."})
    page = signed_in(editor).get(address(story, "decide/")).content.decode()
    now, rest = page.split("Include: the scheduled text")
    assert "<del>Two</del> <ins>Urgent</ins>" in now
    included, kept = rest.split("Keep: this text")
    assert "<del>Two</del> <ins>Urgent</ins>" in included
    assert "<del>One</del> <ins>Planned</ins>" in kept
    assert "Europe/Paris" in page
    assert 'value="include" class="desk-button is-primary" autofocus' in page


def test_in_a_conflict_joining_is_not_offered_and_holding_is_at_hand() -> None:
    story, editor = urgent({"One.": "Planned."}, {"One.": "Urgent."})
    page = signed_in(editor).get(address(story, "decide/")).content.decode()
    assert 'value="include"' not in page
    assert "Not possible: both texts changed the same place." in page
    assert 'value="hold" class="desk-button is-primary" autofocus' in page
    clash = page.split("Where the two clash")[1]
    assert "<ins>Urgent</ins>" in clash
    assert "<ins>Planned</ins>" in clash


def test_include_shows_the_edit_now_and_both_at_the_time() -> None:
    story, editor = urgent({"One.": "Planned."}, {"Two.": "Urgent."})
    assert decided(story, editor, "include").status_code == 302
    later = waiting(story)
    assert later is not None
    assert texts(current(story).body) == ["One.", "Urgent."]
    assert texts(later.body) == ["Planned.", "Urgent."]
    after = Article.objects.get(pk=story.pk)
    assert texts(after.body) == ["Planned.", "Urgent."]
    assert after.head_id == later.revision_id


def test_keep_leaves_the_scheduled_text_as_it_was() -> None:
    story, editor = urgent({"One.": "Planned."}, {"Two.": "Urgent."})
    before = waiting(story)
    assert decided(story, editor, "keep", significant="no").status_code == 302
    later = waiting(story)
    assert before is not None
    assert later is not None
    assert (later.revision_id, texts(later.body)) == (before.revision_id, ["Planned.", "Two."])
    assert not current(story).is_significant
    after = Article.objects.get(pk=story.pk)
    assert (texts(after.body), after.desk_note) == (["Planned.", "Two."], "")


def test_hold_takes_the_time_away_and_tells_the_author() -> None:
    story, editor = urgent({"One.": "Planned."}, {"Two.": "Urgent."}, desk_note="Call the mayor.")
    assert decided(story, editor, "hold").status_code == 302
    assert waiting(story) is None
    after = Article.objects.get(pk=story.pk)
    assert texts(after.body) == ["Planned.", "Two."]
    assert after.desk_note.startswith("Call the mayor.\n\nHeld by Ines Okafor on ")
    assert "the text of Mara Ellsworth that was scheduled for " in after.desk_note
    assert "(Europe/Paris)" in after.desk_note
    writer = signed_in(after.creator)
    for page in ("/admin/", CHANGE.format(story.pk)):
        assert "Held by Ines Okafor" in writer.get(page).content.decode(), page


def test_an_author_who_does_not_own_the_story_finds_the_held_text_at_home() -> None:
    story, editor = urgent({"One.": "Planned."}, {"Two.": "Urgent."})
    other = make_user("editor")
    publishing.restore(
        story.pk,
        other,
        revision=waiting(story).revision_id,
        base_revision=story.head_id,  # type: ignore[union-attr, arg-type]
    )
    written(story, other, kicker="By another")
    publishing.schedule(story.pk, editor, at=ahead())
    publishing.edit_live(story.pk, editor)
    story = Article.objects.get(pk=story.pk)
    written(story, editor, kicker="Urgent")
    decided(Article.objects.get(pk=story.pk), editor, "hold")
    assert "Held by Ines Okafor" in signed_in(other).get("/admin/").content.decode()
    assert "Held by Ines Okafor" not in signed_in(make_user("editor")).get("/admin/").content.decode()


def test_a_decision_from_an_old_page_changes_nothing() -> None:
    story, editor = urgent({"One.": "Planned."}, {"Two.": "Urgent."})
    post = seen(story, pending="include")
    written(story, editor, kicker="Meanwhile")
    assert signed_in(editor).post(verb_url(story, "publish"), post).status_code == 409
    assert texts(current(story).body) == ["One.", "Two."]


def test_a_way_to_decide_that_there_is_not_is_refused() -> None:
    story, editor = urgent({"One.": "Planned."}, {"Two.": "Urgent."})
    assert decided(story, editor, "destroy").status_code == 422
    assert texts(current(story).body) == ["One.", "Two."]


def test_an_edit_that_was_kept_out_before_is_not_undone_by_including_the_next() -> None:
    story, editor = urgent({"One.": "Planned."}, {"Two.": "First urgent."})
    decided(story, editor, "keep")
    written(story, story.creator, kicker="Planned further")
    publishing.schedule(story.pk, editor, at=ahead())
    publishing.edit_live(story.pk, editor)
    written(story, editor, standfirst="Second urgent.")
    decided(Article.objects.get(pk=story.pk), editor, "include")
    later = waiting(story)
    assert later is not None
    # What was public when the change was made is what both began with: the first urgent edit is news to it.
    assert texts(later.body) == ["Planned.", "First urgent."]
    assert (later.kicker, later.standfirst) == ("Planned further", "Second urgent.")


# What stands on the desk meanwhile


def test_the_storys_page_says_what_its_text_is_and_gives_it_up() -> None:
    story, editor = urgent({"One.": "Planned."}, {"Two.": "Urgent."})
    client = signed_in(editor)
    page = client.get(CHANGE.format(story.pk)).content.decode()
    assert "You are editing what readers see." in page
    later = waiting(story)
    assert later is not None
    place = address(story, f"restore/{later.revision_id}/")
    assert f'action="{place}"' in page
    assert client.post(place, {"base_revision": story.head_id}).status_code == 302
    assert texts(Article.objects.get(pk=story.pk).body) == ["Planned.", "Two."]
    assert "You are editing what readers see." not in client.get(CHANGE.format(story.pk)).content.decode()


def test_a_text_that_is_scheduled_is_no_urgent_edit() -> None:
    story = make_article(published=True)
    editor = make_user("editor")
    written(story, headline="Planned")
    publishing.schedule(story.pk, editor, at=ahead())
    written(story, headline="Planned further")
    page = signed_in(editor).get(CHANGE.format(story.pk)).content.decode()
    assert "You are editing what readers see." not in page


def test_after_loading_what_readers_see_they_see_no_older_text() -> None:
    story, editor = urgent({"One.": "Planned."}, {})
    page = signed_in(editor).get(CHANGE.format(story.pk)).content.decode()
    assert "readers see an older text" not in page


# Who may, and when there is nothing to decide


def test_with_nothing_scheduled_there_is_nothing_to_decide() -> None:
    story = make_article(published=True)
    response = signed_in(make_user("editor")).get(address(story, "decide/"), follow=True)
    assert response.redirect_chain == [(CHANGE.format(story.pk), 302)]
    assert "nothing to decide" in response.content.decode()


@pytest.mark.parametrize(
    "who", ["anonymous", "nobody", "journalist", "editor", "admin", "elsewhere", "owner"]
)
@pytest.mark.parametrize("stage", ["draft", "submitted", "spiked"])
def test_the_question_is_put_to_whoever_may_publish_alone(stage: str, who: str) -> None:
    story, _editor = urgent({"One.": "Planned."}, {"Two.": "Urgent."})
    if stage != "draft":
        submitted = {"submitted_revision": story.head} if stage == "submitted" else {}
        Article.objects.filter(pk=story.pk).update(stage=stage, **submitted)
    client = signed_in(story.creator) if who == "owner" else visitor(who)
    may = who in ("editor", "admin") and stage != "spiked"
    expected = {"anonymous": 302, "nobody": 302, "elsewhere": 404}.get(who, 200 if may else 403)
    assert client.get(address(story, "decide/")).status_code == expected

"""What stands in the way of a text as it is being typed: asked for by its page, and by nobody who may not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from articles.models import Article
from tests.desk.drafting import ADD_DRAFT, KEY, PEOPLE, autosave, below, client_of
from tests.desk.forms import ADD, CHANGE, signed_in
from tests.desk.test_budgets import Full, asked, full
from tests.factories import make_article, make_edition, make_image, make_user

if TYPE_CHECKING:
    from django.test import Client

__all__ = ["full"]
pytestmark = pytest.mark.django_db
NEW = f"{ADD}checks/"
BUDGET = 12


def checks(client: Client, article: Article) -> str:
    answer = client.get(below(article, "checks"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_text_that_is_being_typed_is_looked_at() -> None:
    editor, other = signed_in(make_user("editor")), signed_in(make_user("editor"))
    story = make_article("Ferry returns", images=[make_image()])
    assert "Nothing stands in the way" in checks(editor, story)
    autosave(editor, story, headline=" ")
    assert "It has no headline." in checks(editor, story)
    assert "It has no headline." not in checks(other, story)
    autosave(editor, story, headline="Back", section="", body="")
    page = checks(editor, story)
    assert "It has no headline." not in page
    assert "It has no section." in page
    assert "It has no body." in page


def test_each_sentence_leads_to_its_field() -> None:
    editor = signed_in(make_user("editor"))
    image, inside = make_image(alt_text=""), make_image(credit="")
    body = f'<p>Words.</p><figure data-news="image" data-image-id="{inside.pk}"></figure>'
    page = checks(editor, make_article("", images=[image], body=body))
    assert 'href="#id_headline" data-mends="headline"' in page
    assert 'data-mends="pictures-0-alt_text"' in page
    assert f'href="/admin/media/image/{inside.pk}/change/#id_credit"' in page


def test_the_page_shows_them_before_anything_is_typed() -> None:
    story = make_article("")
    page = signed_in(make_user("editor")).get(CHANGE.format(story.pk)).content.decode()
    assert f'data-checks-url="{below(story, "checks")}"' in page
    assert 'data-mends="headline"' in page


def test_a_story_that_was_never_saved_is_looked_at_by_its_key() -> None:
    make_edition()
    writer = signed_in(make_user())
    assert writer.get(NEW, {"key": KEY}).content == b""
    post: dict[str, Any] = {
        "key": KEY,
        "headline": "New",
        "body": "",
        "kind": "story",
        "edition": make_edition().pk,
    }
    assert writer.post(ADD_DRAFT, post, headers={"Accept": "application/json"}).status_code == 200
    page = writer.get(NEW, {"key": KEY}).content.decode()
    assert "It has no section." in page
    assert "It has no headline." not in page
    assert signed_in(make_user("admin")).get(NEW, {"key": KEY}).content == b""
    assert not Article.objects.exists()


@pytest.mark.parametrize("who", PEOPLE)
def test_they_are_shown_to_those_who_see_the_story(who: str) -> None:
    story = make_article(confidential=True)
    expected = {"anonymous": 302, "nobody": 302, "elsewhere": 404, "journalist": 404}.get(who, 200)
    assert client_of(who, story).get(below(story, "checks")).status_code == expected


@pytest.mark.parametrize(("who", "status"), [("anonymous", 302), ("nobody", 302), ("journalist", 200)])
def test_those_of_a_new_story_are_shown_to_those_who_write(who: str, status: int) -> None:
    assert client_of(who, make_article()).get(NEW).status_code == status


def test_they_change_nothing_and_take_no_post() -> None:
    story, editor = make_article(), signed_in(make_user("editor"))
    for path in (below(story, "checks"), NEW):
        assert editor.post(path).status_code == 405


def test_they_are_within_their_budget(full: Full) -> None:
    assert len(asked(signed_in(full.editor), below(full.article, "checks"))) <= BUDGET

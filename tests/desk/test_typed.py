from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.http import QueryDict

from articles.forms.rows import are_valid, rows_of
from articles.forms.story import StoryForm
from articles.forms.typed import typed_content
from articles.revisions import snapshot
from tests.desk.forms import rows, story_post
from tests.factories import make_article, make_author, make_image, make_region, make_tag

if TYPE_CHECKING:
    from articles.models import Article

pytestmark = pytest.mark.django_db


def typed(story: Article, **changes: Any) -> dict[str, Any]:
    data = QueryDict(mutable=True)
    data.update({name: str(value) for name, value in story_post(story, **changes).items()})
    before = snapshot(story)
    form, lists = StoryForm(data, instance=story, user=story.creator), rows_of(story, data)
    form.is_valid()
    are_valid(lists)
    return typed_content(form, lists, before)


def full_story() -> Article:
    return make_article(
        by=make_author(),
        tags=[make_tag("one"), make_tag("two")],
        regions=[make_region()],
        related=[make_article("Another")],
        images=[make_image(), make_image()],
    )


def test_a_form_in_which_nothing_was_typed_says_what_is_stored() -> None:
    story = full_story()
    before = snapshot(story)
    assert typed(story) == before


def test_words_that_would_be_refused_are_kept_as_they_were_typed() -> None:
    story = full_story()
    assert typed(story, headline="x" * 400)["headline"] == "x" * 400


def test_what_is_no_entry_of_the_newsroom_leaves_what_was_there() -> None:
    story = full_story()
    before = snapshot(story)
    found = typed(story, tags="999999", section="999999", kicker="Typed")
    assert (found["tags"], found["section"], found["kicker"]) == (before["tags"], before["section"], "Typed")


def test_rows_that_were_taken_out_are_not_typed() -> None:
    story = full_story()
    changes = rows("bylines", [{"author": None, "credited_as": "A. Guest", "role": "writer", "DELETE": "on"}])
    assert typed(story, **changes)["bylines"] == []

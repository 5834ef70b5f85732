"""The desk's first page: what stands on it, for whom, and at what price."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.media.models import Image
from articles.models import Article
from articles.review.models import Comment, Mention
from breaking.models import Alert
from tests.desk.drafting import autosave
from tests.desk.forms import signed_in
from tests.factories import (
    make_article,
    make_edition,
    make_image,
    make_section,
    make_user,
)

if TYPE_CHECKING:
    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
BUDGET = 16


def home(user: User, query: str = "") -> Any:
    answer = signed_in(user).get(f"/admin/{query}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def panel(user: User, name: str) -> list[str]:
    """The stories, or other rows, of one panel in their order."""
    return [link.get_text(" ", strip=True) for link in home(user).select(f"#{name} li > a:first-of-type")]


def test_what_was_sent_back_comes_with_its_note() -> None:
    writer, editor = make_user(), make_user("editor")
    story = make_article("Back again", creator=writer, submitted=True)
    publishing.send_back(story.pk, editor, note="Who said so?")
    make_article("Only mine", creator=writer, desk_note="Please look at the name.")
    assert panel(writer, "sent-back") == ["Back again"]
    assert "Who said so?" in home(writer).select_one("#sent-back").get_text()
    assert panel(writer, "writing") == ["Only mine"]
    assert panel(editor, "sent-back") == []


def test_what_was_sent_back_and_handed_in_again_waits_with_the_editors() -> None:
    writer, editor = make_user(), make_user("editor")
    story = make_article("Back again", creator=writer, submitted=True)
    publishing.send_back(story.pk, editor, note="Who said so?")
    publishing.submit(story.pk, writer)
    assert panel(writer, "sent-back") == []
    assert panel(writer, "waiting") == ["Back again"]
    assert panel(editor, "waiting") == ["Back again"]


def test_what_is_overdue_comes_first_of_what_one_was_given() -> None:
    editor, now = make_user("editor"), timezone.now()
    make_article("Some time", assignee=editor)
    make_article("Tomorrow", assignee=editor, due_at=now + timedelta(days=1))
    make_article("An hour ago", assignee=editor, due_at=now - timedelta(hours=1))
    assert panel(editor, "assigned") == ["An hour ago", "Tomorrow", "Some time"]
    overdue = home(editor).select("#assigned .is-overdue")
    assert [row.a.get_text() for row in overdue] == ["An hour ago"]
    assert "Europe/Paris" in overdue[0].get_text()


def test_an_editor_is_waited_for_in_their_own_scope_alone() -> None:
    english, spanish = make_edition(), make_edition("es")
    make_article("Theirs", section=make_section("news", english), submitted=True)
    make_article("Elsewhere", section=make_section("news", spanish), submitted=True)
    assert panel(make_user("editor", edition=english), "waiting") == ["Theirs"]
    assert panel(make_user("journalist", edition=english), "waiting") == []


def test_what_is_public_as_it_stands_is_not_being_written() -> None:
    editor = make_user("editor")
    done = make_article("Done", creator=editor, published=True)
    changed = make_article("Changed", creator=editor, published=True)
    coming = make_article("Coming", creator=editor)
    publishing.schedule(coming.pk, editor, at=timezone.now() + timedelta(hours=1))
    from tests.desk.test_budgets import change_headline

    change_headline(changed, "Changed since", editor)
    assert done.headline not in panel(editor, "writing")
    assert panel(editor, "writing") == ["Changed since"]
    assert panel(editor, "next") == ["Coming"]


def test_what_is_scheduled_says_when_on_the_editions_clock_and_with_whom() -> None:
    editor = make_user("editor", first_name="Ana", last_name="Roth")
    late, soon = make_article("Late", assignee=editor), make_article("Soon", by="B. Guest")
    for hours, story in ((5, late), (1, soon)):
        publishing.schedule(story.pk, editor, at=timezone.now() + timedelta(hours=hours))
    assert panel(editor, "next") == ["Soon", "Late"]
    text = home(editor).select_one("#next").get_text(" ", strip=True)
    assert "Europe/Paris" in text
    assert "B. Guest" in text
    assert "with Ana Roth" in text


def test_who_is_called_in_a_comment_sees_it_until_it_is_read() -> None:
    writer, editor = make_user(), make_user("editor")
    story = make_article("Called", creator=writer)
    comment = Comment.objects.create(article=story, text="Is this right?", author=editor)
    mention = Mention.objects.create(comment=comment, user=writer)
    assert panel(writer, "mentions") == ["Called"]
    mention.seen_at = timezone.now()
    mention.save()
    assert panel(writer, "mentions") == []


def amiss(user: User) -> dict[str, str]:
    return {link.get_text(" ", strip=True): link["href"] for link in home(user).select("#amiss .home-fault")}


def test_a_public_picture_without_words_leads_to_the_field() -> None:
    image = make_image()
    make_article("Shown", images=[image], published=True)
    editor = make_user("editor")
    assert amiss(editor) == {}
    Image.objects.filter(pk=image.pk).update(alt_text="")
    ((sentence, url),) = amiss(editor).items()
    assert "no alternative text" in sentence
    assert url == f"/admin/media/image/{image.pk}/change/#id_alt_text"


def test_words_that_the_story_gives_are_words() -> None:
    image = make_image()
    story = make_article("Shown", images=[image])
    story.pictures.update(alt_text="The bridge, here")
    from tests.desk.test_budgets import change_headline

    change_headline(story, "Shown", story.creator)
    publishing.publish(story.pk, make_user("editor"))
    Image.objects.filter(pk=image.pk).update(alt_text="")
    assert amiss(make_user("editor")) == {}
    Image.objects.filter(pk=image.pk).update(credit="")
    assert len(amiss(make_user("editor"))) == 1


def test_rights_that_end_within_a_week_are_listed_before_they_do() -> None:
    soon, later = make_image(), make_image()
    make_article("Shown", images=[soon, later], published=True)
    Image.objects.filter(pk=soon.pk).update(rights_until=timezone.now() + timedelta(days=6))
    Image.objects.filter(pk=later.pk).update(rights_until=timezone.now() + timedelta(days=9))
    ((sentence, url),) = amiss(make_user("editor")).items()
    assert "Its rights end:" in sentence
    assert url == f"/admin/media/image/{soon.pk}/change/#id_rights_until"


def test_a_public_story_without_section_or_picture_leads_to_where_it_is_chosen() -> None:
    story = make_article("Shown", published=True)
    editor = make_user("editor")
    assert amiss(editor) == {
        "It has no picture.": f"/admin/articles/article/{story.pk}/change/#rows-pictures"
    }
    Article.objects.filter(pk=story.pk).update(section=None)
    assert (
        amiss(editor)["It stands in no section."] == f"/admin/articles/article/{story.pk}/change/#id_section"
    )


def test_a_journalist_is_told_what_is_amiss_with_their_own() -> None:
    writer = make_user()
    make_article("Theirs", creator=writer, published=True)
    make_article("Another's", published=True)
    assert len(amiss(writer)) == 1
    assert len(amiss(make_user())) == 0


def test_what_is_typed_and_alerts_that_run_are_there() -> None:
    editor = make_user("editor")
    story = make_article("Typed")
    assert autosave(signed_in(editor), story, headline="Typed on").status_code == 200
    ends = timezone.now() + timedelta(hours=1)
    Alert.objects.create(text="Bridge closed", author=editor, public_from=timezone.now(), public_until=ends)
    assert panel(editor, "unsaved") == ["Typed on"]
    assert panel(editor, "alerts") == ["Bridge closed"]


@pytest.mark.parametrize("name", ["writing", "waiting", "assigned"])
def test_a_panel_says_how_many_more_there_are_and_leads_to_them(name: str) -> None:
    editor = make_user("editor")
    fields: dict[str, Any] = {
        "writing": {"creator": editor},
        "waiting": {"submitted": True},
        "assigned": {"assignee": editor},
    }[name]
    for number in range(10):
        make_article(f"Story {number}", **fields)
    more = home(editor).select_one(f"#{name} .home-more a")
    assert more.get_text() == "2 more"
    page = signed_in(editor).get(more["href"]).content.decode()
    assert page.count("/change/") >= 10


def test_one_panel_is_shown_alone_with_all_of_its_rows() -> None:
    editor = make_user("editor")
    client = signed_in(editor)
    for number in range(10):
        autosave(client, make_article(f"Story {number}"), headline=f"Typed {number}")
    assert home(editor).select_one("#unsaved .home-more a")["href"] == "?all=unsaved"
    page = home(editor, "?all=unsaved")
    assert len(page.select("#unsaved li")) == 10
    assert page.select_one("#writing") is None
    assert home(editor, "?all=nothing").select_one("#writing") is not None


def test_nothing_of_a_confidential_story_is_there_for_others() -> None:
    owner, other, now = make_user(), make_user(), timezone.now()
    story = make_article("Behind the door", creator=owner, confidential=True, due_at=now)
    comment = Comment.objects.create(article=story, text="Secret words", author=owner)
    Mention.objects.create(comment=comment, user=other)
    publishing.schedule(story.pk, make_user("editor"), at=now + timedelta(hours=1))
    page = str(home(other))
    assert "Behind the door" not in page
    assert "Secret words" not in page
    assert "Behind the door" in str(home(owner))


@pytest.mark.parametrize(
    ("role", "steps"),
    [
        ("journalist", ["Write the first story"]),
        (
            "admin",
            ["Look at your edition", "Make the sections", "Let your colleagues in", "Write the first story"],
        ),
    ],
)
def test_an_empty_newsroom_says_what_to_do_first(role: str, steps: list[str]) -> None:
    make_edition()
    user = make_user(role)
    assert [link.get_text() for link in home(user).select(".first-day li > a")] == steps
    make_article("The first")
    assert home(user).select_one(".first-day") is None


def test_steps_that_are_done_are_marked() -> None:
    make_section()
    make_user()
    done = home(make_user("admin")).select(".first-day .is-done > a")
    assert [link.get_text() for link in done] == ["Make the sections", "Let your colleagues in"]


def fill(editor: User, count: int) -> None:
    """Every panel with as many rows."""
    for number in range(count):
        make_article(f"Mine {number}", creator=editor, images=[make_image()])
        make_article(f"Given {number}", assignee=editor)
        make_article(f"Waiting {number}", submitted=True)
        scheduled = make_article(f"Coming {number}", images=[make_image()])
        publishing.schedule(scheduled.pk, editor, at=timezone.now() + timedelta(hours=number + 1))
        make_article(f"Bare {number}", published=True)
        image = make_image()
        shown = make_article(f"Shown {number}", published=True, images=[image])
        Image.objects.filter(pk=image.pk).update(alt_text="")
        comment = Comment.objects.create(article=shown, text="Look", author=make_user())
        Mention.objects.create(comment=comment, user=editor)
        autosave(signed_in(editor), shown, headline=f"Typed {number}")


def test_the_first_page_asks_the_same_however_much_there_is() -> None:
    editor = make_user("editor")
    client = signed_in(editor)
    client.get("/admin/")
    counts = []
    for count in (1, 9):
        fill(editor, count)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/admin/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= BUDGET


def test_the_first_page_of_a_large_newsroom_is_within_its_budget() -> None:
    editor, writer = make_user("editor"), make_user()
    section = make_section()
    Article.objects.bulk_create(
        [
            Article(
                edition=section.edition, section=section, creator=writer, assignee=editor, headline=f"{n}"
            )
            for n in range(3000)
        ]
    )
    for user in (editor, writer):
        client = signed_in(user)
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/admin/").status_code == 200
        assert len(asked) <= BUDGET

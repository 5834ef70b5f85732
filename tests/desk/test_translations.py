"""The desk's screens of translations: where a story is translated, the board of all of them, and answering a change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.body.blocks import blocks
from articles.body.cleaning import clean_body
from articles.models import Article, AuditEntry
from articles.revisions import save_revision
from articles.translating import state_of, translate
from tests.desk.forms import CHANGE, signed_in, story_post
from tests.factories import make_article, make_edition, make_section, make_translation, make_user

if TYPE_CHECKING:
    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
BOARD = "/admin/translations/"
FOUR = "<p>One.</p><h2>Two.</h2><p>Three.</p><p>Four.</p>"
BUDGET = 12


def below(article: Article, suffix: str) -> str:
    return f"/admin/articles/article/{article.pk}/{suffix}/"


def published_anew(source: Article, **fields: Any) -> int:
    """The source public with other words; the key of that text."""
    fresh = Article.objects.get(pk=source.pk)
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh.save()
    revision = save_revision(fresh, fresh.creator)
    publishing.publish(source.pk, make_user("editor"))
    return revision.pk


def cells(client: Client, query: str = "") -> dict[str, list[str]]:
    """What the board says: of each story its cells, by the states that their classes name."""
    page = BeautifulSoup(client.get(f"{BOARD}?{query}").content, "html.parser")
    return {
        row.select_one("th a").text: [cell["class"][0].removeprefix("is-") for cell in row.select("td")]
        for row in page.select("table.translations tbody tr")
    }


# The page of one story


def test_the_page_of_a_story_names_its_versions_and_offers_those_that_are_missing() -> None:
    source = make_article(published=True)
    make_translation(source)
    arabic = make_edition("ar")
    page = BeautifulSoup(signed_in(make_user()).get(below(source, "translate")).content, "html.parser")
    assert [cell["class"] for cell in page.select("td")] == [["is-original"], ["is-draft"], ["is-missing"]]
    assert page.select_one("td.is-draft a").text == "es: Council votes on the bridge"
    assert [field["value"] for field in page.select("input[name=edition]")] == [str(arabic.pk)]


def test_translating_leads_to_the_new_draft_and_a_second_time_to_the_same() -> None:
    source, spanish, user = make_article(published=True), make_edition("es"), make_user()
    client = signed_in(user)
    answers = [client.post(below(source, "translate"), {"edition": spanish.pk}) for _ in range(2)]
    made = Article.objects.get(edition=spanish)
    assert [answer["Location"] for answer in answers] == [CHANGE.format(made.pk)] * 2
    assert (made.creator, made.source_article) == (user, source)


def test_an_edition_that_is_none_or_its_own_is_refused_with_a_sentence() -> None:
    source, client = make_article(), signed_in(make_user())
    for edition in ("", "x", "0", "9" * 30, str(source.edition_id)):
        answer = client.post(below(source, "translate"), {"edition": edition})
        assert answer.status_code == 422
        assert b"desk-messages" in answer.content
    assert Article.objects.count() == 1


def test_nobody_translates_into_an_edition_in_which_they_may_not_write() -> None:
    source, spanish = make_article(), make_edition("es")
    english_only = make_user("editor", edition=source.edition)
    client = signed_in(english_only)
    assert b'name="edition"' not in client.get(below(source, "translate")).content
    assert client.post(below(source, "translate"), {"edition": spanish.pk}).status_code == 403
    assert signed_in(make_user("editor", edition=spanish)).get(below(source, "translate")).status_code == 404


HIDDEN = ("draft", "scheduled", "under embargo", "withdrawn", "gone", "moved", "spiked")


def out_of_sight(state: str) -> Article:
    """A story in a state in which readers see none of it."""
    tomorrow, editor = datetime.now(UTC) + timedelta(days=1), make_user("editor")
    source = make_article("A secret name", published=state in ("withdrawn", "gone", "moved"))
    match state:
        case "scheduled":
            publishing.schedule(source.pk, editor, at=tomorrow)
        case "under embargo":
            Article.objects.filter(pk=source.pk).update(embargoed_until=tomorrow)
            save_revision(Article.objects.get(pk=source.pk), source.creator)
            publishing.schedule(source.pk, editor, at=tomorrow)
        case "withdrawn":
            publishing.withdraw(source.pk, editor, notice="It was wrong.")
        case "gone":
            publishing.unpublish(source.pk, editor)
        case "moved":
            publishing.move(source.pk, editor, moved_to="/latest/")
        case "spiked":
            publishing.spike(source.pk, editor)
    return Article.objects.get(pk=source.pk)


def test_who_has_rights_in_one_edition_translates_into_it_what_readers_of_another_see() -> None:
    source, spanish = make_article("A public name", body=FOUR, published=True), make_edition("es")
    shown = source.head
    Article.objects.filter(pk=source.pk).update(headline="A secret name", desk_note="A secret note")
    save_revision(Article.objects.get(pk=source.pk), source.creator)
    for user in (make_user("editor", edition=spanish), make_user(edition=spanish)):
        client = signed_in(user)
        page = client.get(below(source, "translate")).content.decode()
        assert "A public name" in page
        assert not [words for words in ("A secret name", "A secret note") if words in page]
        assert not [path for path in (CHANGE.format(source.pk), below(source, "history")) if path in page]
        assert [row["value"] for row in BeautifulSoup(page, "html.parser").select("input[name=edition]")] == [
            str(spanish.pk)
        ]
        assert client.post(below(source, "translate"), {"edition": make_edition("ar").pk}).status_code == 403
        with transaction.atomic():
            answer = client.post(below(source, "translate"), {"edition": spanish.pk})
            made = Article.objects.get(edition=spanish)
            assert answer["Location"] == CHANGE.format(made.pk)
            assert (made.headline, made.source_revision, made.desk_note) == ("A public name", shown, "")
            transaction.set_rollback(True)
        # All else of the story stays as it was.
        for suffix in ("change", "history", "changes", "preview", "comments"):
            assert client.get(below(source, suffix)).status_code == 404


@pytest.mark.parametrize("state", HIDDEN)
def test_of_a_story_that_readers_do_not_see_others_see_nothing(state: str) -> None:
    source, spanish = out_of_sight(state), make_edition("es")
    user = make_user("editor", edition=spanish)
    client = signed_in(user)
    assert client.get(below(source, "translate")).status_code == 404
    assert client.post(below(source, "translate"), {"edition": spanish.pk}).status_code == 404
    with pytest.raises(PermissionDenied):
        translate(source.pk, spanish, user)
    assert "A secret name" not in client.get(BOARD).content.decode()
    assert signed_in(make_user("editor")).get(below(source, "translate")).status_code == 200


def test_who_translates_nowhere_sees_no_more_of_a_public_story_than_before() -> None:
    source = make_article(published=True, confidential=True)
    client = signed_in(make_user(edition=source.edition))
    assert client.get(below(source, "translate")).status_code == 404
    assert signed_in(make_user("")).get(below(source, "translate")).status_code == 302
    assert signed_in(make_user()).get(below(source, "translate")).status_code == 200


def test_a_version_out_of_sight_is_counted_and_not_named() -> None:
    source = make_article(published=True)
    made = make_translation(source, headline="A secret name")
    Article.objects.filter(pk=made.pk).update(confidential=True)
    client = signed_in(make_user())
    for url in (below(source, "translate"), BOARD):
        page = client.get(url).content.decode()
        assert "is-hidden" in page
        assert "A secret name" not in page
        assert CHANGE.format(made.pk) not in page


# The board


def stories() -> dict[str, Article]:
    """One story for each state of its Spanish version."""
    found = {name: make_article(name, published=True) for name in ("missing", "draft", "stale", "current")}
    make_translation(found["draft"])
    make_translation(found["stale"], published=True)
    make_translation(found["current"], published=True)
    published_anew(found["stale"], standfirst="Another.")
    return found


def test_the_board_says_of_every_story_how_its_versions_stand_the_newest_first() -> None:
    stories()
    make_edition("ar")
    make_article("A draft that nobody translates")
    assert list(cells(signed_in(make_user())).items()) == [
        ("current", ["original", "current", "missing"]),
        ("stale", ["original", "stale", "missing"]),
        ("draft", ["original", "draft", "missing"]),
        ("missing", ["original", "missing", "missing"]),
    ]


@pytest.mark.parametrize("state", ["missing", "draft", "stale", "current"])
def test_the_board_is_narrowed_to_a_state_in_an_edition_or_in_any(state: str) -> None:
    stories()
    spanish = make_edition("es")
    client = signed_in(make_user())
    assert cells(client, f"state={state}&edition={spanish.pk}") == {state: [state]}
    assert list(cells(client, f"state={state}")) == [state]


def test_the_board_is_narrowed_to_a_section_and_what_is_no_choice_is_none() -> None:
    one, other = make_section("economy"), make_section("sports")
    make_article("Of the economy", section=one, published=True)
    make_article("Of sports", section=other, published=True)
    client = signed_in(make_user())
    assert list(cells(client, f"section={one.pk}")) == ["Of the economy"]
    for nonsense in ("state=x&edition=y&section=z", "p=0", "p=-1", "p=x", f"section={'9' * 40}"):
        assert len(cells(client, nonsense)) == 2


def test_a_draft_of_a_source_that_changed_says_so_and_how_much() -> None:
    source = make_article(body=FOUR, published=True)
    make_translation(source)
    body = Article.objects.get(pk=source.pk).body.replace("Three.", "Thirty.")
    published_anew(source, body=body, headline="Council votes again")
    page = signed_in(make_user()).get(BOARD).content.decode()
    assert "1 of 4 blocks changed · headline" in page


def test_a_page_of_the_board_has_twenty_four_stories_and_leads_to_the_others() -> None:
    for number in range(26):
        make_article(f"Story {number}", published=True)
    client = signed_in(make_user())
    first, second = cells(client), cells(client, "p=2")
    assert (len(first), list(second)) == (24, ["Story 1", "Story 0"])
    assert b'href="?p=2"' in client.get(BOARD).content


def test_the_board_shows_to_each_what_they_may_see_and_else_what_readers_do() -> None:
    found = stories()
    found["draft of the desk"] = make_article("draft of the desk")
    make_translation(found["draft of the desk"])
    source, spanish = found["current"], make_edition("es")
    Article.objects.filter(pk=source.pk).update(confidential=True)
    every, public = set(found), set(found) - {"draft of the desk"}
    for user, expected in (
        (make_user("editor"), every),
        (make_user("editor", edition=source.edition), every),
        (make_user(), every),
        # Who writes in the story's own edition alone translates it nowhere.
        (make_user(edition=source.edition), every - {"current"}),
        (make_user("editor", edition=spanish), public),
        (make_user(edition=spanish), public),
    ):
        assert set(cells(signed_in(user))) == expected
    assert Client().get(BOARD).status_code == 302
    assert signed_in(make_user("")).get(BOARD).status_code == 302
    assert signed_in(make_user()).post(BOARD).status_code == 405


def test_the_board_names_a_story_out_of_sight_as_readers_see_it() -> None:
    section, other = make_section("economy"), make_section("sports")
    source = make_article("A public name", section=section, published=True)
    Article.objects.filter(pk=source.pk).update(headline="A secret name", section=other)
    client = signed_in(make_user("editor", edition=make_edition("es")))
    page = BeautifulSoup(client.get(BOARD).content, "html.parser")
    row = page.select_one("table.translations tbody tr")
    assert "A public name" in row.text
    assert "A secret name" not in page.text
    assert str(section) in row.select_one("th").text
    assert [link["href"] for link in row.select("a")] == [below(source, "translate")]
    assert row.select_one("form")["action"] == below(source, "translate")
    assert list(cells(client, f"section={section.pk}")) == ["A public name"]
    assert cells(client, f"section={other.pk}") == {}


def test_the_board_asks_no_more_for_many_stories() -> None:
    users = make_user(), make_user("editor", edition=make_edition("es"))
    make_edition("ar")
    counts = []
    for _ in range(2):
        stories()
        for user in users:
            with CaptureQueriesContext(connection) as queries:
                assert signed_in(user).get(BOARD).status_code == 200
            counts.append(len(queries))
            print(*(query["sql"][:200] for query in queries), sep="\n")
    # Of which one writes the session; who may not see all stories on the desk needs one more.
    assert counts[:2] == counts[2:]
    assert counts[0] < counts[1] <= BUDGET + 1


# Answering


def answered(client: Client, made: Article, text: int, **more: Any) -> Any:
    return client.post(below(made, "mark_current"), {"_source_revision": text, **more})


def test_a_translation_is_answered_by_the_button() -> None:
    source = make_article(published=True)
    made = make_translation(source)
    text = published_anew(source, headline="Council votes again")
    answer = answered(signed_in(made.creator), made, text)
    assert (answer.status_code, state_of(made).name) == (302, "current")
    assert AuditEntry.objects.filter(article_id=made.pk, verb="mark_current").count() == 1


def test_what_was_typed_is_saved_with_the_answer() -> None:
    source = make_article(published=True)
    made = make_translation(source)
    text = published_anew(source, headline="Council votes again")
    post = story_post(made, headline="El consejo vota de nuevo", _verb="mark_current", _source_revision=text)
    assert signed_in(made.creator).post(CHANGE.format(made.pk), post).status_code == 302
    made = Article.objects.get(pk=made.pk)
    assert (made.headline, state_of(made).name) == ("El consejo vota de nuevo", "current")


def test_an_answer_to_nothing_changes_nothing() -> None:
    source = make_article(published=True)
    made = make_translation(source)
    published_anew(source, headline="Council votes again")
    for text in ("", "x", source.creator.pk + 10**9):
        assert answered(signed_in(made.creator), made, text).status_code == 422  # type: ignore[arg-type]
    assert answered(signed_in(make_user()), made, source.head_id or 0).status_code == 403
    assert state_of(made).name == "stale"


# Beside the text


def page_of(user: User, made: Article) -> Any:
    return BeautifulSoup(signed_in(user).get(CHANGE.format(made.pk)).content, "html.parser")


def test_the_source_stands_beside_the_form_with_what_changed_and_in_its_own_language() -> None:
    source = make_article(body=FOUR, published=True)
    made = make_translation(source, make_edition("ar"))
    body = Article.objects.get(pk=source.pk).body
    gone = next(block.html for block in blocks(body) if block.text == "Four.")
    body = clean_body(body.replace("Three.", "Three or four.").replace(gone, "<p>Five.</p>"))
    published_anew(source, body=body, headline="Council votes again")
    page = page_of(make_user("editor"), made)
    pane = page.select_one("[data-beside]")
    assert (pane["lang"], pane["dir"]) == ("en", "ltr")
    parts = [" ".join(part.text.split()) for part in pane.select(".beside-part.is-changed")]
    assert len(parts) == 4
    assert [part["data-block"] for part in pane.select("[data-block]")][:3] == [
        b.id for b in blocks(made.body)
    ][:3]
    assert [mark.text for mark in pane.select("ins")] == ["again", "or four", "Five."]
    assert [part.select_one("ins, del").text for part in pane.select(".is-missing")] == ["Five."]
    assert "3 of 5 blocks changed · headline" in " ".join(page.select_one("#translation").text.split())
    assert page.select_one("input[name=_source_revision]")["value"] == str(state_of(made).new.pk)
    # The names of the source's blocks are those of the form's: none stands twice on the page.
    ids = [element["id"] for element in page.select("[id]")]
    assert sorted(ids) == sorted(set(ids))


def test_a_translation_that_is_current_offers_no_answer_and_one_that_is_read_no_form() -> None:
    source = make_article(body=FOUR, published=True)
    made = make_translation(source)
    page = page_of(made.creator, made)
    assert "answers its source" in page.select_one("#translation").text
    assert not page.select("[value=mark_current], .beside ins")
    published_anew(source, headline="Council votes again")
    page = page_of(make_user(), made)
    assert "headline in the source" in " ".join(page.select_one("#translation").text.split())
    assert not page.select("[data-beside], [value=mark_current]")
    assert not page_of(make_user("editor"), source).select("#translation, [data-beside]")


def both_texts(source: Article, old: Any, new: Any) -> str:
    return f"{below(source, 'diff')}?from={old}&to={new}"


def test_who_may_not_see_the_source_follows_what_readers_see_of_it() -> None:
    source = make_article("A first name", body=FOUR, published=True, slugline="SECRET-SLUG")
    made, first = make_translation(source), source.head_id
    new = published_anew(source, headline="A public name")
    Article.objects.filter(pk=source.pk).update(headline="A secret name")
    secret = save_revision(Article.objects.get(pk=source.pk), source.creator).pk
    spanish = make_user("editor", edition=made.edition)
    client, page = signed_in(spanish), page_of(spanish, made)
    assert [mark.text for mark in page.select("[data-beside] :is(ins, del)")] == ["first", "public"]
    assert "A public name" in page.select_one("#translation").text
    assert "A secret name" not in page.text
    links = {link["href"] for link in page.select(f'a[href*="/article/{source.pk}/"]')}
    assert links == {both_texts(source, first, new)}
    told = client.get(both_texts(source, first, new)).content.decode()
    assert "A public name" in told
    desk = ("A secret name", "SECRET-SLUG", str(source.creator), below(source, "revision"))
    assert not [words for words in (*desk, CHANGE.format(source.pk)) if words in told]
    # Nothing but what the translation answers, and what is shown.
    for old, later in ((first, secret), (secret, new), (new, first), (new, new), ("", "x"), (0, 0)):
        assert client.get(both_texts(source, old, later)).status_code == 404
    assert signed_in(make_user("editor", edition=make_edition("ar"))).get(
        both_texts(source, first, new)
    ).status_code == 404  # fmt: skip
    assert signed_in(make_user()).get(both_texts(source, first, secret)).status_code == 200
    publishing.withdraw(source.pk, make_user("editor"), notice="It was wrong.")
    page = page_of(spanish, made)
    assert not page.select("[data-beside]")
    assert "do not see the source" in page.select_one("#translation").text
    assert client.get(both_texts(source, first, new)).status_code == 404


def test_a_text_that_readers_never_saw_is_not_told_to_who_may_not_see_the_source() -> None:
    source = make_article("A secret name", body=FOUR)
    made, first = make_translation(source, headline="El puente"), source.head_id
    new = published_anew(source, headline="A public name")
    spanish = make_user("editor", edition=made.edition)
    page = page_of(spanish, made)
    assert "A public name" in page.select_one("[data-beside]").text
    assert not page.select("[data-beside] :is(ins, del)")
    assert "A secret name" not in page.text
    assert "/diff/" not in str(page.select_one("#translation"))
    assert signed_in(spanish).get(both_texts(source, first, new)).status_code == 404


def test_the_history_says_which_text_of_the_source_each_text_answered() -> None:
    source = make_article(published=True)
    made = make_translation(source)
    text = published_anew(source, headline="Council votes again")
    answered(signed_in(made.creator), made, text)
    page = BeautifulSoup(signed_in(made.creator).get(below(made, "history")).content, "html.parser")
    rows = [" ".join(row.select_one(".history-marks").text.split()) for row in page.select(".history-row")]
    assert ["answers text 2 of the source" in rows[0], "answers text 1 of the source" in rows[1]] == [
        True,
        True,
    ]


def test_a_story_leads_to_its_translations_and_the_desk_to_their_board() -> None:
    page = page_of(make_user("editor"), story := make_article())
    links = {link["href"] for link in page.select("a[href]")}
    assert {below(story, "translate"), BOARD} <= links

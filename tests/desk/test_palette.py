"""The command palette: what it finds, for whom, and at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.forms import signed_in
from tests.factories import (
    make_article,
    make_author,
    make_edition,
    make_image,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
PALETTE = "/admin/palette/"
BUDGET = 6


def found(user: User, words: str = "") -> dict[str, list[str]]:
    """What the palette shows the person for the words: labels by their group."""
    answer = signed_in(user).get(PALETTE, {"q": words})
    assert answer.status_code == 200
    return {group["name"]: [row["label"] for row in group["rows"]] for group in answer.json()["groups"]}


def test_it_finds_a_story_by_words_slugline_and_number() -> None:
    editor = make_user("editor")
    story = make_article("Council votes on the bridge", slugline="COUNCIL-BRIDGE")
    make_article("Something else")
    for words in ("bridge council", "COUNCIL-BR", str(story.pk), f"#{story.pk}", "br"):
        assert found(editor, words)["stories"] == ["Council votes on the bridge"], words


@pytest.mark.parametrize(
    ("headline", "words"),
    [
        ("Élections à São Paulo", "elections sao"),
        ("Elections in Sao Paulo", "élections são"),
        ("قال الوزير إنّ الاتفاق يشمل ثلاث دول", "الوزير اتفاق"),
        ("إعادة فتح الجسر", "اعادة جسر"),
    ],
)
def test_accents_and_arabic_marks_make_no_difference(headline: str, words: str) -> None:
    make_article(headline)
    assert found(make_user("editor"), words)["stories"] == [headline]


@pytest.mark.parametrize(("words", "place"), [("bundles", "Bundles"), ("calendar", "Calendar")])
def test_a_place_of_the_desk_is_listed_once(words: str, place: str) -> None:
    assert found(make_user("editor"), words)["actions"] == [place]


def test_without_words_it_shows_what_was_saved_last_and_what_can_be_done() -> None:
    make_article("Older")
    make_article("Newer")
    shown = found(make_user())
    assert shown["stories"] == ["Newer", "Older"]
    assert "New story" in shown["actions"]
    assert set(shown) == {"stories", "actions"}


def test_it_finds_people_pictures_sections_and_tags() -> None:
    make_user(username="mellsworth", first_name="Mara", last_name="Ellsworth")
    make_image(caption="The river at dusk")
    make_section("river-news", name="River news")
    make_tag("river law")
    shown = found(make_user("editor"), "river")
    assert shown["pictures"] == ["The river at dusk"]
    assert shown["sections"] == ["River news"]
    assert shown["tags"] == ["river law"]
    assert found(make_user(), "ellsw")["people"] == ["Mara Ellsworth"]


def test_a_person_leads_to_their_stories_and_for_admins_to_the_account() -> None:
    wanted = make_user(username="mellsworth")
    links = []
    for role in ("journalist", "admin"):
        groups = signed_in(make_user(role)).get(PALETTE, {"q": "mellsworth"}).json()["groups"]
        links.append(next(group["rows"][0]["url"] for group in groups if group["name"] == "people"))
    assert links == [
        f"/admin/articles/article/?whose={wanted.pk}",
        f"/admin/accounts/user/{wanted.pk}/change/",
    ]


def test_the_stories_of_a_person_are_listed() -> None:
    wanted = make_user()
    make_article("Theirs", creator=wanted)
    make_article("Signed", by=make_author("A", user=wanted))
    make_article("Another's")
    page = signed_in(make_user("editor")).get(f"/admin/articles/article/?whose={wanted.pk}").content.decode()
    assert "Theirs" in page
    assert "Signed" in page
    assert "Another&#x27;s" not in page


def test_nobody_finds_a_story_that_they_may_not_see() -> None:
    english, spanish = make_edition(), make_edition("es")
    secret = make_article("Secret harbour", section=make_section("news", english), confidential=True)
    elsewhere = make_article("Far harbour", section=make_section("news", spanish))
    journalist = make_user("journalist", edition=english)
    bare = signed_in(journalist).get(PALETTE, {"q": "nothing at all"}).content
    for words in ("harbour", str(secret.pk), str(elsewhere.pk)):
        assert signed_in(journalist).get(PALETTE, {"q": words}).content == bare
    assert found(journalist) == {"actions": found(journalist)["actions"]}
    assert "Secret harbour" in found(secret.creator, "harbour")["stories"]


@pytest.mark.parametrize(
    ("action", "lowest"),
    [("New story", "journalist"), ("New alert", "editor"), ("Sections", "journalist"), ("Staff", "admin")],
)
def test_an_action_is_offered_to_those_alone_who_may(action: str, lowest: str) -> None:
    rank = {"journalist": 1, "editor": 2, "admin": 3}
    for role, value in rank.items():
        offered = found(make_user(role), action).get("actions", [])
        assert (action in offered) == (value >= rank[lowest]), (role, offered)


@pytest.mark.parametrize(
    ("who", "status"), [("anonymous", 302), ("", 302), ("journalist", 200), ("admin", 200)]
)
def test_it_answers_the_desk_alone(who: str, status: int) -> None:
    client = Client() if who == "anonymous" else signed_in(make_user(who))
    assert client.get(PALETTE).status_code == status


def test_it_changes_nothing_and_takes_no_post() -> None:
    assert signed_in(make_user("admin")).post(PALETTE).status_code == 405


@pytest.mark.parametrize(
    "words", ["\x00", "%", "_", "\\", "'", "a" * 5000, "()[]*+?.", " ", "٣", "99999999999999999999"]
)
def test_whatever_is_typed_is_answered(words: str) -> None:
    make_article("100% of it")
    assert signed_in(make_user()).get(PALETTE, {"q": words}).status_code == 200


def test_a_keystroke_costs_the_same_whatever_there_is() -> None:
    editor = signed_in(make_user("editor"))
    counts: list[list[int]] = []
    for number in (1, 30):
        for n in range(number):
            make_article(f"Harbour {n}")
            make_image(caption=f"Harbour {n}")
            make_tag(f"harbour {number} {n}")
            make_user(username=f"harbour-{number}-{n}")
        counts.append([])
        for words in ("", "harbour", "h"):
            with CaptureQueriesContext(connection) as asked:
                editor.get(PALETTE, {"q": words})
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= BUDGET


def test_percent_is_a_letter_like_any_other() -> None:
    make_article("100% of it")
    make_article("100 of it")
    shown: Any = found(make_user("editor"), "100%")
    assert shown["stories"] == ["100% of it"]

"""What all editions share has a name in each: the desk says where one lacks, and each editor gives those of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.authors.models import AuthorName
from articles.sections.models import CoverageName, RegionName
from articles.tags.models import TagName
from tests.articles.published.pages import soup
from tests.desk.forms import rows, signed_in
from tests.factories import make_author, make_coverage, make_edition, make_region, make_tag, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

LISTS: dict[str, tuple[Callable[[str], Any], type[Any]]] = {
    "tags/tag": (make_tag, TagName),
    "authors/author": (make_author, AuthorName),
    "sections/region": (make_region, RegionName),
    "sections/coverage": (make_coverage, CoverageName),
}


def name_in(place: str, of: Any, code: str) -> None:
    LISTS[place][1].objects.create(
        of=of, edition=make_edition(code), name=f"{of} {code}", slug=f"{of.pk}-{code}"
    )


def listed(place: str, query: str = "") -> dict[str, str]:
    """The rows of the list, each with what it says of missing names."""
    page = soup(signed_in(make_user("editor")).get(f"/admin/{place}/{query}"))
    found = {}
    for row in page.select("#result_list tbody tr"):
        name, lacking = row.select_one(".field-name"), row.select_one(".field-lacking")
        assert name is not None
        assert lacking is not None
        found[name.get_text(strip=True)] = lacking.get_text(" ", strip=True).strip("-")
    return found


@pytest.mark.parametrize("place", LISTS)
def test_a_list_says_which_editions_lack_a_name_and_finds_those_rows(place: str) -> None:
    make = LISTS[place][0]
    make_edition()
    spanish, arabic = make_edition("es", position=1), make_edition("ar", position=2)
    everywhere, english = make("Everywhere"), make("English alone")
    name_in(place, everywhere, "es")
    name_in(place, everywhere, "ar")
    assert listed(place) == {"Everywhere": "", "English alone": "Es · Ar"}
    name_in(place, english, "es")
    assert listed(place) == {"Everywhere": "", "English alone": "Ar"}
    assert listed(place, f"?lacks={arabic.pk}") == {"English alone": "Ar"}
    assert listed(place, f"?lacks={spanish.pk}") == {}
    assert set(listed(place, "?lacks=0")) == {"Everywhere", "English alone"}
    # What was merged into another is called nothing, and is missed nowhere.
    english.merged_into = everywhere
    english.save()
    assert listed(place, f"?lacks={arabic.pk}") == {}
    assert listed(place)["English alone"] == ""


@pytest.mark.parametrize("place", LISTS)
def test_what_lacks_is_found_with_as_many_queries_of_many_as_of_few(place: str) -> None:
    editor, make = signed_in(make_user("editor")), LISTS[place][0]
    lacking = make_edition("ar")
    counts = []
    for count in (2, 30):
        for number in range(count):
            make(f"Name {count} {number}")
        with CaptureQueriesContext(connection) as asked:
            assert editor.get(f"/admin/{place}/?lacks={lacking.pk}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 12


@pytest.mark.parametrize("place", LISTS)
def test_an_editor_gives_the_names_of_their_own_editions_and_leaves_the_others(place: str) -> None:
    make, names = LISTS[place]
    english, spanish = make_edition(), make_edition("es")
    of = make("Rivers")
    role = "admin" if place == "sections/region" else "editor"
    editor = signed_in(make_user(role, edition=spanish))
    form = soup(editor.get(f"/admin/{place}/{of.pk}/change/"))
    offered = [option["value"] for option in form.select("select[name$=-edition] option") if option["value"]]
    assert set(offered) == {str(spanish.pk)}
    held = {"name": "Rivers", "slug": "rivers", "kind": "person", "public_from": "2026-01-01T00:00"}
    parts = rows("parts", [])
    for edition, status in ((english, 200), (spanish, 302)):
        name = {"edition": edition.pk, "name": "Ríos", "slug": "rios", "position": 0, "is_shown": "on"}
        post = held | parts | rows("names", [name])
        assert editor.post(f"/admin/{place}/{of.pk}/change/", post).status_code == status
    assert names.objects.get(of=of, edition=english).name == "Rivers"
    assert names.objects.get(of=of, edition=spanish).name == "Ríos"
    # Nor may one be reached by its number.
    there = names.objects.get(of=of, edition=english)
    taken = {
        "id": there.pk,
        "of": of.pk,
        "edition": spanish.pk,
        "name": "Taken",
        "slug": "taken",
        "position": 0,
    }
    post = held | parts | rows("names", [taken]) | {"names-INITIAL_FORMS": 1}
    editor.post(f"/admin/{place}/{of.pk}/change/", post)
    there.refresh_from_db()
    assert (there.name, there.edition_id) == ("Rivers", english.pk)


CHANGES: dict[str, tuple[dict[str, Any], str]] = {
    "tags/tag": ({"name": "Taken", "slug": "taken", "is_proposed": "on"}, "is_proposed"),
    "authors/author": ({"name": "Taken", "kind": "organisation"}, "kind"),
    "sections/region": ({"name": "Taken"}, "name"),
    "sections/coverage": (
        {
            "name": "Taken",
            "tag_ids": "",
            "kinds": ["video"],
            "from_date": "2026-01-01",
            "public_from": "2026-01-01T00:00",
        },
        "is_active",
    ),
}


@pytest.mark.parametrize("place", LISTS)
def test_what_several_editions_name_is_changed_beside_its_names_by_who_is_an_editor_in_all_of_them(
    place: str,
) -> None:
    make, names = LISTS[place]
    make_edition("ar")
    role = "admin" if place == "sections/region" else "editor"
    english, spanish, everywhere = (
        signed_in(make_user(role, **scope))
        for scope in ({"edition": make_edition()}, {"edition": make_edition("es")}, {})
    )
    sent, seen = CHANGES[place]
    post = sent | rows("names", []) | rows("parts", [])

    def is_changed(client: Any, of: Any) -> bool:
        page, url = of._meta.model.objects.filter(pk=of.pk), f"/admin/{place}/{of.pk}/change/"
        before = page.values().get()
        is_offered = soup(client.get(url)).select(f"[name={seen}]") != []
        assert client.post(url, post).status_code == 302
        changed = page.values().get() != before
        page.update(**before)
        assert changed == is_offered
        return bool(changed)

    alone, both = make("Rivers"), make("Lakes")
    name_in(place, both, "es")
    assert [is_changed(client, alone) for client in (english, spanish, everywhere)] == [True, False, True]
    assert [is_changed(client, both) for client in (english, spanish, everywhere)] == [False, False, True]
    assert (
        signed_in(make_user("journalist")).post(f"/admin/{place}/{both.pk}/change/", post).status_code == 403
    )
    assert names.objects.filter(of=both).count() == 2


def test_an_account_is_tied_to_an_author_by_who_is_an_editor_in_all_editions() -> None:
    author, english = make_author("Mara Ellsworth"), make_edition()
    make_edition("es")
    for editor, is_taken in ((make_user("editor", edition=english), False), (make_user("editor"), True)):
        post = {"name": "Mara Ellsworth", "kind": "person", "user": editor.pk} | rows("names", [])
        assert signed_in(editor).post(f"/admin/authors/author/{author.pk}/change/", post).status_code == 302
        author.refresh_from_db()
        assert (author.user == editor) is is_taken


def test_a_proposed_tag_of_another_edition_is_not_taken_in_with_ones_own() -> None:
    theirs, own = make_tag("rivers"), make_tag("lakes")
    own.names.all().delete()
    name_in("tags/tag", own, "es")
    for tag in (theirs, own):
        tag.is_proposed = True
        tag.save()
    post = {"action": "take_in", "_selected_action": [theirs.pk, own.pk]}
    signed_in(make_user("editor", edition=make_edition("es"))).post("/admin/tags/tag/", post)
    for tag in (theirs, own):
        tag.refresh_from_db()
    assert (theirs.is_proposed, own.is_proposed) == (True, False)

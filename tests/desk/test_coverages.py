"""A coverage on the desk: what stands at fixed places of its page, and who may put it there."""

from __future__ import annotations

from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.sections.models import Coverage, CoverageName, CoveragePart, Section
from tests.articles.published.pages import soup
from tests.desk.forms import rows, signed_in
from tests.factories import make_article, make_coverage, make_edition, make_section, make_tag, make_user

pytestmark = pytest.mark.django_db


def fields(coverage: Coverage, parts: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """What the form of a coverage with one name sends."""
    name = CoverageName.objects.get(of=coverage)
    sent: dict[str, Any] = {"name": coverage.name, "public_from": "2026-01-01T00:00:00", "is_active": "on"}
    for field in ("tag_ids", "section_ids", "region_ids", "pinned_ids", "key_ids", "excluded_ids"):
        sent[field] = ",".join(map(str, getattr(coverage, field)))
    sent |= {
        "names-TOTAL_FORMS": 1,
        "names-INITIAL_FORMS": 1,
        "names-0-id": name.pk,
        "names-0-of": coverage.pk,
    }
    for field in ("name", "slug", "description", "explainer", "position"):
        sent[f"names-0-{field}"] = getattr(name, field)
    sent |= {"names-0-edition": name.edition_id, "names-0-is_shown": "on"}
    rows = parts or []
    sent |= {"parts-TOTAL_FORMS": len(rows), "parts-INITIAL_FORMS": sum("id" in row for row in rows)}
    for number, row in enumerate(rows):
        sent |= {f"parts-{number}-{key}": value for key, value in row.items()}
        sent[f"parts-{number}-of"] = coverage.pk
    return sent | changes


# Of whom no name of the coverage is to give.
NO_NAMES = {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}


def address(coverage: Coverage) -> str:
    return f"/admin/sections/coverage/{coverage.pk}/change/"


def test_an_editor_gives_a_coverage_its_places_and_its_stories_are_listed_anew() -> None:
    coverage, stories = make_coverage(), [make_article(f"Story {n}") for n in range(4)]
    one, two, three, four = (story.pk for story in stories)
    part = {
        "edition": make_edition().pk,
        "heading": "Background",
        "article_ids": f"{three},{one}",
        "position": 1,
    }
    post = fields(
        coverage, [part], pinned_ids=f"{two},{one}", key_ids=f"{one}", excluded_ids=f"{four}",
        **{"names-0-explainer": "It began in 1974."},
    )  # fmt: skip
    response = signed_in(make_user("editor")).post(address(coverage), post)
    assert response.status_code == 302, soup(response).select(".errorlist")
    kept = Coverage.objects.get(pk=coverage.pk)
    assert (kept.pinned_ids, kept.key_ids, kept.excluded_ids) == ([two, one], [one], [four])
    [row] = CoveragePart.objects.filter(of=coverage)
    assert (row.heading, row.article_ids) == ("Background", [three, one])
    assert CoverageName.objects.get(of=coverage).explainer == "It began in 1974."
    assert ProcrastinateJob.objects.filter(task_name="articles.relist_coverage").exists()


def test_a_journalist_changes_no_coverage() -> None:
    coverage, story = make_coverage(), make_article()
    post = fields(coverage, pinned_ids=f"{story.pk}")
    assert signed_in(make_user("journalist")).post(address(coverage), post).status_code == 403
    assert Coverage.objects.get(pk=coverage.pk).pinned_ids == []


def test_a_story_behind_the_door_is_neither_named_to_who_may_not_see_it_nor_lost() -> None:
    hidden, seen = make_article("Behind the door", confidential=True), make_article("In sight")
    coverage = make_coverage(pinned_ids=[hidden.pk, seen.pk])
    spanish = make_edition("es")
    CoveragePart.objects.create(of=coverage, edition=spanish, heading="Background", article_ids=[hidden.pk])
    editor = make_user("editor", edition=spanish)
    row = CoveragePart.objects.get()
    desk = signed_in(editor)
    page = desk.get(address(coverage))
    assert page.status_code == 200
    assert "Behind the door" not in page.content.decode()
    part = {
        "id": row.pk,
        "edition": spanish.pk,
        "heading": "Background",
        "article_ids": "",
        "position": 0,
    }
    response = desk.post(address(coverage), fields(coverage, [part], pinned_ids="", **NO_NAMES))
    assert response.status_code == 302, soup(response).select(".errorlist")
    assert hidden.pk in Coverage.objects.get(pk=coverage.pk).pinned_ids
    assert CoveragePart.objects.get().article_ids == [hidden.pk]


def test_the_sections_of_its_page_in_another_edition_are_left_alone() -> None:
    coverage, english, spanish = make_coverage(), make_edition(), make_edition("es")
    there = CoveragePart.objects.create(of=coverage, edition=english, heading="Background", article_ids=[])
    desk = signed_in(make_user("editor", edition=spanish))
    assert "Background" not in desk.get(address(coverage)).content.decode()
    part = {"heading": "Taken", "article_ids": "", "position": 0}
    for row, status in (
        # Not one of the rows of this form: it is passed over.
        ({"id": there.pk, "edition": spanish.pk, **part}, 302),
        ({"edition": english.pk, **part}, 200),
        ({"edition": spanish.pk, **part}, 302),
    ):
        assert desk.post(address(coverage), fields(coverage, [row], **NO_NAMES)).status_code == status
    held = CoveragePart.objects.order_by("pk").values_list("edition_id", "heading")
    assert list(held) == [(english.pk, "Background"), (spanish.pk, "Taken")]


def test_the_stories_of_an_edition_are_named_by_its_editors_and_all_else_by_those_of_all() -> None:
    english, spanish = make_edition(), make_edition("es")
    theirs = make_article("Theirs", section=make_section("economy"))
    own = make_article("Ours", section=make_section("economia", spanish))
    tag = make_tag("rivers")
    coverage = make_coverage(pinned_ids=[theirs.pk], tag_ids=[tag.pk])
    since = Coverage.objects.get().public_from
    editor = make_user("editor", edition=spanish)
    # Who sees the stories of another edition is no editor of it yet.
    editor.memberships.create(role="journalist", edition=english)
    desk = signed_in(editor)
    page = soup(desk.get(address(coverage)))
    assert not page.select("[name=is_active], [name=tag_ids], [name=hero], [name=public_from]")
    assert "rivers" in page.select_one(".field-tags_named").get_text()
    sent = fields(coverage, pinned_ids=f"{own.pk}", tag_ids="", public_from="2027-01-01T00:00:00", **NO_NAMES)
    del sent["is_active"]
    assert desk.post(address(coverage), sent).status_code == 302
    kept = Coverage.objects.get(pk=coverage.pk)
    assert (kept.is_active, kept.tag_ids, kept.public_from) == (True, [tag.pk], since)
    assert kept.pinned_ids == [own.pk, theirs.pk]


def test_an_edition_of_ones_own_has_coverages_of_its_own() -> None:
    spanish = make_edition("es")
    desk = signed_in(make_user("editor", edition=spanish))
    name = {"edition": spanish.pk, "name": "El río", "slug": "rio", "position": 0, "is_shown": "on"}
    post = {"name": "The river", "public_from": "2026-01-01T00:00:00", "is_active": "on"}
    assert desk.post("/admin/sections/coverage/add/", post | rows("names", [name])).status_code == 302
    made = Coverage.objects.get()
    assert desk.post(address(made), fields(made, name="Renamed")).status_code == 302
    assert Coverage.objects.get().name == "Renamed"


def test_a_story_that_one_may_not_see_cannot_be_named() -> None:
    hidden = make_article("Behind the door", confidential=True)
    coverage = make_coverage()
    response = signed_in(make_user("editor", edition=make_edition("es"))).post(
        address(coverage), fields(coverage, pinned_ids=f"{hidden.pk}")
    )
    assert response.status_code == 200
    assert "Behind the door" not in response.content.decode()
    assert Coverage.objects.get(pk=coverage.pk).pinned_ids == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pinned_ids": "{0},{1},{2},{3},{4}"}, "At most 4 of an edition."),
        ({"pinned_ids": "{0}", "excluded_ids": "{0}"}, "A story that is left out cannot be pinned"),
        ({"key_ids": "{0}", "excluded_ids": "{0}"}, "A story that is left out cannot be pinned"),
        ({"key_ids": "x"}, "This is not a list of entries of the newsroom."),
        ({"key_ids": "987654"}, "do not exist or are not for you"),
    ],
)
def test_what_cannot_stand_is_said_and_nothing_is_lost(changes: dict[str, str], said: str) -> None:
    stories = [make_article(f"Story {n}").pk for n in range(5)]
    coverage = make_coverage(pinned_ids=stories[4:])
    post = fields(coverage, **{name: text.format(*stories) for name, text in changes.items()})
    response = signed_in(make_user("editor")).post(address(coverage), post | {"name": "Renamed"})
    assert response.status_code == 200
    assert said in soup(response).get_text()
    assert soup(response).select_one('input[name="name"]')["value"] == "Renamed"
    assert Coverage.objects.get(pk=coverage.pk).pinned_ids == stories[4:]


@pytest.mark.parametrize(("tone", "status"), [("culture", 302), ("", 302), ("purple", 200)])
def test_the_colour_of_a_section_is_chosen_among_those_that_there_are(tone: str, status: int) -> None:
    section = make_section("arts")
    post = {"edition": section.edition_id, "name": "Arts", "slug": "arts", "position": 0, "tone": tone}
    post |= {"default_genre": "news", "default_kind": "story"}
    at = f"/admin/sections/section/{section.pk}/change/"
    assert signed_in(make_user("admin")).post(at, post).status_code == status
    assert Section.objects.get(pk=section.pk).tone == (tone if status == 302 else "")

"""The desk's calendar: what stands in it and for whom, on the edition's clock, and how it is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles import publishing
from articles.models import Article, AuditEntry
from articles.published.models import Release
from articles.review import bundles
from articles.review.models import Bundle
from articles.revisions import save_revision
from newsroom.desk.calendar_days import span_of
from newsroom.desk.calendar_items import LIMIT
from tests.articles.test_bundles import make_bundle, seen
from tests.desk.forms import signed_in
from tests.factories import make_article, make_desk, make_edition, make_user

if TYPE_CHECKING:
    from bs4 import Tag
    from django.http import HttpResponse

    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
CALENDAR, MOVE = "/admin/calendar/", "/admin/calendar/move/"
# The days around the night in which the clocks of London go forward.
SATURDAY, SUNDAY = "2032-03-27", "2032-03-28"
NINE = datetime(2032, 3, 27, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def london() -> None:
    make_edition(time_zone="Europe/London")


@pytest.fixture
def editor() -> User:
    return make_user("editor")


def page_of(user: User, **asked: Any) -> BeautifulSoup:
    response = signed_in(user).get(CALENDAR, {"on": SATURDAY, **asked})
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "lxml")


def items(user: User, **asked: Any) -> dict[str, Tag]:
    return {row["data-name"]: row for row in page_of(user, **asked).select(".cal-item")}


def kinds(user: User, **asked: Any) -> set[tuple[str, str]]:
    return {(name, row.select_one(".cal-kind").get_text()) for name, row in items(user, **asked).items()}


def asked_of(row: Tag, **more: str) -> dict[str, str]:
    """What the handle of an item asks for."""
    found = parse_qs(urlsplit(row.select_one("[data-grip]")["href"]).query)
    return {"item": found["item"][0], "seen": found.get("seen", [""])[0], **more}


def text_of(response: HttpResponse) -> str:
    return " ".join(BeautifulSoup(response.content.decode(), "lxml").get_text(" ").split())


def waiting(editor: User, headline: str = "Waiting", at: datetime = NINE, **fields: Any) -> Article:
    story = make_article(headline, **fields)
    publishing.schedule(story.pk, editor, at=at)
    return story


def test_everything_that_has_a_time_stands_in_it(editor: User) -> None:
    waiting(editor, "New")
    public = make_article("Public", published=True)
    publishing.schedule(public.pk, editor, at=NINE)
    ended = make_article("Ended", published=True)
    publishing.unpublish(ended.pk, editor, at=NINE)
    make_article("Held", embargoed_until=NINE)
    make_article("Asked for", due_at=NINE)
    stories = [make_article("One"), make_article("Two")]
    bundle = make_bundle(editor, *stories, name="Dossier")
    bundles.schedule(bundle.pk, editor, at=NINE, stories=seen(*stories))
    assert kinds(editor) == {
        ("New", "Goes public"),
        ("Public", "Change of a public story"),
        ("Ended", "Taken down"),
        ("Held", "Embargo ends"),
        ("Asked for", "Due"),
        ("Dossier (2 stories)", "Published together"),
    }


@pytest.mark.parametrize("view", ["month", "week", "day"])
def test_an_item_stands_at_the_time_of_the_edition_with_ones_own_in_brackets(view: str) -> None:
    editor = make_user("editor", time_zone="America/Lima")
    waiting(editor, at=datetime(2032, 3, 28, 9, tzinfo=UTC))
    row = items(editor, view=view, on=SUNDAY)["Waiting"]
    assert (row["data-date"], row["data-time"]) == (SUNDAY, "10:00")
    assert "(04:00 America/Lima, yours)" in row.get_text()
    assert "Europe/London" in page_of(editor, view=view).get_text()


@pytest.mark.parametrize("view", ["month", "week", "day"])
def test_empty_days_say_so(editor: User, view: str) -> None:
    assert "Nothing is scheduled, due or under embargo" in page_of(editor, view=view).get_text()


def test_of_a_day_six_are_shown_and_the_rest_counted(editor: User) -> None:
    for number in range(8):
        make_article(f"Due {number}", due_at=NINE + timedelta(minutes=number))
    page = page_of(editor)
    assert len(page.select(".cal-item")) == 6
    more = page.select_one(".cal-more")
    assert more.get_text() == "and 2 more"
    assert len(items(editor, view="day", on=SATURDAY)) == 8


def test_one_sees_what_one_may_see(editor: User) -> None:
    writer = make_user()
    secret = {"confidential": True}
    waiting(editor, "Secret and waiting", **secret)
    make_article("Secret and due", due_at=NINE, **secret)
    make_article("Secret and held", embargoed_until=NINE, **secret)
    story = make_article("Secret of a dossier", **secret)
    bundle = make_bundle(editor, story, name="Behind the door")
    bundles.schedule(bundle.pk, editor, at=NINE, stories=seen(story))
    waiting(editor, "Elsewhere", edition=make_edition("es"))
    make_article("Own secret", due_at=NINE, creator=writer, **secret)
    assert set(items(writer)) == {"Own secret"}
    assert len(items(editor)) == 5
    for view in ("month", "week", "day"):
        said = page_of(writer, view=view, part="days").get_text()
        assert "Secret and" not in said
        assert "Behind the door" not in said


def test_the_filters_leave_what_they_name(editor: User) -> None:
    make_article("Here", due_at=NINE, desk=make_desk("world"))
    make_article("Mine", due_at=NINE, assignee=editor)
    spanish = make_edition("es", time_zone="Europe/Madrid")
    make_article("Suya", due_at=NINE, edition=spanish)
    assert set(items(editor)) == {"Here", "Mine"}
    assert set(items(editor, desk=make_desk("world").pk)) == {"Here"}
    assert set(items(editor, mine=1)) == {"Mine"}
    found = items(editor, edition=spanish.pk)
    assert set(found) == {"Suya"}
    assert found["Suya"]["data-time"] == "10:00"


def test_weeks_begin_as_the_language_has_it() -> None:
    on = datetime(2032, 3, 31, tzinfo=UTC).date()
    firsts = {}
    for language in ("en", "de", "ar"):
        with translation.override(language):
            firsts[language] = f"{span_of('week', on).first:%a}"
    assert firsts == {"en": "Sun", "de": "Mon", "ar": "Sat"}


@pytest.mark.parametrize("view", ["week", "day"])
def test_the_day_on_which_the_clocks_change_says_so_and_lacks_an_hour(editor: User, view: str) -> None:
    page = page_of(editor, view=view, on=SUNDAY)
    assert page.select_one(".cal-change").get_text() == "23 hours"
    skipped = [(slot["data-date"], slot["data-time"]) for slot in page.select(".cal-slot[data-skipped]")]
    assert skipped == [(SUNDAY, time) for time in ("01:00", "01:15", "01:30", "01:45")]


def test_in_an_hour_that_comes_twice_it_says_which_it_is(editor: User) -> None:
    first = datetime(2032, 10, 31, 0, 30, tzinfo=UTC)
    waiting(editor, "First", at=first)
    waiting(editor, "Second", at=first + timedelta(hours=1))
    found = items(editor, on="2032-10-31")
    assert {name: row.select_one(".cal-which").get_text() for name, row in found.items()} == {
        "First": "first",
        "Second": "second",
    }
    assert {row["data-time"] for row in found.values()} == {"01:30"}


def test_a_page_that_stands_open_is_told_when_something_changed(editor: User) -> None:
    client = signed_in(editor)
    ask = {"part": "days", "on": SATURDAY}
    first = client.get(CALENDAR, ask)
    assert "no-store" in first["Cache-Control"]
    again = client.get(CALENDAR, ask, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    waiting(editor)
    changed = client.get(CALENDAR, ask, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "Waiting" in text_of(changed)


def test_a_month_of_a_thousand_items_asks_at_most_twelve_times(editor: User) -> None:
    start = datetime(2032, 3, 1, tzinfo=UTC)
    story = make_article("Due", desk=make_desk())
    many = [
        Article(
            edition=story.edition,
            section=story.section,
            creator=editor,
            headline=f"Story {number}",
            due_at=start + timedelta(minutes=40 * number),
        )
        for number in range(980)
    ]
    Article.objects.bulk_create(many)
    for number in range(15):
        waiting(editor, at=NINE + timedelta(hours=number))
    stories = [make_article(f"Bundled {number}") for number in range(5)]
    bundle = make_bundle(editor, *stories)
    bundles.schedule(bundle.pk, editor, at=NINE, stories=seen(*stories))
    client = signed_in(make_user("editor", edition=story.edition))
    for view in ("month", "week", "day"):
        with CaptureQueriesContext(connection) as asked:
            response = client.get(CALENDAR, {"on": SATURDAY, "view": view})
        assert response.status_code == 200
        assert len(asked) <= 12, [query["sql"][:200] for query in asked]
    assert len(many) < LIMIT


@pytest.mark.parametrize(
    "asked",
    [
        *({"view": view} for view in ("x", "", "\x00", "year")),
        *({"on": on} for on in ("x", "0001-01-01", "9999-12-31", "2032-02-30", "-1", "\x00", "2032-W10")),
        *({"edition": key, "desk": key} for key in ("x", "-1", "9" * 40, "\x00", "1e3", "")),
        {"mine": "2", "part": "x"},
    ],
)
def test_whatever_the_address_asks_there_is_a_calendar(editor: User, asked: dict[str, str]) -> None:
    client = signed_in(editor)
    for view in ("month", "week", "day"):
        assert client.get(CALENDAR, {"view": view, **asked}).status_code == 200, view


@pytest.mark.parametrize("url", [CALENDAR, MOVE])
@pytest.mark.parametrize("who", ["anonymous", "nobody", "journalist", "editor", "admin"])
def test_it_answers_whoever_asks_by_their_rights(url: str, who: str, editor: User) -> None:
    waiting(editor)
    asked = asked_of(items(editor)["Waiting"], at=f"{SUNDAY}T09:00")
    client = Client() if who == "anonymous" else signed_in(make_user("" if who == "nobody" else who))
    for method in ("get", "head", "put", "delete", "patch", "post"):
        target = url if method == "post" else f"{url}?{urlencode(asked)}"
        response = getattr(client, method)(target, asked if method == "post" else None)
        if who in ("anonymous", "nobody"):
            expected = 302
        elif url == CALENDAR:
            expected = 200 if method in ("get", "head") else 405
        elif method not in ("get", "head", "post"):
            expected = 405
        else:
            expected = 403 if who == "journalist" else 302 if method == "post" else 200
        assert response.status_code == expected, method
        moved = Release.objects.get().public_from != NINE
        assert moved == (url == MOVE and method == "post" and who in ("editor", "admin")), method


def test_moved_over_the_change_of_the_clocks_nine_stays_nine(editor: User) -> None:
    waiting(editor)
    asked = asked_of(items(editor)["Waiting"], at=f"{SUNDAY}T09:00")
    client = signed_in(editor)
    said = text_of(client.get(MOVE, asked))
    assert "27 Mar 2032 09:00 Europe/London" in said
    assert "The clocks change in between (UTC+00:00, then UTC+01:00)" in said
    assert Release.objects.get().public_from == NINE
    response = client.post(f"{MOVE}?part=1", asked)
    assert "Sunday 28 March 2032, 09:00 (Europe/London)" in response.json()["done"]
    assert Release.objects.get().public_from == datetime(2032, 3, 28, 8, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_refused_and_one_that_comes_twice_asked_about(editor: User) -> None:
    waiting(editor)
    client, row = signed_in(editor), items(editor)["Waiting"]
    for typed, said in {
        f"{SUNDAY}T01:30": "The clocks skip that hour in Europe/London",
        "2032-10-31T01:30": "That hour comes twice in Europe/London",
        "2020-01-01T09:00": "That time is past",
        "x": "Give a date and a time",
    }.items():
        asked = asked_of(row, at=typed)
        response = client.post(f"{MOVE}?part=1", asked)
        assert (response.status_code, said in text_of(response)) == (422, True), typed
    assert "That hour comes twice" in text_of(client.get(MOVE, asked_of(row, at="2032-10-31T01:30")))
    assert Release.objects.get().public_from == NINE
    asked = asked_of(row, at="2032-10-31T01:30", at_fold="1")
    assert client.post(f"{MOVE}?part=1", asked).status_code == 200
    assert Release.objects.get().public_from == datetime(2032, 10, 31, 1, 30, tzinfo=UTC)


def test_what_was_moved_meanwhile_is_left_where_it_is(editor: User) -> None:
    story = waiting(editor)
    asked = asked_of(items(editor)["Waiting"], at=f"{SUNDAY}T09:00")
    publishing.schedule(story.pk, editor, at=NINE + timedelta(hours=3))
    response = signed_in(editor).post(f"{MOVE}?part=1", asked)
    assert response.status_code == 409
    assert "It was changed or moved while you were looking at it." in text_of(response)
    assert Release.objects.get().public_from == NINE + timedelta(hours=3)


def test_the_text_that_waits_is_moved_and_not_what_was_written_since(editor: User) -> None:
    story = waiting(editor)
    Article.objects.filter(pk=story.pk).update(headline="Written since")
    save_revision(Article.objects.get(pk=story.pk), editor)
    asked = asked_of(items(editor)["Written since"], at=f"{SUNDAY}T09:00")
    signed_in(editor).post(MOVE, asked)
    assert Release.objects.get().headline == "Waiting"


def test_an_end_is_moved_and_its_right_is_asked(editor: User) -> None:
    story = make_article("Public", published=True)
    publishing.withdraw(story.pk, editor, notice="Wrong.", at=NINE)
    asked = asked_of(items(editor)["Public"], at=f"{SUNDAY}T09:00")
    assert signed_in(make_user()).post(f"{MOVE}?part=1", asked).status_code == 403
    assert signed_in(editor).post(f"{MOVE}?part=1", asked).status_code == 200
    assert Release.objects.get(state="withdrawn").public_from == datetime(2032, 3, 28, 8, tzinfo=UTC)


def test_a_due_time_is_moved_with_who_has_the_story_kept(editor: User) -> None:
    story = make_article("Asked for", due_at=NINE, assignee=editor)
    asked = asked_of(items(editor)["Asked for"], at=f"{SUNDAY}T09:00")
    client = signed_in(editor)
    assert client.post(f"{MOVE}?part=1", asked).status_code == 200
    fresh = Article.objects.get(pk=story.pk)
    assert (fresh.due_at, fresh.assignee) == (datetime(2032, 3, 28, 8, tzinfo=UTC), editor)
    assert AuditEntry.objects.get(article_id=story.pk).verb == "assign"
    assert client.post(f"{MOVE}?part=1", asked).status_code == 409
    past = asked_of(items(editor)["Asked for"], at="2020-01-01T09:00")
    assert client.post(f"{MOVE}?part=1", past).status_code == 422


def test_a_bundle_is_moved_whole(editor: User) -> None:
    stories = [make_article("One"), make_article("Two")]
    bundle = make_bundle(editor, *stories, name="Dossier")
    bundles.schedule(bundle.pk, editor, at=NINE, stories=seen(*stories))
    row = items(editor)["Dossier (2 stories)"]
    client, asked = signed_in(editor), asked_of(row, at=f"{SUNDAY}T09:00")
    assert "All 2 stories go with it." in text_of(client.get(MOVE, asked))
    assert client.post(f"{MOVE}?part=1", asked).status_code == 200
    moved = datetime(2032, 3, 28, 8, tzinfo=UTC)
    assert set(Release.objects.values_list("public_from", flat=True)) == {moved}
    assert Bundle.objects.get().scheduled_for == moved
    assert client.post(f"{MOVE}?part=1", asked).status_code == 409


def test_an_embargo_is_moved_over_the_change_of_the_clocks_and_nothing_else_of_the_text(editor: User) -> None:
    story = make_article("Held", embargoed_until=NINE)
    assert story.head is not None
    asked = asked_of(items(editor)["Held"], at=f"{SUNDAY}T09:00")
    client = signed_in(editor)
    assert "27 Mar 2032 09:00 Europe/London" in text_of(client.get(MOVE, asked))
    assert client.post(f"{MOVE}?part=1", asked).status_code == 200
    fresh, moved = Article.objects.get(pk=story.pk), datetime(2032, 3, 28, 8, tzinfo=UTC)
    assert fresh.embargoed_until == moved
    assert fresh.head is not None
    assert fresh.head.content == {**story.head.content, "embargoed_until": moved.isoformat()}
    assert AuditEntry.objects.get(article_id=story.pk).verb == "embargo"
    assert client.post(f"{MOVE}?part=1", asked).status_code == 409
    with pytest.raises(publishing.Blocked):
        publishing.schedule(story.pk, editor, at=moved - timedelta(minutes=1))


def test_an_embargo_is_not_moved_to_after_what_is_scheduled_nor_into_the_past(editor: User) -> None:
    story = waiting(editor, "Held", embargoed_until=NINE - timedelta(hours=2))
    row = page_of(editor).select_one(".cal-item.is-embargo")
    client = signed_in(editor)
    for at, sentence in {
        f"{SUNDAY}T09:00": "is scheduled to become public before that time",
        "2020-01-01T09:00": "That time is past.",
        f"{SUNDAY}T01:30": "The clocks skip that hour",
    }.items():
        response = client.post(f"{MOVE}?part=1", asked_of(row, at=at))
        assert (response.status_code, sentence in text_of(response)) == (422, True), at
    assert Article.objects.get(pk=story.pk).embargoed_until == NINE - timedelta(hours=2)
    assert client.post(f"{MOVE}?part=1", asked_of(row, at=f"{SATURDAY}T09:00")).status_code == 200


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("written_since", [False, True])
def test_a_moved_embargo_holds_for_what_is_scheduled(
    editor: User, *, alone: bool, written_since: bool
) -> None:
    story = make_article("Held", embargoed_until=NINE)
    ten = NINE + timedelta(hours=1)
    if alone:
        publishing.schedule(story.pk, editor, at=ten)
    else:
        bundle = make_bundle(editor, story, name="Dossier")
        bundles.schedule(bundle.pk, editor, at=ten, stories=seen(story))
    if written_since:
        Article.objects.filter(pk=story.pk).update(kicker="Since")
        save_revision(Article.objects.get(pk=story.pk), editor)
    client = signed_in(editor)
    embargo = page_of(editor).select_one(".cal-item.is-embargo")
    assert client.post(f"{MOVE}?part=1", asked_of(embargo, at=f"{SATURDAY}T10:00")).status_code == 200
    bound = Release.objects.get()
    assert (bound.public_from, bound.embargoed_until, bound.kicker) == (ten, ten, "")
    assert (bound.revision_id == Article.objects.get().head_id) is not written_since
    if written_since:
        # What was written goes its own way, and what waits keeps its embargo.
        publishing.restore(
            story.pk, editor, revision=story.head_id, base_revision=Article.objects.get().head_id
        )
    row = items(editor)["Held" if alone else "Dossier (1 story)"]
    early = client.post(f"{MOVE}?part=1", asked_of(row, at=f"{SATURDAY}T09:30"))
    assert (early.status_code, "It is under embargo until 27 Mar 2032 10:00" in text_of(early)) == (422, True)
    assert client.post(f"{MOVE}?part=1", asked_of(row, at=f"{SATURDAY}T10:30")).status_code == 200
    assert Release.objects.get().public_from == ten + timedelta(minutes=30)


def test_an_embargo_set_in_the_form_holds_for_what_is_moved_afterwards(editor: User) -> None:
    story = waiting(editor, at=NINE + timedelta(hours=1))
    Article.objects.filter(pk=story.pk).update(embargoed_until=NINE + timedelta(hours=1))
    save_revision(Article.objects.get(pk=story.pk), editor)
    row = page_of(editor).select_one(".cal-item.is-publication")
    asked = asked_of(row, at=f"{SATURDAY}T09:30")
    assert signed_in(editor).post(f"{MOVE}?part=1", asked).status_code == 422
    assert Release.objects.get().public_from == NINE + timedelta(hours=1)


@pytest.mark.parametrize("pending", ["keep", "hold"])
def test_a_text_that_comes_back_after_an_urgent_edit_has_the_embargo_that_was_moved(
    editor: User, pending: str
) -> None:
    story = make_article("Public", published=True)
    Article.objects.filter(pk=story.pk).update(headline="Held", embargoed_until=NINE)
    save_revision(Article.objects.get(pk=story.pk), editor)
    publishing.schedule(story.pk, editor, at=NINE + timedelta(hours=2))
    Article.objects.filter(pk=story.pk).update(kicker="Since")
    save_revision(Article.objects.get(pk=story.pk), editor)
    publishing.move_embargo(story.pk, editor, was=NINE, to=NINE + timedelta(hours=1))
    publishing.edit_live(story.pk, editor)
    Article.objects.filter(pk=story.pk).update(kicker="Urgent")
    save_revision(Article.objects.get(pk=story.pk), editor)
    publishing.publish(story.pk, editor, pending=pending)
    back = Article.objects.get()
    assert (back.headline, back.kicker, back.embargoed_until) == ("Held", "", NINE + timedelta(hours=1))


def test_an_embargo_is_moved_by_those_who_may_write_the_story(editor: User) -> None:
    story = make_article("Held", embargoed_until=NINE)
    row = items(story.creator)["Held"]
    assert items(make_user())["Held"].select_one("[data-grip]") is None
    asked = asked_of(row, at=f"{SUNDAY}T09:00")
    assert signed_in(make_user()).post(f"{MOVE}?part=1", asked).status_code == 403
    assert Article.objects.get(pk=story.pk).embargoed_until == NINE
    publishing.submit(story.pk, story.creator)
    assert signed_in(story.creator).post(f"{MOVE}?part=1", asked).status_code == 403
    assert signed_in(editor).post(f"{MOVE}?part=1", asked).status_code == 200


def test_a_journalist_sees_what_waits_and_may_not_move_it(editor: User) -> None:
    waiting(editor)
    assert items(make_user())["Waiting"].select_one("[data-grip]") is None


@pytest.mark.parametrize(
    "item",
    ["", "x", "release", "release:1", "release:x:y", "due:0", "due:\x00", "bundle:1", "embargo:1", ":::"],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_item_is_not_there(editor: User, item: str, method: str) -> None:
    response = getattr(signed_in(editor), method)(MOVE, {"item": item, "at": "x", "seen": "\x00"})
    assert response.status_code == 404


def test_what_one_may_not_see_cannot_be_asked_about(editor: User) -> None:
    waiting(editor, "Secret", confidential=True)
    asked = asked_of(items(editor)["Secret"], at=f"{SUNDAY}T09:00")
    client = signed_in(make_user())
    for response in (client.get(MOVE, asked), client.post(MOVE, asked)):
        assert response.status_code == 404
        assert "Secret" not in response.content.decode()


def test_a_new_story_is_planned_for_a_day_with_its_time_in_the_form(editor: User) -> None:
    page = page_of(editor, view="week", on=SUNDAY)
    link = page.select_one(f'.cal-plan[href$="{SUNDAY}T12:00"]')
    assert link["aria-label"] == "New story planned for Sunday 28 March"
    form = BeautifulSoup(signed_in(editor).get(link["href"]).content.decode(), "lxml")
    assert form.select_one("input[name=due_at]")["value"] == f"{SUNDAY}T12:00"
    assert page_of(make_user()).select_one(".cal-plan") is None
    for forged in ("due=x&edition=1", "due=2032-01-01T10:00&edition=\x00", "edition=999", "due=%00"):
        assert signed_in(editor).get(f"/admin/articles/article/add/?{forged}").status_code == 200

"""Whoever is an editor in Spanish publishes in Spanish: no verb, no screen and no way around reaches another edition.

Every address below a story is asked by an editor of another edition in test_permission_table.py, the board's in
test_board_rights.py. Here are the verbs themselves, and what is no story.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import publishing
from articles.editions.models import Edition
from articles.models import Article
from articles.publishing import Blocked, Seen
from articles.review import bundles
from articles.sections.models import Section
from articles.translating.making import may_translate, translate
from breaking import alerts
from breaking.channels.models import Channel
from breaking.live import posts
from breaking.live.models import LivePost
from breaking.models import Alert
from newsroom.accounts.models import Membership, User
from newsroom.pages.models import MenuItem, Page
from newsroom.redirects.models import Redirect
from tests.articles.published.pages import soup
from tests.breaking.making import STREAM, make_channel
from tests.desk.forms import ADD, rows, signed_in
from tests.factories import make_alert, make_article, make_edition, make_section, make_user

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.django_db

LATER = datetime(2031, 1, 1, 12, tzinfo=UTC)
# Each verb with the state in which an editor of the edition may do it, so that nothing but the edition is in its way.
VERBS: dict[str, tuple[str, Callable[[int, User], object]]] = {
    "publish": ("draft", publishing.publish),
    "schedule": ("draft", lambda pk, by: publishing.schedule(pk, by, at=LATER)),
    "submit": ("draft", publishing.submit),
    "take": ("draft", publishing.take),
    "spike": ("draft", publishing.spike),
    "assign": ("draft", lambda pk, by: publishing.assign(pk, by, assignee=by, due_at=None)),
    "take_back": ("submitted", publishing.take_back),
    "send_back": ("submitted", lambda pk, by: publishing.send_back(pk, by, note="More.")),
    "withdraw": ("published", lambda pk, by: publishing.withdraw(pk, by, notice="It was wrong.")),
    "unpublish": ("published", publishing.unpublish),
    "move": ("published", lambda pk, by: publishing.move(pk, by, moved_to="/latest/")),
    "edit_live": ("published", publishing.edit_live),
    "off_most_read": ("published", publishing.off_most_read),
}


@pytest.fixture
def english() -> Edition:
    return make_edition()


@pytest.fixture
def spanish(english: Edition) -> Edition:
    """Beside the English one."""
    return make_edition("es")


@pytest.fixture
def editor(spanish: Edition) -> User:
    """An editor in Spanish, who is a journalist in all editions."""
    who = make_user("editor", edition=spanish)
    Membership.objects.create(user=who, role="journalist")
    return User.objects.get(pk=who.pk)


def story_in(edition: Edition, state: str = "draft", **fields: Any) -> Article:
    section = make_section("politica" if edition.prefix else "politics", edition)
    made = {"submitted": state == "submitted", "published": state == "published"}
    return make_article(f"{state} in {edition.code}", edition=edition, section=section, **made, **fields)


def state_of(story: Article) -> tuple[Any, ...]:
    fresh = Article.objects.get(pk=story.pk)
    return fresh.stage, fresh.public_status, fresh.assignee_id, fresh.revisions.count()


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_done_in_one_s_own_edition_and_in_no_other(
    verb: str, editor: User, english: Edition, spanish: Edition
) -> None:
    state, do = VERBS[verb]
    other, own = story_in(english, state), story_in(spanish, state)
    before = state_of(other)
    with pytest.raises(PermissionDenied):
        do(other.pk, editor)
    assert state_of(other) == before
    do(own.pk, editor)


def test_a_scheduled_text_of_another_edition_is_neither_moved_nor_called_off(
    editor: User, english: Edition
) -> None:
    story = story_in(english)
    waits = publishing.schedule(story.pk, make_user("editor"), at=LATER)
    with pytest.raises(PermissionDenied):
        publishing.reschedule(story.pk, editor, release=waits.pk, at=LATER + timedelta(hours=1))
    with pytest.raises(PermissionDenied):
        publishing.cancel(story.pk, editor, release=waits.pk)
    response = signed_in(editor).post(
        "/admin/calendar/move/", {"item": f"release:{story.pk}:{waits.pk}", "at": "2031-02-01T12:00"}
    )
    assert response.status_code == 403
    waits.refresh_from_db()
    assert waits.public_from == LATER


def test_several_stories_at_once_are_each_asked_by_themselves(
    editor: User, english: Edition, spanish: Edition
) -> None:
    other, own = story_in(english), story_in(spanish)
    seen = [f"{story.pk}:{story.head_id}" for story in (other, own)]
    client = signed_in(editor)
    for act, answers in (("submit", {}), ("spike", {}), ("bundle", {"name": "Both"})):
        client.post(f"/admin/articles/article/bulk/{act}/", {"story": seen, **answers})
        assert Article.objects.get(pk=other.pk).stage == "draft", act
        assert not bundles.bundle_of(other.pk), act
    assert Article.objects.get(pk=own.pk).stage == "spiked"


def test_a_bundle_takes_no_story_of_another_edition_and_goes_out_by_who_may_publish_all(
    editor: User, english: Edition, spanish: Edition
) -> None:
    other, own = story_in(english), story_in(spanish)
    everywhere = make_user("editor")
    bundle = bundles.create("Both", editor)
    bundles.add(bundle.pk, own.pk, editor)
    with pytest.raises(PermissionDenied):
        bundles.add(bundle.pk, other.pk, editor)
    bundles.add(bundle.pk, other.pk, everywhere)
    with pytest.raises(PermissionDenied):
        bundles.remove(bundle.pk, other.pk, editor)
    seen = [Seen(story.pk, Article.objects.get(pk=story.pk).head_id, None) for story in (own, other)]
    with pytest.raises((PermissionDenied, Blocked)):
        bundles.publish(bundle.pk, editor, stories=seen)
    with pytest.raises((PermissionDenied, Blocked)):
        bundles.schedule(bundle.pk, editor, at=LATER, stories=seen)
    assert {Article.objects.get(pk=story.pk).public_status for story in (own, other)} == {"hidden"}
    bundles.schedule(bundle.pk, everywhere, at=LATER, stories=seen)
    with pytest.raises((PermissionDenied, Blocked)):
        bundles.call_off(bundle.pk, editor, seen_for=LATER)
    with pytest.raises((PermissionDenied, Blocked)):
        bundles.reschedule(bundle.pk, editor, seen_for=LATER, at=LATER + timedelta(hours=1))


def test_an_alert_goes_to_one_s_own_edition_alone(editor: User, english: Edition, spanish: Edition) -> None:
    for editions in ([english], [spanish, english]):
        with pytest.raises(PermissionDenied):
            alerts.post(editor, text="The bridge is open again today", editions=editions)
    assert not Alert.objects.exists()
    assert alerts.post(editor, text="El puente vuelve a estar abierto", editions=[spanish]).public_from
    running = make_alert("The bridge is closed", editions=[english])
    acts: list[Callable[[], object]] = [
        lambda: alerts.correct(running.pk, editor, text="The bridge is open"),
        lambda: alerts.link(running.pk, editor, article_id=None),
        lambda: alerts.extend(running.pk, editor, until=timezone.now() + timedelta(hours=9)),
        lambda: alerts.stand_down(running.pk, editor),
        lambda: alerts.halt_push(running.pk, editor),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    form = {"text": "Taken", "level": "ticker", "editions": [english.pk], "hours": 6}
    assert signed_in(editor).post("/admin/breaking/alert/add/", form).status_code == 200
    assert not Alert.objects.filter(text="Taken").exists()


def test_a_live_blog_of_another_edition_takes_no_post(
    editor: User, english: Edition, spanish: Edition
) -> None:
    own = story_in(spanish, "published", kind="live")
    other = story_in(english, "published", kind="live")
    theirs = posts.publish(other.pk, make_user("editor"), body="<p>They are in.</p>")
    posts.publish(own.pk, editor, body="<p>Ya están dentro.</p>")
    acts: list[Callable[[], object]] = [
        lambda: posts.publish(other.pk, editor, body="<p>Taken.</p>"),
        lambda: posts.hide(theirs.pk, editor),
        lambda: posts.pin(theirs.pk, editor),
        lambda: posts.mark_key(theirs.pk, editor),
        lambda: posts.close(other.pk, editor),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert LivePost.objects.filter(article_id=other.pk).count() == 1


def test_who_writes_in_one_edition_alone_begins_no_story_in_another(
    english: Edition, spanish: Edition
) -> None:
    section = make_section("politics", english)
    writer = make_user("editor", edition=spanish)
    empty = {**rows("bylines", []), **rows("pictures", []), **rows("sources", []), "base_revision": ""}
    post = {**empty, "headline": "Taken", "kind": "story", "edition": english.pk, "section": section.pk}
    assert signed_in(writer).post(ADD, post).status_code == 200
    source = story_in(spanish, "published")
    assert not may_translate(source, english, writer)
    with pytest.raises(PermissionDenied):
        translate(source.pk, english, writer)
    assert not Article.objects.filter(edition=english).exists()


def test_what_a_journalist_translates_into_another_edition_an_editor_of_that_publishes(
    editor: User, english: Edition, spanish: Edition
) -> None:
    source = story_in(spanish, "published")
    draft = translate(source.pk, english, editor)
    with pytest.raises(PermissionDenied):
        publishing.publish(draft.pk, editor)
    assert Article.objects.get(pk=draft.pk).public_status == "hidden"


PAGE = {"headline": "Taken", "slug": "taken", "body": "<p>Us.</p>"}
LINE = {"menu": "main", "label": "Taken", "url": "/taken/", "position": 0}
SECTION = {"name": "Taken", "slug": "taken", "position": 0, "default_genre": "news", "default_kind": "story"}
CHANNEL = {"name": "Taken", "slug": "taken", "stream_url": STREAM, "position": 0}
MOVED = {"old": "/taken/", "target": "/", "status": 301}
OF_AN_EDITION: dict[str, tuple[str, dict[str, Any], type[Any]]] = {
    "pages/page": ("editor", PAGE, Page),
    "pages/menuitem": ("editor", LINE, MenuItem),
    "channels/channel": ("editor", CHANNEL, Channel),
    "redirects/redirect": ("editor", MOVED, Redirect),
    "sections/section": ("admin", SECTION, Section),
}


@pytest.mark.parametrize("place", OF_AN_EDITION)
def test_what_belongs_to_another_edition_is_neither_made_nor_changed(
    place: str, english: Edition, spanish: Edition
) -> None:
    role, post, model = OF_AN_EDITION[place]
    client = signed_in(make_user(role, edition=spanish))
    response = client.post(f"/admin/{place}/add/", post | {"edition": english.pk})
    assert response.status_code == 200
    assert not model.objects.filter(edition=english).exists()
    offered = soup(client.get(f"/admin/{place}/add/")).select("select[name=edition] option")
    assert {option["value"] for option in offered} - {""} <= {str(spanish.pk)}
    there = _made(place, english)
    answer = client.post(f"/admin/{place}/{there.pk}/change/", post | {"edition": english.pk})
    # Some of these are not even seen: Django's admin leads away from what is not there.
    assert answer.status_code in (302, 403, 404)
    fresh = model.objects.get(pk=there.pk)
    assert (
        "aken"
        not in f"{getattr(fresh, 'name', '')}{getattr(fresh, 'label', '')}{getattr(fresh, 'headline', '')}"
    )


def _made(place: str, edition: Edition) -> Any:
    match place:
        case "pages/page":
            return Page.objects.create(edition=edition, headline="About", slug="about", body="<p>Us.</p>")
        case "pages/menuitem":
            return MenuItem.objects.create(edition=edition, label="News", url="/news/")
        case "channels/channel":
            return make_channel(edition=edition)
        case "redirects/redirect":
            return Redirect.objects.create(edition=edition, old="/old/", target="/", leads_to="/")
    return make_section("politics", edition)


def test_an_admin_of_one_edition_sets_that_one_alone_and_gives_no_roles(
    english: Edition, spanish: Edition
) -> None:
    admin: Client = signed_in(make_user("admin", edition=spanish))
    kept = ("label", "name", "language", "direction", "prefix", "time_zone", "date_format", "reading_wpm")
    more = ("position", "day_format", "long_day_format", "digits")
    for edition, status in ((english, 403), (spanish, 302)):
        post = {name: getattr(edition, name) for name in (*kept, *more)} | {"slogan": "New"}
        assert admin.post(f"/admin/editions/edition/{edition.pk}/change/", post).status_code == status
    assert list(Edition.objects.filter(slogan="New")) == [spanish]
    assert admin.get("/admin/editions/edition/add/").status_code == 403
    chief = make_user("admin")
    for path in ("add/", f"{chief.pk}/change/", f"{chief.pk}/password/"):
        assert admin.get(f"/admin/accounts/user/{path}").status_code == 403, path
    whole = signed_in(chief)
    assert whole.get("/admin/editions/edition/add/").status_code == 200
    assert whole.get("/admin/accounts/user/add/").status_code == 200

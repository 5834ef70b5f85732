"""Every cell of who may do what, against the rules in words: what a role, an owner and a scope open."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from articles import publishing
from articles.models import Article
from newsroom.accounts.backend import RightsBackend
from newsroom.accounts.models import Membership
from newsroom.accounts.rights import GENERAL, STORY_ACTIONS, may
from tests.factories import make_article, make_author, make_desk, make_edition, make_section, make_user

if TYPE_CHECKING:
    from tests.clock import SiteClock

ROLES = ("", "journalist", "editor", "admin", "superuser")
STAGES = ("draft", "submitted", "spiked")
STATUSES = ("hidden", "scheduled", "published", "withdrawn", "gone", "moved")
HERE, ELSEWHERE = 1, 2


@dataclass
class Role:
    role: str
    edition_id: int | None = None
    desk_id: int | None = None


@dataclass
class Person:
    held: list[Role]
    pk: int | None = 7
    is_active: bool = True
    is_superuser: bool = False

    def roles(self) -> list[Role]:
        return self.held


@dataclass
class Story:
    stage: str = "draft"
    public_status: str = "hidden"
    confidential: bool = False
    edition_id: int = HERE
    desk_id: int | None = HERE
    owners: set[int] = field(default_factory=set)

    def owner_ids(self) -> set[int]:
        return self.owners


def person(role: str, **scope: int | None) -> Person:
    if role == "superuser":
        return Person([], is_superuser=True)
    return Person([Role(role, **scope)] if role else [])


# The rules, from what a newsroom was promised, not from the code.

EDITORS_VERBS = {"send_back", "publish", "schedule", "withdraw", "unpublish", "correct"}
# What goes with those: the other ways to change what readers see, to hand out work, and to bring a story back.
EDITORS_TOO = {"cancel", "move", "edit_live", "assign", "bundle", "revive", "unshare"}
EDITORS_TOO |= {"off_most_read", "on_most_read"}
JOURNALISTS = {"view", "edit", "submit", "take_back", "take", "spike", "draft", "share", "comment", "resolve"}
JOURNALISTS |= {"live_post", "mark_current"}


def makes_sense(action: str, stage: str, status: str) -> bool:
    """What can be done at all to a story as it stands."""
    once_public = status in ("published", "withdrawn", "gone", "moved")
    return {
        "view": True,
        "edit": stage != "spiked",
        "mark_current": stage != "spiked",
        "assign": stage != "spiked",
        "take": stage != "spiked",
        "bundle": stage != "spiked",
        "submit": stage == "draft",
        "take_back": stage == "submitted",
        "send_back": stage == "submitted",
        "publish": stage != "spiked",
        "schedule": stage != "spiked",
        "cancel": True,
        "withdraw": status in ("published", "gone"),
        "unpublish": status in ("published", "withdrawn", "moved"),
        "correct": status == "published" and stage != "spiked",
        "edit_live": status == "published" and stage != "spiked",
        "move": once_public,
        "off_most_read": status in ("scheduled", "published"),
        "on_most_read": status in ("scheduled", "published"),
        "spike": status == "hidden" and stage != "spiked",
        "revive": stage == "spiked",
        "draft": True,
        "share": stage != "spiked",
        "unshare": True,
        "comment": True,
        "resolve": True,
        "live_post": stage != "spiked",
    }[action]


def ought(role: str, action: str, story: Story, *, is_own: bool) -> bool:
    if role in ("editor", "admin", "superuser"):
        return makes_sense(action, story.stage, story.public_status)
    if role != "journalist" or action not in JOURNALISTS:
        return False
    if action in ("view", "comment"):
        return is_own or not story.confidential
    if action in ("draft", "share", "resolve", "live_post"):
        return is_own and makes_sense(action, stage=story.stage, status=story.public_status)
    # A journalist's own story; while editors have it, only taking it back.
    waits = story.stage == "submitted"
    free = waits if action == "take_back" else story.stage == "draft"
    return is_own and free and makes_sense(action, story.stage, story.public_status)


CELLS = list(itertools.product(ROLES, STORY_ACTIONS, STAGES, STATUSES, (False, True), (False, True)))


def test_the_table_covers_every_action() -> None:
    assert set(STORY_ACTIONS) == EDITORS_VERBS | EDITORS_TOO | JOURNALISTS
    assert len(CELLS) >= 2000


@pytest.mark.parametrize("role", ROLES)
def test_each_cell_is_as_the_rules_say(role: str) -> None:
    wrong = []
    for of, action, stage, status, is_own, confidential in CELLS:
        if of != role:
            continue
        story = Story(stage, status, confidential, owners={7} if is_own else {8})
        if may(person(role), action, story) != ought(role, action, story, is_own=is_own):
            wrong.append((action, stage, status, is_own, confidential))
    assert wrong == []


SCOPES = [(edition, desk) for edition in (None, HERE, ELSEWHERE) for desk in (None, HERE, ELSEWHERE)]


@pytest.mark.parametrize("role", ["journalist", "editor", "admin"])
@pytest.mark.parametrize(("edition", "desk"), SCOPES)
def test_a_role_reaches_as_far_as_its_scope(role: str, edition: int | None, desk: int | None) -> None:
    inside = ELSEWHERE not in (edition, desk)
    who = person(role, edition_id=edition, desk_id=desk)
    for action in STORY_ACTIONS:
        story = Story("draft", "published", owners={7})
        assert may(who, action, story) == (inside and ought(role, action, story, is_own=True))


def test_a_story_without_a_desk_is_outside_every_desk() -> None:
    story = Story(desk_id=None)
    assert may(person("editor"), "publish", story)
    assert not may(person("editor", desk_id=HERE), "publish", story)


def test_of_two_roles_the_higher_one_counts_where_it_reaches() -> None:
    who = Person([Role("journalist"), Role("editor", edition_id=ELSEWHERE)])
    assert may(who, "publish", Story(edition_id=ELSEWHERE))
    assert not may(who, "publish", Story(edition_id=HERE))
    assert may(who, "view", Story(edition_id=HERE))


@pytest.mark.parametrize("role", ROLES)
def test_who_is_not_active_may_nothing(role: str) -> None:
    who = person(role)
    who.is_active = False
    assert not any(may(who, action, Story(owners={7})) for action in STORY_ACTIONS)
    assert not any(may(who, action) for action in GENERAL)


JOURNALIST_GENERAL = {"enter", "create", "upload_picture", "upload_video", "propose_tag"}
EDITOR_GENERAL = {
    *("edit_pictures", "edit_videos", "manage_tags", "manage_authors", "manage_coverages", "manage_pages"),
    *("manage_menus", "manage_redirects", "answer_readers", "ticker", "manage_channels"),
    "approve_alert",
}
ADMIN_GENERAL = {
    *(
        "manage_sections",
        "manage_editions",
        "add_editions",
        "manage_people",
        "import_redirects",
        "delete_messages",
    ),
}


def test_general_actions_belong_to_roles() -> None:
    wanted = {
        "": set(),
        "journalist": JOURNALIST_GENERAL,
        "editor": JOURNALIST_GENERAL | EDITOR_GENERAL,
        "admin": JOURNALIST_GENERAL | EDITOR_GENERAL | ADMIN_GENERAL,
        "superuser": JOURNALIST_GENERAL | EDITOR_GENERAL | ADMIN_GENERAL,
    }
    found = {role: {action for action in GENERAL if may(person(role), action)} for role in ROLES}
    assert found == wanted


@pytest.mark.parametrize("scope", [{"edition_id": HERE}, {"desk_id": HERE}])
def test_an_admin_of_an_edition_or_a_desk_has_nothing_that_is_the_whole_newsroom_s(
    scope: dict[str, int],
) -> None:
    who = person("admin", **scope)
    assert {action for action in GENERAL if not may(who, action)} == {"add_editions", "manage_people"}


def test_a_story_action_without_a_story_asks_whether_there_could_be_one() -> None:
    for action in STORY_ACTIONS:
        assert may(person("editor"), action)
        assert may(person("journalist"), action) == (action in JOURNALISTS)
        assert not may(person(""), action)


@pytest.mark.parametrize("story", [None, Story()])
def test_an_unknown_action_is_found_at_once(story: Story | None) -> None:
    with pytest.raises(KeyError):
        may(person("editor"), "publsh", story)


@pytest.mark.django_db
def test_stories_visible_in_one_query_are_those_that_may_be_viewed() -> None:
    rng = random.Random(5)
    editions = [make_edition("en"), make_edition("es")]
    desks = [make_desk("world"), make_desk("sports")]
    people = [make_user("") for _ in range(16)]
    for user in people:
        for _ in range(rng.choice([0, 1, 1, 2, 3])):
            Membership.objects.get_or_create(
                user=user,
                role=rng.choice(["journalist", "journalist", "editor", "admin"]),
                edition=rng.choice([None, *editions]),
                desk=rng.choice([None, *desks]),
            )
    people[0].is_superuser = people[1].is_superuser = people[1].is_active = True
    people[1].is_active = people[2].is_active = False
    authors = [make_author(f"Author {n}", user=people[n]) for n in range(3, 8)]
    for _ in range(30):
        edition = rng.choice(editions)
        make_article(
            edition=edition,
            section=make_section("news", edition),
            creator=rng.choice(people),
            by=rng.choice(authors),
            assignee=rng.choice([None, *people]),
            desk=rng.choice([None, *desks]),
            confidential=rng.random() < 0.4,
        )
    stories = list(Article.objects.all())
    seen = 0
    for user in people:
        visible = list(Article.objects.visible_to(user).order_by("pk"))
        assert visible == sorted((s for s in stories if user.may("view", s)), key=lambda s: s.pk)
        seen += len(visible)
    assert 0 < seen < len(people) * len(stories)


@pytest.mark.django_db
def test_owners_are_creator_assignee_and_who_signs() -> None:
    creator, assignee, writer, other = (make_user() for _ in range(4))
    article = make_article(creator=creator, assignee=assignee, by=make_author(user=writer))
    assert article.owner_ids() == {creator.pk, assignee.pk, writer.pk}
    assert all(user.may("edit", article) for user in (creator, assignee, writer))
    assert not other.may("edit", article)
    read = Article.objects.with_signers().get(pk=article.pk)
    assert read.owner_ids() == article.owner_ids()


@pytest.mark.django_db
def test_who_is_signed_in_has_the_roles_of_the_account() -> None:
    user = make_user("editor", edition=make_edition(), desk=make_desk())
    Membership.objects.create(user=user, role="journalist")
    signed_in = RightsBackend().get_user(user.pk)
    assert signed_in == user
    assert [(r.role, r.edition_id, r.desk_id) for r in signed_in.roles()] == [
        (r.role, r.edition_id, r.desk_id) for r in user.memberships.order_by("pk")
    ]


@pytest.mark.django_db
def test_an_account_that_is_closed_is_not_signed_in_any_more() -> None:
    assert RightsBackend().get_user(make_user("editor", is_active=False).pk) is None


@pytest.mark.django_db
def test_a_journalist_may_edit_a_live_story_and_an_editor_decides(site_clock: SiteClock) -> None:
    journalist, editor = make_user("journalist"), make_user("editor")
    article = make_article(creator=journalist, published=True)
    assert article.public_status == "published"
    assert journalist.may("edit", article)
    assert journalist.may("submit", article)
    assert not any(journalist.may(verb, article) for verb in ("publish", "correct", "edit_live", "withdraw"))
    publishing.submit(article.pk, journalist)
    article = Article.objects.get(pk=article.pk)
    assert not journalist.may("edit", article)
    assert editor.may("publish", article)

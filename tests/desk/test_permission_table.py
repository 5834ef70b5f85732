"""Every address below a story, asked by everybody of stories in every state: each cell is what `may` says.

`may` itself is compared with the rules in words elsewhere; here each address has to ask it, and for the right act. An
address that is new fails until it has a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client

from articles import publishing
from articles.admin.panel import VERBS
from articles.models import Article, Revision
from articles.previews.models import ShareLink
from articles.review.models import Comment
from articles.revisions import keep
from tests.desk.forms import signed_in, story_post, verb_post
from tests.factories import make_article, make_edition, make_image, make_user

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from newsroom.accounts.models import User

STATES = (
    *("draft", "submitted", "spiked", "scheduled", "published", "withdrawn", "gone", "moved"),
    *("confidential", "public and submitted"),
)
PEOPLE = ("anonymous", "nobody", "elsewhere", "another journalist", "owner", "editor", "admin")
ANSWERS: dict[str, dict[str, Any]] = {
    "send_back": {"note": "More."},
    "schedule": {"at": "2031-01-01T12:00"},
    "withdraw": {"notice": "It was wrong."},
    "move": {"moved_to": "/latest/"},
    "correct": {"text": "It was Tuesday.", "type": "correction", "placement": "bottom"},
    "cancel": {"release": 1},
    "assign": {"was": ";"},
}


@dataclass(frozen=True)
class Case:
    """A story in a state, and what its addresses name."""

    article: Article
    kept: Revision
    link: ShareLink
    token: str
    comment: Comment


@dataclass(frozen=True)
class Address:
    """One address and method. `right` is what `may` is asked of the story; "create" is asked without one."""

    name: str
    method: str
    suffix: Callable[[Case], str]
    right: str
    post: Callable[[Case], dict[str, Any]] = lambda _case: {}


def fixed(suffix: str) -> Callable[[Case], str]:
    return lambda _case: suffix


def form(case: Case) -> dict[str, Any]:
    return story_post(Article.objects.get(pk=case.article.pk), headline="Changed")


def verb(name: str) -> Address:
    return Address(
        "verb", "post", fixed(f"{name}/"), name, lambda case: verb_post(case.article, **ANSWERS.get(name, {}))
    )


def said(_case: Case) -> dict[str, Any]:
    return {"text": "Who?"}


def head(case: Case) -> dict[str, Any]:
    return {"base_revision": case.article.head_id, "theirs": case.article.head_id, "all": "theirs"}


TABLE = (
    *(verb(name) for name in VERBS),
    Address("change", "get", fixed("change/"), "view"),
    Address("change", "post", fixed("change/"), "edit", form),
    Address("draft", "post", fixed("draft/"), "draft", form),
    Address("draft_discard", "post", fixed("draft/discard/"), "draft", form),
    Address("draft_compare", "post", fixed("draft/compare/"), "draft", form),
    Address("draft_keep", "post", fixed("draft/keep/"), "draft", form),
    Address("checks", "get", fixed("checks/"), "view"),
    Address("presence", "get", fixed("presence/"), "view"),
    Address("presence_leave", "post", fixed("presence/leave/"), "view"),
    Address(
        "take_over",
        "post",
        fixed("take-over/"),
        "edit",
        lambda case: {"user": case.article.creator_id},
    ),
    Address("history", "get", fixed("history/"), "view"),
    Address("diff", "get", lambda c: f"diff/?from={c.article.head_id}&to={c.kept.pk}", "view"),
    Address("changes", "get", fixed("changes/"), "view"),
    Address("revision", "get", lambda c: f"revision/{c.kept.pk}/", "view"),
    Address("restore", "post", lambda c: f"restore/{c.kept.pk}/", "edit", head),
    Address("comparison", "get", lambda c: f"comparison/{c.kept.pk}/", "edit"),
    Address("comparison", "post", lambda c: f"comparison/{c.kept.pk}/", "edit", head),
    Address("decide", "get", fixed("decide/"), "publish"),
    Address("preview", "get", fixed("preview/"), "view"),
    Address("preview_page", "get", fixed("preview/page/"), "view"),
    Address("preview_picture", "get", lambda c: f"preview/media/{c.token}.jpg", "view"),
    Address("share", "post", fixed("share/"), "share", lambda _case: {"hours": 24}),
    Address("share_revoke", "post", lambda c: f"share/{c.link.pk}/revoke/", "unshare"),
    Address("effects", "get", fixed("effects/"), "view"),
    Address("comments", "get", fixed("comments/"), "view"),
    Address("comments", "post", fixed("comments/"), "comment", said),
    Address("comment_people", "get", fixed("comments/people/"), "view"),
    Address("comment_act", "post", lambda c: f"comments/{c.comment.pk}/answer/", "comment", said),
    Address("comment_act", "post", lambda c: f"comments/{c.comment.pk}/resolve/", "resolve"),
    Address("comment_act", "post", lambda c: f"comments/{c.comment.pk}/reopen/", "resolve"),
    Address("copy", "post", fixed("copy/"), "create"),
    Address("translate", "get", fixed("translate/"), "view"),
    Address(
        "translate", "post", fixed("translate/"), "create", lambda _case: {"edition": make_edition("es").pk}
    ),
)
# Of the whole list; what they do to each story is asked story by story, in test_bulk.py and test_drafts.py.
ELSEWHERE = {"bulk", "changelist", "add", "new_draft", "new_discard", "new_checks"}


def make_case(state: str) -> Case:
    image = make_image(rendered=True)
    story = make_article(
        images=[image],
        submitted=state == "submitted",
        published=state in ("published", "withdrawn", "gone", "moved", "public and submitted"),
        confidential=state == "confidential",
    )
    editor = make_user("editor")
    match state:
        case "spiked":
            publishing.spike(story.pk, editor)
        case "scheduled":
            publishing.schedule(story.pk, editor, at=datetime.now(UTC) + timedelta(days=1))
        case "withdrawn":
            publishing.withdraw(story.pk, editor, notice="It was wrong.")
        case "gone":
            publishing.unpublish(story.pk, editor)
        case "moved":
            publishing.move(story.pk, editor, moved_to="/latest/")
        case "public and submitted":
            publishing.submit(story.pk, story.creator)
    story = Article.objects.get(pk=story.pk)
    assert story.head is not None
    kept = keep(story, editor, {**story.head.content, "kicker": "Kept"}, base=story.head, reason="Discarded.")
    link = ShareLink.objects.create(
        token_hash=f"{story.pk:064d}",
        article=story,
        created_by=editor,
        expires_at=datetime.now(UTC) + timedelta(days=2),
    )
    comment = Comment.objects.create(article=story, author=editor, text="Who?")
    return Case(story, kept, link, image.renditions.filter(format="jpg")[0].token, comment)


def make_people(case: Case) -> Iterator[tuple[str, Client, User | None]]:
    yield "anonymous", Client(), None
    for name, user in (
        ("nobody", make_user("")),
        ("elsewhere", make_user("editor", edition=make_edition("es"))),
        ("another journalist", make_user("journalist")),
        ("owner", case.article.creator),
        ("editor", make_user("editor")),
        ("admin", make_user("admin")),
    ):
        client = signed_in(user)
        client.raise_request_exception = False
        yield name, client, user


def due(user: User | None, case: Case, address: Address) -> str:
    """What is due: the way to sign in, not found, refused, or an answer."""
    if user is None or not user.may("enter"):
        return "sign in"
    story = Article.objects.get(pk=case.article.pk)
    if not user.may("view", story):
        # What readers see may be translated by whoever may write in another edition.
        is_public = address.name == "translate" and story.public_status == "published"
        return "answer" if is_public and user.may("create") else "not found"
    may = user.may("create") if address.right == "create" else user.may(address.right, story)
    return "answer" if may else "refused"


def answered(client: Client, case: Case, address: Address) -> tuple[str, int]:
    """What came; whatever it did is undone."""
    url = f"/admin/articles/article/{case.article.pk}/{address.suffix(case)}"
    with transaction.atomic():
        sent = address.post(case) if address.method == "post" else None
        response = client.post(url, sent) if sent is not None else client.get(url)
        transaction.set_rollback(True)
    if response.status_code == 302 and "/admin/login/" in response["Location"]:
        return "sign in", 302
    words = {403: "refused", 404: "not found"}
    return words.get(
        response.status_code, "answer" if response.status_code < 500 else "fault"
    ), response.status_code


def wrong_cells(state: str) -> list[tuple[str, str, str, str, str, int]]:
    case = make_case(state)
    wrong = []
    for who, client, user in list(make_people(case)):
        for address in TABLE:
            expected, (found, status) = due(user, case, address), answered(client, case, address)
            if found != expected:
                wrong.append((who, address.method, address.suffix(case), expected, found, status))
    return wrong


def test_every_address_below_a_story_has_its_row() -> None:
    urls = admin.site._registry[Article].get_urls()
    names = {str(getattr(url, "name", "")).removeprefix("articles_article_") for url in urls} - {"None", ""}
    assert names - ELSEWHERE == {address.name for address in TABLE}
    assert len(TABLE) * len(PEOPLE) * len(STATES) >= 2000


@pytest.mark.django_db
def test_each_address_answers_by_the_rights_of_whoever_asks_of_a_draft() -> None:
    assert wrong_cells("draft") == []


@pytest.mark.sweep
@pytest.mark.django_db
@pytest.mark.parametrize("state", [state for state in STATES if state != "draft"])
def test_each_address_answers_by_the_rights_of_whoever_asks_of_a_story_in_any_state(state: str) -> None:
    assert wrong_cells(state) == []


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_lists_and_pickers_name_a_story_to_those_alone_who_may_see_it(state: str) -> None:
    case = make_case(state)
    places = {
        "list": "/admin/articles/article/",
        "picker, by words": "/admin/lookup/stories/?q=council",
        "picker, by number": f"/admin/lookup/stories/?ids={case.article.pk}",
    }
    wrong = []
    for who, client, user in make_people(case):
        for place, url in places.items():
            may = (
                user is not None
                and user.may("enter")
                and user.may("view", Article.objects.get(pk=case.article.pk))
            )
            # Nobody points at a story that was dropped.
            expected = may and (place == "list" or state != "spiked")
            found = "Council votes on the bridge" in client.get(url).content.decode()
            if found != expected:
                wrong.append((who, place, expected, found))
    assert wrong == []

"""Nothing of a story reaches who may not see it, whatever page of the desk they open and whatever they send."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from articles import publishing
from articles.models import Article, ArticleImage, Assignment
from articles.published.models import Release
from articles.review import bundles, comments
from articles.review.models import Comment
from articles.revisions import save_revision
from tests.desk.forms import signed_in
from tests.factories import make_article, make_coverage, make_desk, make_edition, make_image, make_user

if TYPE_CHECKING:
    from django.http import HttpResponse

    from articles.media.models import Image
    from articles.review.models import Bundle
    from newsroom.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
MARK = "zephyrine"
# What is searched for: that may be said again.
ASKED = "zephyr"
SOON = timedelta(hours=3)
STORY = "admin/articles/article/"
# The addresses that are about stories, or about what stands beside them.
ABOUT = tuple(
    f"admin/{part}/"
    for part in (
        *("articles/article", "media", "media/image", "media/video", "review/bundle", "sections/coverage"),
        *("board", "calendar", "palette", "lookup", "breaking/alert"),
    )
)
# What a form of any of the addresses may send, so that it is not refused for what it lacks.
SENT = {
    "text": "A word.",
    "note": "More.",
    "q": MARK,
    "move": "{story}:up",
    "story": "{story}",
    "stories": "{story}",
}

EYES: dict[str, Callable[[], User]] = {
    "a journalist": make_user,
    "an editor of another desk": lambda: make_user("editor", desk=make_desk("sport")),
}


class Secret:
    """A story that says MARK wherever a story can say something, and all that stands beside it."""

    def __init__(self) -> None:
        chief = make_user("editor")
        edition = make_edition()
        self.image: Image = make_image(rights_until=datetime.now(UTC) + 2 * SOON)
        fields = {
            "slugline": MARK,
            "standfirst": MARK,
            "kicker": MARK,
            "desk_note": MARK,
            "confidential": True,
        }
        self.story = make_article(
            f"{MARK} one", edition=edition, desk=make_desk(), body=f'<p id="b-aaaaaaaa">{MARK}</p>', **fields
        )
        ArticleImage.objects.create(article=self.story, image=self.image, caption=MARK, position=0)
        save_revision(self.story, chief)
        soon = datetime.now(UTC) + SOON
        publishing.assign(self.story.pk, chief, assignee=make_user(), due_at=soon)
        self.comment: Comment = comments.comment(
            Article.objects.get(pk=self.story.pk), chief, f"{MARK}?", block_id="b-aaaaaaaa"
        ).comment
        self.bundle: Bundle = bundles.create("Together", chief)
        bundles.add(self.bundle.pk, self.story.pk, chief)
        self.release = publishing.schedule(self.story.pk, chief, at=soon)
        bundles.add(self.bundle.pk, self._again(chief), chief)
        self.coverage = make_coverage(pinned_ids=[self.story.pk], hero=self.image)

    def _again(self, chief: User) -> int:
        """Scheduled alone it has left the bundle: another of the kind is in there."""
        other = make_article(
            f"{MARK} two", confidential=True, desk=make_desk(), body=f"<p>{MARK}</p>", creator=chief
        )
        return other.pk


def _walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, here)
        else:
            yield here


def _addresses(secret: Secret) -> list[str]:
    """Every address of the desk, about the secret and what is beside it."""
    keys = {
        "articles/article": secret.story.pk,
        "media/image": secret.image.pk,
        "media/<int:pk>": secret.image.pk,
        "review/bundle": secret.bundle.pk,
        "sections/coverage": secret.coverage.pk,
        "board/": secret.story.pk,
    }
    found = []
    for route in _walk(get_resolver().url_patterns):
        if not route.startswith(ABOUT):
            continue
        key = next((pk for part, pk in keys.items() if part in route), secret.story.pk)
        head = secret.story.head_id if "comments" not in route else secret.comment.pk
        within = {"object_id": key, "id": key, "pk": key if "object_id" not in route else head}
        found += [f"/{address}" for address in _spelt(route, within)]
    return found


def _spelt(route: str, within: dict[str, object]) -> list[str]:
    """The route with a key for each of its parts, once for each word of a choice."""
    route = re.sub(r"[\^$]|\\(?=\.)", "", route)
    choice = re.search(r"\(\?P<\w+>([a-z_|-]+)\)", route)
    words = choice[1].split("|") if choice else [""]
    slugs = ["stories", "people", "pictures", "assign", "publish", "bundle"] if "<slug:" in route else [""]
    found = []
    for word in words:
        for slug in slugs:
            one = route.replace(choice[0], word) if choice else route
            one = re.sub(r"<slug:\w+>", slug, one)
            one = re.sub(r"\(\?P<token>[^)]*\)", "0" * 32, one)
            one = re.sub(r"\(\?P<format>[^)]*\)", "jpg", one)
            one = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda m: str(within.get(m[1], 1)), one)
            one = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(within.get(m[1], 1)), one)
            found.append(one)
    return found


def _lists(secret: Secret) -> list[str]:
    """The lists of the desk as one would ask them for it."""
    pk, day = secret.story.pk, f"{datetime.now(UTC) + SOON:%Y-%m-%d}"
    asked = [
        *(
            f"calendar/?edition={edition}&view={view}&on={day}"
            for edition in ("", secret.story.edition_id)
            for view in ("month", "week", "day")
        ),
        *(f"calendar/?part=days&edition={secret.story.edition_id}&desk={secret.story.desk_id}&on={day}",),
        *(
            f"calendar/move/?item={item}"
            for item in (f"release:{pk}:{secret.release.pk}", f"due:{pk}", f"bundle:{secret.bundle.pk}")
        ),
        *(
            f"board/?{query}"
            for query in (
                "",
                f"edition={secret.story.edition_id}",
                f"desk={secret.story.desk_id}",
                "whose=nobody",
            )
        ),
        *("board/fresh/", f"palette/?q={ASKED}", f"palette/?q={pk}", f"palette/?q=%23{pk}"),
        *(f"lookup/stories/?{query}" for query in (f"q={ASKED}", f"q={pk}", f"ids={pk}")),
        *(
            f"?all={panel}"
            for panel in ("amiss", "mentions", "unsaved", "waiting", "next", "latest", "writing")
        ),
        *(
            f"articles/article/?{query}"
            for query in (
                f"q={ASKED}",
                f"q={pk}",
                "column=scheduled",
                "whose=assigned",
                f"whose={secret.story.creator_id}",
                "status=scheduled",
                "lacks=picture",
            )
        ),
        *(
            f"media/image/?q={ASKED}",
            "media/image/?use=live",
            "media/image/?use=unused",
            "media/image/rights/",
        ),
        *(f"media/image/describe/?ids={secret.image.pk}", "review/bundle/", f"review/bundle/?q={ASKED}"),
        "autocomplete/?app_label=review&model_name=bundleitem&field_name=article&term=" + ASKED,
    ]
    return [f"/admin/{one}" for one in asked]


def _said(response: HttpResponse) -> str:
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    return body.decode("utf-8", "replace") + str(response.headers)


def test_who_may_see_it_finds_it_in_many_places() -> None:
    secret, client = Secret(), signed_in(make_user("editor"))
    told = [address for address in _lists(secret) if MARK in _said(client.get(address))]
    assert len(told) > len(_lists(secret)) / 2


@pytest.mark.parametrize("who", EYES)
def test_no_page_says_anything_of_a_story_that_one_may_not_see(who: str) -> None:
    secret, client = Secret(), signed_in(EYES[who]())
    for address in [*_addresses(secret), *_lists(secret)]:
        assert MARK not in _said(client.get(address)), address


@pytest.mark.parametrize("who", EYES)
def test_nothing_that_is_sent_changes_it_or_is_answered_with_it(who: str) -> None:
    secret, client = Secret(), signed_in(EYES[who]())
    before = _state(secret)
    for address in _addresses(secret):
        sent = {name: value.format(story=secret.story.pk) for name, value in SENT.items()}
        response = client.post(address, sent)
        assert MARK not in _said(response), address
        if address.startswith(f"/{STORY}{secret.story.pk}/"):
            assert response.status_code in (302, 404, 405), address
    assert _state(secret) == before


def _state(secret: Secret) -> list[object]:
    story = Article.objects.get(pk=secret.story.pk)
    return [
        (story.stage, story.head_id, story.assignee_id, story.due_at, story.desk_note),
        list(Release.objects.values_list("pk", "public_from")),
        list(Comment.objects.values_list("pk", "text", "resolved_at")),
        list(secret.bundle.items.values_list("article_id", "position")),
        Assignment.objects.count(),
    ]

"""What packages above add to the stories of one kind, wherever those are shown: to a live blog its posts.

`settings.STORY_ADDITIONS` names an Addition by the kind of its stories; the views here know no more of it than this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string

from articles.published.models import Release
from articles.published.reader import Reader, ReaderRequest

if TYPE_CHECKING:
    from articles.published.head import Head
    from articles.published.page import Page
    from articles.published.rendering import Part
    from articles.published.story import Story


class Added(Protocol):
    """What is added to one story, once it was read.

    `happened_at` is the time of the last thing added, `changed_at` when readers last saw any of it change; None if never.
    """

    @property
    def template(self) -> str:
        """Of the page: one that extends `published/article.html`."""
        ...

    @property
    def happened_at(self) -> datetime | None: ...

    @property
    def changed_at(self) -> datetime | None: ...

    @property
    def query(self) -> str:
        """What follows the story's path in the address of this page of it."""
        ...

    def want(self, page: Page) -> None:
        """Ask for the pictures, names and stories in it, before the page is loaded."""
        ...

    def told(self, story: Story) -> Story:
        """The story with what the addition knows better: whether it is over."""
        ...

    def about(self, page: Page, story: Story, head: Head) -> dict[str, Any]:
        """Complete the head of its page; return the properties (schema.org) that go before those of the story."""
        ...

    def fills(self, page: Page, story: Story, room: int) -> dict[str, Any]:
        """More properties, which are no longer than `room` bytes of JSON: what has no length of its own."""
        ...

    def gives(self, page: Page, story: Story) -> dict[str, Any]:
        """Its share of the template's context."""
        ...

    def parts(self, page: Page, *, is_linked: bool) -> list[Part]:
        """It as more of the story's body, for the plain forms; `is_linked` where addresses inside the page lead nowhere."""
        ...


class Addition(Protocol):
    """What is added to all stories of one kind."""

    def open(self, request: ReaderRequest, release: Release) -> Added | HttpResponse:
        """What the request asks to see of it, or another answer. Raises Http404 for a page that is not there."""
        ...

    def read(self, reader: Reader, article_ids: Iterable[int]) -> Mapping[int, Added]:
        """What stands on the first page of each of the stories, in one query."""
        ...

    def instants(self) -> dict[str, Any]:
        """Expressions over Release: `happened_at`, of the last thing added, and `over_at`, since when nothing more is."""
        ...


@cache
def additions() -> dict[str, Addition]:
    """The additions by the kind of their stories."""
    return {kind: import_string(path)() for kind, path in settings.STORY_ADDITIONS.items()}


def opened(request: ReaderRequest, release: Release) -> Added | HttpResponse | None:
    """What is added to the story as the request asks for it; None for a story of which the Release is all."""
    addition = additions().get(release.kind)
    return addition.open(request, release) if addition else None


def added_to(reader: Reader, releases: Iterable[Release]) -> dict[int, Added]:
    """What is added to the stories, by their ids: one query for each kind of which there are any."""
    stories = list(releases)
    found: dict[int, Added] = {}
    for kind, addition in additions().items():
        ids = [release.article_id for release in stories if release.kind == kind]
        if ids:
            found |= addition.read(reader, ids)
    return found


def instants() -> dict[str, Any]:
    """`happened_at` and `over_at` of Release, of whatever kind; {} where nothing is added to any."""
    found: dict[str, Any] = {}
    for addition in additions().values():
        found |= addition.instants()
    return found


def happened_at(release: Release, added: Added | None = None) -> datetime:
    """When readers last saw something new of the story: its update, or what was added since.

    Of what was not read it is known if `instants` was annotated.
    """
    last = added.happened_at if added else getattr(release, "happened_at", None)
    return max(release.updated_at, last) if last else release.updated_at

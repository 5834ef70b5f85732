"""What tests of share links have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client

from articles.previews.links import make_link
from tests.factories import make_user

if TYPE_CHECKING:
    from articles.media.models import Image
    from articles.models import Article
    from newsroom.accounts.models import User

NEVER = "/preview/never-was/"
Answer = tuple[int, tuple[tuple[str, str], ...], bytes, str]


def shared(story: Article, by: User | None = None, **how: Any) -> str:
    """The path of a new link to the story."""
    _link, token = make_link(story.pk, by or make_user("editor"), **how)
    return f"/preview/{token}/"


def answer(path: str, method: str = "get", **headers: str) -> Answer:
    """All that a stranger is told: status, headers but for the date, body, cookies."""
    response = getattr(Client(raise_request_exception=False), method)(path, headers=headers)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    told = sorted((name, value) for name, value in response.items() if name != "Date")
    return response.status_code, tuple(told), body, response.cookies.output()


def is_closed(path: str) -> bool:
    never = answer(NEVER)
    assert never[0] == 404
    return answer(path) == never


def file_of(image: Image) -> str:
    rendition = image.renditions.get(width=640)
    return f"media/{rendition.token}.{rendition.format}"

"""What a story's page sends by itself, and the people who might."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.desk.forms import signed_in, story_post, visitor

if TYPE_CHECKING:
    from articles.models import Article

PAGE = "ab" * 16
OTHER_PAGE = "cd" * 16
KEY = "ef" * 16
ADD_DRAFT = "/admin/articles/article/add/draft/"
PEOPLE = ("anonymous", "nobody", "elsewhere", "journalist", "owner", "editor")


def below(article: Article, suffix: str) -> str:
    return f"/admin/articles/article/{article.pk}/{suffix}/"


def client_of(who: str, article: Article) -> Client:
    return signed_in(article.creator) if who == "owner" else visitor(who)


def typed_post(article: Article, page: str = PAGE, **changes: Any) -> dict[str, Any]:
    """The story's form with what was typed over it, as its page sends it by itself."""
    return story_post(article, **changes) | {"_page": page}


def autosave(client: Client, article: Article, page: str = PAGE, **changes: Any) -> Any:
    post = typed_post(article, page, **changes)
    return client.post(below(article, "draft"), post, headers={"Accept": "application/json"})

"""Addresses of the desk's previews, and texts to look at."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from articles.models import Article
from articles.revisions import lock, save_revision


def frame_url(story: Article, place: str = "page", **query: Any) -> str:
    asked = "&".join(f"{name}={value}" for name, value in {"view": place, **query}.items())
    return f"/admin/articles/article/{story.pk}/preview/page/?{asked}"


def desk_url(story: Article, place: str = "page") -> str:
    return f"/admin/articles/article/{story.pk}/preview/?view={place}"


def save_again(story: Article, **fields: Any) -> Article:
    """Another text of the story, saved on the desk."""
    with transaction.atomic():
        article = lock(story.pk)
        for name, value in fields.items():
            setattr(article, name, value)
        article.save()
        save_revision(article, article.creator)
    return Article.objects.get(pk=story.pk)

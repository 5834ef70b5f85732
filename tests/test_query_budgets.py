from __future__ import annotations

import io
import os
import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.published.models import Release
from articles.published.moment import reader_moment
from articles.published.versions import read_with
from breaking.models import Alert
from newsroom.preparation import ROOT
from tests.breaking.live.making import Blog
from tests.factories import (
    make_article,
    make_author,
    make_coverage,
    make_edition,
    make_image,
    make_region,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    from articles.models import Article

pytestmark = pytest.mark.reader_role

BUDGETS = {
    "article": 14,
    "front": 16,
    "section": 12,
    "live blog": 16,
    "lite article": 10,
    "lite front": 10,
    "lite section": 9,
}


def queries(paths: dict[str, str]) -> dict[str, int]:
    """What each page costs in a process of its own that has served nothing before."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    run = subprocess.run(
        [sys.executable, "-m", "tests.counting", *paths.values()],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    print(run.stdout, run.stderr, sep="\n")
    assert run.returncode == 0
    found = [[int(number) for number in line.split()] for line in run.stdout.splitlines()[-len(paths) :]]
    assert [status for status, _ in found] == [200] * len(paths)
    return {name: count for name, (_, count) in zip(paths, found, strict=True)}


def newest_story() -> Article:
    """A story with all that a page can show, in a newsroom with regions, coverages, alerts and editions."""
    make_edition("ar")
    editor = make_user("editor")
    section = make_section("politics", parent=make_section("news"))
    tags = [make_tag(f"tag {number}") for number in range(5)]
    make_coverage("The Compact", tag_ids=[tags[0].pk])
    image = make_image(rendered=True)
    fields = {
        "section": section,
        "images": [image],
        "tags": tags,
        "regions": [make_region("Europe")],
        "creator": editor,
    }
    others = [make_article(f"Other {number}", published=True, **fields) for number in range(9)]
    body = (
        f'<p>One.</p><figure data-news="image" data-image-id="{image.pk}"></figure><p>Two.</p>'
        f'<aside data-news="related" data-articles="{others[0].pk},{others[1].pk}"></aside><p>Three.</p>'
    )
    story = make_article(
        "Council votes", body=body, by=make_author(), related=others[:2], published=True, **fields
    )
    now = timezone.now()
    arabic = make_section("akhbar", make_edition("ar"), parent=make_section("aalam", make_edition("ar")))
    make_article("Sawwata", section=arabic, translation_group=story, published=True)
    for number in range(3):
        alert = Alert.objects.create(
            text=f"Line {number}",
            article_id=story.pk,
            author=editor,
            public_from=now - timedelta(minutes=5),
            public_until=now + timedelta(hours=1),
        )
        alert.editions.add(make_edition())
    return story


def how_versions_are_found(story: Article) -> str:
    """PostgreSQL's plan of what a story's page asks for first, as the reader role."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE published_release")
    with reader_moment() as moment:
        rows = moment.current(Release.objects.filter(article_id=story.pk))
        return rows.annotate(versions=read_with(moment)).explain()


@pytest.mark.long
def test_pages_cost_the_same_for_ten_stories_and_for_ten_thousand_and_no_more_than_their_budget() -> None:
    story = newest_story()
    blog = Blog(section=story.section, images=[make_image(rendered=True)])
    made = blog.posts(10, author_ids=[make_author("Ada Lind").pk], image_ids=[make_image(rendered=True).pk])
    blog.change(made[0], is_key=True)
    blog.stand(pinned_id=made[4])
    paths = {
        "live blog": f"/news/politics/{blog.pk}/council-votes-tonight/",
        "article": f"/news/politics/{story.pk}/council-votes/",
        "front": "/",
        "section": "/news/politics/",
        "lite article": f"/lite/{story.pk}/council-votes/",
        "lite front": "/lite/",
        "lite section": "/lite/news/politics/",
    }
    few = queries(paths)
    blog.posts(490)
    call_command("generate", articles=10_000, seed=1, stdout=io.StringIO())
    assert Release.objects.count() == 10_012
    many = queries(paths)
    assert many == few
    assert "release_translation_group" in how_versions_are_found(story)
    assert all(few[name] <= BUDGETS[name] for name in BUDGETS), few

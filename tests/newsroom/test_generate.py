from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles import publishing
from articles.models import Article, Revision
from articles.published.models import Release
from articles.revisions import snapshot
from tests.articles.published.pages import headlines
from tests.factories import make_edition, make_region, make_section, make_tag, make_user

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def newsroom() -> None:
    make_user("editor")
    make_section("politics", parent=make_section("news"))
    for name in ("rivers", "rail", "trade"):
        make_tag(name)
    make_region("Europe")


def content() -> list[tuple[str, str]]:
    return list(Release.objects.order_by("first_published_at").values_list("headline", "standfirst"))


def test_generated_stories_stand_in_the_lists_that_the_verbs_would_have_put_them_in(newsroom: None) -> None:
    call_command("generate", articles=60, seed=7, stdout=io.StringIO())
    out = io.StringIO()
    call_command("rebuild_listings", check=True, stdout=out)
    assert out.getvalue() == "0 differences\n"


def test_the_same_number_and_seed_give_the_same_stories(newsroom: None) -> None:
    call_command("generate", articles=20, seed=7, stdout=io.StringIO())
    first = content()
    call_command("generate", articles=20, seed=7, stdout=io.StringIO())
    call_command("generate", articles=20, seed=8, stdout=io.StringIO())
    assert sorted(content()[-60:]).count(first[0]) == 2
    assert sorted(set(content())) != sorted(set(first))


def test_readers_and_the_desk_can_use_them(newsroom: None, client: Client) -> None:
    call_command("generate", articles=30, seed=7, stdout=io.StringIO())
    newest = Release.objects.latest("first_published_at")
    assert headlines(client.get("/latest/"))[0] == newest.headline
    assert (
        client.get(f"/search/?q={newest.headline.split()[-1]}").content.count(newest.headline.encode()) >= 1
    )
    article = Article.objects.get(pk=newest.article_id)
    assert snapshot(article) == Revision.objects.get(pk=article.head_id).content
    publishing.unpublish(article.pk, make_user("editor"))
    assert client.get(f"/{article.pk}/").status_code == 410


def test_the_guard_stands_again_afterwards(newsroom: None) -> None:
    call_command("generate", articles=1, seed=7, stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = 'release_guard'")
        assert cursor.fetchone() == ("O",)


@pytest.mark.parametrize("number", [0, -1, 2_000_001])
def test_a_number_that_makes_no_sense_is_refused(newsroom: None, number: int) -> None:
    with pytest.raises(CommandError, match="from 1 to 2,000,000"):
        call_command("generate", articles=number)


def test_a_newsroom_without_sections_is_refused_in_a_sentence() -> None:
    make_edition()
    with pytest.raises(CommandError, match="load the demo first"):
        call_command("generate", articles=1)

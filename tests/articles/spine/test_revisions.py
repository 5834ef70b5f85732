"""A story's history: what is kept, what is loaded back, and what a stale save meets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import publishing
from articles.body.cleaning import clean_body
from articles.models import Article, ArticleTag, Byline, Correction, Revision, Source
from articles.published.models import Release
from articles.revisions import Stale, check_base, load, lock, restore, save_revision, snapshot
from tests.factories import (
    make_article,
    make_author,
    make_image,
    make_region,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    from newsroom.accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def editor() -> User:
    return make_user("editor")


def full(editor: User) -> Article:
    """A story with something in every part."""
    article = make_article(
        creator=editor,
        section=make_section("politics"),
        by=make_author("Mara Ellsworth"),
        tags=[make_tag("rivers"), make_tag("dams")],
        regions=[make_region("Asia"), make_region("Europe")],
        images=[make_image(), make_image()],
        related=[make_article("Another")],
        short_headline="Bridge vote",
        kicker="Water",
        slug="votes",
        slugline="BRIDGE-VOTE",
        trail_text="On cards.",
        dateline_place="Riverton",
        seo_title="Vote",
        seo_description="About the vote.",
        duration_seconds=90,
        genre="analysis",
        is_sensitive=True,
        embargoed_until=datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC),
    )
    Byline.objects.create(article=article, credited_as="A. Guest", role="translator", position=1)
    Source.objects.create(article=article, name="Agencies", url="https://example.org/")
    Correction.objects.create(article=article, text="It was Tuesday.", type="clarification", placement="top")
    article.further_sections.set([make_section("sports"), make_section("news")])
    save_revision(article, editor)
    return Article.objects.get(pk=article.pk)


def test_what_a_revision_keeps_can_be_loaded_back(editor: User) -> None:
    article = full(editor)
    kept = snapshot(article)
    assert article.head is not None
    assert article.head.content == kept
    empty = make_article("Empty", creator=editor)
    load(empty, kept)
    assert snapshot(Article.objects.get(pk=empty.pk)) == kept


def test_a_revision_holds_every_column_that_is_written(editor: User) -> None:
    kept = set(snapshot(full(editor)))
    desk = {
        *("id", "edition", "desk", "stage", "head", "submitted_revision", "creator", "assignee", "desk_note"),
        *("confidential", "created_at", "saved_at", "due_at", "words"),
        *("source_article", "source_revision", "translation_group"),
        *("origin_agency", "origin_guid", "origin_version"),
    }
    assert {f.name for f in Article._meta.concrete_fields} - desk <= kept


@given(
    st.fixed_dictionaries(
        {
            "headline": st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80),
            "standfirst": st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80),
            "body": st.lists(st.sampled_from(["<p>One.</p>", "<h2>Two</h2>", "<ul><li>Three</li></ul>"])).map(
                "".join
            ),
            "duration_seconds": st.none() | st.integers(0, 2**31 - 1),
            "is_sensitive": st.booleans(),
        }
    )
)
@settings(max_examples=10, derandomize=True, deadline=None)
def test_any_text_survives_saving_and_loading(fields: dict[str, object]) -> None:
    with transaction.atomic():
        article = make_article()
        for name, value in fields.items():
            setattr(article, name, value)
        article.save()
        revision = save_revision(article, article.creator)
        other = make_article("Another")
        load(other, Revision.objects.get(pk=revision.pk).content)
        assert snapshot(Article.objects.get(pk=other.pk)) == snapshot(Article.objects.get(pk=article.pk))
        transaction.set_rollback(True)


def test_saving_what_did_not_change_adds_nothing(editor: User) -> None:
    article = full(editor)
    head = article.head
    article.save()
    assert save_revision(article, editor) == head
    assert article.revisions.count() == 2


def test_the_same_instant_in_another_zone_is_no_change(editor: User) -> None:
    article = full(editor)
    assert article.embargoed_until is not None
    article.embargoed_until = article.embargoed_until.astimezone(timezone(timedelta(hours=5, minutes=30)))
    article.save()
    assert save_revision(article, editor).number == 2


def test_the_order_of_bylines_tags_and_pictures_is_a_change(editor: User) -> None:
    article = full(editor)
    for rows in (article.bylines, ArticleTag.objects.filter(content_object=article), article.pictures):
        before = save_revision(article, editor).number
        first, second = rows.all()
        first.position, second.position = 1, 0
        first.save()
        second.save()
        assert save_revision(Article.objects.get(pk=article.pk), editor).number == before + 1


def test_numbers_count_up_from_one_and_each_knows_its_parent(editor: User) -> None:
    article = make_article(creator=editor)
    for headline in ("Two", "Three"):
        article.headline = headline
        article.save()
        save_revision(article, editor)
    chain = list(article.revisions.order_by("number"))
    assert [r.number for r in chain] == [1, 2, 3]
    assert [r.parent for r in chain] == [None, chain[0], chain[1]]
    assert article.head == chain[2]


def test_a_stale_save_is_refused_and_both_texts_are_kept(editor: User) -> None:
    article = make_article("As both opened it", creator=editor)
    base = article.head_id
    with transaction.atomic():
        first = lock(article.pk)
        check_base(first, base)
        first.headline = "What the first wrote"
        first.save()
        save_revision(first, editor)
    with pytest.raises(Stale) as caught, transaction.atomic():
        check_base(lock(article.pk), base)
    assert caught.value.head is not None
    assert caught.value.head.content["headline"] == "What the first wrote"
    texts = [r.content["headline"] for r in article.revisions.order_by("number")]
    assert texts == ["As both opened it", "What the first wrote"]


def test_restoring_adds_a_revision_and_keeps_what_it_replaces(editor: User) -> None:
    article = make_article("First", creator=editor)
    old = article.head
    assert old is not None
    article.headline, article.body = "Second", clean_body("<p>Other words.</p>")
    article.save()
    replaced = save_revision(article, editor)
    made = restore(lock(article.pk), old, editor, "Back to the first")
    assert made.content == old.content
    assert (made.number, made.origin, made.reason) == (3, "restore", "Back to the first")
    assert made.parent == replaced
    assert Revision.objects.get(pk=replaced.pk).content["headline"] == "Second"
    assert Article.objects.get(pk=article.pk).headline == "First"


def test_an_old_page_cannot_publish(editor: User) -> None:
    article = make_article(creator=editor)
    seen = article.head_id
    article.headline = "Changed meanwhile"
    article.save()
    save_revision(article, editor)
    with pytest.raises(Stale):
        publishing.publish(article.pk, editor, revision=seen)
    with pytest.raises(Stale):
        publishing.submit(article.pk, editor, revision=seen)
    assert Article.objects.get(pk=article.pk).public_status == "hidden"


def saved_before_the_field_was_there(article: Article) -> Revision:
    """The head as it was written by a version that knew no short headline."""
    assert article.head is not None
    old = {name: value for name, value in article.head.content.items() if name != "short_headline"}
    return Revision.objects.create(
        article=article, number=99, parent=article.head, content=old, author=article.creator
    )


def test_a_text_saved_before_a_field_was_there_is_the_same_text_and_can_be_published(editor: User) -> None:
    article = make_article("Council votes on the bridge")
    old = saved_before_the_field_was_there(article)
    Article.objects.filter(pk=article.pk).update(head=old)
    with transaction.atomic():
        assert save_revision(lock(article.pk), editor) == old
    publishing.publish(article.pk, editor, revision=old.pk)
    release = Release.objects.get(article_id=article.pk)
    assert (release.revision_id, release.content["short_headline"]) == (old.pk, "")


def test_loading_a_text_without_the_field_empties_it(editor: User) -> None:
    article = make_article("Council votes on the bridge")
    old = saved_before_the_field_was_there(article)
    Article.objects.filter(pk=article.pk).update(short_headline="Bridge vote")
    with transaction.atomic():
        restore(lock(article.pk), Revision.objects.get(pk=old.pk), editor)
    assert Article.objects.get(pk=article.pk).short_headline == ""

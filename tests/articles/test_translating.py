"""Translations: how they are made, which text of the source they answer, and the tasks that corrections leave on them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from articles import publishing
from articles.body.blocks import blocks
from articles.models import Article, AuditEntry, Byline, Correction, Revision
from articles.published import moment
from articles.published.models import Release
from articles.publishing import Blocked
from articles.review.models import Comment, Mention
from articles.revisions import lock, save_revision
from articles.translating import mark_current, state_of, translate
from articles.translating.states import with_states
from tests.factories import (
    make_article,
    make_author,
    make_desk,
    make_edition,
    make_image,
    make_region,
    make_section,
    make_tag,
    make_translation,
    make_user,
)

if TYPE_CHECKING:
    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
FOUR = "<p>One.</p><h2>Two.</h2><p>Three.</p><p>Four.</p>"


def changed(article: Article, by: User | None = None, **fields: Any) -> Revision:
    """The story saved with other words."""
    fresh = Article.objects.get(pk=article.pk)
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh.save()
    return save_revision(fresh, by or fresh.creator)


def published(article: Article, *, significant: bool = True, **fields: Any) -> Revision:
    """The story saved with other words, and public with them."""
    revision = changed(article, **fields)
    publishing.publish(article.pk, make_user("editor"), significant=significant)
    return revision


def body_with(article: Article, old: str, new: str) -> str:
    return str(Article.objects.get(pk=article.pk).body).replace(old, new)


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


# Making one


def test_a_translation_begins_with_the_words_of_its_source_and_keeps_the_names_of_its_blocks() -> None:
    image, tag, region = (
        make_image(alt_text="A closed bridge", long_description="Closed."),
        make_tag("rivers"),
        make_region("Europe"),
    )
    source = make_article(
        "The bridge is closed",
        images=[image],
        tags=[tag],
        regions=[region],
        by=make_author("Mara Ellsworth"),
        body=FOUR,
        kicker="Bridges",
        genre="analysis",
        is_sensitive=True,
        slug="the-bridge",
        published=True,
    )
    source.pictures.update(caption="Closed since Monday.")
    published(source)
    translator = make_user()
    made = fresh(translate(source.pk, make_edition("es"), translator))
    same = ("headline", "standfirst", "kicker", "body", "kind", "genre", "is_sensitive")
    assert [getattr(made, name) for name in same] == [getattr(fresh(source), name) for name in same]
    assert [block.id for block in blocks(made.body)] == [block.id for block in blocks(source.body)]
    # What the library says of it stands there to be translated.
    words = [(row.image, row.caption, row.alt_text, row.long_description) for row in made.pictures.all()]
    assert words == [(image, "Closed since Monday.", "A closed bridge", "Closed.")]
    assert list(made.tags.all()) == [tag]
    assert list(made.regions.all()) == [region]
    assert (made.section, made.slug, made.stage, made.public_status) == (None, "", "draft", "hidden")
    assert (made.creator, made.edition.code) == (translator, "es")
    assert (made.translation_group, made.source_article) == (source, source)
    assert made.source_revision == fresh(source).head


def test_whoever_translates_signs_as_the_translator() -> None:
    source = make_article(by="A. Guest")
    known = make_user()
    author = make_author("Inés Vidal", user=known)
    with_author = translate(source.pk, make_edition("es"), known)
    without = translate(source.pk, make_edition("ar"), make_user(first_name="Rana", last_name="Saleh"))
    signed = [
        [(b.author, b.credited_as, b.role) for b in made.bylines.all()] for made in (with_author, without)
    ]
    guest = (None, "A. Guest", Byline.Role.WRITER)
    assert signed == [
        [guest, (author, "", Byline.Role.TRANSLATOR)],
        [guest, (None, "Rana Saleh", Byline.Role.TRANSLATOR)],
    ]


def test_whoever_translates_a_translation_of_their_own_is_named_once() -> None:
    translators = make_user("editor"), make_user("editor")
    make_author("Edda Halloran", user=translators[0])
    for translator in translators:
        source = make_article("Council votes", published=True)
        first = translate(source.pk, make_edition("es"), translator)
        second = translate(first.pk, make_edition("ar"), translator)
        other = translate(second.pk, make_edition("fr"), make_user("editor"))
        signed = [[(b.author, b.credited_as, b.role) for b in made.bylines.all()] for made in (first, second)]
        assert signed[1] == signed[0]
        assert other.bylines.count() == first.bylines.count() + 1


def test_a_translation_is_made_from_what_readers_see_and_else_from_the_desks_text() -> None:
    public, draft = make_article(published=True), make_article("Not out yet")
    shown = public.head
    changed(public, headline="Being rewritten")
    of_public = translate(public.pk, make_edition("es"), make_user())
    of_draft = translate(draft.pk, make_edition("es"), make_user())
    assert (of_public.source_revision, of_public.headline) == (shown, "Council votes on the bridge")
    assert (of_draft.source_revision, of_draft.headline) == (draft.head, "Not out yet")


def test_asked_again_the_version_that_is_there_is_the_answer() -> None:
    source, spanish = make_article(), make_edition("es")
    first = translate(source.pk, spanish, make_user())
    changed(first, headline="El puente")
    again = translate(source.pk, spanish, make_user())
    assert (again.pk, again.headline) == (first.pk, "El puente")
    assert Article.objects.filter(edition=spanish).count() == 1


def test_a_translation_of_a_translation_belongs_to_the_same_original() -> None:
    source = make_article(published=True)
    spanish = make_translation(source)
    arabic = translate(spanish.pk, make_edition("ar"), make_user())
    assert (arabic.translation_group, arabic.source_article) == (source, spanish)
    assert translate(source.pk, make_edition("ar"), make_user()) == arabic
    with pytest.raises(Blocked, match="of this edition already"):
        translate(arabic.pk, source.edition, make_user())


def test_what_was_secret_stays_so() -> None:
    until = datetime.now(UTC) + timedelta(days=3)
    owner = make_user()
    source = make_article(confidential=True, embargoed_until=until, creator=owner)
    made = fresh(translate(source.pk, make_edition("es"), owner))
    assert made.confidential
    assert made.embargoed_until == until
    with pytest.raises(PermissionDenied):
        translate(source.pk, make_edition("ar"), make_user())


def test_one_translates_what_one_may_read_into_an_edition_in_which_one_may_write() -> None:
    english, spanish, arabic = make_edition("en"), make_edition("es"), make_edition("ar")
    source = make_article(edition=english)
    with pytest.raises(PermissionDenied, match="may not read"):
        translate(source.pk, spanish, make_user("editor", edition=spanish))
    with pytest.raises(PermissionDenied, match="may not write"):
        translate(source.pk, spanish, make_user("admin", edition=english))
    both = make_user("journalist", edition=english)
    both.memberships.create(role="journalist", edition=spanish)
    assert translate(source.pk, spanish, both).creator == both
    with pytest.raises(PermissionDenied, match="may not write"):
        translate(source.pk, arabic, both)


def test_it_stands_at_the_sources_desk_or_at_one_of_whoever_translates() -> None:
    world, language = make_desk("world"), make_desk("language")
    source, spanish, arabic = make_article(desk=world), make_edition("es"), make_edition("ar")
    assert translate(source.pk, spanish, make_user()).desk == world
    translator = make_user("journalist", edition=source.edition)
    translator.memberships.create(role="journalist", edition=arabic, desk=language)
    assert translate(source.pk, arabic, translator).desk == language


def test_a_version_that_one_may_not_see_is_neither_shown_nor_made_twice() -> None:
    source, spanish = make_article(), make_edition("es")
    hidden = translate(source.pk, spanish, make_user())
    Article.objects.filter(pk=hidden.pk).update(confidential=True)
    with pytest.raises(Blocked, match="may not see"):
        translate(source.pk, spanish, make_user())


def test_a_spiked_story_is_not_translated() -> None:
    source = make_article()
    publishing.spike(source.pk, make_user("editor"))
    with pytest.raises(Blocked, match="spiked"):
        translate(source.pk, make_edition("es"), make_user())


def test_the_database_takes_one_translation_an_edition_and_none_of_itself() -> None:
    source = make_article()
    other = make_article(edition=make_edition("es"))
    make_translation(source)
    with pytest.raises(IntegrityError, match="article_one_translation_an_edition"), transaction.atomic():
        Article.objects.filter(pk=other.pk).update(translation_group=source)
    with pytest.raises(IntegrityError, match="article_translation_of_another"), transaction.atomic():
        Article.objects.filter(pk=other.pk).update(translation_group=other)


def test_a_release_names_the_original_that_its_story_goes_back_to() -> None:
    source = make_article(published=True)
    spanish = make_translation(source, published=True)
    arabic = make_translation(spanish, make_edition("ar"), published=True)
    groups = dict(Release.objects.values_list("article_id", "translation_group"))
    assert groups == {source.pk: None, spanish.pk: source.pk, arabic.pk: source.pk}


def test_the_log_and_the_history_say_what_it_was_made_from() -> None:
    source, by = make_article(), make_user()
    made = translate(source.pk, make_edition("es"), by)
    entry = AuditEntry.objects.get(article_id=made.pk, verb="translate")
    assert (entry.by, entry.detail["source"], entry.detail["text"]) == (by, source.pk, 1)
    assert made.revisions.get().reason == f"Translated from text 1 of story {source.pk}."


# Whether it still answers its source


def test_a_translation_is_stale_once_its_source_was_changed_for_readers_and_says_how_many_blocks_are() -> (
    None
):
    source = make_article(body=FOUR, published=True)
    made = make_translation(source)
    assert (state_of(made).name, state_of(made).changed, state_of(made).total) == ("current", 0, 4)
    old = source.head
    new = published(
        source, body=body_with(source, "Three.", "Three, and more."), headline="Council votes again"
    )
    state = state_of(fresh(made))
    assert (state.name, state.changed, state.total, state.fields) == ("stale", 1, 4, ["headline"])
    assert (state.old, state.new) == (old, new)


def test_blocks_that_came_and_went_count_among_those_changed() -> None:
    source = make_article(body=FOUR, published=True)
    made = make_translation(source)
    body = body_with(source, "<p>Five.</p>", "")
    gone = next(block.html for block in blocks(body) if block.text == "Three.")
    published(source, body=f"{body.replace(gone, '')}<p>Five, which is new.</p>")
    state = state_of(made)
    assert (state.name, state.changed, state.total) == ("stale", 2, 5)


def test_what_is_not_public_or_a_minor_edit_or_no_word_leaves_it_current() -> None:
    source = make_article(body=FOUR, published=True)
    made = make_translation(source)
    changed(source, body=body_with(source, "Three.", "Thirty."))
    assert state_of(made).name == "current"
    publishing.schedule(source.pk, make_user("editor"), at=datetime.now(UTC) + timedelta(days=1))
    assert state_of(made).name == "current"
    publishing.publish(source.pk, make_user("editor"), significant=False)
    state = state_of(made)
    assert (state.name, state.changed) == ("current", 1)
    published(source, section=make_section("economy"), slug="another", is_sensitive=True)
    assert state_of(made).name == "stale"


def test_publishing_the_same_words_again_leaves_it_current() -> None:
    source = make_article(body=FOUR, published=True)
    made = make_translation(source)
    editor = make_user("editor")
    publishing.publish(source.pk, editor)
    published(source, section=make_section("economy"))
    publishing.withdraw(source.pk, editor, notice="Wrong.")
    assert state_of(made).name == "current"
    publishing.publish(source.pk, editor)
    assert state_of(made).name == "current"


def test_a_source_that_readers_do_not_see_makes_nothing_stale() -> None:
    source = make_article(body=FOUR, published=True)
    made = make_translation(source)
    published(source, headline="Another")
    assert state_of(made).is_stale
    publishing.withdraw(source.pk, make_user("editor"), notice="Wrong.")
    state = state_of(made)
    assert (state.name, state.is_source_shown) == ("current", False)


def test_a_translation_of_what_was_never_public_is_told_apart() -> None:
    source = make_article(body=FOUR)
    made = make_translation(source)
    assert state_of(made).name == "unpublished"
    changed(source, body=body_with(source, "One.", "First."))
    state = state_of(made)
    assert (state.name, state.changed, state.total) == ("unpublished", 1, 4)
    publishing.publish(source.pk, make_user("editor"))
    assert state_of(made).name == "stale"


def test_many_are_told_as_one_is() -> None:
    source = make_article(body=FOUR, published=True)
    spanish, arabic = make_translation(source), make_translation(source, make_edition("ar"))
    make_translation(make_article("Not public"), make_edition("es"))
    published(source, headline="Another")
    mark_current(arabic.pk, fresh(source).head_id or 0, make_user("editor"))
    rows = with_states(Article.objects.exclude(translation_group=None), moment.desk_moment())
    assert {row.pk: row.is_stale for row in rows} == {
        row.pk: state_of(row).is_stale for row in Article.objects.exclude(translation_group=None)
    }
    assert state_of(fresh(spanish)).is_stale


# Answered


def test_an_editor_says_that_a_translation_answers_its_source_and_its_words_stay() -> None:
    source = make_article(body=FOUR, published=True)
    made = make_translation(source)
    new = published(source, headline="Council votes again")
    head, editor = made.head_id, make_user("editor")
    mark_current(made.pk, new.pk, editor)
    assert (state_of(made).name, fresh(made).source_revision) == ("current", new)
    assert fresh(made).head_id == head
    entry = AuditEntry.objects.get(article_id=made.pk, verb="mark_current")
    assert (entry.by, entry.revision_id, entry.detail["text"], entry.detail["was"]) == (editor, head, 2, 1)
    mark_current(made.pk, new.pk, editor)
    assert AuditEntry.objects.filter(verb="mark_current").count() == 1


def test_it_never_answers_an_older_text_again_nor_one_that_is_not_its_sources() -> None:
    source = make_article(published=True)
    first = source.head
    new = published(source, headline="Council votes again")
    made = make_translation(source)
    other, editor = make_article("Another story"), make_user("editor")
    assert first is not None
    for pk, wrong in ((made.pk, first.pk), (made.pk, other.head_id), (made.pk, 0), (source.pk, new.pk)):
        with pytest.raises(Blocked):
            mark_current(pk, wrong or 0, editor)
    assert fresh(made).source_revision == new


def test_whoever_may_not_write_the_translation_marks_nothing() -> None:
    source = make_article(published=True)
    made = make_translation(source)
    new = published(source, headline="Council votes again")
    for person in (make_user(), make_user("editor", edition=source.edition), make_user("")):
        with pytest.raises(PermissionDenied):
            mark_current(made.pk, new.pk, person)
    mark_current(made.pk, new.pk, made.creator)


def test_of_a_source_out_of_sight_the_public_text_alone_is_answered() -> None:
    source = make_article(published=True)
    made = make_translation(source)
    public = published(source, headline="Council votes again")
    secret = changed(source, headline="Still being written")
    spanish = make_user("editor", edition=made.edition)
    with pytest.raises(PermissionDenied):
        mark_current(made.pk, secret.pk, spanish)
    mark_current(made.pk, public.pk, spanish)
    assert fresh(made).source_revision == public


# Corrections


def correct(article: Article, text: str = "It was Tuesday.", by: User | None = None) -> None:
    publishing.correct(article.pk, by or make_user("editor"), text=text)


def test_a_correction_opens_one_task_on_each_translation_for_whoever_has_it() -> None:
    source = make_article(published=True)
    translator, assignee = make_user(username="ines"), make_user(username="rana")
    spanish = make_translation(source, by=translator)
    arabic = make_translation(spanish, make_edition("ar"), by=translator)
    Article.objects.filter(pk=arabic.pk).update(assignee=assignee)
    english = make_user("editor", edition=source.edition)
    correct(source, by=english)
    tasks = {task.article_id: task for task in Comment.objects.all()}
    assert set(tasks) == {spanish.pk, arabic.pk}
    assert all("It was Tuesday." in task.text and task.resolved_at is None for task in tasks.values())
    assert all(task.author == english for task in tasks.values())
    called = {mention.comment.article_id: mention.user for mention in Mention.objects.all()}
    assert called == {spanish.pk: translator, arabic.pk: assignee}
    assert not state_of(fresh(spanish)).is_stale


def test_a_correction_of_a_translation_leaves_its_source_and_its_sisters_alone() -> None:
    source = make_article(published=True)
    spanish = make_translation(source, published=True)
    make_translation(source, make_edition("ar"))
    of_spanish = make_translation(spanish, make_edition("fr"))
    correct(spanish)
    assert [task.article for task in Comment.objects.all()] == [of_spanish]


def test_a_correction_that_fails_leaves_no_task_and_another_act_none_either() -> None:
    source = make_article(published=True)
    spanish = make_translation(source)
    with pytest.raises(Blocked):
        correct(source, text=" ")
    published(source, headline="Another")
    assert not Comment.objects.exists()
    publishing.spike(spanish.pk, make_user("editor"))
    correct(source)
    assert not Comment.objects.exists()


def test_a_name_in_a_correction_calls_nobody() -> None:
    make_user(username="ines")
    source = make_article(published=True)
    made = make_translation(source, by=make_user(username="rana"))
    correct(source, text="The account is called @ines, not @rina. " + "x" * 3000)
    task = Comment.objects.get(article=made)
    assert [mention.user.username for mention in task.mentions.all()] == ["rana"]
    assert Correction.objects.get().text.startswith("The account")


def test_a_translation_may_be_written_while_its_source_is_corrected() -> None:
    source = make_article(published=True)
    made = make_translation(source)
    correct(source)
    lock(made.pk)
    changed(made, headline="El puente")
    assert state_of(fresh(made)).fields == ["corrections"]

"""What is said about a story: threads, names, and who may do what to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied

from articles import publishing
from articles.models import Article
from articles.publishing import Blocked
from articles.review import comments
from articles.review.mentions import offered, parts
from articles.review.models import Comment, Mention
from articles.review.threads import label, threads_of, version
from articles.revisions import lock, save_revision
from tests.factories import make_article, make_author, make_desk, make_edition, make_user

if TYPE_CHECKING:
    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
BODY = '<p id="b-aaaaaaaa">The council voted.</p>\n<p id="b-bbbbbbbb">The bridge stays.</p>'


def story(**fields: Any) -> Article:
    return make_article(body=BODY, **fields)


def fresh(user: User) -> Any:
    """The account as another request would find it, with the roles that it has now."""
    return type(user).objects.get(pk=user.pk)


def called(comment: Comment) -> set[str]:
    return set(comment.mentions.values_list("user__username", flat=True))


# Threads


def test_a_comment_on_a_block_quotes_what_the_block_says_and_not_what_was_sent() -> None:
    said = comments.comment(story(), make_user(), "Who?", block_id="b-aaaaaaaa", quote="Something else")
    assert (said.comment.block_id, said.comment.quote) == ("b-aaaaaaaa", "The council voted.")


def test_a_comment_on_a_block_that_was_not_saved_yet_quotes_what_the_page_says() -> None:
    said = comments.comment(story(), make_user(), "Who?", block_id="b-cccccccc", quote=" New \n words ")
    assert said.comment.quote == "New words"


def test_a_comment_on_the_whole_story_quotes_nothing() -> None:
    assert comments.comment(story(), make_user(), "Good.", quote="Something").comment.quote == ""


def test_a_block_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(Blocked):
        comments.comment(story(), make_user(), "Who?", block_id="../../etc")


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x01", "\u202e"])
def test_a_comment_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(Blocked, match="Write a comment"):
        comments.comment(story(), make_user(), text)


def test_the_longest_comment_is_taken_and_one_character_more_is_not() -> None:
    article, user = story(), make_user()
    assert len(comments.comment(article, user, "ü" * 4000).comment.text) == 4000
    with pytest.raises(Blocked, match="this one has 4001"):
        comments.comment(article, user, "ü" * 4001)
    assert article.comments.count() == 1


def test_signs_that_nobody_sees_are_left_out_and_arabic_marks_stay() -> None:
    said = comments.comment(story(), make_user(), "a\u202eb\x00c\r\nd\u2066e \u200fم")
    assert said.comment.text == "abc\nde \u200fم"


def test_threads_come_in_the_order_of_the_body_the_whole_story_first_and_what_is_gone_last() -> None:
    article, user = story(), make_user("editor")
    for block, text in (
        ("b-bbbbbbbb", "third"),
        ("b-cccccccc", "last"),
        ("b-aaaaaaaa", "second"),
        ("", "first"),
    ):
        comments.comment(article, user, text, block_id=block)
    threads = threads_of(article, user)
    assert [thread.comment.text for thread in threads.open] == ["first", "second", "third", "last"]
    assert [thread.is_gone for thread in threads.open] == [False, False, False, True]


def test_a_thread_outlives_its_block_with_what_the_block_said() -> None:
    article, user = story(), make_user("editor")
    comments.comment(article, user, "Who?", block_id="b-aaaaaaaa")
    article = lock(article.pk)
    article.body = BODY.split("\n")[1]
    article.save()
    save_revision(article, user)
    [thread] = threads_of(Article.objects.get(pk=article.pk), user).open
    assert (thread.is_gone, thread.comment.quote) == (True, "The council voted.")


def test_an_answer_to_an_answer_is_in_the_same_thread() -> None:
    article, user = story(), make_user("editor")
    first = comments.comment(article, user, "One").comment
    second = comments.answer(first, user, "Two").comment
    comments.answer(second, user, "Three")
    [thread] = threads_of(article, user).open
    assert [line.comment.text for line in thread.lines] == ["One", "Two", "Three"]


def test_an_answer_to_what_was_resolved_opens_it_again() -> None:
    article, user = story(), make_user("editor")
    first = comments.comment(article, user, "One").comment
    comments.resolve(first, user)
    comments.answer(first, make_user(), "Not yet")
    assert comments.open_threads([article]) == {article.pk: 1}


def test_resolving_twice_leaves_who_did_it_first() -> None:
    article, editor = story(), make_user("editor")
    first = comments.comment(article, editor, "One").comment
    comments.resolve(first, editor)
    comments.resolve(first, make_user("editor"))
    assert Comment.objects.get().resolved_by == editor
    comments.reopen(first, editor)
    assert Comment.objects.get().resolved_by is None


def test_a_comment_that_was_answered_is_not_taken_back() -> None:
    article, user = story(), make_user()
    first = comments.comment(article, user, "One").comment
    answer = comments.answer(first, make_user(), "Two").comment
    with pytest.raises(Blocked, match="has been answered"):
        comments.take_back(first, user)
    comments.take_back(answer, answer.author)
    comments.take_back(first, user)
    assert not Comment.objects.exists()


def test_answering_what_was_taken_back_is_refused_with_a_sentence() -> None:
    article, user = story(), make_user()
    first = comments.comment(article, user, "One").comment
    Comment.objects.all().delete()
    with pytest.raises(Blocked, match="taken back in the meantime"):
        comments.answer(first, user, "Two")


def test_the_version_changes_with_each_thing_that_is_done() -> None:
    article, user = story(), make_user("editor")
    seen = [version(article.pk)]
    first = comments.comment(article, user, "One").comment
    seen.append(version(article.pk))
    answer = comments.answer(first, user, "Two").comment
    seen.append(version(article.pk))
    comments.edit(answer, user, "Three")
    seen.append(version(article.pk))
    comments.resolve(first, user)
    seen.append(version(article.pk))
    comments.take_back(answer, user)
    seen.append(version(article.pk))
    assert len(set(seen)) == 6
    assert threads_of(article, user).version == seen[-1]


def test_comments_are_no_part_of_a_story_s_texts() -> None:
    article, user = story(), make_user("editor")
    comments.comment(article, user, "One", block_id="b-aaaaaaaa")
    revisions = article.revisions.count()
    publishing.publish(article.pk, user)
    assert article.revisions.count() == revisions
    assert all("One" not in str(revision.content) for revision in article.revisions.all())
    assert comments.open_threads([article]) == {article.pk: 1}


def test_open_threads_are_counted_by_story() -> None:
    one, two, three, user = story(), story(), story(), make_user("editor")
    comments.answer(comments.comment(one, user, "A").comment, user, "B")
    comments.comment(one, user, "C")
    comments.resolve(comments.comment(two, user, "D").comment, user)
    assert comments.open_threads([one, two.pk, three]) == {one.pk: 2}
    assert comments.open_threads([]) == {}


@pytest.mark.parametrize(
    ("html", "expected"),
    [("<p>Some words</p>", "Some words"), (f"<p>{'word ' * 40}</p>", f"{'word ' * 14}".strip()[:69] + "…")],
)
def test_a_block_is_called_by_how_it_begins(html: str, expected: str) -> None:
    from articles.body.blocks import blocks

    assert label(blocks(html)[0]) == expected


# Rights


@pytest.mark.parametrize("is_confidential", [False, True])
@pytest.mark.parametrize("stage", ["draft", "submitted", "spiked"])
def test_whoever_may_view_a_story_may_comment_on_it_and_nobody_else(
    stage: str, is_confidential: bool
) -> None:
    owner = make_user()
    article = story(creator=owner, confidential=is_confidential, submitted=stage == "submitted")
    if stage == "spiked":
        publishing.spike(article.pk, make_user("editor"))
        article = Article.objects.get(pk=article.pk)
    people = {
        "owner": (owner, True),
        "another": (make_user(), not is_confidential),
        "editor": (make_user("editor"), True),
        "elsewhere": (make_user("editor", edition=make_edition("es")), False),
        "nobody": (make_user(""), False),
        "gone": (make_user("admin", is_active=False), False),
    }
    for who, (user, may) in people.items():
        assert user.may("view", article) == may, who
        assert user.may("comment", article) == may, who
        if may:
            comments.comment(article, user, "One")
        else:
            with pytest.raises(PermissionDenied):
                comments.comment(article, user, "One")


def test_a_thread_is_resolved_by_who_began_it_by_the_story_s_people_and_by_editors() -> None:
    owner, begun, other = make_user(), make_user(), make_user()
    signed = make_user()
    article = story(creator=owner, by=make_author("Mara", user=signed))
    first = comments.comment(article, begun, "One").comment
    for user in (owner, begun, signed, make_user("editor")):
        comments.resolve(first, user)
        comments.reopen(first, user)
    with pytest.raises(PermissionDenied):
        comments.resolve(first, other)
    assert Comment.objects.get().resolved_at is None


def test_nobody_words_anew_or_takes_back_what_another_said() -> None:
    first = comments.comment(story(), make_user(), "One").comment
    for act in (
        lambda: comments.edit(first, make_user("admin"), "Two"),
        lambda: comments.take_back(first, make_user("admin")),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Comment.objects.get().text == "One"


def test_who_lost_the_right_to_view_can_not_touch_even_what_they_said() -> None:
    user = make_user()
    article = story()
    first = comments.comment(article, user, "One").comment
    Article.objects.update(confidential=True)
    first.article = article = Article.objects.get()
    for act in (
        lambda: comments.edit(first, user, "Two"),
        lambda: comments.take_back(first, user),
        lambda: comments.answer(first, user, "Two"),
        lambda: comments.resolve(first, user),
    ):
        with pytest.raises(PermissionDenied):
            act()


# Names


def test_names_are_found_in_any_case_and_at_the_end_of_a_sentence_and_one_s_own_calls_nobody() -> None:
    user = make_user(username="me")
    make_user(username="mara.ellsworth")
    make_user(username="Tomás")
    said = comments.comment(story(), user, "@Mara.Ellsworth. Ask (@TOMÁS), @me; write to x@mara.ellsworth")
    assert called(said.comment) == {"mara.ellsworth", "Tomás"}
    assert said.unknown == []


def test_a_name_that_is_nobody_s_is_text_and_the_writer_is_told() -> None:
    said = comments.comment(story(), make_user(), "Ask @cityhall.")
    assert (said.comment.text, said.unknown) == ("Ask @cityhall.", ["cityhall"])


def test_somebody_who_may_not_view_the_story_is_not_called_and_the_sentence_names_them() -> None:
    make_user(username="outsider", first_name="Ola", last_name="Strand")
    make_user(username="insider")
    article, editor = story(confidential=True), make_user("editor")
    with pytest.raises(Blocked, match=r"Ola Strand \(@outsider\)"):
        comments.comment(article, editor, "@outsider and @insider")
    assert not Comment.objects.exists()


def test_an_account_that_is_closed_is_not_called() -> None:
    make_user("editor", username="left", is_active=False)
    with pytest.raises(Blocked, match="@left"):
        comments.comment(story(), make_user(), "@left")


def test_more_names_than_a_comment_may_have_are_refused() -> None:
    names = " ".join(f"@{make_user(username=f'person{number}').username}" for number in range(21))
    with pytest.raises(Blocked, match="calls 20 people at most"):
        comments.comment(story(), make_user(), names)


def test_wording_anew_calls_who_is_new_keeps_who_stays_and_drops_who_is_left_out() -> None:
    for name in ("ana", "ben", "cal"):
        make_user(username=name)
    user = make_user()
    first = comments.comment(story(), user, "@ana @ben").comment
    kept = Mention.objects.get(user__username="ben").pk
    comments.edit(first, user, "@ben @cal")
    assert called(first) == {"ben", "cal"}
    assert Mention.objects.get(user__username="ben").pk == kept


def test_the_people_offered_are_those_who_may_view_the_story() -> None:
    desk = make_desk()
    owner = make_user(username="anna")
    make_user(username="annika")
    make_user("editor", username="annette")
    make_user("editor", username="anton", edition=make_edition("es"))
    make_user(username="hanna")
    article = story(creator=owner, confidential=True, desk=desk)
    by = make_user("editor")
    assert [user.username for user in offered(article, by, "an")] == ["anna", "annette"]
    Article.objects.update(confidential=False)
    open_now = Article.objects.get()
    assert [u.username for u in offered(open_now, by, "an")] == ["anna", "annette", "annika", "hanna"]


def test_names_in_a_text_are_told_from_the_words_around_them() -> None:
    shown = parts("Ask @Ana-Maria. Or @ana, or a@ana", ["ana", "ana-maria"])
    assert shown == [
        ("Ask ", False),
        ("@Ana-Maria", True),
        (". Or ", False),
        ("@ana", True),
        (", or a@ana", False),
    ]


def test_unseen_mentions_are_those_of_stories_that_one_may_view_the_newest_first() -> None:
    ana, by = make_user(username="ana"), make_user("editor")
    one, two = story(), story()
    comments.comment(one, by, "@ana first")
    comments.comment(two, by, "@ana second")
    found = [mention.comment.text for mention in comments.unseen_mentions(fresh(ana))]
    assert found == ["@ana second", "@ana first"]
    Article.objects.filter(pk=two.pk).update(confidential=True)
    assert [m.comment.text for m in comments.unseen_mentions(fresh(ana))] == ["@ana first"]


def test_reading_the_threads_is_seeing_what_calls_one() -> None:
    ana, by = make_user(username="ana"), make_user("editor")
    article = story()
    comments.comment(article, by, "@ana look")
    assert not threads_of(article, by).calls_me
    assert comments.unseen_mentions(ana).count() == 1
    assert threads_of(article, ana).calls_me
    assert not threads_of(article, ana).calls_me
    assert comments.unseen_mentions(ana).count() == 0

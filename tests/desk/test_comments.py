"""The addresses of comments: what they take, what they answer, and that no story's comments reach anybody by another's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.review import comments
from articles.review.models import Comment, Mention
from tests.desk.drafting import below
from tests.desk.forms import CHANGE, signed_in, story_post
from tests.factories import make_article, make_user

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from newsroom.accounts.models import User

pytestmark = pytest.mark.django_db
BODY = '<p id="b-aaaaaaaa">The council voted.</p>\n<p id="b-bbbbbbbb">The bridge stays.</p>'
JSON = {"Accept": "application/json"}
HOSTILE = "<script>window.ran=1</script><img src=x onerror=window.ran=1>{{ 7|add:7 }}"


def story(**fields: Any) -> Article:
    return make_article(body=BODY, **fields)


def post(client: Client, url: str, **sent: Any) -> HttpResponse:
    return client.post(url, sent, headers=JSON)


def act(article: Article, comment: Comment, name: str) -> str:
    return below(article, f"comments/{comment.pk}/{name}")


def said_by(user: User, article: Article, text: str = "Who says so?") -> Comment:
    return comments.comment(article, user, text).comment


def test_a_comment_is_taken_and_answered_with_the_threads() -> None:
    article, user = story(), make_user()
    response = post(signed_in(user), below(article, "comments"), text="Who?", block="b-bbbbbbbb")
    assert response.status_code == 201
    answer = response.json()
    assert "Who?" in answer["html"]
    assert "The bridge stays." in answer["html"]
    assert (answer["open"], answer["comment"], answer["said"]) == (1, Comment.objects.get().pk, "")


def test_a_form_without_scripts_leads_back_to_the_comment() -> None:
    article, client = story(), signed_in(make_user())
    response = client.post(below(article, "comments"), {"text": "Who?", "block": ""})
    here = f"{CHANGE.format(article.pk)}?comments#comment-{Comment.objects.get().pk}"
    assert (response.status_code, response["Location"]) == (302, here)
    response = client.post(below(article, "comments"), {"text": "Who?", "from": "preview"})
    assert response["Location"].startswith(below(article, "preview"))
    response = client.post(below(article, "comments"), {"text": "Who?", "from": "https://evil.example/"})
    assert response["Location"].startswith(CHANGE.format(article.pk))


def test_a_refused_comment_is_shown_again_with_its_text_and_a_sentence() -> None:
    make_user("", username="outsider")
    article, client = story(), signed_in(make_user())
    response = client.post(below(article, "comments"), {"text": "Ask @outsider", "block": "b-aaaaaaaa"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "may not see this story" in page
    assert "Ask @outsider</textarea>" in page
    assert 'value="b-aaaaaaaa"' in page
    refused = post(client, below(article, "comments"), text="Ask @outsider")
    assert (refused.status_code, list(refused.json())) == (422, ["error"])


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Write a comment."),
        ({"text": "x" * 4001}, "4001"),
        ({"text": "y" * 100_000}, "4000 characters at most"),
        ({"text": "x", "block": "b-<script>"}, "no such block"),
        ({"text": "\x00"}, "Write a comment."),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence(sent: dict[str, str], sentence: str) -> None:
    response = post(signed_in(make_user()), below(story(), "comments"), **sent)
    assert response.status_code == 422
    assert sentence in response.json()["error"]
    assert not Comment.objects.exists()


def test_html_in_a_comment_and_in_a_quote_is_text() -> None:
    article, user = story(), make_user("editor", first_name="<b>Ana</b>")
    client = signed_in(user)
    post(client, below(article, "comments"), text=HOSTILE, block="b-cccccccc", quote=HOSTILE)
    for page in (
        client.get(below(article, "comments")).json()["html"],
        client.get(CHANGE.format(article.pk)).content.decode(),
        client.get(below(article, "preview")).content.decode(),
    ):
        assert "&lt;script&gt;window.ran=1" in page
        assert "<script>window.ran" not in page
        assert "<img src=x" not in page
        assert "<b>Ana</b>" not in page


def test_each_act_does_what_it_says() -> None:
    article, user = story(), make_user()
    client, first = signed_in(user), said_by(user, article)
    assert post(client, act(article, first, "answer"), text="I do.").status_code == 200
    answer = Comment.objects.get(parent=first)
    assert post(client, act(article, answer, "edit"), text="I did.").status_code == 200
    answer.refresh_from_db()
    assert answer.text == "I did."
    assert "Resolved by" in post(client, act(article, first, "resolve")).json()["html"]
    assert "Resolved by" not in post(client, act(article, first, "reopen")).json()["html"]
    assert post(client, act(article, first, "take-back")).status_code == 422
    assert post(client, act(article, answer, "take-back")).status_code == 200
    assert list(Comment.objects.all()) == [first]


@pytest.mark.parametrize("name", ["answer", "edit", "take-back", "resolve", "reopen"])
def test_a_comment_of_another_story_is_not_found_under_this_one(name: str) -> None:
    user = make_user("admin")
    one, other = story(), story()
    comment = said_by(user, other)
    response = post(signed_in(user), act(one, comment, name), text="Changed")
    assert response.status_code == 404
    comment.refresh_from_db()
    assert (comment.text, comment.resolved_at, Comment.objects.count()) == ("Who says so?", None, 1)


@pytest.mark.parametrize("name", ["answer", "edit", "take-back", "resolve", "reopen"])
def test_no_act_is_done_by_looking_at_its_address(name: str) -> None:
    user = make_user("admin")
    article = story()
    comment = said_by(user, article)
    assert signed_in(user).get(act(article, comment, name)).status_code == 405
    assert signed_in(user).delete(below(article, "comments")).status_code == 405
    assert signed_in(user).post(below(article, "comments/people")).status_code == 405


def test_a_number_that_is_no_comment_s_is_not_found() -> None:
    article, client = story(), signed_in(make_user("admin"))
    for number in ("0", "9" * 18, "9" * 40):
        assert post(client, below(article, f"comments/{number}/resolve")).status_code == 404


@pytest.mark.parametrize("name", ["edit", "take-back"])
def test_what_another_said_stays_as_it_is(name: str) -> None:
    article = story()
    comment = said_by(make_user(), article)
    assert post(signed_in(make_user("admin")), act(article, comment, name), text="Changed").status_code == 403
    comment.refresh_from_db()
    assert comment.text == "Who says so?"


def test_resolving_is_for_who_began_it_the_story_s_people_and_editors() -> None:
    article = story(creator=make_user())
    comment = said_by(make_user(), article)
    response = post(signed_in(make_user()), act(article, comment, "resolve"))
    assert (response.status_code, list(response.json())) == (403, ["error"])
    assert signed_in(make_user()).post(act(article, comment, "resolve")).status_code == 403
    for user in (comment.author, article.creator, make_user("editor")):
        assert post(signed_in(user), act(article, comment, "resolve")).status_code == 200
        assert post(signed_in(user), act(article, comment, "reopen")).status_code == 200


def test_comments_of_a_confidential_story_reach_nobody_else_by_any_address() -> None:
    owner, other = make_user(), make_user(username="other")
    article = story(creator=owner)
    comment = said_by(owner, article, "The minister's name, @other")
    Article.objects.update(confidential=True)
    client = signed_in(other)
    places = [
        *(below(article, suffix) for suffix in ("comments", "comments/people", "presence", "preview")),
        *(CHANGE.format(article.pk), "/admin/", "/admin/articles/article/"),
    ]
    for place in places:
        response = client.get(place, headers=JSON)
        assert "minister" not in response.content.decode(), place
        assert response.status_code == (404 if str(article.pk) in place else 200), place
    for name in ("answer", "edit", "take-back", "resolve", "reopen"):
        assert post(client, act(article, comment, name), text="x").status_code == 404
    assert post(client, below(article, "comments"), text="x").status_code == 404
    assert Comment.objects.count() == 1
    assert list(comments.unseen_mentions(other)) == []


def test_a_page_that_another_person_opened_in_this_browser_says_nothing_in_its_name() -> None:
    article, user = story(), make_user()
    response = post(signed_in(user), below(article, "comments"), text="x", user=make_user().pk)
    assert response.status_code == 409
    assert not Comment.objects.exists()


def test_the_people_offered_are_found_by_what_was_typed() -> None:
    make_user(username="ana.vale", first_name="Ana", last_name="Vale")
    make_user("", username="anatol")
    response = signed_in(make_user()).get(below(story(), "comments/people") + "?q=ana\x00")
    assert response.json() == {"results": [{"username": "ana.vale", "name": "Ana Vale"}]}


def test_a_page_that_has_the_threads_is_told_so() -> None:
    article, user = story(), make_user()
    client = signed_in(user)
    etag = client.get(below(article, "comments")).headers["ETag"]
    known = client.get(below(article, "comments"), headers={"If-None-Match": etag})
    assert (known.status_code, known.content) == (304, b"")
    said_by(user, article)
    assert client.get(below(article, "comments"), headers={"If-None-Match": etag}).status_code == 200


def test_whoever_is_at_the_story_is_told_of_new_comments() -> None:
    article, user = story(), make_user()
    client = signed_in(user)
    first = client.get(below(article, "presence"))
    said_by(make_user("editor"), article)
    second = client.get(below(article, "presence"), headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert first.json()["comments"] != second.json()["comments"]


def test_opening_the_story_is_seeing_what_calls_one() -> None:
    ana = make_user(username="ana")
    article = story()
    said_by(make_user("editor"), article, "@ana look")
    assert "is-new" in signed_in(ana).get(CHANGE.format(article.pk)).content.decode()
    assert Mention.objects.get().seen_at is not None
    assert "is-new" not in signed_in(ana).get(CHANGE.format(article.pk)).content.decode()


def test_who_may_only_read_comments_on_the_page_without_the_editor() -> None:
    article, reader = story(), make_user()
    said_by(make_user("editor"), article)
    page = signed_in(reader).get(CHANGE.format(article.pk)).content.decode()
    assert 'id="story-form"' not in page
    assert "Who says so?" in page
    assert f'action="{below(article, "comments")}"' in page


def test_a_story_that_somebody_else_writes_is_commented_on_and_the_text_stays() -> None:
    writer = make_user()
    article = story(creator=writer)
    signed_in(writer).get(CHANGE.format(article.pk))
    post(signed_in(make_user("editor")), below(article, "comments"), text="Who?", block="b-aaaaaaaa")
    saved = signed_in(writer).post(CHANGE.format(article.pk), story_post(article, kicker="Mine"))
    assert saved.status_code == 302
    assert (Article.objects.get().kicker, comments.open_threads([article])) == ("Mine", {article.pk: 1})


def test_who_publishes_is_told_how_many_comments_are_open() -> None:
    article, editor = story(), make_user("editor")
    first = said_by(editor, article)
    said_by(editor, article)
    assert "2 comments are open." in signed_in(editor).get(CHANGE.format(article.pk)).content.decode()
    comments.resolve(first, editor)
    assert "1 comment is open." in signed_in(editor).get(CHANGE.format(article.pk)).content.decode()


def test_a_copy_of_a_story_has_no_comments() -> None:
    article, editor = story(), make_user("editor")
    said_by(editor, article)
    signed_in(editor).post(below(article, "copy"))
    copy = Article.objects.exclude(pk=article.pk).get()
    assert comments.open_threads([article, copy]) == {article.pk: 1}


def test_comments_outlive_the_restoring_of_an_old_text() -> None:
    article, editor = story(), make_user("editor")
    comments.comment(article, editor, "Who?", block_id="b-aaaaaaaa")
    client = signed_in(editor)
    client.post(CHANGE.format(article.pk), story_post(article, body="<p>All new.</p>"))
    first = article.revisions.order_by("number")[0]
    head = Article.objects.get().head_id
    client.post(below(article, f"restore/{first.pk}"), {"base_revision": head})
    assert comments.open_threads([article]) == {article.pk: 1}
    assert "not in the saved text" not in client.get(below(article, "comments")).json()["html"]


def _asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_five_hundred_comments_cost_the_pages_three_questions_more_at_most() -> None:
    article, editor, ana = story(), make_user("editor"), make_user(username="ana")
    urls = {name: below(article, name) for name in ("change", "preview", "comments", "presence")}
    without = {name: _asked(signed_in(editor), url) for name, url in urls.items()}
    threads = [said_by(editor, article, f"Thread {number}") for number in range(50)]
    Comment.objects.bulk_create(
        Comment(article=article, author=ana, parent=thread, text=f"Answer {number}")
        for thread in threads
        for number in range(9)
    )
    Mention.objects.bulk_create(Mention(comment=comment, user=editor) for comment in Comment.objects.all())
    assert Comment.objects.count() == 500
    # The first that opens the story sees what calls them, by a question more.
    for name, url in urls.items():
        assert _asked(signed_in(editor), url) <= without[name] + 3, name

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from articles import publishing
from articles.admin.restoring import drop_saved
from articles.body.blocks import blocks
from articles.drafts.models import Draft
from articles.forms.aside import marks_of
from articles.models import Article, Byline, Revision
from articles.revisions import lock
from tests.desk.drafting import (
    ADD_DRAFT,
    KEY,
    OTHER_PAGE,
    PAGE,
    PEOPLE,
    autosave,
    below,
    client_of,
    typed_post,
)
from tests.desk.forms import ADD, CHANGE, rows, signed_in, story_post
from tests.factories import (
    make_article,
    make_author,
    make_image,
    make_section,
    make_tag,
    make_user,
)

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
SECRET = "What only I have typed so far"
BODY = "<p>A body of my own.</p>"


def kept(article: Article) -> list[str]:
    """The headlines of the texts that were not accepted, in their order."""
    texts = article.revisions.filter(is_accepted=False).order_by("number")
    return [revision.content["headline"] for revision in texts]


# Keeping


def test_what_is_typed_is_kept_as_it_was_sent_and_the_story_stays_as_it_is() -> None:
    story = make_article()
    answer = autosave(
        signed_in(story.creator), story, headline="x" * 400, body="<p>Un<b>clean", tags="no ids"
    )
    draft = Draft.objects.get()
    assert (answer.status_code, answer.json()["kept_at"]) == (200, draft.saved_at.isoformat())
    assert (draft.user, draft.article, draft.base_id) == (story.creator, story, story.head_id)
    assert draft.fields["headline"] == ["x" * 400]
    assert draft.fields["body"] == ["<p>Un<b>clean"]
    assert draft.fields["tags"] == ["no ids"]
    assert Article.objects.get().headline == story.headline
    assert Revision.objects.count() == 1


def test_a_draft_holds_neither_the_forms_token_nor_what_speaks_of_the_page() -> None:
    story = make_article()
    post = typed_post(story, csrfmiddlewaretoken="t", _verb="publish", _user=story.creator_id)
    signed_in(story.creator).post(below(story, "draft"), post)
    assert not {"csrfmiddlewaretoken", "_verb", "_user"} & set(Draft.objects.get().fields)


def test_a_page_keeps_one_draft_however_often_it_sends() -> None:
    story = make_article()
    client = signed_in(story.creator)
    for headline in ("One", "One more", "One more time"):
        autosave(client, story, headline=headline)
    assert [draft.fields["headline"] for draft in Draft.objects.all()] == [["One more time"]]
    assert kept(story) == []


def test_another_window_of_the_same_person_does_not_write_over_what_it_has_not_seen() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story, headline="In the first")
    autosave(client, story, OTHER_PAGE, headline="In the second")
    assert Draft.objects.get().fields["headline"] == ["In the second"]
    assert kept(story) == ["In the first"]


def test_a_window_that_shows_the_draft_goes_on_with_it() -> None:
    story = make_article()
    client = signed_in(story.creator)
    known = autosave(client, story, headline="In the first").json()["kept_at"]
    autosave(client, story, OTHER_PAGE, headline="Carried on", _known=known)
    assert Draft.objects.get().fields["headline"] == ["Carried on"]
    assert kept(story) == []


def test_the_page_is_told_that_somebody_saved_the_story_and_its_text_is_kept_all_the_same() -> None:
    story = make_article()
    mine = typed_post(story, headline="Mine")
    editor = make_user("editor", first_name="Ed", last_name="Vale")
    signed_in(editor).post(CHANGE.format(story.pk), story_post(story, headline="Theirs"))
    answer = signed_in(story.creator).post(below(story, "draft"), mine).json()
    head = Article.objects.get().head
    assert (answer["head"]["id"], answer["head"]["author"]) == (head.pk, "Ed Vale")
    assert answer["head"]["at"] == head.created_at.isoformat()
    assert Draft.objects.get().base_id == story.head_id


def test_a_revision_of_another_story_is_no_base() -> None:
    story, other = make_article(), make_article()
    autosave(signed_in(story.creator), story, base_revision=other.head_id)
    assert Draft.objects.get().base_id is None


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 30, "1.5", "٣"])
def test_a_base_that_is_no_number_keeps_the_text_all_the_same(base: str) -> None:
    story = make_article()
    assert autosave(signed_in(story.creator), story, base_revision=base).status_code == 200
    assert Draft.objects.get().base_id is None


def test_a_nul_character_is_dropped() -> None:
    story = make_article()
    autosave(signed_in(story.creator), story, headline="Be\x00fore", **{"a\x00b": "c\x00d"})
    draft = Draft.objects.get()
    assert draft.fields["headline"] == ["Before"]
    assert draft.fields["ab"] == ["cd"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"body": "é" * (1024 * 1024 + 1)}, 413),
        ({"desk_note": "x" * 100_001}, 413),
        ({f"field-{number}": "x" for number in range(3001)}, 422),
    ],
    ids=["body", "field", "fields"],
)
def test_what_could_never_be_kept_is_refused_with_a_sentence(changes: dict[str, str], status: int) -> None:
    story = make_article()
    answer = autosave(signed_in(story.creator), story, **changes)
    assert answer.status_code == status
    assert answer.json()["error"].endswith((".", "it."))
    assert not Draft.objects.exists()


def test_what_is_no_storys_form_is_not_kept() -> None:
    story = make_article()
    client = signed_in(story.creator)
    assert client.post(below(story, "draft"), {"kicker": "Typed"}).status_code == 422
    assert client.post(below(story, "draft"), "<x/>", content_type="text/xml").status_code == 422
    assert not Draft.objects.exists()


def test_more_than_a_request_may_hold_is_413() -> None:
    story = make_article()
    changes = {f"field-{number}": "x" for number in range(4100)}
    assert autosave(signed_in(story.creator), story, **changes).status_code == 413


def test_a_page_that_somebody_else_opened_in_the_same_browser_keeps_nothing_under_the_new_name() -> None:
    story = make_article()
    answer = autosave(signed_in(make_user("editor")), story, _user=story.creator_id)
    assert answer.status_code == 409
    assert not Draft.objects.exists()


def test_keeping_a_draft_costs_six_queries_at_most() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story)
    post = typed_post(story, headline="Typed")
    with CaptureQueriesContext(connection) as queries:
        client.post(below(story, "draft"), post)
    assert len(queries) <= 6, [query["sql"] for query in queries]


# Who may

DRAFT_ADDRESSES = ("draft", "draft/discard", "draft/compare", "draft/keep")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("suffix", DRAFT_ADDRESSES)
def test_a_draft_is_for_those_alone_who_may_write_the_story(suffix: str, who: str) -> None:
    story = make_article()
    answer = client_of(who, story).post(below(story, suffix), typed_post(story))
    refused = {"anonymous": 302, "nobody": 302, "elsewhere": 404, "journalist": 403}
    expected = refused.get(who, 302 if suffix in ("draft/discard", "draft/compare") else 200)
    assert answer.status_code == expected
    assert Draft.objects.exists() == (suffix == "draft" and who in ("owner", "editor"))
    assert story.revisions.count() == 1


@pytest.mark.parametrize("suffix", DRAFT_ADDRESSES)
def test_a_confidential_story_answers_a_stranger_like_one_that_never_was(suffix: str) -> None:
    story = make_article(confidential=True)
    stranger = signed_in(make_user())
    missing = stranger.post(f"/admin/articles/article/999999/{suffix}/")
    found = stranger.post(below(story, suffix), typed_post(story))
    assert (found.status_code, missing.status_code) == (404, 404)


@pytest.mark.parametrize("suffix", [*DRAFT_ADDRESSES, "take-over", "presence/leave"])
def test_what_writes_is_not_asked_by_reading(suffix: str) -> None:
    story = make_article()
    assert signed_in(story.creator).get(below(story, suffix)).status_code == 405


@pytest.mark.parametrize("who", PEOPLE)
def test_a_new_storys_draft_is_for_those_who_may_write_one(who: str) -> None:
    story = make_article()
    answer = client_of(who, story).post(ADD_DRAFT, {"key": KEY, "headline": "New"})
    expected = 302 if who in ("anonymous", "nobody") else 200
    assert (answer.status_code, Draft.objects.exists()) == (expected, expected == 200)


@pytest.mark.parametrize("who", ["editor", "admin", "owner"])
def test_nobody_else_reads_a_draft_at_any_address(who: str) -> None:
    story = make_article(creator=make_user("editor"))
    new = make_article("Another", creator=story.creator)
    writer = signed_in(story.creator)
    autosave(writer, story, headline=SECRET, body=f"<p>{SECRET}</p>")
    writer.post(ADD_DRAFT, {"key": KEY, "headline": SECRET, "_page": PAGE})
    reader = client_of("editor" if who == "owner" else who, new)
    Byline.objects.create(article=story, author=make_author(user=make_user()))
    addresses = [
        *("/admin/", "/admin/articles/article/", f"{ADD}?draft={KEY}", CHANGE.format(story.pk)),
        *(below(story, suffix) for suffix in (*DRAFT_ADDRESSES, "presence")),
    ]
    for address in addresses:
        assert SECRET not in reader.get(address).content.decode(), address
        assert SECRET not in reader.post(address, follow=True).content.decode(), address
    assert not any(SECRET in str(revision.content) for revision in story.revisions.all())
    assert Draft.objects.filter(user=story.creator).count() == 2


# Putting it back


def full_post(story: Article) -> dict[str, Any]:
    """Something typed into every kind of field."""
    tags, guest = [make_tag("one"), make_tag("two")], {"author": None, "role": "writer"}
    return typed_post(
        story,
        headline=SECRET,
        body=BODY,
        tags=f"{tags[1].pk},{tags[0].pk}",
        embargo="2031-01-15T12:00",
        is_sensitive="on",
        desk_note="Call him back.",
        **rows(
            "bylines",
            [
                {**guest, "credited_as": "Second", "ORDER": 2},
                {**guest, "credited_as": "Taken out", "ORDER": 3, "DELETE": "on"},
                {**guest, "credited_as": "First", "ORDER": 1},
            ],
        ),
        **rows("pictures", [{"image": make_image().pk, "caption": "Seen", "alt_text": "", "layout": "wide"}]),
    )


def test_a_draft_is_in_the_form_when_the_story_is_opened() -> None:
    story = make_article()
    client = signed_in(story.creator)
    client.post(below(story, "draft"), full_post(story))
    page = client.get(CHANGE.format(story.pk))
    form, lists = page.context["form"], page.context["lists"]
    assert (form["headline"].value(), form["body"].value()) == (SECRET, BODY)
    assert (form["embargo"].value().text, form["is_sensitive"].value()) == ("2031-01-15T12:00", True)
    assert [row["credited_as"].value() for row in lists["bylines"]] == ["First", "Second"]
    assert [row["caption"].value() for row in lists["pictures"]] == ["Seen"]
    text = page.content.decode()
    assert escape(BODY) in text
    assert "Your unsaved text of" in text
    assert "Nothing is saved yet" not in text
    assert 'data-unsaved="yes"' in text


def test_what_cannot_be_accepted_is_put_back_as_it_was_typed_without_a_reproach() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story, headline="x" * 400, slug="not a slug!", body="<div>" * 150, kind="novel")
    page = client.get(CHANGE.format(story.pk)).content.decode()
    for typed in ("x" * 400, "not a slug!", escape("<div>" * 150)):
        assert typed in page
    assert 'class="desk-error">' not in page
    assert "has-errors" not in page


def test_a_draft_that_says_what_the_story_says_is_no_draft() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story)
    page = client.get(CHANGE.format(story.pk)).content.decode()
    assert "Your unsaved text of" not in page
    assert not Draft.objects.exists()


def test_a_note_to_the_desk_is_unsaved_text_too() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story, desk_note="Call him back.")
    assert "Call him back." in client.get(CHANGE.format(story.pk)).content.decode()


def test_the_page_says_who_saved_the_story_after_the_draft_was_begun() -> None:
    story = make_article()
    mine = typed_post(story, headline="Mine")
    signed_in(make_user("editor", username="chief")).post(
        CHANGE.format(story.pk), story_post(story, headline="Theirs")
    )
    client = signed_in(story.creator)
    client.post(below(story, "draft"), mine)
    page = client.get(CHANGE.format(story.pk))
    assert page.context["form"]["headline"].value() == "Mine"
    assert page.context["form"]["base_revision"].value() == story.head_id
    assert "chief saved the story on" in page.content.decode()
    assert below(story, "draft/compare") in page.content.decode()


def test_a_story_that_a_colleague_submitted_shows_its_writer_that_the_text_is_kept() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story, headline=SECRET)
    publishing.submit(story.pk, make_user("editor"))
    page = client.get(CHANGE.format(story.pk)).content.decode()
    assert "did not save is kept" in page
    client.post(below(story, "draft/discard"))
    assert kept(story) == [SECRET]


def test_a_draft_costs_its_storys_page_one_query_more() -> None:
    story = make_article()
    client = signed_in(story.creator)

    def opened() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(CHANGE.format(story.pk))
        return len(queries)

    opened()
    plain = opened()
    autosave(client, story, headline="Typed")
    assert opened() <= plain + 1


# What becomes of it


def test_a_successful_save_leaves_no_draft() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story, headline="Half a hea")
    client.post(CHANGE.format(story.pk), typed_post(story, headline="Half a headline", _step=7))
    assert not Draft.objects.exists()
    assert kept(story) == []


def test_a_save_names_what_it_had_of_the_page() -> None:
    story = make_article()
    post = typed_post(story, headline="New", _step=7)
    answer = signed_in(story.creator).post(CHANGE.format(story.pk), post)
    assert answer["Location"] == f"{CHANGE.format(story.pk)}?saved={PAGE}.7"


@pytest.mark.parametrize("page", ["//evil.example", "x" * 16, "", "ab" * 40])
def test_a_save_repeats_nothing_that_is_no_name_of_a_page(page: str) -> None:
    story = make_article()
    post = story_post(story, headline="New") | {"_page": page, "_step": 1}
    answer = signed_in(story.creator).post(CHANGE.format(story.pk), post)
    assert answer["Location"] == CHANGE.format(story.pk)


def test_a_save_from_another_window_puts_the_draft_that_it_never_saw_into_the_history() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story, headline="In the first")
    client.post(CHANGE.format(story.pk), typed_post(story, OTHER_PAGE, headline="Saved in the second"))
    assert not Draft.objects.exists()
    assert kept(story) == ["In the first"]


def test_a_refused_save_leaves_the_draft() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story, headline="Typed")
    client.post(CHANGE.format(story.pk), typed_post(story, headline="Typed", kind="novel"))
    assert Draft.objects.get().fields["headline"] == ["Typed"]


def test_a_save_without_the_right_keeps_what_was_typed() -> None:
    story = make_article()
    post = typed_post(story, headline="Typed too late")
    publishing.submit(story.pk, make_user("editor"))
    answer = signed_in(story.creator).post(CHANGE.format(story.pk), post)
    assert answer.status_code == 403
    draft = Draft.objects.get()
    assert (draft.user, draft.fields["headline"]) == (story.creator, ["Typed too late"])
    assert draft.base_id == story.head_id


def test_a_discarded_draft_is_in_the_history_as_not_accepted() -> None:
    story = make_article()
    client = signed_in(story.creator)
    client.post(below(story, "draft"), full_post(story))
    answer = client.post(below(story, "draft/discard"))
    revision = story.revisions.get(is_accepted=False)
    assert (answer.status_code, answer["Location"]) == (302, CHANGE.format(story.pk))
    assert (revision.author, revision.parent, revision.number) == (story.creator, story.head, 2)
    assert revision.reason == "discarded"
    assert revision.content["headline"] == SECRET
    assert "A body of my own." in revision.content["body"]
    assert [byline["credited_as"] for byline in revision.content["bylines"]] == ["First", "Second"]
    assert Article.objects.get(pk=story.pk).head == story.head
    assert not Draft.objects.exists()


def test_a_draft_equal_to_its_base_is_simply_dropped() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story)
    client.post(below(story, "draft/discard"))
    assert (Draft.objects.count(), Revision.objects.count()) == (0, 1)


def test_the_same_text_is_kept_once_however_often_it_is_compared() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story, headline="Mine")
    answers = [client.post(below(story, "draft/compare")) for _ in range(2)]
    revision = story.revisions.get(is_accepted=False)
    assert [answer["Location"] for answer in answers] == [below(story, f"comparison/{revision.pk}")] * 2
    assert Draft.objects.get().fields["headline"] == ["Mine"]


def test_a_draft_that_was_joined_with_the_story_is_done_with() -> None:
    story = make_article()
    client, mine = signed_in(story.creator), typed_post(story, headline="Mine")
    signed_in(make_user("editor")).post(CHANGE.format(story.pk), story_post(story, headline="Theirs"))
    client.post(below(story, "draft"), mine)
    comparison = client.post(below(story, "draft/compare"))["Location"]
    assert Draft.objects.exists()
    story.refresh_from_db()
    client.post(comparison, {"theirs": story.head_id, "all": "mine"})
    story.refresh_from_db()
    assert story.headline == "Mine"
    assert not Draft.objects.exists()
    assert kept(story) == ["Mine"]


def test_a_text_from_a_device_is_kept_beside_the_draft() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story, headline="The draft")
    post = typed_post(story, OTHER_PAGE, headline="From the device")
    answer = client.post(below(story, "draft/keep"), post).json()
    revision = story.revisions.get(is_accepted=False)
    assert answer == {"revision": 2, "url": below(story, f"comparison/{revision.pk}")}
    assert revision.content["headline"] == "From the device"
    assert Draft.objects.get().fields["headline"] == ["The draft"]


# New stories


def test_a_new_storys_draft_is_put_back_by_its_key_and_gone_after_the_first_save() -> None:
    section, writer = make_section(), make_user()
    client = signed_in(writer)
    post = {
        "headline": "A new one",
        "body": BODY,
        "edition": section.edition_id,
        "section": section.pk,
        "kind": "story",
        "_page": PAGE,
        **rows("bylines", [{"author": None, "credited_as": "A. Guest", "role": "writer"}]),
    }
    assert client.post(ADD_DRAFT, {**post, "key": KEY}).status_code == 200
    page = client.get(f"{ADD}?draft={KEY}")
    assert page.context["form"]["headline"].value() == "A new one"
    assert [row["credited_as"].value() for row in page.context["lists"]["bylines"]] == ["A. Guest"]
    home = client.get("/admin/").content.decode()
    assert f"{ADD}?draft={KEY}" in home
    assert "A new one" in home
    client.post(ADD, {**post, "_key": KEY})
    assert Article.objects.get().headline == "A new one"
    assert not Draft.objects.exists()


@pytest.mark.parametrize("key", ["", "short", "x" * 32, "AB" * 16, "ab" * 20, "../../etc/passwd1"])
def test_a_key_that_no_page_makes_up_is_refused(key: str) -> None:
    answer = signed_in(make_user()).post(ADD_DRAFT, {"key": key, "headline": "New"})
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_two_windows_with_one_new_story_keep_both_texts() -> None:
    client = signed_in(make_user())
    client.post(ADD_DRAFT, {"key": KEY, "headline": "First", "_page": PAGE})
    answer = client.post(ADD_DRAFT, {"key": KEY, "headline": "Second", "_page": OTHER_PAGE}).json()
    found = {draft.key: draft.fields["headline"] for draft in Draft.objects.all()}
    assert found == {KEY: ["First"], answer["key"]: ["Second"]}


def test_nobody_hoards_new_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.drafts.keeping.MAX_NEW_STORIES", 2)
    client = signed_in(make_user())
    keys = [f"{number:032x}" for number in range(3)]
    assert [client.post(ADD_DRAFT, {"key": key, "headline": ""}).status_code for key in keys] == [
        200,
        200,
        422,
    ]
    assert client.post(ADD_DRAFT, {"key": keys[0], "headline": "Goes on"}).status_code == 200


def test_a_new_story_is_thrown_away_by_its_writer_alone() -> None:
    writer = signed_in(make_user())
    writer.post(ADD_DRAFT, {"key": KEY, "headline": "New"})
    discard = f"{ADD_DRAFT}discard/"
    signed_in(make_user("admin")).post(discard, {"key": KEY})
    assert Draft.objects.count() == 1
    writer.post(discard, {"key": KEY})
    assert not Draft.objects.exists()


def test_the_first_page_lists_ones_own_unsaved_texts_alone() -> None:
    story = make_article()
    autosave(signed_in(story.creator), story, headline=SECRET)
    assert SECRET in signed_in(story.creator).get("/admin/").content.decode()
    assert SECRET not in signed_in(make_user("admin")).get("/admin/").content.decode()


# Races


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Each in a thread with a connection of its own; what they returned."""
    found: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(number: int) -> None:
        try:
            start.wait(10)
            found[number] = acts[number]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@pytest.mark.django_db(transaction=True)
def test_windows_that_keep_at_the_same_instant_lose_no_text() -> None:
    story = make_article()
    clients = [signed_in(story.creator) for _ in range(6)]
    acts = [
        lambda number=number, client=client: (
            autosave(client, story, f"{number:032x}", headline=f"Text {number}").status_code
        )
        for number, client in enumerate(clients)
    ]
    assert at_once(*acts) == [200] * 6
    found = {*kept(story), Draft.objects.get().fields["headline"][0]}
    assert found == {f"Text {number}" for number in range(6)}


@pytest.mark.django_db(transaction=True)
def test_a_text_that_comes_while_a_save_is_under_way_is_kept_after_it() -> None:
    story = make_article()
    client, page = signed_in(story.creator), typed_post(story)
    autosave(client, story, headline="Before")
    answers: list[int] = []

    def keep() -> None:
        try:
            answers.append(autosave(client, story, OTHER_PAGE, headline="Meanwhile").status_code)
        finally:
            connections.close_all()

    waiting = threading.Thread(target=keep)
    with transaction.atomic():
        article = lock(story.pk)
        drop_saved(article, story.creator, page_of(page))
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
    waiting.join(30)
    assert answers == [200]
    assert Draft.objects.get().fields["headline"] == ["Meanwhile"]


def page_of(post: dict[str, Any]) -> Any:
    data = QueryDict(mutable=True)
    data.update({name: str(value) for name, value in post.items()})
    return data


@pytest.mark.django_db(transaction=True)
def test_saves_and_texts_of_several_windows_at_once_lose_nothing() -> None:
    story = make_article()
    acts: list[Callable[[], Any]] = []
    for number in range(4):
        client = signed_in(story.creator)
        post = typed_post(story, f"{number:032x}", headline=f"Text {number}")
        acts.append(lambda client=client, post=post: client.post(below(story, "draft"), post).status_code)
    saver = signed_in(story.creator)
    saved = typed_post(story, "f" * 32, headline="Saved")
    acts.append(lambda: saver.post(CHANGE.format(story.pk), saved).status_code)
    assert at_once(*acts) == [200] * 4 + [302]
    drafts = [draft.fields["headline"][0] for draft in Draft.objects.all()]
    assert {*kept(story), *drafts} == {f"Text {number}" for number in range(4)}
    assert Article.objects.get().headline == "Saved"


def test_a_correction_at_no_instant_is_not_kept_in_a_history_that_could_not_be_read_then() -> None:
    story = make_article(published=True)
    editor = make_user("editor")
    publishing.correct(story.pk, editor, text="It was the north bank.")
    forged = {"type": "correction", "text": "Forged", "placement": "bottom", "at": "garbage"}
    client = signed_in(editor)
    autosave(client, Article.objects.get(), headline="Typed", **rows("corrections", [forged]))
    client.post(below(story, "draft/discard"))
    revision = Revision.objects.get(is_accepted=False)
    assert client.get(below(story, f"revision/{revision.pk}")).status_code == 200
    assert revision.content["corrections"] == []


@pytest.mark.parametrize("order", ["9" * 30, "9" * 5000])
def test_a_place_in_a_list_that_is_no_number_of_rows_does_not_close_the_page(order: str) -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story, **rows("sources", [{"name": "A", "url": "", "ORDER": order}]))
    assert client.get(CHANGE.format(story.pk)).status_code == 200


def test_of_a_body_that_is_refused_the_words_are_kept_when_the_draft_goes() -> None:
    story = make_article()
    client = signed_in(story.creator)
    autosave(client, story, body="<p>Words &amp; more.</p>" + "<div>" * 300 + "Deep" + "</div>" * 300)
    client.post(below(story, "draft/discard"))
    body = Revision.objects.get(is_accepted=False).content["body"]
    assert [block.text for block in blocks(body)] == ["Words & more.", "Deep"]


def test_a_note_to_the_desk_that_was_typed_is_in_the_history_when_somebody_takes_the_story_over() -> None:
    story = make_article()
    marks = marks_of(story)
    autosave(signed_in(story.creator), story, desk_note="Ring the mayor.", base_aside=marks)
    editor = signed_in(make_user("editor"))
    editor.post(below(story, "take-over"), {"user": story.creator_id})
    kept_text = Revision.objects.get(is_accepted=False)
    assert "Ring the mayor." in editor.get(below(story, f"revision/{kept_text.pk}")).content.decode()
    compared = editor.get(below(story, f"comparison/{kept_text.pk}"))
    assert (compared.status_code, compared.context["choosing"].joined) == (200, [])


def test_a_note_that_nobody_typed_is_no_text_of_a_draft() -> None:
    story = make_article(desk_note="From the editor.")
    client = signed_in(story.creator)
    autosave(client, story, headline="Typed", desk_note="From the editor.", base_aside=marks_of(story))
    client.post(below(story, "draft/discard"))
    assert "desk_note" not in Revision.objects.get(is_accepted=False).content


def test_what_a_page_sent_earlier_and_comes_later_puts_nothing_back() -> None:
    story = make_article()
    client = signed_in(story.creator)
    for step, headline in ((1, "One"), (3, "One, two, three"), (2, "One, two")):
        assert autosave(client, story, headline=headline, _step=step).status_code == 200
    assert Draft.objects.get().fields["headline"] == ["One, two, three"]
    assert kept(story) == []


def test_of_a_new_story_what_comes_late_makes_no_second_draft() -> None:
    client = signed_in(make_user())
    for step, headline in ((2, "Two words"), (1, "Two")):
        client.post(ADD_DRAFT, {"headline": headline, "key": KEY, "_page": PAGE, "_step": step})
    assert Draft.objects.get().fields["headline"] == ["Two words"]


def test_a_draft_that_was_compared_and_joined_does_not_come_back() -> None:
    story = make_article()
    client = signed_in(make_user("editor"))
    autosave(client, story, headline="Typed")
    colleague = signed_in(make_user("editor"))
    colleague.post(CHANGE.format(story.pk), story_post(story, standfirst="By a colleague"))
    client.post(below(story, "draft/compare"))
    text = Revision.objects.get(is_accepted=False)
    client.post(below(story, f"comparison/{text.pk}"), {"theirs": Article.objects.get().head_id})
    assert Article.objects.get().headline == "Typed"
    assert not Draft.objects.exists()

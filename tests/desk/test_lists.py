from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.authors.models import Author
from articles.models import Article
from newsroom.desk.templatetags.labels import labelled
from tests.articles.published.pages import soup
from tests.desk.forms import signed_in
from tests.factories import (
    make_article,
    make_author,
    make_desk,
    make_edition,
    make_image,
    make_section,
    make_tag,
    make_user,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


def many(count: int, author: Author | None = None) -> None:
    """Stories in bulk, every second at a desk, each with a byline: two are made, and the others are their copies."""
    section, creator, author = make_section(), make_user(), author or make_author()
    common = {"edition": section.edition, "section": section, "creator": creator}
    first, second = (
        Article.objects.create(headline=f"Story {number}", desk=desk, **common)
        for number, desk in enumerate((None, make_desk()))
    )
    fields = Article._meta.local_concrete_fields
    columns = ", ".join(field.column for field in fields if not (field.primary_key or field.generated))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_article ({columns}) SELECT {columns} FROM articles_article "
            "JOIN generate_series(3, %s) AS n ON id = CASE n %% 2 WHEN 0 THEN %s ELSE %s END",
            [count, second.pk, first.pk],
        )
        cursor.execute(
            "INSERT INTO articles_byline (article_id, author_id, credited_as, role, position) "
            "SELECT id, %s, '', 'writer', 0 FROM articles_article WHERE creator_id = %s",
            [author.pk, creator.pk],
        )


QUERIES = (
    *("", "?q=Story", "?status=hidden", "?whose=mine", "?stage__exact=draft&p=2"),
    *(
        "?whose=waiting",
        "?whose=sent_back",
        "?whose=assigned",
        "?lacks=file",
        "?lacks=picture",
        "?lacks=section",
    ),
)


@pytest.mark.long
def test_the_list_of_stories_asks_the_same_of_ten_and_of_ten_thousand() -> None:
    editor, author = signed_in(make_user("editor")), make_author()
    editor.get(LIST)
    counts: list[list[int]] = []
    for count in (60, 9_940):
        many(count, author)
        counts.append([])
        for query in QUERIES:
            with CaptureQueriesContext(connection) as asked:
                assert editor.get(LIST + query).status_code == 200
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12


def test_the_list_marks_what_is_to_be_mended() -> None:
    whole, lacking = make_article("Whole"), make_article("Half", images=[make_image(alt_text="", credit="")])
    page = signed_in(make_user("editor")).get(LIST).content.decode()
    rows = {pk: row for row in page.split("<tr>") for pk in (whole.pk, lacking.pk) if f"/{pk}/change/" in row}
    assert "mark-lacking" not in rows[whole.pk]
    assert "2 to mend" in rows[lacking.pk]
    assert "no credit." in rows[lacking.pk]


def test_pictures_and_videos_of_a_page_of_stories_are_asked_for_together() -> None:
    for number in range(3):
        picture = make_image()
        body = f'<p>Words.</p><figure data-news="image" data-image-id="{make_image().pk}"></figure>'
        make_article(f"Story {number}", images=[picture], body=body)
    editor = signed_in(make_user("editor"))
    editor.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        editor.get(LIST)
    assert len(asked) <= 12


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=accion", {"Acción"}),
        ("?q=votes+council", {"Council votes"}),
        ("?whose=waiting", {"Handed in"}),
        ("?whose=sent_back", set()),
        ("?lacks=section", set()),
        ("?status=published", {"Public"}),
        ("?status=hidden", {"Acción", "Council votes", "Handed in"}),
        ("?status=scheduled", set()),
    ],
)
def test_the_list_shows_what_is_asked_for(query: str, found: set[str]) -> None:
    make_article("Acción")
    make_article("Council votes")
    make_article("Handed in", submitted=True)
    make_article("Public", published=True)
    page = signed_in(make_user("editor")).get(LIST + query).content.decode()
    every = {"Acción", "Council votes", "Handed in", "Public"}
    assert {headline for headline in every if f"<bdi>{headline}</bdi>" in page} == found


def test_the_list_counts_no_further_than_its_limit() -> None:
    many(3)
    editor = signed_in(make_user("editor"))
    with CaptureQueriesContext(connection) as asked:
        editor.get(LIST)
    counting = [query["sql"] for query in asked if "COUNT(" in query["sql"]]
    assert all("LIMIT 10000" in sql for sql in counting)


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?p=x",
        "?p=999999",
        "?o=99",
        "?status=never",
        "?section=x",
        "?section=99999999999999999999",
        "?creator__password__startswith=a",
        "?stage__exact=novel",
        "?_connector=OR",
        "?e=1",
    ],
)
def test_a_query_that_nobody_sends_is_answered_without_a_fault(query: str) -> None:
    make_article()
    assert signed_in(make_user("editor")).get(LIST + query, follow=True).status_code in (200, 400)


def test_a_journalist_lists_what_they_may_see() -> None:
    english, spanish = make_edition(), make_edition("es")
    make_article("In sight", section=make_section("news", english))
    make_article("Behind the door", section=make_section("news", english), confidential=True)
    make_article("In another edition", section=make_section("news", spanish))
    page = signed_in(make_user("journalist", edition=english)).get(LIST).content.decode()
    assert "In sight" in page
    assert "Behind the door" not in page
    assert "In another edition" not in page


def test_the_first_page_shows_what_waits_what_is_written_and_what_is_scheduled() -> None:
    writer = make_user()
    make_article("Being written", creator=writer)
    make_article("Waiting", creator=writer, submitted=True)
    make_article("Behind the door", submitted=True, confidential=True)
    page = signed_in(writer).get("/admin/").content.decode()
    assert "Being written" in page
    assert "Waiting" in page
    assert "Behind the door" not in page


@pytest.mark.parametrize(
    "place",
    [
        *(
            "media/image",
            "tags/tag",
            "authors/author",
            "sections/section",
            "sections/coverage",
            "sections/region",
        ),
        *(
            "sections/desk",
            "pages/page",
            "pages/menuitem",
            "editions/edition",
            "accounts/user",
            "breaking/alert",
        ),
    ],
)
def test_every_other_list_and_its_empty_form_open(place: str) -> None:
    make_image(rendered=True)
    make_author()
    admin = signed_in(make_user("admin"))
    assert admin.get(f"/admin/{place}/").status_code == 200
    assert admin.get(f"/admin/{place}/?q=a").status_code == 200
    assert admin.get(f"/admin/{place}/add/").status_code == 200


SIBLINGS = ("tags/tag", "authors/author", "accounts/user", "redirects/redirect", "pages/contactmessage")


def siblings(count: int) -> None:
    """Rows of all lists beside that of stories."""
    from newsroom.pages.models import ContactMessage
    from newsroom.redirects.models import Redirect

    edition = make_edition()
    for number in range(count):
        make_tag(f"tag {count} {number}")
        make_author(f"Author {count} {number}")
        make_user(username=f"person-{count}-{number}")
    Redirect.objects.bulk_create(
        Redirect(edition=edition, old=f"/{count}/{n}/", target="/", leads_to="/") for n in range(count)
    )
    ContactMessage.objects.bulk_create(
        ContactMessage(
            edition=edition, email="a@example.org", subject="tip", text="A", created_at=timezone.now()
        )
        for _ in range(count)
    )


@pytest.mark.parametrize("place", SIBLINGS)
def test_its_sibling_lists_ask_the_same_of_few_and_of_many(place: str) -> None:
    admin = signed_in(make_user("admin"))
    admin.get(f"/admin/{place}/")
    counts: list[list[int]] = []
    for count in (2, 40):
        siblings(count)
        counts.append([])
        for query in ("", "?q=a", "?p=2"):
            with CaptureQueriesContext(connection) as asked:
                assert admin.get(f"/admin/{place}/{query}", follow=True).status_code == 200
            counts[-1].append(len(asked))
            counting = [one["sql"] for one in asked if "COUNT(" in one["sql"]]
            assert all("LIMIT 10000" in sql for sql in counting), counting
    assert counts[0][:2] == counts[1][:2]
    assert max(counts[1]) <= 12


@pytest.mark.parametrize(("language", "label"), [("en", "Section"), ("ar", "القسم")])
def test_each_cell_of_a_list_has_the_name_of_its_column_for_narrow_windows(language: str, label: str) -> None:
    make_article("Plain", section=make_section("news"))
    client = signed_in(make_user("editor"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    row = soup(client.get(LIST)).select_one("#result_list tbody tr")
    assert row is not None
    assert row.select_one(".field-section")["data-label"] == label
    assert row.select_one(".field-section").get_text() == "News"
    # Nothing is next: an empty cell takes no line of its own. The checkbox needs no name.
    assert "data-empty" in row.select_one(".field-next_shown").attrs
    assert "data-label" not in row.select_one(".action-checkbox").attrs


def test_the_name_of_a_column_cannot_break_out_of_its_attribute() -> None:
    cells = ['<td class="field-a">1</td>', '<th class="field-b">-</th>']
    headers = [{"text": '" onclick="x'}, {"text": "B"}]
    assert list(labelled(cells, headers)) == [
        '<td data-label="&quot; onclick=&quot;x" class="field-a">1</td>',
        '<th data-empty class="field-b">-</th>',
    ]

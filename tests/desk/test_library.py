"""The library of pictures: what is found in it, who changes what, and what comes in together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.authors.models import Author
from articles.media.models import Image, Use
from articles.media.uses import set_use
from articles.sections.models import Coverage
from tests.desk.forms import signed_in
from tests.factories import make_article, make_author, make_coverage, make_image, make_user, picture_bytes
from tests.videos import figure, make_video

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
GRID, RIGHTS = "/admin/media/image/", "/admin/media/image/rights/"
DESCRIBE, SEVERAL = "/admin/media/image/describe/", "/admin/media/image/upload/several/"
CHANGE = "/admin/media/image/{}/change/"
LIBRARY = 12


def found(query: str = "", client: Client | None = None) -> set[str]:
    """The captions in the grid."""
    response = (client or signed_in(make_user("editor"))).get(f"{GRID}?{query}")
    assert response.status_code == 200
    return {image.caption for image in response.context["cl"].result_list}


def ended() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


@pytest.mark.parametrize(
    "words",
    [
        "harbour",
        "HARBOUR",
        "rbo",
        "dusk+boat",
        "Nuñez",
        "nunez",
        "Quay+street",
        "ferry",
        "DSC_0042",
        "الميناء",
        "ميناء",
    ],
)
def test_a_picture_is_found_by_every_word_that_is_known_of_it(words: str) -> None:
    image = make_image(caption="Harbour", alt_text="A boat at dusk", credit="Nuñez / Agency")
    fields = {"place": "Quay Street", "keywords": "ferry, الميناء", "file_name": "DSC_0042.JPG"}
    Image.objects.filter(pk=image.pk).update(**fields)
    make_image(caption="Another", alt_text="A hill", credit="P. Iwata")
    assert found(f"q={words}") == {"Harbour"}


def test_all_words_must_be_there() -> None:
    make_image(caption="Harbour", alt_text="A boat")
    assert found("q=harbour+mountain") == set()


@pytest.mark.parametrize("words", ["%25", "_", "\\", "%27", "a" * 500, "zq+" * 50])
def test_strange_words_find_nothing_and_break_nothing(words: str) -> None:
    make_image(caption="Harbour", alt_text="A boat", credit="P", file_name="x.jpg")
    assert found(f"q={words}") == set()


def test_the_newest_pictures_come_first() -> None:
    for name in ("One", "Two", "Three"):
        make_image(caption=name)
    response = signed_in(make_user()).get(GRID)
    assert [i.caption for i in response.context["cl"].result_list] == ["Three", "Two", "One"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("rights=agency", {"Agency"}),
        ("rights=none", {"Unknown"}),
        ("end=soon", {"Soon"}),
        ("end=ended", {"Ended"}),
        ("lacks=alt", {"Silent"}),
        ("lacks=credit", {"Nobody’s"}),
        ("shape=upright", {"Upright"}),
        ("whose=mine", {"Mine"}),
        ("use=live", {"Live", "Portrait", "Still"}),
        ("rights=agency&end=soon", set()),
    ],
)
def test_the_grid_is_narrowed_by_what_is_known(query: str, names: set[str]) -> None:
    user, now = make_user("editor"), datetime.now(UTC)
    make_image(caption="Agency", rights="agency")
    make_image(caption="Unknown", rights="")
    make_image(caption="Soon", rights_until=now + timedelta(days=3))
    make_image(caption="Ended", rights_until=now - timedelta(days=3))
    make_image(caption="Silent", alt_text="")
    make_image(caption="Nobody’s", credit="")
    make_image(caption="Mine", uploaded_by=user)
    Image.objects.filter(pk=make_image(caption="Upright").pk).update(width=600, height=900)
    make_article(images=[make_image(caption="Live")], published=True)
    set_use(Use.Purpose.PORTRAIT, 1, make_image(caption="Portrait"))
    video = make_video(poster=make_image(caption="Still"))
    make_article(body=f"<p>Words.</p>{figure(video)}", published=True)
    assert found(query, signed_in(user)) == names


def test_unused_is_what_no_text_portrait_coverage_or_public_page_shows() -> None:
    make_image(caption="Free")
    beside, within, gone = (make_image(caption=name) for name in ("Beside", "Within", "Gone"))
    make_article(images=[beside])
    make_article(body=f'<p>x</p><figure data-news="image" data-image-id="{within.pk}"></figure>')
    make_article(images=[gone], published=True).pictures.all().delete()
    make_author(portrait=make_image(caption="Portrait"))
    make_coverage(hero=make_image(caption="Hero"))
    assert found("use=unused") == {"Free"}


@pytest.mark.parametrize("query", ["rights=nonsense", "end=x", "use=", "whose=other", "uploaded=x", "p=999"])
def test_a_choice_that_there_is_not_is_no_error(query: str) -> None:
    response = signed_in(make_user()).get(f"{GRID}?{query}")
    assert response.status_code in (200, 302)


def test_the_grid_marks_what_readers_see_and_what_is_over() -> None:
    make_article(images=[make_image(caption="Live")], published=True)
    make_image(caption="Over", rights_until=ended())
    page = signed_in(make_user()).get(GRID).content.decode()
    assert page.count('mark is-live">readers see it') == 1
    assert page.count('mark is-bad">rights ended') == 1


@pytest.mark.parametrize("query", ["", "q=bridge", "use=unused", "use=live", "q=bridge&rights=own&end=soon"])
def test_the_grid_asks_no_more_for_many_pictures_than_for_few(query: str) -> None:
    def asked() -> int:
        client = signed_in(make_user("editor"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{GRID}?{query}").status_code == 200
        return len(queries)

    make_many(10)
    few = asked()
    make_many(990)
    assert asked() <= few <= LIBRARY


def make_many(number: int) -> None:
    """Rows alone: nothing looks at their files."""
    start = Image.objects.count()
    Image.objects.bulk_create(
        Image(
            sha256=f"{n:064x}",
            byte_size=1,
            width=900,
            height=600,
            format="jpeg",
            caption=f"The bridge {n}",
            credit="R. Vale",
            rights="own",
            alt_text="A bridge",
            rights_until=datetime.now(UTC) + timedelta(days=n % 9),
        )
        for n in range(start, start + number)
    )


# Who may change what


def change(image: Image, client: Client) -> int:
    post = {"caption": "Changed", "alt_text": "New", "focal_x": "0.5", "focal_y": "0.4", "credit": "X"}
    return client.post(CHANGE.format(image.pk), post).status_code


def test_whoever_uploaded_a_picture_changes_it_until_readers_see_it() -> None:
    writer = make_user()
    image = make_image(uploaded_by=writer)
    article = make_article(images=[image], creator=writer)
    assert change(image, signed_in(writer)) == 302
    Image.objects.filter(pk=image.pk).update(rights="own")
    make_article(images=[image], published=True, creator=article.creator)
    assert change(image, signed_in(writer)) == 403
    assert change(image, signed_in(make_user("editor"))) == 302


def test_a_portrait_is_on_a_public_page_too() -> None:
    writer = make_user()
    image = make_image(uploaded_by=writer)
    set_use("portrait", make_author(portrait=image).pk, image)
    assert change(image, signed_in(writer)) == 403


def test_the_page_of_a_picture_that_readers_see_shows_its_writer_no_button() -> None:
    writer = make_user()
    image = make_image(uploaded_by=writer)
    make_article(images=[image], published=True)
    page = signed_in(writer).get(CHANGE.format(image.pk)).content.decode()
    assert "until readers see them" in page
    assert ">Save</button>" not in page


@pytest.mark.parametrize("address", [GRID, RIGHTS])
@pytest.mark.parametrize("who", ["nobody", "journalist", "editor", "admin"])
def test_the_screens_of_the_library_are_for_people_of_the_desk(address: str, who: str) -> None:
    user = make_user("" if who == "nobody" else who)
    assert signed_in(user).get(address).status_code == (302 if who == "nobody" else 200)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_screen_of_rights_is_for_reading(method: str) -> None:
    assert getattr(signed_in(make_user("admin")), method)(RIGHTS).status_code == 405


@pytest.mark.parametrize(
    ("who", "own", "is_live", "is_saved"),
    [
        ("journalist", True, False, True),
        ("journalist", True, True, False),
        ("journalist", False, False, False),
        ("editor", False, True, True),
        ("admin", False, False, True),
    ],
)
def test_many_are_described_by_whoever_may_change_each(
    who: str, own: bool, is_live: bool, is_saved: bool
) -> None:
    user = make_user(who)
    image = make_image(uploaded_by=user if own else None)
    if is_live:
        make_article(images=[image], published=True)
    post = {f"{image.pk}-caption": "Described", f"{image.pk}-credit": "Z", f"{image.pk}-rights": "own"}
    signed_in(user).post(f"{DESCRIBE}?ids={image.pk}", post)
    assert (Image.objects.get(pk=image.pk).caption == "Described") is is_saved


@pytest.mark.parametrize("query", ["", "ids=", "ids=999999", "ids=x", "ids=1,2;drop", "ids=" + "9" * 40])
def test_describing_nothing_is_not_found(query: str) -> None:
    assert signed_in(make_user("editor")).get(f"{DESCRIBE}?{query}").status_code == 404


# Describing several


def described(*images: Image, **changes: Any) -> dict[str, Any]:
    post: dict[str, Any] = {}
    for number, image in enumerate(images):
        post[f"{image.pk}-caption"] = f"Picture {number}"
        post[f"{image.pk}-alt_text"] = f"What {number} shows"
        post[f"{image.pk}-credit"] = "R. Vale"
        post[f"{image.pk}-rights"] = "own"
    return post | changes


def test_all_that_came_together_are_described_on_one_page() -> None:
    images = [make_image(alt_text="", credit="", rights="", caption="") for _ in range(3)]
    ids = ",".join(str(image.pk) for image in images)
    response = signed_in(make_user("editor")).post(f"{DESCRIBE}?ids={ids}", described(*images))
    assert (response.status_code, response["Location"]) == (302, GRID)
    assert sorted(Image.objects.values_list("caption", "alt_text", "credit")) == [
        (f"Picture {n}", f"What {n} shows", "R. Vale") for n in range(3)
    ]


def test_what_is_wrong_with_one_keeps_no_other_from_being_saved_and_stays_as_it_was_typed() -> None:
    right, wrong = make_image(), make_image(caption="Before")
    post = described(right, wrong) | {f"{wrong.pk}-rights_until": "tomorrow"}
    client = signed_in(make_user("editor"))
    response = client.post(f"{DESCRIBE}?ids={right.pk},{wrong.pk}", post)
    page = response.content.decode()
    assert response.status_code == 200
    assert (Image.objects.get(pk=right.pk).caption, Image.objects.get(pk=wrong.pk).caption) == (
        "Picture 0",
        "Before",
    )
    assert "Picture 1" in page
    assert "tomorrow" in page
    assert "1 picture is not saved yet" in page


def test_without_scripts_what_is_said_of_all_is_filled_in_and_nothing_is_saved() -> None:
    images = [make_image(credit="", rights="") for _ in range(2)]
    ids = ",".join(str(image.pk) for image in images)
    typed = {f"{image.pk}-caption": f"Typed {image.pk}" for image in images}
    shared = {"all-credit": "Agency One", "all-rights": "agency", "apply": "1"}
    page = signed_in(make_user("editor")).post(f"{DESCRIBE}?ids={ids}", typed | shared).content.decode()
    assert page.count('value="Agency One"') == 3
    assert all(f"Typed {image.pk}" in page for image in images)
    assert not Image.objects.exclude(credit="").exists()


def test_words_that_somebody_changed_meanwhile_are_not_overwritten_unseen_and_what_is_typed_stays() -> None:
    image, client = make_image(caption="First"), signed_in(make_user("editor"))
    address = CHANGE.format(image.pk)
    base = client.get(address).context["form"].initial["base"]
    Image.objects.filter(pk=image.pk).update(caption="Theirs")
    post = {"caption": "Mine", "credit": "R. Vale", "focal_x": "0.5", "focal_y": "0.4", "base": base}
    answer = client.post(address, post)
    page = answer.content.decode()
    assert (answer.status_code, Image.objects.get(pk=image.pk).caption) == (200, "Theirs")
    assert "Somebody changed this picture meanwhile" in page
    assert ">Mine</textarea>" in page.replace("\n", "")
    again = str(answer.context["form"]["base"].value())
    assert client.post(address, {**post, "base": again}).status_code == 302
    assert Image.objects.get(pk=image.pk).caption == "Mine"


# Several files without scripts


def files(*contents: bytes) -> dict[str, Any]:
    return {"file": [SimpleUploadedFile(f"shot-{n}.jpg", data) for n, data in enumerate(contents)]}


def test_several_files_of_a_plain_form_are_taken_in_and_led_to_where_they_are_described() -> None:
    response = signed_in(make_user()).post(SEVERAL, files(picture_bytes(), picture_bytes()))
    ids = sorted(Image.objects.values_list("pk", flat=True))
    assert len(ids) == 2
    assert response["Location"] == f"{DESCRIBE}?ids={ids[0]},{ids[1]}"
    assert set(Image.objects.values_list("file_name", flat=True)) == {"shot-0.jpg", "shot-1.jpg"}


def test_one_bad_file_among_several_is_named_with_its_sentence_and_the_others_are_taken() -> None:
    response = signed_in(make_user()).post(
        SEVERAL, files(picture_bytes(), b"<svg/>", picture_bytes()), follow=True
    )
    assert Image.objects.count() == 2
    assert "shot-1.jpg: This is not a JPEG" in response.content.decode()


def test_a_file_that_is_here_already_is_said_and_linked() -> None:
    data = picture_bytes()
    client = signed_in(make_user())
    client.post(SEVERAL, files(data))
    known = Image.objects.get()
    page = client.post(SEVERAL, files(data), follow=True).content.decode()
    assert "here already" in page
    assert f'href="{CHANGE.format(known.pk)}"' in page


@pytest.mark.parametrize("who", ["nobody", "anonymous"])
def test_several_files_are_taken_from_people_of_the_desk_alone(who: str) -> None:
    from django.test import Client

    client = Client() if who == "anonymous" else signed_in(make_user(""))
    assert client.post(SEVERAL, files(picture_bytes())).status_code == 302
    assert not Image.objects.exists()


def test_no_file_at_all_is_said() -> None:
    page = signed_in(make_user()).post(SEVERAL, {}, follow=True).content.decode()
    assert "No file was chosen." in page


# Rights that end


def test_a_picture_without_rights_becomes_nobody_s_portrait() -> None:
    author, image = make_author(), make_image(rights_until=ended())
    post = {"name": author.name, "kind": "person", "portrait": image.pk}
    empty = {f"{rows}-{count}_FORMS": 0 for rows in ("names", "parts") for count in ("TOTAL", "INITIAL")}
    address = f"/admin/authors/author/{author.pk}/change/"
    page = signed_in(make_user("editor")).post(address, post | empty)
    assert page.status_code == 200
    assert "our rights have ended" in page.content.decode()
    assert Author.objects.get(pk=author.pk).portrait is None


def test_a_portrait_that_was_there_before_its_rights_ended_keeps_its_author_from_nothing() -> None:
    image = make_image()
    author = make_author(portrait=image)
    Image.objects.filter(pk=image.pk).update(rights_until=ended())
    post = {"name": "Renamed", "kind": "person", "portrait": image.pk}
    empty = {f"{rows}-{count}_FORMS": 0 for rows in ("names", "parts") for count in ("TOTAL", "INITIAL")}
    address = f"/admin/authors/author/{author.pk}/change/"
    assert signed_in(make_user("editor")).post(address, post | empty).status_code == 302


def test_a_picture_without_rights_becomes_no_coverage_s() -> None:
    coverage, image = make_coverage(), make_image(rights_until=ended())
    post = {"name": coverage.name, "hero": image.pk, "public_from": "2026-01-01T00:00"}
    empty = {f"{rows}-{count}_FORMS": 0 for rows in ("names", "parts") for count in ("TOTAL", "INITIAL")}
    address = f"/admin/sections/coverage/{coverage.pk}/change/"
    assert signed_in(make_user("editor")).post(address, post | empty).status_code == 200
    assert Coverage.objects.get(pk=coverage.pk).hero is None


def test_the_picker_says_whose_rights_have_ended() -> None:
    over, fine = make_image(caption="Over", rights_until=ended()), make_image(caption="Fine")
    results = signed_in(make_user()).get("/admin/lookup/pictures/").json()["results"]
    assert {row["id"]: row["ended"] for row in results} == {over.pk: True, fine.pk: False}


def test_the_screen_of_rights_names_a_live_page_and_hides_one_that_one_may_not_see() -> None:
    image = make_image(rights_until=datetime.now(UTC) + timedelta(days=2))
    make_article("Open story", images=[image], published=True)
    make_article("Secret story", images=[image], published=True, confidential=True)
    page = signed_in(make_user()).get(RIGHTS).content.decode()
    assert "Open story" in page
    assert "Secret story" not in page
    assert "and 1 other story" in page


def test_the_page_of_a_picture_names_the_stories_with_it_and_hides_one_that_one_may_not_see() -> None:
    image = make_image()
    body = f'<p>x</p><figure data-news="image" data-image-id="{image.pk}"></figure>'
    make_article("In the text", body=body)
    make_article("Secret story", body=body, confidential=True)
    page = signed_in(make_user()).get(CHANGE.format(image.pk)).content.decode()
    assert "In the text" in page
    assert "Secret story" not in page
    assert "and 1 other story" in page

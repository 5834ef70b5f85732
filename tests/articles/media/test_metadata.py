"""What a picture's file says of it, and what the desk keeps of that."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile

from articles.blockers import images_of, warnings
from articles.media.files import take_in
from articles.media.metadata import cleaned
from articles.media.models import Image
from articles.revisions import snapshot
from tests.articles.media.picture_files import exif, in_languages, listed, packet, picture, with_iim
from tests.desk.forms import signed_in
from tests.factories import make_article, make_image, make_user

pytestmark = pytest.mark.django_db
ORIGINAL, OFFSET = 0x9003, 0x9011


def taken(data: bytes, name: str = "", **fields: Any) -> Image:
    return take_in(ContentFile(data, name or None), is_rendered=False, **fields)[0]


FULL = (
    in_languages("dc:description", de="Die Fähre", x_default="The ferry leaves.")
    + in_languages("dc:rights", x_default="© 2026 Vale")
    + "<dc:creator><rdf:Seq><rdf:li>Rosa Vale</rdf:li><rdf:li>Ida Brandt</rdf:li></rdf:Seq></dc:creator>"
    + listed("dc:subject", "ferry", "harbour", "ferry")
    + "<photoshop:Headline>Ferry</photoshop:Headline><photoshop:Credit>Vale/Agency</photoshop:Credit>"
    + "<photoshop:Instructions>No archives.</photoshop:Instructions>"
    + "<photoshop:City>Östhavn</photoshop:City><photoshop:Country>Norland</photoshop:Country>"
    + "<Iptc4xmpCore:Location>Pier 4</Iptc4xmpCore:Location><photoshop:State>Coast</photoshop:State>"
    + in_languages("Iptc4xmpCore:AltTextAccessibility", x_default="A white ferry")
    + in_languages("Iptc4xmpCore:ExtDescrAccessibility", x_default="A white ferry with two decks.")
    + in_languages("xmpRights:UsageTerms", x_default="One use.")
    + "<photoshop:DateCreated>2026-03-08T16:59:52.5+02:00</photoshop:DateCreated>"
    + "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
    + "</Iptc4xmpExt:DigitalSourceType>"
)
EXPECTED = {
    "caption": "The ferry leaves.",
    "copyright_notice": "© 2026 Vale",
    "photographer": "Rosa Vale, Ida Brandt",
    "keywords": "ferry, harbour",
    "credit": "Vale/Agency",
    "usage_terms": "One use.\nNo archives.",
    "place": "Pier 4, Östhavn, Coast, Norland",
    "alt_text": "A white ferry",
    "long_description": "A white ferry with two decks.",
    "digital_source": "digitalCapture",
    "taken_at": datetime(2026, 3, 8, 14, 59, 52, 500_000, tzinfo=UTC),
}


def said_by(image: Image) -> dict[str, Any]:
    image.refresh_from_db()
    return {name: getattr(image, name) for name in EXPECTED}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_is_filled_from_its_xmp(kind: str) -> None:
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", packet(FULL).decode())
        data = picture("PNG", pnginfo=info)
    else:
        data = picture(kind, xmp=packet(FULL))
    assert said_by(taken(data)) == EXPECTED


def test_properties_may_be_attributes() -> None:
    data = picture(xmp=packet("", 'photoshop:Credit="Vale/Agency" photoshop:DateCreated="2026-03-08"'))
    image = taken(data)
    assert image.credit == "Vale/Agency"
    assert image.taken_at == datetime(2026, 3, 8, 12, 0, tzinfo=UTC)


def test_a_place_is_read_from_the_location_that_is_shown() -> None:
    place = "<Iptc4xmpExt:City>Östhavn</Iptc4xmpExt:City><Iptc4xmpExt:CountryName>Norland</Iptc4xmpExt:CountryName>"
    told = (
        f'<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource">{place}</rdf:li>'
        "</rdf:Bag></Iptc4xmpExt:LocationShown>"
    )
    assert taken(picture(xmp=packet(told))).place == "Östhavn, Norland"


IIM = [
    (120, "Die Fähre legt ab."),
    (105, "Fähre"),
    (110, "Vale/Agentur"),
    (116, "© Vale"),
    (40, "Keine Archive"),
    (80, "Rosa Vale"),
    (92, "Pier 4"),
    (90, "Östhavn"),
    (101, "Norland"),
    (25, "fähre"),
    (25, "hafen"),
    (55, "20260308"),
    (60, "165952+0100"),
]


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_a_picture_is_filled_from_its_iim_in_either_charset(charset: str) -> None:
    records = [(number, text.encode(charset)) for number, text in IIM]
    image = taken(with_iim(picture(), records, is_utf8=charset == "utf-8"))
    assert (image.caption, image.credit, image.copyright_notice) == (
        "Die Fähre legt ab.",
        "Vale/Agentur",
        "© Vale",
    )
    assert (image.usage_terms, image.photographer, image.place, image.keywords) == (
        "Keine Archive",
        "Rosa Vale",
        "Pier 4, Östhavn, Norland",
        "fähre, hafen",
    )
    assert image.taken_at == datetime(2026, 3, 8, 15, 59, 52, tzinfo=UTC)


def test_a_picture_is_filled_from_its_exif() -> None:
    block = exif(
        {ORIGINAL: "2026:03:08 16:59:52", OFFSET: "+02:00"},
        ImageDescription="Fähre".encode(),
        Copyright="© Vale".encode(),
        Artist="Rosa Vale",
    )
    image = taken(picture(exif=block))
    assert (image.caption, image.copyright_notice, image.photographer) == ("Fähre", "© Vale", "Rosa Vale")
    assert image.taken_at == datetime(2026, 3, 8, 14, 59, 52, tzinfo=UTC)


def test_xmp_comes_before_iim_and_that_before_exif() -> None:
    block = exif(ImageDescription="of exif", Artist="A. Exif", Copyright="of exif")
    data = picture(exif=block, xmp=packet(in_languages("dc:description", x_default="of xmp")))
    image = taken(with_iim(data, [(120, b"of iim"), (116, b"of iim")]))
    assert (image.caption, image.copyright_notice, image.photographer) == ("of xmp", "of iim", "A. Exif")


def test_the_headline_stands_for_a_caption_that_is_missing() -> None:
    assert taken(picture(xmp=packet("<photoshop:Headline>Ferry</photoshop:Headline>"))).caption == "Ferry"


def test_what_a_camera_writes_into_every_picture_is_no_caption() -> None:
    assert taken(picture(exif=exif(ImageDescription="OLYMPUS DIGITAL CAMERA"))).caption == ""


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026:03:08 16:59:52", datetime(2026, 3, 8, 16, 59, 52, tzinfo=UTC)),
        ("0000:00:00 00:00:00", None),
        ("2026:13:08 16:59:52", None),
        ("    :  :     :  :  ", None),
    ],
)
def test_a_time_without_an_offset_is_read_as_utc(when: str, expected: datetime | None) -> None:
    assert taken(picture(exif=exif({ORIGINAL: when}))).taken_at == expected


def test_an_offset_that_only_exif_knows_belongs_to_the_same_time_elsewhere() -> None:
    block = exif({ORIGINAL: "2026:03:08 16:59:52", OFFSET: "-05:00"})
    told = packet("<photoshop:DateCreated>2026-03-08T16:59:52.137</photoshop:DateCreated>")
    assert taken(picture(exif=block, xmp=told)).taken_at == datetime(2026, 3, 8, 21, 59, 52, tzinfo=UTC)


def test_what_the_uploader_typed_wins() -> None:
    image = taken(picture(xmp=packet(FULL)), credit="Typed", caption="", photographer="Typed too")
    assert (image.credit, image.caption, image.photographer) == ("Typed", "The ferry leaves.", "Typed too")


def test_a_decorative_picture_takes_no_alternative_text_from_its_file() -> None:
    image = taken(picture(xmp=packet(FULL)), is_decorative=True)
    image.clean()
    assert image.alt_text == ""


def test_what_is_kept_has_no_control_characters_and_fits() -> None:
    long = "word " * 100
    told = packet(
        in_languages("dc:description", x_default="A \u202eB\u2066 C\n\n\n\nD \u200f\u0641")
        + f"<photoshop:Credit>  {long}</photoshop:Credit>"
        + listed("dc:subject", *(f"keyword {n}" for n in range(400)))
    )
    image = taken(picture(xmp=told), name="C:\\pictures\\boat\u202egpj.exe\x07.jpg")
    assert image.caption == "A B C\n\nD \u200f\u0641"
    assert image.credit == long[:200].strip()
    assert len(image.keywords) <= 2000
    assert image.keywords.endswith(image.keywords.rpartition(", ")[2])
    assert image.file_name == "boatgpj.exe.jpg"


def test_html_is_text_wherever_it_is_shown() -> None:
    words = "&lt;script&gt;alert(1)&lt;/script&gt;"
    image = taken(
        picture(xmp=packet(in_languages("dc:description", x_default=words))), alt_text="A", credit="B"
    )
    assert image.caption == "<script>alert(1)</script>"
    page = signed_in(make_user("editor")).get(f"/admin/media/image/{image.pk}/change/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "packet",
    [
        packet(FULL, before='<!DOCTYPE x [<!ENTITY a "aaaa">]>'),
        packet(FULL, before='<!DOCTYPE x SYSTEM "file:///etc/passwd">'),
        packet(FULL)[:-30],
        b"<x/>",
        b"\xff\xfe" + packet(FULL).decode().encode("utf-16-le"),
        b"<a>" * 5000,
    ],
    ids=["entities", "outside", "cut off", "no rdf", "utf-16", "deep"],
)
def test_xmp_that_cannot_be_trusted_is_left_out_and_the_picture_taken(packet: bytes) -> None:
    image = taken(picture(xmp=packet, exif=exif(Artist="Rosa Vale")))
    assert (image.caption, image.photographer) == ("", "Rosa Vale")


def test_exif_that_is_broken_is_left_out_and_the_picture_taken() -> None:
    block = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff" + b"\x0e\x01\x02\x00\xff\xff\xff\x7f" * 40
    assert taken(picture(exif=block)).caption == ""


def test_a_picture_that_lies_on_its_side_has_its_measures_upright() -> None:
    image = taken(picture(size=(80, 40), exif=exif(Orientation=6)))
    assert (image.width, image.height) == (40, 80)


def test_a_compromised_workshop_can_write_no_more_than_fits() -> None:
    found = cleaned(
        {"credit": "x" * 5000 + "\x00", "taken": "9999-12-31T23:59:59-23:00", "rights": "own"},
        {"credit": 200},
    )
    assert found == {"credit": "x" * 200}


@pytest.mark.parametrize(
    ("source", "is_said"),
    [
        ("trainedAlgorithmicMedia", True),
        ("compositeWithTrainedAlgorithmicMedia", True),
        ("algorithmicMedia", True),
        ("digitalCapture", False),
    ],
)
def test_an_editor_is_told_of_a_picture_that_was_made_by_a_machine(source: str, is_said: bool) -> None:
    image = make_image(digital_source=source)
    story = make_article(images=[image])
    content = snapshot(story)
    sentence = "Picture 1: the file says that it was made by a machine."
    assert (sentence in warnings(content, images=images_of(content))) == is_said
    page = signed_in(make_user("editor")).get(f"/admin/media/image/{image.pk}/change/").content.decode()
    assert ("The file says that it was made by a machine." in page) == is_said


def test_a_manifest_of_c2pa_tells_of_a_machine_too() -> None:
    from tests.articles.media.picture_files import with_segment

    claim = b"jumb c2pa.created digitalSourceType http://cv.iptc.org/newscodes/digitalsourcetype/"
    assert taken(with_segment(picture(), 0xEB, claim + b"trainedAlgorithmicMedia")).is_machine_made
    assert not taken(with_segment(picture(), 0xEB, claim + b"digitalCapture\x00")).is_machine_made

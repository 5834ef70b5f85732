"""Lines of old and new addresses: what they would do, and why some cannot."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.pages.models import Page
from newsroom.redirects.files import decoded, lines_of
from newsroom.redirects.keys import Refused, key_of
from newsroom.redirects.models import Redirect
from newsroom.redirects.planning import Outcome
from tests.articles.published.pages import path_of
from tests.factories import make_article, make_edition, make_section, make_tag
from tests.newsroom.redirects.making import outcomes, plan, redirect, stored

if TYPE_CHECKING:
    from pathlib import Path

SAME = [
    ("/a/b", ""),
    ("/A//B/", ""),
    ("a/b/index.html", ""),
    ("a/b.amp", ""),
    ("a/b", "utm_source=x&fbclid=1"),
]


@pytest.mark.parametrize(("path", "query"), SAME)
def test_spellings_of_an_old_address_have_one_key(path: str, query: str) -> None:
    assert key_of(path, query) == "a/b"


def test_a_query_is_part_of_a_key_whatever_its_order() -> None:
    assert key_of("x.php", "b=2&a=%C3%A9&utm_id=1") == key_of("X.php/", "a=é&b=2") == "x.php?a=é&b=2"


@pytest.mark.django_db
def test_addresses_are_read_as_people_write_them() -> None:
    story = make_article("Council votes", published=True)
    make_edition("ar")
    number = str(story.pk)
    made = plan(
        ("/2019/budget.html", number),
        ("http://localhost:8000/a b/caf%C3%A9?utm_source=x", path_of(story)),
        ("https://localhost/c/", f"http://localhost:8000/{story.pk}"),
        ("/AR/%D9%82%D8%AF%D9%8A%D9%85", "/latest"),
        ("/?p=5", "/search/?q=x"),
        ("/gone.html", "", "410"),
        ("/partner", "https://partner.example/a?b=c#d"),
    )
    made.carry_out()
    assert stored() == {
        "/2019/budget.html": number,
        "/a b/café": number,
        "/c": number,
        "/ar/قديم": "/latest",
        "/?p=5": "/search/?q=x",
        "/gone.html": "410",
        "/partner": "https://partner.example/a?b=c#d",
    }


REFUSED = {
    ("", "/latest/"): "There is no address.",
    ("old", "/latest/"): "An address begins with a slash",
    ("javascript:alert(1)", "/latest/"): "An address begins with a slash",
    ("https://other.example/old", "/latest/"): "is not a name of this site",
    ("/o%00ld", "/latest/"): "signs that no address has",
    ("/o\u2028ld", "/latest/"): "signs that no address has",
    ("/o%FFld", "/latest/"): "signs that no address has",
    ("http://[::1", "/latest/"): "is not an address",
    ("/" + "x" * 501, "/latest/"): "longer than 500",
    ("/latest/", "/"): "There is a page at this address",
    ("/Politics", "/"): "There is a page at this address",
    ("/x/politics/", "/"): "There is a page at this address",
    ("/politics/feed/rss.xml", "/"): "There is a page at this address",
    ("/tag/rivers/", "/"): "There is a page at this address",
    ("/about/", "/"): "There is a page at this address",
    ("/contact/", "/"): "There is a page at this address",
    ("/sitemap.xml", "/"): "There is a page at this address",
    ("/admin/x/", "/"): "There is a page at this address",
    ("/", "/latest/"): "There is a page at this address",
    ("/?x=1", "/latest/"): "There is a page at this address",
    ("/politics/{story}/council-votes/", "/latest/"): "There is a page at this address",
    ("/old", ""): "There is no new address",
    ("/old", "/OLD/"): "would lead to itself",
    ("/old", "/nowhere/"): "There is no page of this site",
    ("/old", "/tag/none/"): "There is no page of this site",
    ("/old", "999999999"): "There is no story with the number",
    ("/old", "/politics/999999999/x/"): "There is no story with the number",
    ("/old", "/admin/"): "The desk is no address",
    ("/old", "//evil.example/"): "An address of another site is whole",
    ("/old", "http://evil.example/"): "An address of another site is whole",
    ("/old", "https://user@evil.example/"): "An address of another site is whole",
    ("/old", "https://evil.example\\@localhost/"): "An address of another site is whole",
    ("/old", "javascript:alert(1)"): "An address begins with a slash",
    ("/old", "/latest/", "302"): "The status is 301 or 410",
    ("/old", "/latest/", "410"): "leads to no new address",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("line", "why"), REFUSED.items(), ids=lambda value: str(value)[:40])
def test_what_cannot_be_a_redirect_is_refused_with_a_sentence(line: tuple[str, ...], why: str) -> None:
    story = make_article("Council votes", tags=[make_tag("rivers")], published=True)
    Page.objects.create(edition=make_edition(), slug="about", headline="About", body="<p>Us.</p>")
    made = plan(tuple(part.replace("{story}", str(story.pk)) for part in line))
    [(outcome, said)] = outcomes(made)
    assert outcome == "refused"
    assert why in said
    assert made.carry_out() == 0


@pytest.mark.django_db
def test_an_address_of_a_story_that_is_not_public_is_no_page_and_may_be_led_to() -> None:
    story = make_article("Council votes")
    assert outcomes(plan(("/old", str(story.pk)))) == [("new", str(story.pk))]


@pytest.mark.django_db
def test_a_chain_leads_to_its_end_at_once() -> None:
    make_edition()
    redirect("/c", "/latest/")
    assert outcomes(plan(("/a", "/b"), ("/b", "/c"))) == [("new", "/latest/"), ("new", "/latest/")]
    redirect("/x", "/c/")
    assert stored()["/x"] == "/latest/"


@pytest.mark.django_db
def test_what_leads_to_a_new_old_address_is_led_on() -> None:
    make_edition()
    make_section("world")
    redirect("/a", "/world/")
    Redirect.objects.filter(old="a").update(target="/b/", leads_to=f"{make_edition().pk}:b")
    redirect("/b", "https://partner.example/")
    assert stored() == {"/a": "https://partner.example/", "/b": "https://partner.example/"}


@pytest.mark.django_db
def test_a_chain_that_ends_in_what_is_gone_is_gone() -> None:
    make_edition()
    redirect("/shop", "", "410")
    assert outcomes(plan(("/store", "/shop"))) == [("new", "410")]


@pytest.mark.django_db
@pytest.mark.parametrize("length", [2, 3, 9])
def test_a_circle_is_refused_wherever_it_is_entered(length: int) -> None:
    make_edition()
    ring = [(f"/r{n}", f"/r{(n + 1) % length}") for n in range(length)]
    made = plan(("/in", "/r0"), *ring, ("/fine", "/latest/"))
    assert [outcome for outcome, _said in outcomes(made)] == ["refused"] * (length + 1) + ["new"]
    assert "circle" in made.lines[0].why


@pytest.mark.django_db
def test_a_circle_with_what_is_stored_is_refused() -> None:
    make_edition()
    Redirect.objects.create(
        edition=make_edition(), old="b", target="/a/", leads_to=f"{make_edition().pk}:a", status=301
    )
    [(outcome, why)] = outcomes(plan(("/a", "/b")))
    assert (outcome, "circle" in why) == ("refused", True)


@pytest.mark.django_db
def test_a_second_line_for_the_same_address_names_the_first() -> None:
    make_edition()
    made = plan(("/a", "/latest/"), ("/A/", "/authors/"))
    assert outcomes(made)[1] == ("refused", "Line 1 has the same old address.")


@pytest.mark.django_db
def test_what_is_there_is_told_from_what_changes() -> None:
    make_edition()
    redirect("/a", "/latest/")
    redirect("/b", "/latest/")
    made = plan(("/a", "/latest/"), ("/b", "/authors/"), ("/c", "/authors/"))
    assert [outcome for outcome, _ in outcomes(made)] == ["same", "changed", "new"]
    assert made.carry_out() == 2
    assert stored() == {"/a": "/latest/", "/b": "/authors/", "/c": "/authors/"}


def test_a_table_is_read_as_spreadsheets_save_it() -> None:
    for text in (
        "old,new,status\n/a,/b\n\n/c,,410\n",
        "/a;/b\r\n\r\n/c;;410\r\n",
        "\ufeffOld;New\r\n/a;/b;\r\n/c;;410",
        '"/a"\t" /b "\n/c\t\t410',
    ):
        lines = lines_of(decoded(text.encode()))
        assert [(line.old, line.new, line.status) for line in lines] == [("/a", "/b", ""), ("/c", "", "410")]
    assert [line.number for line in lines_of("old,new\n\n/a,/b\n\n/c,/d")] == [3, 5]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no line in the file"),
        (b"old,new\n\n", "no line in the file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
        (b"PK\x03\x04\x00", "NUL"),
        ("/a,/é".encode("cp1252"), "not UTF-8"),
        (b'/a,"/b\n' + b"/c,/d\n" * 50_000, "Line 1 is no line of a table"),
        (b'/a,/b\n/c,"x"y\n', "Line 2 is no line of a table"),
        (b"/a,/b\n/c,/d,301,x\n", "Line 2 does not hold"),
        (b"/a," + b"x" * 5000, "Line 1 does not hold"),
        (b"a" * 200_000, "Line 1 is no line of a table"),
        (b"/a" + b"," * 90_000, "Line 1 does not hold"),
        (b"/a,/b\n" * 100_001, "more than 100000 lines"),
        (b" " * (20 * 2**20 + 1), "larger than 20 MB"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        lines_of(decoded(data))


@pytest.fixture
def file(tmp_path: Path, db: None) -> Path:
    make_edition()
    place = tmp_path / "redirects.csv"
    place.write_text("old,new\n/a,/latest/\n/b,/nowhere/\n")
    return place


def run(*args: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_redirects", *args, stdout=out, stderr=err)
    except CommandError as error:
        err.write(f"failed: {error}")
    return out.getvalue(), err.getvalue()


def test_the_command_imports_nothing_while_a_line_is_refused(file: Path) -> None:
    _out, err = run(str(file))
    assert "Line 3: /b: There is no page of this site at the new address." in err
    assert "failed: 1 new, 0 changed, 0 same, 1 refused. Nothing was imported." in err
    assert stored() == {}


def test_the_command_says_what_would_happen_and_changes_nothing(file: Path) -> None:
    out, err = run(str(file), "--dry-run")
    assert out == "1 new, 0 changed, 0 same, 1 refused. Nothing was changed.\n"
    assert "Line 3" in err
    assert stored() == {}


def test_the_command_leaves_refused_lines_out_if_it_is_told_to(file: Path) -> None:
    run(str(file), "--leave-out-refused")
    assert stored() == {"/a": "/latest/"}


def test_the_command_says_so_if_there_is_no_file(file: Path) -> None:
    assert "cannot be read" in run(str(file) + "x")[1]


ROWS = 50_000
MEMORY = 700 * 2**20


@pytest.mark.sweep
@pytest.mark.django_db
@pytest.mark.long
def test_fifty_thousand_lines_are_planned_and_written_in_bounded_steps() -> None:
    """A chain through half of them, which would take for ever if each were followed to its end by itself."""
    make_edition()
    chain = [(f"/chain-{n}", f"/chain-{n + 1}") for n in range(ROWS // 2 - 1)]
    plain = [(f"/2019/05/{n}/story.html", "/latest/") for n in range(ROWS // 2)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with CaptureQueriesContext(connection) as captured:
        made = plan(*chain, (f"/chain-{ROWS // 2 - 1}", "/latest/"), *plain)
        assert len(made.of(Outcome.NEW)) == ROWS
        assert made.carry_out() == ROWS
    assert len(captured) < 80
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before < MEMORY
    assert not Redirect.objects.exclude(target="/latest/").exists()


HOSTILE = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from newsroom.redirects.files import decoded, lines_of
from newsroom.redirects.keys import Refused
for data in (b'"' * 3_000_000, b',' * 3_000_000, b'"a",' * 900_000, (b'"' + b'x' * 100_000 + b'",/b\\n') * 30,
             b'\\n' * 3_000_000 + b'/a,/b'):
    try:
        print(len(lines_of(decoded(data))))
    except Refused as refusal:
        print(refusal)
"""


@pytest.mark.sweep
def test_a_hostile_table_costs_little() -> None:
    code = f"import django, os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'newsroom.settings'\ndjango.setup()\n{HOSTILE}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 5

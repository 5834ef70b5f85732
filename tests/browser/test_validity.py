"""The demo's pages as validators read them: vnu (the checker behind validator.w3.org) and our own judge of metadata."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from lxml import etree
from PIL import Image as Pillow

from newsroom.demo.content import other_editions, read_site
from tests.browser.demo_site import ROOT
from tests.browser.pages import READER_PAGES, PageType
from tests.judging import ARTICLES, INDEX, Judged, metadata_faults
from tests.schemas import schema_faults

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.demo_site import Demo

pytestmark = pytest.mark.sweep

VNU = ROOT / "tests" / "node" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# What the checker does not know yet and browsers do, and its own faults, by what it says or what it points at.
UNKNOWN = re.compile(
    "Unrecognized at-rule|nsition-(name|group|old|new)|line-clamp|text-wrap|Cannot invoke .org.w3c"
)
NAMES = {code: read_site(code)["edition"]["name"] for code in ("", *other_editions())}
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def edition_of(path: str) -> str:
    """What stands at the end of a page's title: nothing on fronts, which begin with the name."""
    code, _slash, rest = path.strip("/").partition("/")
    code, rest = (code, rest) if code in NAMES else ("", path.strip("/"))
    return f" | {NAMES[code]}" if rest else ""


def get(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def have_judges() -> None:
    """Skip if the checker is not installed; fail on CI, where it has to be."""
    if not VNU.exists() or shutil.which("java") is None:
        message = "The HTML checker is not installed: run .ci/judges."
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)


def vnu(folder: Path, *options: str) -> list[dict[str, Any]]:
    """The errors in all files of the folder."""
    command = [
        "java",
        "-Xmx512m",
        "-jar",
        str(VNU),
        "--format",
        "json",
        "--stdout",
    ]
    run = subprocess.run(
        [*command, *options, *map(str, sorted(folder.iterdir()))],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    messages: list[dict[str, Any]] = json.loads(run.stdout)["messages"]
    wrong = [m for m in messages if m["type"] in ("error", "non-document-error")]
    return [m for m in wrong if not UNKNOWN.search(f"{m['message']} {m.get('extract', '')}")]


def told(errors: list[dict[str, Any]]) -> list[str]:
    return [
        f"{e.get('url', '').rsplit('/', 1)[-1]}:{e.get('lastLine')}: {e['message']} …{e.get('extract', '')}…"
        for e in errors
    ]


def test_no_page_type_has_an_error_of_html(demo: Demo, tmp_path: Path) -> None:
    have_judges()
    bad_search = PageType("search that cannot be read", "/search/?q=river&section=x&from=y&to=z", status=400)
    for page in (*READER_PAGES, bad_search):
        status, html = get(page.address(demo))
        assert status == page.status, page.name
        (tmp_path / f"{page.name.replace(' ', '-')}.html").write_bytes(html)
    errors = told(vnu(tmp_path))
    assert not errors, "\n".join(errors)


def test_the_style_sheets_have_no_error_that_the_checker_knows(demo: Demo, tmp_path: Path) -> None:
    have_judges()
    _status, html = get(f"{demo.url}/")
    sheets = BeautifulSoup(html, "lxml").select('link[rel="stylesheet"]')
    for number, link in enumerate(sheets):
        _status, css = get(urljoin(demo.url, str(link["href"])))
        (tmp_path / f"{number}.css").write_bytes(css)
    errors = told(vnu(tmp_path, "--css"))
    assert not errors, "\n".join(errors)


def test_every_address_of_the_sitemaps_tells_machines_what_it_shows(demo: Demo) -> None:
    """All of them: no two with one title or description, and each with all that its kind has to say."""
    titles: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    faults: dict[str, list[str]] = {}
    for path in crawl(demo):
        status, content = get(demo.url + path)
        assert status == 200, path
        html = content.decode()
        page = Judged(demo.url, path, html)
        found = metadata_faults(demo.url, path, html, edition=edition_of(path))
        [description] = page.meta("description")
        for said, seen, what in (
            (page.text("title"), titles, "title"),
            (description, descriptions, "description"),
        ):
            if said in seen:
                found.append(f"has the {what} of {seen[said]}: {said}")
            seen[said] = path
        if found:
            faults[path] = found
    assert not faults, json.dumps(faults, indent=1, ensure_ascii=False)


def crawl(demo: Demo) -> list[str]:
    """Paths of all sitemaps, which must be valid, and of what lists and menus lead to and may be indexed."""
    status, index = get(f"{demo.url}/sitemap.xml")
    assert status == 200
    assert schema_faults(index) == []
    paths: list[str] = []
    for sitemap in etree.fromstring(index).iter(LOC):
        _status, content = get(str(sitemap.text))
        assert schema_faults(content) == [], sitemap.text
        paths += [str(loc.text).removeprefix(demo.url) for loc in etree.fromstring(content).iter(LOC)]
    more = ("/latest/", "/latest/?page=2", "/news/?page=2", "/live-blogs/", "/corrections/")
    footer = BeautifulSoup(get(f"{demo.url}/")[1], "lxml").select("footer a[href]")
    linked = [str(a["href"]) for a in footer if str(a["href"]).startswith("/")]
    pages = [path for path in (*more, *linked) if is_indexed(demo, path)]
    return list(dict.fromkeys([*paths, *pages]))


def is_indexed(demo: Demo, path: str) -> bool:
    status, content = get(demo.url + path)
    robots = BeautifulSoup(content.decode(), "html.parser").select_one('meta[name="robots"]')
    return status == 200 and robots is not None and robots["content"] == INDEX


@pytest.mark.parametrize("name", ["article", "opinion", "gallery", "infographic", "live blog"])
def test_search_engines_get_the_picture_in_three_shapes_of_twelve_hundred_pixels(
    demo: Demo, name: str
) -> None:
    page = next(page for page in READER_PAGES if page.name == name)
    address = page.address(demo)
    path = urlsplit(address).path
    [node] = Judged(demo.url, path, get(address)[1].decode()).of_type(*ARTICLES)
    sizes = [size_of(url) for url in node["image"]]
    assert len(sizes) == 3
    for (width, height), (across, down) in zip(sizes, ((16, 9), (4, 3), (1, 1)), strict=True):
        assert abs(width / height - across / down) < 0.02, sizes
        assert width >= 1200, sizes


def test_pictures_are_shared_as_large_as_they_say_and_small_enough(demo: Demo) -> None:
    for page in READER_PAGES:
        if page.status == 200 and not page.path.startswith("/search/"):
            address = page.address(demo)
            judged = Judged(demo.url, urlsplit(address).path, get(address)[1].decode())
            if judged.meta("robots") == [INDEX]:
                [image] = judged.meta("og:image")
                size = tuple(int(judged.meta(f"og:image:{side}")[0]) for side in ("width", "height"))
                assert size_of(image) == size, page.name
                assert len(get(image)[1]) <= 300_000, page.name


def size_of(url: str) -> tuple[int, int]:
    with Pillow.open(io.BytesIO(get(url)[1])) as picture:
        return picture.size

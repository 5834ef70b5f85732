"""What the pages under docs say of the code is still true of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import DateField

from newsroom.environment import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PATH = re.compile(r"`((?:articles|breaking|newsroom|static|templates|tests|docs)/[\w./-]+\.\w+)`")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#]+)(?:#[^)]*)?\)")
VARIABLE = re.compile(r'\bvalues\.\w+\(\s*"([A-Z_]+)"')
COLUMNS = re.compile(r"(\w+)\.((?:`\w+`(?:, )?)+)")


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_files_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text()
    linked = [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    assert linked + [path for path in PATH.findall(text) if not (ROOT / path).exists()] == []


def test_every_instant_that_is_stored_has_its_line() -> None:
    text = (ROOT / "docs" / "timestamps.md").read_text()
    said = {(model, name) for model, names in COLUMNS.findall(text) for name in re.findall(r"\w+", names)}
    ours = [m for m in apps.get_models() if m.__module__.startswith(("articles", "breaking", "newsroom"))]
    stored = {(m.__name__, f.name) for m in ours for f in m._meta.local_fields if isinstance(f, DateField)}
    assert stored - said == set()


def test_every_decision_is_in_the_list_of_decisions() -> None:
    folder = ROOT / "docs" / "adr"
    listed = set(LINK.findall((folder / "README.md").read_text()))
    assert {page.name for page in folder.glob("0*.md")} == listed


def test_every_variable_that_is_read_is_in_the_operator_s_table() -> None:
    read = set(VARIABLE.findall((ROOT / "newsroom" / "environment.py").read_text()))
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "install.md").read_text(), re.MULTILINE)
    assert read
    assert read == set(table)
    assert len(table) == len(read)

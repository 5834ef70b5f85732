"""What others wrote and we serve is as they published it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

VENDORED = Path(__file__).resolve().parent.parent / "static" / "vendor"
FOLDERS = sorted(path for path in VENDORED.iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_has_the_digest_that_is_noted_beside_it(folder: Path) -> None:
    lines = [line.split() for line in (folder / "SHA256SUMS").read_text().splitlines()]
    noted = {name: digest for digest, name in lines}
    there = {path.name: path for path in folder.iterdir() if path.name != "SHA256SUMS"}
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items()} == noted
    assert "LICENSE" in noted

"""The demo newsroom's words: stories as files with TOML in front, the site's own texts in site.toml, the desk's day in desk.toml.

The first edition's stand in this folder; each other edition has a folder of its own, called by its code.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FENCE = "+++"


@dataclass(frozen=True)
class DemoStory:
    """One file: its key (file name), what stands in front, and the body with keys where ids will be."""

    key: str
    facts: dict[str, Any]
    body: str

    @property
    def stage(self) -> str:
        return str(self.facts.get("stage", "public"))

    @property
    def hours_ago(self) -> float:
        return float(self.facts["hours_ago"])


def other_editions() -> list[str]:
    """The codes of the editions beside the first, in the order in which they are made."""
    return sorted((path.parent.name for path in HERE.glob("*/site.toml")), reverse=True)


def read_stories(edition: str = "") -> list[DemoStory]:
    """All stories of the edition, the first if none is named; the oldest first."""
    found = [_read(path) for path in sorted((HERE / edition / "stories").glob("*/*.html"))]
    return sorted(found, key=lambda story: -story.hours_ago)


def read_planned(rows: list[dict[str, Any]], stories: list[DemoStory]) -> list[DemoStory]:
    """The stories of desk.toml, as drafts of today; each shows the first picture of the story that it names."""
    pictures = {story.key: story.facts.get("pictures", [])[:1] for story in stories}
    return [
        DemoStory(
            row["key"],
            {
                "stage": "draft",
                "hours_ago": round(0.4 * number, 1),
                **row,
                "pictures": pictures[row["picture_of"]] if "picture_of" in row else [],
            },
            row["body"].strip(),
        )
        for number, row in enumerate(rows, 1)
    ]


def _read(path: Path) -> DemoStory:
    _before, front, body = path.read_text(encoding="utf-8").split(FENCE, 2)
    return DemoStory(path.stem, tomllib.loads(front), body.strip())


def read_site(edition: str = "") -> dict[str, Any]:
    return tomllib.loads((HERE / edition / "site.toml").read_text(encoding="utf-8"))


def read_live() -> list[dict[str, Any]]:
    """The live blogs of live.toml with their posts, the oldest post first."""
    blogs: list[dict[str, Any]] = tomllib.loads((HERE / "live.toml").read_text(encoding="utf-8"))["blogs"]
    return blogs


def read_desk() -> dict[str, Any]:
    return tomllib.loads((HERE / "desk.toml").read_text(encoding="utf-8"))

"""The demo's own videos: the files, and the captions in English that lie beside each."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.webm"))


def captions_of(name: str) -> str:
    """The WebVTT of the video of that name."""
    return (HERE / f"{name}.en.vtt").read_text(encoding="utf-8")

"""Draws the demo's pictures on all processors before anything is written."""

from __future__ import annotations

import io
import multiprocessing
import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from newsroom.demo.pictures import draw

PORTRAIT = (1200, 1500)


@dataclass(frozen=True)
class Drawing:
    scene: str
    mood: str
    seed: int
    # Large enough for a square of 1200 pixels, the least that search engines ask for.
    width: int = 1800
    height: int = 1200


def drawing_of(row: dict[str, Any]) -> Drawing:
    """What a row of the demo's files asks for."""
    return Drawing(row["scene"], row["mood"], row["seed"], *(PORTRAIT if row.get("is_upright") else ()))


def draw_all(wanted: Iterable[Drawing]) -> dict[Drawing, bytes]:
    """JPEG files, one for each different drawing."""
    drawings = list(dict.fromkeys(wanted))
    # Spawned and not forked: a child must not inherit the parent's database connection.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=context) as pool:
        return dict(zip(drawings, pool.map(_jpeg, drawings, chunksize=4), strict=True))


def _jpeg(drawing: Drawing) -> bytes:
    out = io.BytesIO()
    picture = draw(drawing.scene, drawing.mood, drawing.seed, drawing.width, drawing.height)
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()

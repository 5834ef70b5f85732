"""Pictures for the demo's stories, drawn by the computer: no photograph, no borrowed drawing.

A picture is named by a scene (what it shows), a mood (the light and the weather) and a seed (the rest).
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from PIL import Image

from newsroom.demo.pictures import (
    charts,
    countryside,
    indoors,
    learning,
    maps,
    open_sea,
    portraits,
    quiet_rooms,
    space,
    sport,
    streets,
    town,
    waterside,
    wilds,
    works,
)
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.moods import BY_NAME, Mood, Ramp

_PAINTERS: Mapping[str, Callable[[Canvas], None]] = {
    **waterside.SCENES,
    **open_sea.SCENES,
    **countryside.SCENES,
    **wilds.SCENES,
    **town.SCENES,
    **streets.SCENES,
    **works.SCENES,
    **space.SCENES,
    **sport.SCENES,
    **indoors.SCENES,
    **quiet_rooms.SCENES,
    **learning.SCENES,
    **portraits.SCENES,
    **charts.SCENES,
    **maps.SCENES,
}

# Inks for places that have lamps of their own when it is night outside.
_ROOM: Ramp = ((26, 22, 38), (92, 70, 78), (196, 154, 116), (255, 234, 196))
_FLOODLIT: Ramp = ((10, 18, 36), (34, 66, 94), (104, 148, 152), (238, 244, 234))
_LANTERNS: Ramp = ((12, 14, 34), (56, 46, 70), (158, 110, 88), (252, 216, 160))
_AFTER_DARK: Mapping[str, Ramp] = {
    **dict.fromkeys(("museum", "library", "classroom", "hospital", "laboratory", "podium", "theatre"), _ROOM),
    **dict.fromkeys(("stadium", "running-track", "pitch", "pool"), _FLOODLIT),
    **dict.fromkeys(("market", "night-market", "crowd"), _LANTERNS),
}

SCENES: tuple[str, ...] = tuple(_PAINTERS)
MOODS: tuple[str, ...] = tuple(BY_NAME)


def draw(scene: str, mood: str, seed: int, width: int = 1600, height: int = 1067) -> Image.Image:
    """The picture of a scene in a mood, width x height pixels, RGB.

    The same arguments always give the same pixels. An unknown scene or mood, or a size below one
    pixel, raises ValueError. The subject stays inside the middle 3:2, 16:9, 4:5 and square crops.
    """
    if scene not in _PAINTERS:
        raise ValueError(f"There is no scene called “{scene}”; the scenes are {', '.join(SCENES)}.")
    if mood not in BY_NAME:
        raise ValueError(f"There is no mood called “{mood}”; the moods are {', '.join(MOODS)}.")
    if width < 1 or height < 1:
        raise ValueError(f"A picture needs at least one pixel each way, not {width} x {height}.")
    rng = Random(f"{scene}/{mood}/{seed}")  # noqa: S311 - chance in a drawing, nothing secret
    canvas = Canvas(_weather_of(scene, BY_NAME[mood]), rng, width, height)
    _PAINTERS[scene](canvas)
    return canvas.printed()


def _weather_of(scene: str, mood: Mood) -> Mood:
    """The mood with the weather and the lamps that the scene's own name promises."""
    if scene == "snow-street":
        return replace(mood, snow=True, wet=False, lit_share=max(mood.lit_share, 0.3))
    if scene == "rain-street":
        return replace(mood, wet=True, snow=False, lit_share=max(mood.lit_share, 0.35))
    if scene == "night-market":
        mood = replace(mood, lit_share=max(mood.lit_share, 0.5))
    if mood.dark and scene in _AFTER_DARK:
        return replace(mood, ramp=_AFTER_DARK[scene], chroma=0.55)
    return mood

"""The demo's drawn pictures."""

from random import Random

import pytest

from newsroom.demo.content import read_stories
from newsroom.demo.pictures import MOODS, SCENES, charts, draw
from newsroom.demo.pictures.canvas import Canvas
from newsroom.demo.pictures.moods import BY_NAME


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_draws_the_same_picture_twice_in_every_mood(scene: str) -> None:
    for mood in MOODS:
        first = draw(scene, mood, 7, 96, 64)
        assert (first.mode, first.size) == ("RGB", (96, 64))
        assert first.tobytes() == draw(scene, mood, 7, 96, 64).tobytes()


@pytest.mark.parametrize("scene", SCENES)
def test_another_seed_gives_another_picture(scene: str) -> None:
    assert draw(scene, "dusk", 1, 96, 64).tobytes() != draw(scene, "dusk", 2, 96, 64).tobytes()


def test_no_two_scenes_look_alike_in_one_mood() -> None:
    assert len({draw(scene, "noon", 3, 48, 32).tobytes() for scene in SCENES}) == len(SCENES)


def test_a_tall_portrait_keeps_its_size() -> None:
    assert draw("portrait", "noon", 3, 80, 100).size == (80, 100)


def test_an_unknown_scene_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="lighthause"):
        draw("lighthause", "noon", 1)


def test_an_unknown_mood_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="gloom"):
        draw("harbour", "gloom", 1)


def test_a_picture_without_pixels_is_refused() -> None:
    with pytest.raises(ValueError, match="0 x 64"):
        draw("harbour", "noon", 1, 0, 64)


def test_nine_springs_of_the_chart_are_below_the_threshold_as_its_story_says() -> None:
    dry = [number for number, flow in enumerate(charts.SPRINGS, 1) if flow < 410]
    assert (len(charts.SPRINGS), len(dry), sum(number <= 20 for number in dry)) == (40, 9, 2)
    assert min(charts.SPRINGS) == 271


def test_every_story_names_a_scene_that_can_be_drawn() -> None:
    named = {row["scene"] for story in read_stories() for row in story.facts.get("pictures", [])}
    assert named <= set(SCENES)


def test_words_in_a_chart_are_ink_on_its_paper() -> None:
    canvas = Canvas(BY_NAME["noon"], Random(1), 300, 200)
    canvas.rect(-4, -4, 160, 110, (255, 255, 255))
    canvas.text(75, 50, "61.8", 10, (0, 0, 0), "ms")
    ink = canvas.image.convert("L").point([255 if level < 128 else 0 for level in range(256)]).getbbox()
    assert ink is not None
    # Twice the final size: the baseline at 200 pixels, four signs of 40 pixels about the middle at 300.
    left, top, right, bottom = ink
    assert 240 < left < 300 < right < 360
    assert 160 < top < bottom <= 204

"""The demo's drawn pictures."""

import pytest

from newsroom.demo.pictures import MOODS, SCENES, draw


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

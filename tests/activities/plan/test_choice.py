from collections.abc import Sequence

import pytest

from activities.plan.choice import suited, suited_to_all
from activities.plan.window import Window
from core.domain.box import Box
from core.domain.faces import FaceTracks, View
from core.domain.plan import OutputPlan
from core.domain.span import Span
from tests.activities.plan.recordings import faces, media, still

WINDOW = Window.of(media(), OutputPlan())
SHOT = Span(start=0, end=24)
CORNER = Box(x=0.78, y=0.7, width=0.2, height=0.28)


def seen_as(kind: str, inset: Box | None = None, found: FaceTracks | None = None) -> FaceTracks:
    view = View.model_validate({"span": Span(start=0, end=100), "kind": kind, "inset": inset})
    return (found or faces()).model_copy(update={"views": (view,)})


def talk(places: Sequence[float], seconds: float) -> FaceTracks:
    """Return people in a row who speak in turns of that length."""
    count = int(SHOT.duration / seconds)
    turns = [(n % len(places), n * seconds, (n + 1) * seconds) for n in range(count)]
    return faces(*(still(n, x=x) for n, x in enumerate(places)), speaking=turns)


def test_quick_turns_of_two_who_sit_apart_are_split() -> None:
    """Cutting from face to face every three seconds would tire, and miss how the other takes it."""
    assert suited(SHOT, talk([0.2, 0.8], 3), WINDOW) == "split"


def test_long_turns_are_cut_from_one_to_the_other() -> None:
    """A large face is worth more than seeing somebody listen for a long time."""
    assert suited(SHOT, talk([0.2, 0.8], 8), WINDOW) == "follow"


def test_two_who_fit_into_one_window_need_no_split() -> None:
    assert suited(SHOT, talk([0.45, 0.57], 3), WINDOW) == "follow"


@pytest.mark.parametrize(
    ("places", "name"), [([0.15, 0.5, 0.85], "three"), ([0.1, 0.37, 0.63, 0.9], "four")]
)
def test_everybody_who_talks_has_a_panel(places: list[float], name: str) -> None:
    assert suited(SHOT, talk(places, 2), WINDOW) == name


def test_more_people_than_panels_are_followed() -> None:
    assert suited(SHOT, talk([0.1, 0.3, 0.5, 0.7, 0.9], 2), WINDOW) == "follow"


def test_who_listens_all_the_time_gets_no_panel() -> None:
    found = talk([0.2, 0.8], 3)
    third = found.model_copy(update={"tracks": (*found.tracks, still(7, x=0.5))})

    assert suited(SHOT, third, WINDOW) == "split"


def test_somebody_who_comes_and_goes_gets_no_panel() -> None:
    found = talk([0.2, 0.8], 3)
    gone = found.model_copy(update={"tracks": (found.tracks[0], still(1, x=0.8, start=0, end=9))})

    assert suited(SHOT, gone, WINDOW) == "follow"


def test_a_screen_stands_above_the_face_that_speaks_about_it() -> None:
    assert suited(SHOT, seen_as("screen", CORNER), WINDOW) == "screen_face"
    assert suited(SHOT, seen_as("screen", found=faces(still(1, x=0.9))), WINDOW) == "screen_face"


def test_a_screen_without_a_face_is_shown_whole() -> None:
    assert suited(SHOT, seen_as("screen"), WINDOW) == "fit"


def test_a_game_stands_below_the_face_of_who_plays() -> None:
    assert suited(SHOT, seen_as("game", CORNER), WINDOW) == "game"
    assert suited(SHOT, seen_as("game"), WINDOW) == "fit"


def test_a_picture_that_does_not_move_is_shown_whole() -> None:
    """It is a cover or a slide: cut, it would lose its title."""
    assert suited(SHOT, seen_as("still", found=faces(still(1, x=0.3))), WINDOW) == "fit"


def test_nobody_is_shown_whole_and_somebody_is_followed() -> None:
    assert suited(SHOT, faces(), WINDOW) == "fit"
    assert suited(SHOT, faces(still(1, x=0.3)), WINDOW) == "follow"


def test_a_source_of_the_clips_shape_is_followed_whoever_is_in_it() -> None:
    tall = Window.of(media(1080, 1920), OutputPlan())

    assert suited(SHOT, faces(), tall) == "follow"
    assert suited(SHOT, seen_as("still"), tall) == "follow"


def test_a_short_shot_of_nobody_is_framed_like_its_neighbours() -> None:
    """A change of layout for a second would be seen as a mistake."""
    shots = [
        Span(start=0, end=10),
        Span(start=10, end=11),
        Span(start=11, end=20),
        Span(start=20, end=22),
    ]
    found = faces(still(1, x=0.3, end=9.9), still(2, x=0.3, start=11, end=19.9))

    assert suited_to_all(shots, found, WINDOW) == ["follow"] * 4
    assert suited_to_all(shots, faces(), WINDOW) == ["fit"] * 4
    later = faces(still(2, x=0.3, start=11, end=19.9))
    assert suited_to_all(shots, later, WINDOW) == ["fit", "fit", "follow", "follow"]

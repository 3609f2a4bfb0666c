from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities import catalog
from activities.plan.camera import eased
from activities.plan.framing import framed
from activities.plan.shots import shots
from activities.plan.window import Window
from core.domain.box import Box
from core.domain.faces import FaceTracks, Track, View
from core.domain.media import MediaInfo
from core.domain.plan import CropKey, Framing, LayoutPlan, OutputPlan, Panel
from core.domain.scenes import Scenes
from core.domain.span import Span
from tests.activities.plan.recordings import faces, media, scenes, still, track

CLIP = Span(start=10, end=40)
VERTICAL = OutputPlan()
WIDTH = Window.of(media(), VERTICAL).width


def layout(
    seen: FaceTracks,
    *,
    cuts: Scenes | None = None,
    clip: Span = CLIP,
    source: MediaInfo | None = None,
    asked: str | None = None,
) -> LayoutPlan:
    return framed(
        clip,
        media=source or media(),
        output=VERTICAL,
        scenes=cuts or scenes(),
        faces=seen,
        layout=asked,
    )


def center(path: tuple[CropKey, ...], at: float) -> float:
    """Return where the crop is at a time, as a renderer would compute it."""
    x = path[0].x
    for key in path:
        if key.ease == 0:
            x = key.x if at >= key.at else x
        else:
            way = eased(np.array((at - key.at + key.ease) / key.ease))
            x = x + float(way) * (key.x - x)
    return x


def shown(path: tuple[CropKey, ...], face: Track, span: Span) -> list[bool]:
    """Return for each detection in a span whether the whole face is inside the crop."""
    return [
        center(path, d.at) - WIDTH / 2 <= d.box.x + 1e-3
        and d.box.x + d.box.width <= center(path, d.at) + WIDTH / 2 + 1e-3
        for d in face.detections
        if span.contains(d.at)
    ]


def test_one_face_that_sits_still_gets_one_still_crop() -> None:
    plan = layout(faces(still(1, x=0.3)))

    assert plan == LayoutPlan(name="follow", panels=(Panel(crop=(CropKey(at=10, x=0.3, y=0.5),)),))


def test_a_face_at_the_edge_does_not_pull_the_crop_out_of_the_picture() -> None:
    (key,) = layout(faces(still(1, x=0.05))).crop(0)

    assert key.x == pytest.approx(WIDTH / 2, abs=1e-4)


def test_a_face_is_followed_rather_than_the_larger_body_of_somebody_turned_away() -> None:
    away = track(2, [(0, 0.9), (100, 0.9)], y=0.6, size=(0.12, 0.4))
    body = away.model_copy(update={"kind": "body"})

    (key,) = layout(faces(still(1, x=0.3), body)).crop(0)

    assert key.x == 0.3


def test_somebody_without_a_face_is_followed() -> None:
    body = track(2, [(0, 0.7), (100, 0.7)], y=0.6, size=(0.12, 0.4))

    (key,) = layout(faces(body.model_copy(update={"kind": "body"}))).crop(0)

    assert key.x == 0.7


def test_a_short_glance_aside_moves_nothing() -> None:
    glance = track(1, [(0, 0.3), (20, 0.3), (20.2, 0.38), (20.6, 0.38), (20.8, 0.3), (100, 0.3)])

    (key,) = layout(faces(glance)).crop(0)

    assert key.x == pytest.approx(0.3, abs=0.02)


def test_a_new_speaker_out_of_the_picture_is_cut_to_when_the_turn_begins() -> None:
    both = faces(still(1, x=0.2), still(2, x=0.8), speaking=[(1, 5, 18), (2, 18, 60)])

    first, second = layout(both).crop(0)

    assert (first.x, second.x) == (0.2, 0.8)
    assert second.at == pytest.approx(18, abs=0.11)
    assert second.ease == 0


def test_a_yes_from_the_other_face_moves_nothing() -> None:
    both = faces(
        still(1, x=0.2), still(2, x=0.8), speaking=[(1, 5, 18), (2, 18, 18.5), (1, 18.5, 60)]
    )

    assert [key.x for key in layout(both).crop(0)] == [0.2]


def test_two_faces_that_fit_are_both_shown_whoever_speaks() -> None:
    both = faces(still(1, x=0.4), still(2, x=0.55), speaking=[(1, 5, 18), (2, 18, 60)])

    (key,) = layout(both).crop(0)

    assert key.x == pytest.approx(0.475, abs=1e-3)


def test_without_a_speaker_the_largest_face_is_followed() -> None:
    small = track(1, [(0, 0.2), (100, 0.2)], size=(0.02, 0.04))
    large = track(2, [(0, 0.8), (100, 0.8)], size=(0.1, 0.2))

    assert [key.x for key in layout(faces(small, large)).crop(0)] == [0.8]


def test_a_walking_face_stays_in_the_crop() -> None:
    walker = track(1, [(0, 0.2), (15, 0.2), (35, 0.8), (100, 0.8)])

    path = layout(faces(walker)).crop(0)

    assert all(shown(path, walker, CLIP))
    assert len(path) <= 6
    assert all(key.ease > 0 for key in path[1:])


def test_every_shot_has_its_own_crop_from_its_first_frame_on() -> None:
    seen = faces(still(1, x=0.2, end=13.9), still(2, x=0.7, start=14.0, end=39))

    path = layout(seen, cuts=scenes(14.0)).crop(0)

    assert [(key.at, key.x, key.ease) for key in path] == [(10, 0.2, 0), (14, 0.7, 0)]


def test_a_flash_between_two_scenes_gets_no_crop_of_its_own() -> None:
    parts = shots(CLIP, [9.0, 14.0, 14.2, 20.0, 39.8])

    assert [part.start for part in parts] == [10, 14.0, 20.0]
    assert parts[-1].end == CLIP.end


def test_a_clip_without_faces_shows_the_whole_picture() -> None:
    assert layout(faces()) == LayoutPlan(name="fit")
    assert layout(faces(still(1, x=0.3, start=50))) == LayoutPlan(name="fit")


def test_a_vertical_source_is_cropped_also_without_faces() -> None:
    plan = layout(faces(), source=media(1080, 1920))

    assert plan == LayoutPlan(name="follow", panels=(Panel(crop=(CropKey(at=10, x=0.5, y=0.5),)),))


def test_the_layout_that_was_asked_for_wins() -> None:
    assert layout(faces(still(1, x=0.3)), asked="fit").name == "fit"
    assert layout(faces(), asked="follow").crop(0) == (CropKey(at=10, x=0.5, y=0.5),)


def test_a_source_narrower_than_the_clip_moves_up_and_down_with_headroom() -> None:
    tall = MediaInfo(duration=100, width=900, height=2400, fps=30, video_codec="h264")
    high = track(1, [(0, 0.5), (100, 0.5)], y=0.45)

    (key,) = layout(faces(high), source=tall).crop(0)

    assert key.x == 0.5
    assert 0.45 < key.y < 0.55


def test_a_face_larger_than_the_window_is_centred() -> None:
    huge = track(1, [(0, 0.4), (100, 0.4)], size=(0.4, 0.8))

    assert [key.x for key in layout(faces(huge)).crop(0)] == [pytest.approx(0.4, abs=0.03)]


PLACES = st.floats(0.06, 0.94)


@st.composite
def walks(draw: st.DrawFn, number: int = 1, speed: float = 0.05) -> Track:
    """Return a face that walks no faster than ``speed`` of the picture a second."""
    at, x = 0.0, draw(PLACES)
    way = [(at, x)]
    while at < 60:
        at += draw(st.floats(3, 20))
        goal = draw(PLACES)
        reach = speed * (at - way[-1][0])
        x = min(max(goal, x - reach), x + reach)
        way.append((at, x))
    return track(number, way)


@st.composite
def conversations(draw: st.DrawFn) -> tuple[FaceTracks, Scenes, Span]:
    people = [draw(walks(number)) for number in range(draw(st.integers(0, 3)))]
    at, turns = 0.0, []
    while people and at < 60:
        long = draw(st.floats(0.3, 12))
        turns.append((draw(st.integers(0, len(people) - 1)), at, at + long))
        at += long + draw(st.floats(0, 3))
    cuts = sorted(draw(st.sets(st.integers(1, 59), max_size=6)))
    start = draw(st.floats(0, 25))
    clip = Span(start=start, end=start + draw(st.floats(0.2, 30)))
    return faces(*people, speaking=turns), scenes(*(cut + 0.25 for cut in cuts)), clip


@settings(max_examples=50)
@given(conversations())
def test_every_path_keeps_the_rules(case: tuple[FaceTracks, Scenes, Span]) -> None:
    seen, cuts, clip = case
    path = layout(seen, cuts=cuts, clip=clip, asked="follow").crop(0)

    assert path[0].at == clip.start
    assert path[0].ease == 0
    times = [key.at for key in path]
    assert times == sorted(set(times))
    assert all(clip.contains(key.at) for key in path)
    assert all(WIDTH / 2 - 1e-4 <= key.x <= 1 - WIDTH / 2 + 1e-4 for key in path)
    for before, after in pairwise(path):
        assert after.at - after.ease >= before.at - 1e-6


@settings(max_examples=50)
@given(conversations())
def test_moves_are_two_seconds_apart_except_at_cuts(
    case: tuple[FaceTracks, Scenes, Span],
) -> None:
    seen, cuts, clip = case
    starts = {part.start for part in shots(clip, cuts.cuts())}
    path = layout(seen, cuts=cuts, clip=clip, asked="follow").crop(0)

    moves = [key.at for key in path if key.at not in starts]
    for shot in shots(clip, cuts.cuts()):
        inside = [at for at in moves if shot.contains(at)]
        gaps = [b - a for a, b in pairwise(inside)]
        assert all(gap >= 2 - 1e-6 for gap in gaps)


@settings(max_examples=50)
@given(walks(), st.floats(0, 25), st.floats(1, 30))
def test_a_face_that_walks_is_always_inside_the_crop(
    face: Track, start: float, duration: float
) -> None:
    clip = Span(start=start, end=start + duration)

    path = layout(faces(face), clip=clip, asked="follow").crop(0)

    assert all(shown(path, face, clip))


@settings(max_examples=50)
@given(st.lists(st.floats(3, 12), min_size=2, max_size=6), st.floats(0.06, 0.4))
def test_the_speaker_is_inside_the_crop_while_turns_are_long(
    turns: list[float], left: float
) -> None:
    people = (still(0, x=left), still(1, x=0.8))
    ends = np.cumsum(turns)
    speaking = [
        (number % 2, float(end - long), float(end))
        for number, (end, long) in enumerate(zip(ends, turns, strict=True))
    ]
    clip = Span(start=0, end=float(ends[-1]))

    path = layout(faces(*people, speaking=speaking), clip=clip, asked="follow").crop(0)

    for who, start, end in speaking[:-1]:
        assert all(shown(path, people[who], Span(start=start + 0.1, end=end - 0.01)))


CORNER = Box(x=0.78, y=0.7, width=0.2, height=0.28)
TURNS = [(n % 2, 3.0 * n, 3.0 * n + 3) for n in range(34)]


def two(*, speaking: Sequence[tuple[int, float, float]] = TURNS) -> FaceTracks:
    return faces(still(0, x=0.2), still(1, x=0.8), speaking=speaking)


def viewed(seen: FaceTracks, *views: tuple[float, float, str, Box | None]) -> FaceTracks:
    found = (
        View.model_validate({"span": Span(start=start, end=end), "kind": kind, "inset": inset})
        for start, end, kind, inset in views
    )
    return seen.model_copy(update={"views": tuple(found)})


def panel_box(framing: Framing, number: int, at: float, name: str) -> Box:
    """Return what a panel shows of the source at a time; these cameras only jump."""
    key = [key for key in framing.crop(number) if key.at <= at][-1]
    assert key.ease == 0
    area = catalog.LAYOUTS.load(name)().areas(media(), VERTICAL)[number]
    window = Window.of(media(), VERTICAL, area)
    width, height = key.size * window.width, key.size * window.height
    return Box(x=key.x - width / 2, y=key.y - height / 2, width=width, height=height)


def holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x + 1e-3
        and outer.y <= inner.y + 1e-3
        and inner.x + inner.width <= outer.x + outer.width + 1e-3
        and inner.y + inner.height <= outer.y + outer.height + 1e-3
    )


def test_each_of_two_who_talk_has_a_panel_that_stands_still() -> None:
    plan = layout(two())

    assert (plan.name, plan.scenes) == ("split", ())
    for number, x in enumerate((0.2, 0.8)):
        assert len(plan.crop(number)) == 1
        box = panel_box(plan, number, 10, "split")
        assert holds(box, still(0, x=x).detections[0].box)
        assert not box.x < 1 - x < box.x + box.width


def test_only_the_scene_in_which_two_talk_is_split() -> None:
    close = still(3, x=0.6, start=22, end=40)
    seen = faces(still(0, x=0.2, end=21.9), still(1, x=0.8, end=21.9), close, speaking=TURNS[:7])

    plan = layout(seen, cuts=scenes(22))

    assert plan.name == "follow"
    (scene,) = plan.scenes
    assert (scene.name, scene.span) == ("split", Span(start=10, end=22))
    assert [(key.at, key.x) for key in plan.crop(0)] == [(22, 0.6)]


def test_a_screen_in_a_talk_is_shown_with_its_speaker_for_as_long_as_it_is_there() -> None:
    seen = viewed(
        faces(still(1, x=0.4, end=19.9), still(2, x=0.88, start=20)),
        (0, 20, "camera", None),
        (20, 34, "screen", CORNER),
        (34, 100, "camera", None),
    )

    plan = layout(seen)

    (scene,) = plan.scenes
    assert (plan.name, scene.name) == ("follow", "screen_face")
    assert scene.span == Span(start=20, end=34)
    assert scene.crop(0) == (CropKey(at=20, x=0.5, y=0.5),)
    assert holds(CORNER, panel_box(scene, 1, 25, "screen_face"))


def test_a_game_is_shown_with_its_player() -> None:
    plan = layout(viewed(faces(), (0, 100, "game", CORNER)))

    assert (plan.name, plan.scenes) == ("game", ())
    assert holds(CORNER, panel_box(plan, 1, 10, "game"))
    shown = panel_box(plan, 0, 10, "game")
    assert shown.x + shown.width <= CORNER.x + 1e-3 or holds(shown, CORNER)


def test_a_layout_that_was_asked_for_is_left_only_where_people_are_missing() -> None:
    seen = faces(still(0, x=0.2), still(1, x=0.8, end=21.9))

    plan = layout(seen, cuts=scenes(22, 36), asked="split")

    assert plan.name == "follow"
    (scene,) = plan.scenes
    assert (scene.name, scene.span) == ("split", Span(start=10, end=22))


def test_a_fixed_crop_serves_the_whole_clip() -> None:
    seen = faces(still(1, x=0.3, end=29.9), still(2, x=0.7, start=30))

    plan = layout(seen, cuts=scenes(30), asked="fixed")

    (key,) = plan.crop(0)
    assert (plan.name, key.at, key.ease) == ("fixed", CLIP.start, 0)
    assert abs(key.x - 0.3) <= WIDTH / 2


@settings(max_examples=30)
@given(conversations(), st.sampled_from([None, "split", "three", "four"]))
def test_whatever_is_seen_gives_a_plan_that_can_be_rendered(
    case: tuple[FaceTracks, Scenes, Span], asked: str | None
) -> None:
    """Scenes follow each other inside the clip, and every camera has its place in each shot."""
    seen, cuts, clip = case

    plan = layout(seen, cuts=cuts, clip=clip, asked=asked)

    spans = sorted((scene.span for scene in plan.scenes), key=lambda span: span.start)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(clip.start <= span.start and span.end <= clip.end for span in spans)
    for framing in (plan, *plan.scenes):
        for panel in framing.panels:
            times = [key.at for key in panel.crop]
            assert times == sorted(set(times))
            assert times


def test_the_window_is_the_largest_of_the_clips_aspect() -> None:
    wide = Window.of(media(1920, 1080), VERTICAL)
    assert wide.width == pytest.approx(0.3164, abs=1e-4)
    assert wide.height == 1.0
    assert Window.of(media(1080, 1920), VERTICAL).whole
    assert not wide.whole

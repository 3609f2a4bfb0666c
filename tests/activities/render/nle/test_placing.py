import pytest

from activities.render.nle import placing
from activities.render.nle.base import Layer
from core.domain.plan import ClipPlan, CropKey, LayoutPlan, Panel, SceneLayout
from core.domain.span import Span
from tests.activities.render.nle.nle_plans import plan, recording


def layers(found: ClipPlan, start: float, seconds: float) -> tuple[Layer, ...]:
    source = recording(found)
    return placing.layers(
        found, source, first=source.rate.frame(start), frames=source.rate.frame(seconds)
    )


def follow(*keys: CropKey) -> ClipPlan:
    return plan(layout=LayoutPlan(panels=(Panel(crop=keys),)))


def test_a_crop_that_stands_still_is_one_placement() -> None:
    (layer,) = layers(follow(CropKey(at=0, x=0.25, y=0.5)), 10, 5)

    # The window of 607.5 of 1920 pixels becomes 1080 wide; its middle is at 480.
    scale = 1080 / 607.5
    (placed,) = layer.placements
    assert (placed.frame, placed.crop, layer.moves) == (300, None, False)
    assert (placed.scale, placed.x, placed.y) == pytest.approx((scale, 480 * scale, 0.0))


def test_a_smaller_window_is_shown_larger() -> None:
    (layer,) = layers(follow(CropKey(at=0, x=0.5, y=0.75, size=0.5)), 10, 5)

    assert layer.placements[0].scale == pytest.approx(2 * 1080 / 607.5)
    assert layer.placements[0].y == pytest.approx(-270 * 2 * 1080 / 607.5)


def test_the_camera_stands_moves_and_jumps_at_the_frames_of_its_keys() -> None:
    found = follow(
        CropKey(at=9, x=0.3, y=0.5),
        CropKey(at=12, x=0.6, y=0.5, ease=1.0),
        CropKey(at=16, x=0.2, y=0.5),
    )

    (layer,) = layers(found, 10, 10)

    frames = [(one.frame, one.smooth) for one in layer.placements]
    assert frames == [(300, False), (330, False), (360, True), (479, False), (480, False)]
    across = [one.x for one in layer.placements]
    assert across[0] == across[1] != across[2] == across[3] != across[4]


def test_a_key_at_the_first_frame_counts_from_there() -> None:
    (layer,) = layers(follow(CropKey(at=0, x=0.3, y=0.5), CropKey(at=10.0, x=0.6, y=0.5)), 10, 5)

    assert [one.x for one in layer.placements] == [pytest.approx(-0.1 * 1920 * 1080 / 607.5)]


def test_a_move_that_has_begun_goes_on() -> None:
    (layer,) = layers(
        follow(CropKey(at=0, x=0.3, y=0.5), CropKey(at=11, x=0.7, y=0.5, ease=2)), 10, 5
    )

    begun, reached = layer.placements
    assert begun.x == pytest.approx(0.0, abs=40)
    assert (reached.frame, reached.smooth) == (330, True)


def test_a_scene_with_another_framing_jumps_in_the_same_take() -> None:
    scene = SceneLayout(
        span=Span(start=12, end=14), panels=(Panel(crop=(CropKey(at=12, x=0.8, y=0.5),)),)
    )
    found = plan(layout=LayoutPlan(panels=(Panel(),), scenes=(scene,)))

    (layer,) = layers(found, 10, 6)

    assert (layer.first, layer.frames) == (300, 180)
    assert [one.frame for one in layer.placements] == [300, 359, 360, 419, 420]
    assert [one.x == 0 for one in layer.placements] == [True, True, False, False, True]


def test_a_layout_that_shows_everything_fits_the_picture_in() -> None:
    (layer,) = layers(plan(layout=LayoutPlan(name="fit")), 10, 5)

    (placed,) = layer.placements
    assert (placed.scale, placed.x, placed.y) == pytest.approx((1080 / 1920, 0.0, 0.0))
    assert placed.crop is None


def test_panels_lie_over_each_other_and_are_cropped_to_their_place() -> None:
    crops = [Panel(crop=(CropKey(at=0, x=x, y=0.5),)) for x in (0.3, 0.7)]
    found = plan(layout=LayoutPlan(name="split", panels=tuple(crops)))

    lower, upper = layers(found, 10, 5)

    assert (lower.number, upper.number) == (0, 1)
    for layer in (lower, upper):
        (placed,) = layer.placements
        assert placed.crop is not None
        width = 1 - placed.crop.left - placed.crop.right
        height = 1 - placed.crop.top - placed.crop.bottom
        assert width * 1920 * placed.scale == pytest.approx(1080)
        assert height * 1080 * placed.scale == pytest.approx(960)
    # The middles of the two halves.
    tops = [
        one.placements[0].y + (one.placements[0].crop.top - one.placements[0].crop.bottom) / 2
        for one in (lower, upper)
        if one.placements[0].crop
    ]
    assert tops == [pytest.approx(-480), pytest.approx(480)]


def test_panels_of_one_scene_last_as_long_as_the_scene() -> None:
    scene = SceneLayout(name="split", span=Span(start=12, end=14))
    found = plan(layout=LayoutPlan(scenes=(scene,)))

    lower, upper = layers(found, 10, 6)

    assert (lower.first, lower.frames, lower.number) == (300, 180, 0)
    assert (upper.first, upper.frames, upper.number) == (360, 60, 1)
    assert [one.crop is None for one in lower.placements] == [True, True, False, False, True]

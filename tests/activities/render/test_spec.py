import pytest

from activities.render.spec import drawn, render_spec, thumbnail_spec
from core.domain.plan import CaptionPlan, ClipPlan, LayoutPlan, OutputPlan, ThumbnailPlan
from core.errors import InvalidPlanError
from tests.activities.render.footage import media, plan

PLAN = plan((1, 3), media=media(10))


def test_the_same_plan_has_the_same_place() -> None:
    again = ClipPlan.model_validate_json(PLAN.model_dump_json())

    assert render_spec(PLAN).prefix("w") == render_spec(again).prefix("w")
    assert render_spec(PLAN).prefix("w").startswith("w/renders/")


def test_whatever_decides_the_bytes_changes_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    before = render_spec(PLAN)
    places = {before.prefix("w")}
    places.add(render_spec(PLAN.model_copy(update={"title": "Another"})).prefix("w"))
    places.add(before.model_copy(update={"pipeline": before.pipeline + 1}).prefix("w"))
    places.add(before.model_copy(update={"fonts": {}}).prefix("w"))
    monkeypatch.setattr("core.ffmpeg.version", lambda: "99")
    places.add(render_spec(PLAN).prefix("w"))

    assert len(places) == 5


def test_other_faces_make_another_thumbnail() -> None:
    spec = render_spec(PLAN)
    places = {thumbnail_spec(spec, key).prefix("w") for key in ("w/a", "w/b")}

    assert len(places) == 2


def test_the_letters_of_the_title_are_those_of_the_thumbnail() -> None:
    titled = PLAN.model_copy(update={"title": "שלום"})

    spec = thumbnail_spec(render_spec(titled), "w/faces")

    assert "Noto Sans Hebrew ExtraBold" in spec.fonts
    assert "Noto Sans Hebrew ExtraBold" not in spec.render.fonts


def test_the_picture_that_stands_for_a_clip_changes_nothing_of_it() -> None:
    chosen = PLAN.model_copy(update={"thumbnail": ThumbnailPlan(at=2.0)})

    assert render_spec(chosen) == render_spec(PLAN)


@pytest.mark.parametrize(
    ("spans", "complaint"),
    [
        (((1.0, 1.001),), "no frame"),
        (((1.0, 12.0),), r"spans\.0\.end: 12\.00 s lies outside"),
        (((-1.0, 2.0),), r"spans\.0\.start: -1\.00 s lies outside"),
    ],
)
def test_a_plan_that_its_source_cannot_fill_is_refused(
    spans: tuple[tuple[float, float], ...], complaint: str
) -> None:
    with pytest.raises(InvalidPlanError, match=complaint):
        render_spec(plan(*spans, media=media(10)))


@pytest.mark.parametrize(
    "change",
    [
        {"layout": LayoutPlan(name="nothing")},
        {"captions": CaptionPlan(style="nothing")},
        {"output": PLAN.output.model_copy(update={"encoder": "nothing"})},
    ],
)
def test_an_unknown_name_is_refused_before_any_work(change: dict[str, object]) -> None:
    with pytest.raises(InvalidPlanError, match="'nothing'"):
        render_spec(PLAN.model_copy(update=change))


def test_an_encoder_that_cannot_run_here_is_replaced_in_the_spec(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("activities.render.encoding.runs", lambda name: name == "x264")
    output = PLAN.output.model_copy(update={"encoder": "nvenc"})

    spec = render_spec(PLAN.model_copy(update={"output": output}))

    assert (spec.encoder, spec.encoding["c:v"]) == ("x264", "libx264")
    assert spec.plan.output.encoder == "nvenc"


def test_a_draft_is_drawn_in_half_the_size() -> None:
    output = OutputPlan(width=1080, height=1350, profile="draft")
    draft = PLAN.model_copy(update={"output": output})

    made = drawn(draft).output

    assert (made.width, made.height) == (540, 676)
    assert drawn(PLAN) == PLAN

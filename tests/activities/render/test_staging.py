import pytest

from activities import catalog
from activities.render import safe_area, staging
from activities.render.base import Scope
from activities.render.streams import Files
from core.domain.artifact import Artifact
from core.domain.plan import (
    BrandPlan,
    BRoll,
    EffectPlan,
    GreenScreen,
    HookPlan,
    Logo,
    OutputPlan,
    Sticker,
    Watermark,
)
from core.domain.span import Span
from core.registry import Registry
from tests.activities.render.footage import media, plan
from tests.activities.render.plain_clips import Blank

EFFECTS: "Registry[type]" = Registry(
    "effect", {"blank": "tests.activities.render.plain_clips:Blank"}
)


@pytest.mark.parametrize(
    ("span", "wanted"),
    [
        (None, [(0, 120)]),
        ((0.0, 60.0), [(0, 120)]),
        ((10.5, 11.0), [(15, 30)]),
        ((11.5, 20.5), [(45, 75)]),
        ((2.0, 2.5), [(90, 105)]),
        ((40.0, 50.0), []),
    ],
    ids=["all", "more than all", "in one", "over a join", "later in the clip", "not shown"],
)
def test_a_span_of_the_source_is_found_in_the_clip(
    span: tuple[float, float] | None, wanted: list[tuple[int, int]]
) -> None:
    made = plan((10, 12), (20, 21), (2, 3), media=media(60))
    asked = None if span is None else Span(start=span[0], end=span[1])

    assert staging.stretches(made, asked) == wanted


def test_what_is_shown_twice_is_changed_twice() -> None:
    made = plan((14, 15), (10, 16), media=media(60))

    assert staging.stretches(made, Span(start=14.5, end=15)) == [(15, 30), (165, 180)]


def test_an_effect_is_told_what_the_plan_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "EFFECTS", EFFECTS)
    brand = BrandPlan(colour="#ffdd33")
    effects = (
        EffectPlan(name="blank", span=Span(start=14.5, end=15), options={"strength": 2.0}),
        EffectPlan(name="blank"),
    )
    made = plan((14, 15), (10, 16), media=media(60), effects=effects, brand=brand)
    stage = staging.Stage(made, Files(30, iter(range(9))), {"w/logo.png": "/store/logo.png"})

    scopes: list[Scope] = [
        one.scope for one in staging.before_captions(stage) if isinstance(one.effect, Blank)
    ]

    assert [(scope.first, scope.last) for scope in scopes] == [(15, 30), (165, 180), (0, 210)]
    assert [scope.options for scope in scopes] == [{"strength": 2.0}, {"strength": 2.0}, {}]
    for scope in scopes:
        assert (scope.width, scope.height, scope.fps, scope.frames) == (180, 320, 30, 210)
        assert scope.page.width == 180
        assert scope.brand == brand
        assert scope.files == {"w/logo.png": "/store/logo.png"}


def test_what_is_drawn_stands_in_one_order() -> None:
    file = Artifact(key="w/logo.png", size=1)
    brand = BrandPlan(logo=Logo(file=file), watermark=Watermark(text="@me"), outro=file)
    effects = (EffectPlan(name="progress_bar"),)
    made = plan(
        (0, 2),
        media=media(9),
        effects=effects,
        brand=brand,
        hook=HookPlan(text="So"),
        stickers=(Sticker(file=file),),
        broll=(BRoll(file=file, span=Span(start=0, end=1)),),
        green_screen=GreenScreen(file=file),
    )
    stage = staging.Stage(made, Files(30, iter(range(9))))

    below, above = staging.before_captions(stage), staging.after_captions(stage)

    assert [type(one.effect).__name__ for one in below] == [
        "Replaced",
        "Footage",
        "ProgressBar",
        "Stuck",
        "Hook",
    ]
    assert [type(one.effect).__name__ for one in above] == ["Placed", "Marked", "Outro"]
    assert below[-1].scope.last == 60
    assert below[-1].scope.page.top > above[0].scope.page.top


def test_a_plan_that_wants_nothing_gets_nothing() -> None:
    stage = staging.Stage(plan((0, 2), media=media(9), brand=BrandPlan()), Files(30, iter([])))

    assert staging.before_captions(stage) == staging.after_captions(stage) == []


def test_the_page_is_that_of_the_platform() -> None:
    output = OutputPlan(width=1080, height=1920, platform="shorts")
    stage = staging.Stage(plan((0, 2), media=media(9), output=output), Files(30, iter([])))

    assert stage.scope(0, 9).page == safe_area.page(1080, 1920, "shorts")

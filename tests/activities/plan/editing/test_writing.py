import pytest
from pydantic import JsonValue

from activities.plan.editing import SetField, edited, set_field
from core.errors import InvalidPlanError
from tests.activities.plan.editing.talk import talk


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("captions.style=karaoke", "karaoke"),
        ('captions.style="karaoke"', "karaoke"),
        ("audio.loudness=-16", -16),
        ("title=2024", "2024"),
        ("title=", ""),
        ("hook.text=a = b", "a = b"),
        ("hook.text=true", "true"),
        ("captions.emoji=true", True),
        ("audio.denoise=null", None),
        ("hook=null", None),
        ("effects.0.options.amount=2", 2),
        ('spans.0={"start": 1, "end": 2}', {"start": 1, "end": 2}),
        ("brand.colour=#ffdd33", "#ffdd33"),
        ("brand.watermark.text=[x]", "[x]"),
    ],
)
def test_a_value_is_json_or_bare_text_as_the_field_wants_it(text: str, value: JsonValue) -> None:
    assert set_field(text).value == value


@pytest.mark.parametrize("text", ["title", "=1", " =1", ""])
def test_what_sets_nothing_is_refused(text: str) -> None:
    with pytest.raises(InvalidPlanError, match=r"captions\.style=karaoke"):
        set_field(text)


def test_what_the_plan_does_not_have_yet_is_made() -> None:
    made = edited(
        talk(),
        [
            SetField(path="hook.text", value="Wait"),
            SetField(path="spans.1", value={"start": 30, "end": 31}),
        ],
    )

    assert made.hook is not None
    assert (made.hook.text, made.hook.seconds) == ("Wait", 3.0)
    assert made.spans[1].end == 31


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("spans.5.end", r"spans\.5\.end: spans has no number 5; they go from 0 to 0"),
        ("spans.2", r"spans has no number 2"),
        ("layout.scenes.1.name", "layout.scenes has no number 1; it is empty"),
        ("audio.music.level", r"audio\.music\.file"),
    ],
)
def test_what_would_leave_a_hole_is_refused(path: str, said: str) -> None:
    with pytest.raises(InvalidPlanError, match=said):
        edited(talk(), [SetField(path=path, value=-3)])

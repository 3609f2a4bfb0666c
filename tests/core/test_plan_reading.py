import json

import pytest

from core.domain.plan import read_plan
from core.errors import InvalidPlanError

FIRST = {
    "version": 1,
    "clip_id": "c",
    "title": "t",
    "source": {"key": "w/s.mp4", "size": 1},
    "media": {"duration": 100, "width": 1920, "height": 1080, "fps": 30, "video_codec": "h264"},
    "spans": [{"start": 10, "end": 20}],
    "layout": {"name": "follow", "crop": [{"at": 10, "x": 0.3, "y": 0.5}]},
    "captions": {"style": "karaoke", "words": [{"text": "Hello", "start": 10, "end": 11}]},
}


def test_a_plan_of_the_first_version_is_brought_to_the_present_one() -> None:
    plan = read_plan(json.dumps(FIRST))

    assert plan.version == 2
    assert [key.x for key in plan.layout.crop(0)] == [0.3]
    assert plan.captions is not None
    assert plan.captions.words[0].text == "Hello"
    assert read_plan(plan.model_dump_json()) == plan


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 3}, "version: 3"),
        ({"version": "new"}, "version: 'new'"),
        ({"spans": [{"start": 5, "end": 5}]}, r"spans\.0: .* is empty"),
        ({"spans": []}, "spans"),
        ({"output": {"fps": 25}}, r"output\.fps"),
        ({"layout": {"name": "follow", "crop": [{"at": 0, "x": 2, "y": 0}]}}, r"panels\.0\.crop"),
        ({"titel": "x"}, "titel"),
    ],
)
def test_what_is_wrong_is_named(change: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidPlanError, match=said):
        read_plan(json.dumps({**FIRST, **change}))


@pytest.mark.parametrize("data", ["", "[]", "{", "nul"])
def test_what_is_no_plan_is_refused(data: str) -> None:
    with pytest.raises(InvalidPlanError):
        read_plan(data)

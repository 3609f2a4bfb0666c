import json
import time
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from activities.select.contract import SelectTask
from activities.select.work import select
from core.domain.clip import Selection
from core.domain.scenes import Scenes
from core.domain.sound import Sound, SoundEvent
from core.domain.span import Span
from core.domain.transcript import Transcript
from core.settings import settings
from tests.activities.select import talk
from tests.activities.select.recordings import chatter, scenes, sound, transcript
from tests.doubles.language_model import KEY, MODEL, Reply, language_model, says

SILENT = Transcript(engine="test", language="", duration=0)


def selection(
    folder: Path,
    spoken: Transcript,
    *,
    duration: float | None = None,
    max_clips: int = 5,
    min_seconds: float = 15,
    scorer: str = "built-in",
    picture: Scenes | None = None,
    heard: Sound | None = None,
) -> Selection:
    seconds = spoken.duration if duration is None else duration
    values = {
        "transcript": spoken,
        "scenes": picture or scenes(seconds),
        "sound": heard or sound(seconds),
    }
    for name, value in values.items():
        (folder / name).write_text(value.model_dump_json())
    task = SelectTask(
        **{name: str(folder / name) for name in values},
        duration=seconds,
        max_clips=max_clips,
        min_seconds=min_seconds,
        max_seconds=90,
        scorer=scorer,
    )
    return select(task, lambda _: None)


def test_a_talk_becomes_clips_with_words_and_scores(tmp_path: Path) -> None:
    chosen = selection(tmp_path, transcript(talk.TALK, pauses=talk.PAUSES))

    assert chosen.engine == "built-in"
    assert chosen.note == ""
    assert 4 <= len(chosen.choices) <= 5
    assert chosen.choices[0].title == talk.QUESTION[0]
    for choice in chosen.choices:
        assert choice.title
        assert choice.description
        assert choice.tags
    for one, other in combinations(chosen.choices, 2):
        assert one.span.common(other.span) == 0


def test_there_are_four_clips_where_a_source_has_room_for_four(tmp_path: Path) -> None:
    said = [f"plants{n} take{n} up water{n} through{n} the roots{n} below" for n in range(20)]
    spoken = transcript(said, pauses=[0.4])
    assert 70 < spoken.duration < 80

    assert len(selection(tmp_path, spoken).choices) == 4
    assert len(selection(tmp_path, spoken, max_clips=2).choices) == 2


@pytest.mark.parametrize("duration", [0.04, 1.0, 10.0])
def test_a_short_source_is_one_clip(tmp_path: Path, duration: float) -> None:
    (choice,) = selection(tmp_path, SILENT, duration=duration).choices

    assert choice.span == Span(start=0, end=duration)
    assert choice.title == "Moment at 0:00"


def test_a_source_without_speech_and_sound_still_gives_clips(tmp_path: Path) -> None:
    nothing = Sound(engine="none", duration=120, step=0.1)

    chosen = selection(tmp_path, SILENT, duration=120, heard=nothing)

    assert 1 <= len(chosen.choices) <= 5


def test_a_source_without_length_gives_none(tmp_path: Path) -> None:
    nothing = Sound(engine="none", duration=0, step=0.1)
    empty = Scenes(engine="none", scenes=())

    chosen = selection(tmp_path, SILENT, duration=0, heard=nothing, picture=empty)

    assert chosen.choices == ()


def test_four_hours_take_less_than_three_seconds_of_processor(tmp_path: Path) -> None:
    spoken = chatter(30_000)
    laughs = [
        SoundEvent(kind="laughter", span=Span(start=at, end=at + 2), score=0.7)
        for at in range(30, 14_000, 45)
    ]
    picture = scenes(spoken.duration, [7.3 * number for number in range(1, 1900)])

    started = time.process_time()
    chosen = selection(
        tmp_path,
        spoken,
        max_clips=30,
        picture=picture,
        heard=sound(spoken.duration, events=laughs),
    )

    assert time.process_time() - started < 3
    assert len(chosen.choices) == 30


def ranks(ids_from: slice) -> Any:
    """A model that likes some of the moments it is shown, the last of them most."""

    def reply(request: dict[str, Any]) -> Reply:
        lines = request["messages"][1]["content"].split("\n")
        shown = json.loads("\n".join(lines[1:-1]))["moments"][ids_from]
        moments = [
            {
                "id": moment["id"],
                **dict.fromkeys(("hook", "flow", "value", "trend", "coherence"), 50),
                "virality": 10 + number,
                "reasons": [],
                "title": f"Moment {moment['id']}",
                "description": "",
                "tags": [],
            }
            for number, moment in enumerate(shown)
        ]
        return says(json.dumps({"moments": moments}))

    return reply


@pytest.mark.parametrize("liked", [slice(None), slice(0, 5), slice(-5, None)])
def test_a_model_ranks_at_most_three_moments_for_each_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, liked: slice
) -> None:
    spoken = transcript(talk.TALK, pauses=talk.PAUSES)
    alone = selection(tmp_path, spoken, max_clips=5)
    with language_model(ranks(liked)) as double:
        models = [{"name": "double", "base_url": double.url, "model": MODEL, "api_key": KEY}]
        monkeypatch.setenv("CLIPPED_SELECT__LANGUAGE_MODELS", json.dumps(models))
        settings.cache_clear()
        try:
            chosen = selection(tmp_path, spoken, max_clips=5, scorer="language-model")
        finally:
            monkeypatch.undo()
            settings.cache_clear()

    lines = double.requests[0]["messages"][1]["content"].split("\n")
    shown = json.loads("\n".join(lines[1:-1]))["moments"]
    assert {choice.candidate for choice in alone.choices} <= {moment["id"] for moment in shown}
    assert len(shown) <= 15
    assert chosen.engine == f"double {MODEL}"
    assert len(chosen.choices) >= 4
    sentences = Transcript.model_validate(spoken).sentences()
    for choice in chosen.choices:
        assert any(0 <= words[0].start - choice.span.start < 1 for words in sentences)
        assert any(0 <= choice.span.end - words[-1].end < 1 for words in sentences)
    named = [choice for choice in chosen.choices if choice.title == f"Moment {choice.candidate}"]
    assert len(named) >= min(4, len(shown[liked]) // 2)

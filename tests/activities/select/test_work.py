import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.select.base import Asked
from activities.select.candidates import propose, workable
from activities.select.choosing import Choosing
from activities.select.contract import SelectTask
from activities.select.recording import Recording
from activities.select.work import select
from core.domain.clip import Choice, Selection
from core.domain.faces import FaceTracks
from core.domain.scenes import Scenes
from core.domain.sound import Sound, SoundEvent
from core.domain.span import Span
from core.domain.topics import Topics
from core.domain.transcript import Transcript, Word
from core.settings import settings
from tests.activities.select import talk
from tests.activities.select.answers import answer, judged, shown
from tests.activities.select.recordings import chatter, scenes, sound, transcript
from tests.doubles.language_model import KEY, MODEL, fails, language_model
from tests.doubles.scripted import Reply

SILENT = Transcript(engine="test", language="", duration=0)


def selection(
    folder: Path,
    spoken: Transcript,
    *,
    duration: float | None = None,
    max_clips: int = 5,
    min_seconds: float = 15,
    models: tuple[str, ...] = (),
    screening: str = "",
    prompt: str = "",
    language: str = "",
    picture: Scenes | None = None,
    heard: Sound | None = None,
) -> Selection:
    seconds = spoken.duration if duration is None else duration
    values = {
        "transcript": spoken,
        "scenes": picture or scenes(seconds),
        "sound": heard or sound(seconds),
        "topics": Topics(engine="test"),
        "faces": FaceTracks(engine="test", sample_rate=5),
    }
    for name, value in values.items():
        (folder / name).write_text(value.model_dump_json())
    task = SelectTask(
        **{name: str(folder / name) for name in values},
        duration=seconds,
        max_clips=max_clips,
        min_seconds=min_seconds,
        max_seconds=90,
        models=models,
        screening=screening,
        prompt=prompt,
        language=language,
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
        liked = shown(request)["moments"][ids_from]
        moments = [
            judged(one["id"], virality=10 + number, title=f"{one['text'][:20]} {'x' * number}")
            for number, one in enumerate(liked)
        ]
        return answer(*moments)

    return reply


@contextmanager
def models(monkeypatch: pytest.MonkeyPatch, **urls: str) -> Iterator[None]:
    """Set the endpoints that are asked: ``ranking`` and, perhaps, ``screening``."""
    of = {"name": "double", "model": MODEL, "api_key": KEY}
    ranking = [of | {"base_url": urls["ranking"]}]
    monkeypatch.setenv("CLIPPED_SELECT__LANGUAGE_MODELS", json.dumps(ranking))
    if "screening" in urls:
        small = of | {"name": "small", "base_url": urls["screening"]}
        monkeypatch.setenv("CLIPPED_SELECT__SCREENING", json.dumps(small))
    settings.cache_clear()
    try:
        yield
    finally:
        monkeypatch.undo()
        settings.cache_clear()


@pytest.mark.parametrize("liked", [slice(None), slice(0, 5), slice(-5, None)])
def test_a_model_ranks_at_most_three_moments_for_each_clip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, liked: slice
) -> None:
    spoken = transcript(talk.TALK, pauses=talk.PAUSES)
    alone = selection(tmp_path, spoken, max_clips=5)
    with language_model(ranks(liked)) as double, models(monkeypatch, ranking=double.url):
        chosen = selection(tmp_path, spoken, max_clips=5, models=("double",))

    seen = shown(double.requests[0])["moments"]
    assert {choice.candidate for choice in alone.choices} <= {moment["id"] for moment in seen}
    assert len(seen) <= 15
    assert chosen.engine == f"double {MODEL}"
    assert len(chosen.choices) >= 4
    for choice in chosen.choices:
        assert any(0 <= words[0].start - choice.span.start < 1 for words in spoken.sentences())
        assert any(0 <= choice.span.end - words[-1].end < 1 for words in spoken.sentences())
    liked_ids = {moment["id"] for moment in seen[liked]}
    by_model = [choice.candidate in liked_ids for choice in chosen.choices]
    assert sum(by_model) >= min(4, len(liked_ids) // 2)
    assert by_model == sorted(by_model, reverse=True), "what it did not judge stands behind"


def test_a_small_model_looks_through_more_moments_than_the_large_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def screens(request: dict[str, Any]) -> Reply:
        rows = [
            {"id": one["id"], "points": 80, "alone": 80, "fit": 100}
            for one in shown(request)["moments"]
        ]
        return answer(*rows)

    spoken = transcript([*talk.TALK, *talk.TALK[::-1]], pauses=talk.PAUSES)
    with (
        language_model(screens) as small,
        language_model(ranks(slice(None))) as large,
        models(monkeypatch, ranking=large.url, screening=small.url),
    ):
        chosen = selection(tmp_path, spoken, max_clips=3, models=("double",), screening="small")

    passed = {moment["id"] for moment in shown(large.requests[0])["moments"]}
    looked_at = {moment["id"] for moment in shown(small.requests[0])["moments"]}
    assert passed < looked_at
    assert len(passed) <= 9
    assert [use.model.split()[0] for use in chosen.used] == ["small", "double"]


def test_without_its_small_model_a_selection_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = transcript(talk.TALK, pauses=talk.PAUSES)
    with (
        language_model(fails(401, "no")) as small,
        language_model(ranks(slice(None))) as large,
        models(monkeypatch, ranking=large.url, screening=small.url),
    ):
        chosen = selection(tmp_path, spoken, models=("double",), screening="small")

    assert chosen.engine == f"double {MODEL}"
    assert "small: 401" in chosen.note


def test_what_a_refused_model_took_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = transcript(talk.TALK, pauses=talk.PAUSES)
    invented = answer(judged(99_999, title="Rent"))
    with language_model(invented) as double, models(monkeypatch, ranking=double.url):
        chosen = selection(tmp_path, spoken, models=("double",))

    assert chosen.engine == "built-in"
    assert "no moment with the id 99999" in chosen.note
    assert [use.tokens_in for use in chosen.used] == [200]


def test_a_model_says_what_fits_a_prompt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fits(request: dict[str, Any], best: int) -> Reply:
        data = shown(request)
        assert data["wish"] == "something about firefighting"
        return answer(
            *(
                judged(one["id"], title=one["text"][:60], fit=best * ("fryer" in one["text"]))
                for one in data["moments"]
                if len(one["text"]) > 60
            )
        )

    spoken = transcript(talk.TALK, pauses=talk.PAUSES)
    for best in (90, 10):
        reply = partial(fits, best=best)
        with language_model(reply) as double, models(monkeypatch, ranking=double.url):
            chosen = selection(
                tmp_path, spoken, models=("double",), prompt="something about firefighting"
            )
        assert chosen.choices
        assert chosen.engine.startswith("double"), chosen.note
        assert all("fryer" in spoken_in(choice, spoken) for choice in chosen.choices)
        assert bool(chosen.note) == (best == 10), "the nearest are not passed off as right"
        told = ["not what was asked for" in " ".join(one.warnings) for one in chosen.choices]
        assert all(told) == any(told) == (best == 10)


def spoken_in(choice: Choice, spoken: Transcript) -> str:
    return " ".join(word.text for word in spoken.within(choice.span))


def test_a_prompt_is_looked_for_without_a_model(tmp_path: Path) -> None:
    spoken = transcript(talk.TALK, pauses=talk.PAUSES)

    chosen = selection(tmp_path, spoken, prompt="only the parts about the fryer and the fire")
    missing = selection(tmp_path, spoken, prompt="only the parts about submarines")

    assert 1 <= len(chosen.choices) <= 3
    assert chosen.note == ""
    assert "fryer" in spoken_in(chosen.choices[0], spoken)
    assert "\u201csubmarines\u201d" in missing.note
    assert "not what was asked for" in missing.choices[0].warnings[0]


def test_a_language_that_needs_a_model_is_said_to_need_one(tmp_path: Path) -> None:
    spoken = transcript(talk.TALK, pauses=talk.PAUSES)

    assert "language" in selection(tmp_path, spoken, language="de").note
    assert selection(tmp_path, spoken, language="en").note == ""


def test_music_gives_moments_from_sound_and_cuts_and_says_so(tmp_path: Path) -> None:
    loud = [Span(start=at, end=at + 4) for at in (60, 150, 260, 350)]
    music = SoundEvent(kind="music", span=Span(start=0, end=400), score=0.9)
    picture = scenes(400, [9.7 * number for number in range(1, 41)])

    chosen = selection(
        tmp_path,
        SILENT,
        duration=400,
        heard=sound(400, events=[music], loud=loud),
        picture=picture,
    )

    assert "Nobody is heard speaking" in chosen.note
    assert len(chosen.choices) >= 4
    for choice in chosen.choices[:2]:
        assert any(choice.span.common(burst) > 3 for burst in loud)
    edges = {edge for one in chosen.choices for edge in (one.span.start, one.span.end)}
    assert len(edges & {0.0, 400.0, *picture.cuts()}) >= len(edges) / 2


@dataclass(frozen=True)
class Manner:
    """How somebody speaks for ten minutes."""

    starts: float
    pause: float
    sizes: tuple[int, ...]
    """Words of one sentence after the other, over and over."""
    words: int
    """Different words that are used."""
    length: float
    """Seconds of a word."""
    marked: bool
    """Does the engine find sentences?"""
    language: str

    def transcript(self) -> Transcript:
        words: list[Word] = []
        ends: list[int] = []
        at = self.starts
        while at < 590:
            for _ in range(self.sizes[len(ends) % len(self.sizes)]):
                text = f"w{len(words) * 7919 % self.words}"
                words.append(Word(text=text, start=at, end=at + self.length))
                at += self.length
            ends.append(len(words))
            at += self.pause
        kept = tuple(word for word in words if word.end < 600)
        bounds = [end for end in ends if end < len(kept)] if self.marked else []
        return Transcript(
            engine="test",
            language=self.language,
            duration=600,
            words=kept,
            sentence_ends=(*bounds, len(kept)),
        )


manners = st.builds(
    Manner,
    starts=st.floats(0, 40),
    pause=st.sampled_from([0.0, 0.05, 0.4, 2.0, 12.0, 35.0]),
    sizes=st.lists(st.integers(1, 60), min_size=1, max_size=8).map(tuple),
    words=st.sampled_from([1, 20, 5000]),
    length=st.sampled_from([0.3, 0.8]),
    marked=st.booleans(),
    language=st.sampled_from(["en", "fi", ""]),
)


@hypothesis.settings(max_examples=25)
@given(manners, st.sampled_from([(15.0, 90.0), (20.0, 30.0), (60.0, 65.0)]))
def test_ten_minutes_with_speech_give_four_clips_whatever_they_are_like(
    manner: Manner, lengths: tuple[float, float]
) -> None:
    spoken = manner.transcript()
    recording = workable(Recording(spoken, scenes(600), sound(600), 600, lengths[1]), *lengths)
    choosing = Choosing(recording, Asked(), 5)
    chosen = choosing.selection(choosing.measured(propose(recording, *lengths)))

    assert 4 <= len(chosen.choices) <= 5
    for one, other in combinations(chosen.choices, 2):
        assert one.span.common(other.span) < 1e-6
    for choice in chosen.choices:
        assert lengths[0] - 1e-6 <= choice.span.duration <= lengths[1] + 1e-6
        for edge in (choice.span.start, choice.span.end):
            assert not any(w.start + 1e-6 < edge < w.end - 1e-6 for w in spoken.words)

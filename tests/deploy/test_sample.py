"""The sample is what its truth says it is."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from activities import catalog
from core.domain.box import Box
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import Settings, settings
from deploy.local.sample import Truth, ensure, truth
from deploy.local.sample.alignment import owners
from deploy.local.sample.shots import FPS, direct
from deploy.local.sample.speech import RATE, load, openness, sound

Gray = NDArray[np.float32]


def _settings(folder: Path) -> Settings:
    """Return settings with a cache of their own, in which the portraits are already."""
    store = ModelStore(settings())
    try:
        store.fetch("portrait-a")
        store.fetch("portrait-b")
    except EngineUnavailableError as error:
        pytest.skip(str(error))
    folder.mkdir()
    (folder / "models").symlink_to(settings().cache_dir / "models")
    return Settings(cache_dir=folder)


def _ignore(done: float) -> None: ...


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ensure(_settings(tmp_path_factory.mktemp("sample") / "cache"), _ignore, seconds=30)


@pytest.fixture(scope="module")
def pictures(sample: Path) -> list[Gray]:
    """Every picture, gray, half as wide and high."""
    with av.open(str(sample)) as container:
        return [
            np.asarray(frame.to_ndarray()[:720:2, ::2], np.float32)
            for frame in container.decode(video=0)
        ]


@pytest.mark.media
def test_it_is_a_recording_of_the_stated_size_and_length(sample: Path) -> None:
    known = truth(sample)
    with av.open(str(sample)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height) == (1280, 720)
        assert video.average_rate == Fraction(FPS)
        assert (video.codec_context.name, video.pix_fmt) == ("h264", "yuv420p")
        assert (audio.codec_context.name, audio.rate, audio.channels) == ("aac", 48_000, 2)
        assert container.duration is not None
        assert container.duration / 1e6 == pytest.approx(known.duration, abs=0.05)
        assert container.metadata["title"] == known.title
    assert 20 < known.duration < 31


@pytest.mark.media
def test_the_picture_cuts_at_the_cuts_and_nowhere_else(sample: Path, pictures: list[Gray]) -> None:
    change = [float(np.abs(b - a).mean()) for a, b in pairwise(pictures)]
    seen = [index / FPS for index, value in enumerate(change, 1) if value > 12]
    assert seen == pytest.approx(truth(sample).cuts, abs=1e-6)
    assert len(seen) >= 4


@pytest.mark.media
def test_the_mouth_that_moves_is_that_of_the_one_who_speaks(
    sample: Path, pictures: list[Gray]
) -> None:
    known = truth(sample)
    for speaker in "ab":
        moves, speaks = _mouth(known, pictures, speaker)
        assert moves[speaks].mean() > 3 * moves[~speaks].mean()
        assert np.corrcoef(moves, speaks)[0, 1] > 0.5


def _mouth(
    known: Truth, pictures: list[Gray], speaker: str
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return how much a mouth moves while both are in the picture, and whether its owner speaks."""
    moves, speaks = [], []
    for shot in known.shots:
        box = next((face.at(0.5) for face in shot.faces if face.speaker == speaker), None)
        if box is None:
            continue
        first, end = round(shot.span.start * FPS), round(shot.span.end * FPS)
        seen = [_cut_out(picture, box) for picture in pictures[first:end]]
        size = box.width * 640
        changed = [np.abs(b - a).mean() for a, b in pairwise(seen)]
        moves += list(np.convolve(changed, np.ones(7) / 7, mode="same") / size)
        times = [index / FPS for index in range(first + 1, end)]
        own = [w for w in known.words if w.speaker == speaker]
        speaks += [any(w.start - 0.05 <= at < w.end + 0.05 for w in own) for at in times]
    return np.array(moves), np.array(speaks)


def _cut_out(picture: Gray, face: Box) -> Gray:
    """Return the lower middle of a face."""
    height, width = picture.shape
    rows = slice(
        round((face.y + 0.66 * face.height) * height), round((face.y + face.height) * height)
    )
    left, right = face.x + 0.25 * face.width, face.x + 0.75 * face.width
    return picture[rows, round(left * width) : round(right * width)]


@pytest.mark.media
def test_the_first_detector_finds_every_face_where_it_is(sample: Path) -> None:
    detector = catalog.FACE_DETECTORS.load(catalog.FACE_DETECTORS.names()[0])()
    try:
        detector.prepare(_ignore)
    except EngineUnavailableError as error:
        pytest.skip(str(error))
    known = truth(sample)
    wanted = {round((shot.span.start + shot.span.end) / 2 * FPS): shot for shot in known.shots}
    with av.open(str(sample)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index not in wanted:
                continue
            found = [
                f.box
                for f in detector.detect(np.asarray(frame.to_ndarray(format="bgr24"), np.uint8))
            ]
            faces = [face.at(0.5) for face in wanted[index].faces]
            assert len(found) == len(faces)
            assert all(max(_overlap(face, box) for box in found) > 0.5 for face in faces)


def _overlap(a: Box, b: Box) -> float:
    width = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    height = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    common = max(0.0, width) * max(0.0, height)
    return common / (a.area + b.area - common)


@pytest.mark.media
def test_making_it_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    one = ensure(_settings(tmp_path / "one"), _ignore, seconds=7.5)
    other = ensure(_settings(tmp_path / "other"), _ignore, seconds=7.5)
    assert one != other
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.media
def test_it_is_made_once_and_never_half(tmp_path: Path) -> None:
    chosen = _settings(tmp_path / "cache")

    def interrupt(done: float) -> None:
        if done > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensure(chosen, interrupt, seconds=5)
    assert not list((tmp_path / "cache" / "sample").rglob("*.mp4"))
    told: list[float] = []
    made = ensure(chosen, told.append, seconds=5)
    assert told == sorted(told)
    assert told[-1] == 1.0
    written = made.stat().st_mtime_ns
    assert ensure(chosen, _ignore, seconds=5.3) == made
    assert made.stat().st_mtime_ns == written


def _levels(samples: NDArray[np.float32], edges: Iterator[tuple[float, float]]) -> list[float]:
    """Return the loudness of each time in dB of full scale."""
    parts = (samples[round(start * RATE) : round(end * RATE)] for start, end in edges)
    return [float(10 * np.log10(np.mean(part.astype(np.float64) ** 2))) for part in parts]


def test_words_are_heard_at_their_times_and_pauses_are_quiet_but_not_silent() -> None:
    speech = load()
    samples = sound(speech.duration)
    words = [word for line in speech.lines for word in line.words]
    pairs = list(pairwise(speech.lines))
    loud = _levels(samples, ((word.start, word.end) for word in words))
    quiet = _levels(samples, ((a.end + 0.06, b.start - 0.06) for a, b in pairs))
    assert min(loud) > -45
    assert max(quiet) < -50
    assert min(quiet) > -75


def test_the_conversation_is_long_enough_and_has_two_voices_and_topics() -> None:
    speech = load()
    assert speech.duration > 180
    for speaker in "ab":
        assert sum(x.end - x.start for x in speech.lines if x.speaker == speaker) > 60
    for topic in range(speech.lines[-1].topic + 1):
        of = [line for line in speech.lines if line.topic == topic]
        assert 20 < of[-1].end - of[0].start < 60
    for before, line in pairwise(speech.lines):
        pause = line.start - before.end
        assert pause > (0.9 if line.topic != before.topic else 0.24)


def test_words_follow_each_other_and_make_their_line() -> None:
    for line in load().lines:
        assert " ".join(word.text for word in line.words) == line.text
        edges = [edge for word in line.words for edge in (word.start, word.end)]
        assert edges == sorted(edges)
        assert (line.start, line.end) == (edges[0], edges[-1])


@given(st.floats(0, 300))
def test_a_shorter_one_ends_with_a_sentence(seconds: float) -> None:
    whole = load()
    short = whole.cut(seconds)
    assert short.lines == whole.lines[: len(short.lines)]
    assert len(short.lines) == 1 or short.lines[-1].end <= seconds
    assert short.lines[-1].end < short.duration <= whole.duration


@given(st.floats(5, 300))
def test_shots_follow_each_other_and_none_is_a_blink(seconds: float) -> None:
    speech = load().cut(seconds)
    shots = direct(speech)
    assert shots[0].span.start == 0
    assert shots[-1].span.end == pytest.approx(speech.duration, abs=0.5 / FPS)
    for shot, following in pairwise(shots):
        assert shot.span.end == following.span.start
        assert shot.span.duration >= 2.1
        assert (shot.view, shot.subject) != (following.view, following.subject)


def test_every_view_is_used_and_most_sentences_show_their_speaker() -> None:
    speech = load()
    shots = direct(speech)
    assert {(s.view, s.subject) for s in shots} >= {
        (v, s) for v in ("close", "medium") for s in "ab"
    }
    shown = [
        any(
            shot.span.contains((line.start + line.end) / 2)
            and (shot.view != "close" or shot.subject == line.speaker)
            for shot in shots
        )
        for line in speech.lines
    ]
    assert 0.9 < sum(shown) / len(shown) < 1


def test_the_mouth_of_the_listener_stays_closed() -> None:
    speech = load().cut(30)
    samples = sound(speech.duration)
    mouths = {s: openness(speech, samples, speaker=s, fps=FPS) for s in "ab"}
    for line in speech.lines:
        during = slice(round(line.start * FPS) + 2, round(line.end * FPS) - 2)
        assert mouths[line.speaker][during].max() > 0.6
        assert mouths["b" if line.speaker == "a" else "a"][during].max() == 0


def test_a_changed_or_a_lost_phone_leaves_the_others_with_their_words() -> None:
    assert owners([("dh", "iy"), ("n", "ow")], ["dh", "ax", "n", "ow"]) == [0, 0, 1, 1]
    assert owners([("w", "iy"), ("hh", "ih", "m")], ["w", "iy", "ih", "m"]) == [0, 0, 1, 1]


@given(st.lists(st.lists(st.sampled_from("ptkaeiou"), min_size=1), min_size=1, max_size=8))
def test_unchanged_phones_belong_to_the_words_they_came_from(words: list[list[str]]) -> None:
    spoken = [phone for word in words for phone in word]
    assert owners(words, spoken) == [i for i, word in enumerate(words) for _ in word]


def test_a_word_without_a_phone_is_refused() -> None:
    with pytest.raises(ValueError, match="no phone"):
        owners([("a",), ("b",)], ["a"])

"""pyannote.audio as it runs, with a pipeline of a few weights in a folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from pydantic import SecretStr

from activities import catalog
from activities.diarize.base import Diarizer, Told
from core.errors import EngineUnavailableError
from core.settings import DiarizeSettings, Settings, settings
from tests.activities.transcribe import sounds
from tests.torch.tiny_pyannote import tiny_pyannote

Engine = Callable[..., Diarizer]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_pyannote(tmp_path_factory.mktemp("pyannote") / "tiny")


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Make an engine with a pipeline."""

    def make(place: object, *, offline: bool = True, token: str = "") -> Diarizer:
        monkeypatch.setenv("CLIPPED_DIARIZE__PYANNOTE_PIPELINE", str(place))
        settings.cache_clear()
        chosen = DiarizeSettings(pyannote_pipeline=str(place), hub_token=SecretStr(token))
        made = catalog.DIARIZERS.load("pyannote")(
            Settings(cache_dir=tmp_path / "cache", offline=offline, diarize=chosen)
        )
        made.prepare(lambda _: None)
        return made

    yield make
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture(scope="module")
def hum_and_hiss(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute of a low hum, then half a minute of a hiss."""
    dice = np.random.default_rng(1)
    times = np.arange(30 * sounds.RATE) / sounds.RATE
    hum = sum(np.sin(2 * np.pi * 110 * k * times) / k for k in range(1, 6)) * 0.1
    hiss = dice.normal(0, 0.05, len(times))
    sound = np.concatenate([hum, hiss]).astype(np.float32)
    return sounds.flac(tmp_path_factory.mktemp("sound") / "both.flac", sound)


def told(made: Diarizer, audio: Path, duration: float, speakers: int | None = None) -> Told:
    return made.diarize(audio, duration, speakers=speakers, report=lambda _: None)


def test_two_voices_are_told_apart_where_the_second_begins(
    engine: Engine, pipeline: Path, hum_and_hiss: Path
) -> None:
    made = engine(pipeline)
    found = told(made, hum_and_hiss, 60.0)
    assert made.name == "pyannote tiny"
    first, second = sorted(found.stretches)
    assert first.label != second.label
    assert abs(first.end - 30.0) < 3.0
    assert abs(second.start - 30.0) < 3.0
    assert second.end <= 60.0
    assert set(found.prints) == {first.label, second.label}
    assert len({len(voice) for voice in found.prints.values()}) == 1


def test_as_many_voices_as_were_asked_for(
    engine: Engine, pipeline: Path, hum_and_hiss: Path
) -> None:
    found = told(engine(pipeline), hum_and_hiss, 60.0, speakers=1)
    assert {stretch.label for stretch in found.stretches} == set(found.prints)
    assert len(found.prints) == 1


def test_how_much_is_done_only_rises(engine: Engine, pipeline: Path, hum_and_hiss: Path) -> None:
    shares: list[float] = []
    engine(pipeline).diarize(hum_and_hiss, 60.0, speakers=None, report=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 5


def test_where_nobody_speaks_there_are_no_voices(
    engine: Engine, tmp_path: Path, hum_and_hiss: Path
) -> None:
    found = told(engine(tiny_pyannote(tmp_path / "deaf", speaking=False)), hum_and_hiss, 60.0)
    assert found == Told([], {})


def test_a_pipeline_that_is_named_is_not_fetched_offline(engine: Engine) -> None:
    with pytest.raises(EngineUnavailableError, match="OFFLINE=1 forbids fetching it"):
        engine("owner/pipeline")


def test_a_folder_without_a_pipeline_is_named(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailableError, match=f"{tmp_path} cannot be loaded"):
        engine(tmp_path)


def test_nothing_is_counted_and_sent(engine: Engine, pipeline: Path) -> None:
    engine(pipeline)
    from pyannote.audio.telemetry.metrics import is_metrics_enabled  # noqa: PLC0415

    assert not is_metrics_enabled()

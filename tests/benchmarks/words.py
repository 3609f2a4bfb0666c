"""How far the times of words lie from the truth, on speech of which every word is known."""

import tempfile
from pathlib import Path

import numpy as np

from activities.transcribe.contract import AlignTask, TranscribeTask
from activities.transcribe.work import align, transcribe
from core.domain.transcript import Transcript, Word
from tests.activities.transcribe import sounds
from tests.benchmarks.measure import Ratio

MEDIAN, P95 = 0.080, 0.200
"""Seconds, the goals for starts and ends."""

# English, everywhere: the engine that ships inside its wheel.
_ENGINE = "pocketsphinx"
_SECONDS = 75.0


def ratios() -> list[Ratio]:
    """Measure the words that are heard, and those of the true text aligned to what was heard."""
    sample = sounds.spoken_sample()
    lines = [line for line in sample.lines if line[-1].end < _SECONDS - 1]
    truth = [word for line in lines for word in line]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sound = sounds.decoded(sample.audio)[: int(_SECONDS * sounds.RATE)]
        audio = str(sounds.flac(folder / "speech.flac", sound))
        asked = TranscribeTask(audio=audio, duration=_SECONDS, engine=_ENGINE, language=None)
        heard = transcribe(asked, sounds.ignore)
        text = "\n".join(" ".join(word.text for word in line) for line in lines)
        corrected = _corrected(folder, audio, heard, text)
    return [
        *_lines("words heard", truth, heard),
        *_lines("words corrected", truth, corrected),
    ]


def _corrected(folder: Path, audio: str, heard: Transcript, text: str) -> Transcript:
    (folder / "heard.json").write_text(heard.model_dump_json())
    (folder / "text").write_text(text)
    task = AlignTask(
        audio=audio,
        duration=_SECONDS,
        transcript=str(folder / "heard.json"),
        text=str(folder / "text"),
        language=None,
    )
    return align(task, sounds.ignore)


def _lines(name: str, truth: list[Word], found: Transcript) -> list[Ratio]:
    errors = sounds.time_errors(truth, found.words)
    wrong = sounds.word_errors(sounds.said(truth), sounds.said(found.words))
    beside = f"from the truth, {found.engine}, {100 * wrong:.1f} % of words wrong"
    measured = {
        f"{name}, median": (float(np.median(errors)), MEDIAN),
        f"{name}, p95": (float(np.percentile(errors, 95)), P95),
    }
    return [
        Ratio(
            name=each,
            measured=f"{1000 * seconds:.0f} ms",
            beside=beside,
            goal=f"<= {1000 * goal:.0f} ms",
            met=seconds <= goal,
        )
        for each, (seconds, goal) in measured.items()
    ]

"""What runs in the process of this step."""

from collections.abc import Callable
from pathlib import Path

from activities import catalog
from activities.transcribe.base import Heard, Transcriber
from activities.transcribe.casing import true_case
from activities.transcribe.contract import TranscribeTask
from activities.transcribe.merge import merge
from activities.transcribe.sentences import sentence_ends
from core.domain.transcript import Transcript
from core.errors import EngineUnavailableError
from core.settings import settings

Report = Callable[[float], None]

# The share of the progress that belongs to loading, and perhaps fetching, the model.
_PREPARING = 0.1


def transcribe(task: TranscribeTask, report: Report) -> Transcript:
    """Write down what is said in a recording; nothing said is an empty transcript.

    Raises:
        EngineUnavailableError: the engine cannot run here, or does not know the language.
        UnreadableMediaError: the sound cannot be decoded.
    """
    if task.audio is None:
        return Transcript(engine="none", language="", duration=task.duration)
    engine = _engine(task.engine)
    engine.prepare(lambda done: report(_PREPARING * done))
    heard = engine.transcribe(
        Path(task.audio),
        task.duration,
        language=task.language,
        report=lambda done: report(_PREPARING + (1 - _PREPARING) * done),
    )
    return written_down(heard, engine.name, task.duration)


def written_down(heard: Heard, engine: str, duration: float) -> Transcript:
    """Return the transcript of what an engine heard in ``duration`` seconds."""
    words = merge([heard.words], duration)
    ends = sentence_ends(words, punctuated=heard.punctuated)
    return Transcript(
        engine=engine,
        language=heard.language if words else "",
        duration=duration,
        words=words if heard.punctuated else true_case(words, ends),
        sentence_ends=ends,
    )


def _engine(name: str) -> Transcriber:
    try:
        return catalog.TRANSCRIBERS.load(name)(settings())
    except ImportError as error:
        raise EngineUnavailableError(
            f"{error.name or name} is not installed; install it to use {name}"
        ) from error

"""Make the sample once, and find it again."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from core.models import ModelStore
from core.scratch import Scratch
from core.settings import Settings
from deploy.local.sample import speech
from deploy.local.sample.film import film
from deploy.local.sample.portraits import SITTERS, Portrait
from deploy.local.sample.truth import beside

_FOLDER = Path(__file__).parent
_FETCHING = 0.1
"""The share of the progress that fetching the portraits takes."""


def ensure(
    settings: Settings, report: Callable[[float], None], *, seconds: float | None = None
) -> Path:
    """Return the sample, making it first when it is not there.

    It lies at ``<cache_dir>/sample/<fingerprint>/sample.mp4``, whole or not at all.
    ``report`` is told how much is done, 0..1. With ``seconds`` it holds only the first
    sentences up to that length, at least one.

    Raises:
        EngineUnavailableError: the portraits cannot be fetched.
        ProcessFailedError: ffmpeg failed.
    """
    conversation = speech.load()
    if seconds is not None:
        conversation = conversation.cut(seconds)
    folder = settings.cache_dir / "sample" / _fingerprint(conversation)
    if not beside(folder / "sample.mp4").exists():
        _make(conversation, folder, settings, report=report)
    report(1.0)
    return folder / "sample.mp4"


def _make(
    conversation: speech.Speech,
    folder: Path,
    settings: Settings,
    *,
    report: Callable[[float], None],
) -> None:
    store = ModelStore(settings)
    portraits = {name: Portrait(s, store.fetch(s.model)) for name, s in SITTERS.items()}
    report(_FETCHING)
    scratch = Scratch(folder.parent / "unfinished")
    try:
        with scratch.folder() as work:
            path = work / "sample.mp4"
            truth = film(
                conversation,
                speech.sound(conversation.duration),
                path,
                portraits=portraits,
                report=lambda done: report(_FETCHING + (1 - _FETCHING) * done),
            )
            beside(path).write_text(truth.model_dump_json(indent=1) + "\n")
            _publish(work, folder)
    finally:
        scratch.close()


def _publish(work: Path, folder: Path) -> None:
    try:
        work.rename(folder)
    except OSError:
        if not beside(folder / "sample.mp4").exists():  # else another process was faster
            raise


def _fingerprint(conversation: speech.Speech) -> str:
    """Return 16 hex digits that change with what the sample is made of and how."""
    digest = hashlib.sha256(conversation.fingerprint().encode())
    digest.update(speech.SOUND.read_bytes())
    for path in sorted(_FOLDER.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]

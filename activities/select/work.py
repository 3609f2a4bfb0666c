"""Choose the moments, in a process of its own."""

from collections.abc import Callable
from pathlib import Path

from activities.select.base import Asked
from activities.select.candidates import propose, workable
from activities.select.choosing import Choosing
from activities.select.contract import SelectTask
from activities.select.recording import Recording, Seen
from core.domain.clip import Selection
from core.domain.scenes import Scenes
from core.domain.sound import Sound
from core.domain.topics import Topics
from core.domain.transcript import Transcript


def select(task: SelectTask, report: Callable[[float], None]) -> Selection:
    """Return the moments that become clips; none only when the recording has no length.

    Raises:
        ConfigurationError: the shortest clip is to be longer than the longest.
    """
    recording = workable(_recording(task), task.min_seconds, task.max_seconds)
    report(0.1)
    found = propose(recording, task.min_seconds, task.max_seconds)
    report(0.2)
    asked = Asked(prompt=task.prompt, language=task.language, trends=task.trends)
    choosing = Choosing(recording, asked, task.max_clips)
    opinion = choosing.measured(found)
    report(0.4)
    if task.screening:
        opinion = choosing.screened(opinion)
    report(0.5)
    if task.models:
        opinion = choosing.ranked(opinion)
    report(0.9)
    return choosing.selection(opinion)


def _recording(task: SelectTask) -> Recording:
    return Recording(
        transcript=Transcript.model_validate_json(Path(task.transcript).read_bytes()),
        scenes=Scenes.model_validate_json(Path(task.scenes).read_bytes()),
        sound=Sound.model_validate_json(Path(task.sound).read_bytes()),
        topics=Topics.model_validate_json(Path(task.topics).read_bytes()),
        seen=Seen.model_validate_json(Path(task.faces).read_bytes()) if task.faces else None,
        duration=task.duration,
        longest=task.max_seconds,
    )

"""What ingest is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import SourceRef, StepResult, Tier
from core.domain.media import MediaInfo
from core.domain.part import Part


class IngestRequest(Value):
    workspace: str
    job: str
    source: SourceRef


class IngestResult(StepResult):
    content_hash: str
    """SHA-256 of the source file, 64 hex digits: the name of its analysis in this workspace."""
    media: MediaInfo
    source: Artifact
    captions: Artifact | None = None
    """The captions that somebody wrote for it on its platform, as WebVTT; None without any."""
    parts: tuple[Part, ...]
    """The parts in which it is worked on: one, unless it is long."""

    @property
    def output_key(self) -> str:
        return self.source.key


class PrepareRequest(Value):
    workspace: str
    content_hash: str
    source: Artifact
    media: MediaInfo
    part: Part
    tier: Tier = Tier.ACCURATE


class PrepareResult(StepResult):
    part: Part
    """As it turned out: shorter where the source is damaged or ends earlier than it says."""
    proxy: Artifact
    """The picture, at most 480 pixels wide, each frame at its own time: 10 to 30 a second, or
    key frames only where nothing happens in the fast tier. Its key frames are the source's."""
    audio: Artifact | None
    """The sound, 16 kHz mono FLAC, in step with the picture; None when there is none."""

    @property
    def output_key(self) -> str:
        return self.proxy.key


class FetchTask(Value):
    """What the process that fetches works on."""

    source: SourceRef


class FetchAnswer(Value):
    """What the process that fetches leaves behind."""

    name: str
    """The file in its working directory."""
    extension: str
    """The usual ending of files in its format, without a dot."""
    content_hash: str
    """SHA-256, 64 hex digits."""
    media: MediaInfo
    captions: str = ""
    """The file of captions beside it; empty when nobody wrote any."""


class PrepareTask(Value):
    """What the process that makes the working copies works on."""

    source: str
    """The path of the recording."""
    media: MediaInfo
    part: Part
    tier: Tier


class Prepared(Value):
    """What is known of a part once all of it was read. Its copies are stored beside it."""

    engine: str
    part: Part
    note: str = ""
    """What the person should know about the recording."""

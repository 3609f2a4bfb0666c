"""What ingest is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import SourceRef, StepResult
from core.domain.media import MediaInfo


class IngestRequest(Value):
    workspace: str
    job: str
    source: SourceRef


class IngestResult(StepResult):
    content_hash: str
    """SHA-256 of the source file, 64 hex digits: the name of its analysis in this workspace."""
    media: MediaInfo
    source: Artifact
    proxy: Artifact
    """The picture, at most 640 pixels wide, at a constant rate of at most 30 frames per second."""
    audio: Artifact | None
    """The sound, 16 kHz mono FLAC, in step with the picture; None when there is none."""

    @property
    def output_key(self) -> str:
        return self.source.key


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


class PrepareTask(Value):
    """What the process that makes the working copies works on."""

    source: str
    """The path of the recording."""
    media: MediaInfo


class Prepared(Value):
    """What is known of a recording once all of it was read. Its copies are stored beside it."""

    engine: str
    media: MediaInfo
    note: str = ""
    """What the person should know about the recording."""

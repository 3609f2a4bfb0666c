"""What ingest is asked and what it answers."""

from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import Ran, SourceRef
from core.domain.media import MediaInfo


class IngestRequest(Value):
    workspace: str
    job: str
    source: SourceRef


class IngestResult(Value):
    content_hash: str
    """SHA-256 of the source file, 64 hex digits: the name of its analysis in this workspace."""
    media: MediaInfo
    source: Artifact
    proxy: Artifact
    """The picture, at most 640 pixels wide, at a constant rate of at most 30 frames per second."""
    audio: Artifact | None
    """The sound, 16 kHz mono FLAC, in step with the picture; None when there is none."""
    ran: Ran

"""What a source of recordings fulfils."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.settings import IngestSettings


@dataclass(frozen=True)
class Fetched:
    """A recording that lies in a folder of ours."""

    path: Path
    content_hash: str
    """SHA-256 of the file, 64 hex digits."""
    title: str = ""
    """What the source calls it; empty when it says nothing."""
    captions: Path | None = None
    """The captions that a person wrote for it, as WebVTT; None when there are none."""


class Source(Protocol):
    """A way by which recordings reach us."""

    def __init__(self, rules: IngestSettings) -> None: ...

    def fetch(self, location: str, into: Path, *, report: Callable[[float], None]) -> Fetched:
        """Put the recording at ``location`` into the folder ``into``.

        ``report`` is told how much is there, 0..1. However long the recording is,
        only a small part of it is in memory at any time.

        Raises:
            SourceNotFoundError: there is nothing to be had at that location.
            BlockedLinkError: the link leads where it may not go.
            UnsupportedMediaError: it is larger than the settings allow.
            UpstreamBusyError: the site did not answer, or not to the end.
        """
        ...

"""One part of the system: how it is started, asked whether it is well, and stopped."""

import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


def _nothing() -> None:
    """Leave everything as it is."""


@dataclass(frozen=True)
class Part:
    name: str
    command: tuple[str, ...]
    is_well: Callable[[], Awaitable[bool]]
    """Asks once, answers within a few seconds, raises nothing."""
    folder: Path
    """Working directory."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """All of it; nothing is inherited."""
    clear: Callable[[], None] = _nothing
    """Called before every start; removes what a killed process left behind."""
    stop_signal: signal.Signals = signal.SIGTERM
    start_seconds: float = 60.0
    """How long it may take until it is well for the first time."""
    hang_seconds: float = 30.0
    """Not well for this long while it runs means that it hangs."""
    stop_seconds: float = 10.0
    """How long it may take to end when asked to."""

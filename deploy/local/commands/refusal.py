"""Why a command cannot go on, and with which code it ends."""

from enum import IntEnum

from core.errors import ClippedError


class Exit(IntEnum):
    """Exit codes."""

    OK = 0
    UNFORESEEN = 1
    USAGE = 2
    JOB_FAILED = 3
    JOB_CANCELLED = 4
    NO_SYSTEM = 5
    INTERRUPTED = 130


class CommandError(ClippedError):
    """A command cannot go on; the message says why and what to do."""

    def __init__(self, message: str, code: Exit) -> None:
        super().__init__(message)
        self.code = code


def only_there(address: str) -> CommandError:
    """Return why something is not done while the commands speak to an API elsewhere."""
    return CommandError(
        f"this works on the machine of the system only, and you are logged in at {address};"
        " run it there, or `clippedai logout` first",
        Exit.USAGE,
    )

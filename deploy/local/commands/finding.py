"""Find what a person means by an id, or by the beginning of one."""

import re
from collections.abc import Sequence
from typing import Literal, TypeVar

from deploy.local.commands.refusal import CommandError, Exit

T = TypeVar("T")

Kind = Literal["job", "clip"]

_MIN_PREFIX = 4
_ID = re.compile(r"[0-9a-f][0-9a-f-]{3,35}")
_LISTED: dict[Kind, str] = {
    "job": "`clippedai jobs` lists them",
    "clip": "`clippedai show JOB` lists those of a job",
}


def beginning(text: str, kind: Kind) -> str:
    """Return the beginning of an id that a person typed, or the end of a workflow's.

    Raises:
        CommandError: it is too short to mean anything, or no id begins like that.
    """
    prefix = text.rsplit("/", 1)[-1].lower()
    if len(prefix) < _MIN_PREFIX:
        raise CommandError(f"“{text}” is too short: give at least 4 characters", Exit.USAGE)
    return prefix if _ID.fullmatch(prefix) else only((), kind, text)


def only(found: Sequence[T], kind: Kind, text: str) -> T:
    """Return the one thing whose id begins like that.

    Raises:
        CommandError: there is none, or more than one.
    """
    if len(found) != 1:
        what = f"no {kind} has" if not found else f"{len(found)} {kind}s have"
        raise CommandError(f"{what} an id that begins with “{text}”; {_LISTED[kind]}", Exit.USAGE)
    return found[0]

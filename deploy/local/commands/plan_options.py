"""Edits as people type them, as operations."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from json import loads as parsed
from typing import TypeVar

from activities.plan.editing import (
    AddEffect,
    AddSounds,
    Censor,
    ColdOpen,
    CutOnBeat,
    DeleteWords,
    Operation,
    ReplaceWords,
    SetField,
    Tighten,
    operation,
)
from deploy.local.commands.clips import Version
from deploy.local.commands.refusal import CommandError, Exit

N = TypeVar("N", int, float)


def worded(replace: Sequence[str], delete: Sequence[str]) -> list[Operation]:
    """Return edits of words so that each number means the word that it has before all of them.

    Raises:
        CommandError: one is not written as it must be, or two are about the same word.
    """
    done: list[tuple[int, int, Operation]] = []
    for text in replace:
        numbers, equals, said = text.partition("=")
        if not equals:
            raise CommandError(f"“{text}” replaces nothing; write FROM..TO=TEXT", Exit.USAGE)
        first, last = span(numbers, int)
        done.append((first, last, operation(ReplaceWords, first=first, last=last, text=said)))
    for text in delete:
        first, last = span(text, int)
        done.append((first, last, operation(DeleteWords, first=first, last=last)))
    # From the back, so that what is done first moves no word that is still to come.
    done.sort(key=lambda one: -one[0])
    for (after, _, _), (_, last, _) in pairwise(done):
        if last >= after:
            raise CommandError(f"word {after} is edited twice; say it once", Exit.USAGE)
    return [one for _, _, one in done]


def span(text: str, number: Callable[[str], N]) -> tuple[N, N]:
    """Return both ends of ``FROM..TO``; a single number is both.

    Raises:
        CommandError: it is written otherwise.
    """
    first, dots, last = text.partition("..")
    try:
        return number(first), number(last if dots else first)
    except ValueError:
        raise CommandError(
            f"“{text}” is no range; write FROM..TO, for example 3..5", Exit.USAGE
        ) from None


def opening(text: str) -> ColdOpen:
    """Return the cold open of ``START..END``, in seconds of the source."""
    start, end = span(text, float)
    return operation(ColdOpen, start=start, end=end)


def effect(text: str) -> AddEffect:
    """Return the effect of a name, or of JSON with its span and its options."""
    if not text.lstrip().startswith("{"):
        return operation(AddEffect, effect={"name": text})
    try:
        return operation(AddEffect, effect=parsed(text))
    except ValueError as error:
        raise CommandError(f"the effect is no JSON: {error}", Exit.USAGE) from error


def polished(
    *, tighten: str | None, cut_on_beat: bool, add_sounds: bool, censor: str | None
) -> list[Operation]:
    """Return what is done to the sound and the cut of a clip, in the order that does it best.

    Raises:
        InvalidPlanError: there is no such speed, or no such way.
    """
    found: list[Operation] = []
    if tighten is not None:
        found.append(operation(Tighten, speed=tighten))
    if cut_on_beat:
        found.append(CutOnBeat())
    if add_sounds:
        found.append(AddSounds())
    if censor is not None:
        found.append(operation(Censor, way=censor))
    return found


def pictured(versions: Sequence[Version], number: int) -> SetField:
    """Return the choice of a picture, by its number among those that a clip was rendered with last.

    Raises:
        CommandError: there is none of that number.
    """
    rendered = [one for one in versions if one.pictures]
    if not rendered:
        raise CommandError(
            "the clip has no pictures to choose from yet; `clippedai render` makes them", Exit.USAGE
        )
    offered = rendered[-1].pictures
    if not 1 <= number <= len(offered):
        raise CommandError(
            f"the clip has no picture {number}; it has 1 to {len(offered)}", Exit.USAGE
        )
    return SetField(path="thumbnail.at", value=offered[number - 1])

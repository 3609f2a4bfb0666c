"""What engines see of the people in a clip, as films that the graph takes in."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from activities.render import eyes, matte
from activities.render.delivery import EYES, MATTE
from activities.render.spec import film_engines
from core.domain.plan import ClipPlan

Report = Callable[[float], None]


class _Make(Protocol):
    def __call__(self, plan: ClipPlan, source: Path, *, engine: str, report: Report) -> None: ...


def films(
    plan: ClipPlan, source: Path, *, there: Mapping[str, str], report: Report = lambda _: None
) -> dict[str, str]:
    """Return the paths of the films that a plan wants, by their names.

    Those that are not ``there`` are left in the working directory.

    Raises:
        EngineUnavailableError: an engine cannot run here and now.
        ProcessFailedError: ffmpeg failed.
    """
    missing = {film: engine for film, engine in film_engines(plan).items() if film not in there}
    for number, (film, engine) in enumerate(missing.items()):
        make = _MAKERS[film]
        make(plan, source, engine=engine, report=_part(report, number, len(missing)))
    return {**there, **{film: film for film in missing}}


_MAKERS: Mapping[str, _Make] = {MATTE: matte.make, EYES: eyes.make}


def _part(report: Report, number: int, count: int) -> Report:
    return lambda done: report((number + done) / count)

"""Render a plan over a file, in a process of its own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from activities.ingest.probe import probe
from activities.render import names
from activities.render.estimate import Estimate, estimate
from activities.render.spec import named_files, render_spec
from activities.render.tasks import Rendered, RenderTask
from activities.render.work import render
from core.domain.media import MediaInfo
from core.domain.plan import ClipPlan
from core.domain.plan.reading import checked, migrated
from core.errors import InvalidPlanError, SourceNotFoundError
from core.objects import FolderStore
from deploy.local.plan_file import PlanFile


def build(task: PlanFile, report: Callable[[float], None]) -> Rendered:
    """Leave ``clip.mp4`` in the working directory.

    Raises:
        InvalidPlanError: the plan is not valid, or leads out of the recording.
        UnreadableMediaError: the recording is no video.
        SourceNotFoundError: a file that the plan names is not there.
    """
    source = Path(task.source)
    plan = _over(probe(source).media, Path(task.plan), size=source.stat().st_size)
    places = [Path(task.plan).parent, Path(task.objects)]
    files = {file.key: str(_found(file.key, places)) for file in named_files(plan)}
    return render(RenderTask(source=task.source, spec=render_spec(plan), files=files), report)


def cost(task: PlanFile, report: Callable[[float], None]) -> Estimate:
    """Return what building the plan would cost.

    Raises:
        InvalidPlanError: the plan is not valid, or leads out of the recording.
        UnreadableMediaError: the recording is no video.
    """
    source = Path(task.source)
    plan = _over(probe(source).media, Path(task.plan), size=source.stat().st_size)
    report(1.0)
    names.check(plan)
    return estimate(plan)


def _over(media: MediaInfo, path: Path, *, size: int) -> ClipPlan:
    """Return the plan of a file, over the recording that it is rendered from.

    What only a job knows may be missing.
    """
    try:
        raw = json.loads(path.read_bytes())
    except (ValueError, OSError) as error:
        raise InvalidPlanError(f"{path.name} cannot be read as a clip plan: {error}") from error
    if not isinstance(raw, dict):
        raise InvalidPlanError(f"{path.name}: a clip plan must be a JSON object")
    unknown: dict[str, Any] = {
        "clip_id": path.stem,
        "title": path.stem,
        "source": {"key": "source", "size": size},
    }
    return checked({**unknown, **migrated(raw), "media": media.model_dump()})


def _found(key: str, places: list[Path]) -> Path:
    """Return the file of a key: beside the plan, or among what is stored on this machine.

    Raises:
        SourceNotFoundError: it is in neither place, or the key leads elsewhere.
    """
    try:
        paths = [FolderStore(place).path(key) for place in places]
    except ValueError as error:
        raise SourceNotFoundError(f"{key!r} does not name a file of a plan") from error
    found = next((path for path in paths if path.is_file()), None)
    if found is None:
        raise SourceNotFoundError(f"the plan needs the file {key}; put it beside the plan")
    return found.resolve()

"""A picture of everything that can be chosen for the looks of a clip, made of the sample."""

from collections.abc import Callable
from pathlib import Path

from activities import catalog
from core.domain.base import Value
from core.errors import UnknownPluginError
from core.process import run_in_process
from core.scratch import Scratch
from core.settings import Settings
from deploy.local import sample

OVERLAYS = (
    "sticker",
    "broll",
    "broll_inset",
    "eye_contact",
    "background_person",
    "background_blurred",
    "background_screen",
)
"""What a clip can be given from elsewhere."""

SECONDS = 60.0
"""Of the sample, of which the pictures show some moments."""


class PreviewTask(Value):
    """What the process that draws works on. Its paths are absolute."""

    source: str
    folder: str
    names: tuple[str, ...]
    """Empty for all of them."""


class Drawn(Value):
    """The files that were written."""

    files: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    """What could not be drawn here, each with the reason."""


def known() -> dict[str, tuple[str, ...]]:
    """Return the names of each kind."""
    return {
        "captions": tuple(catalog.CAPTION_STYLES.every()),
        "layout": tuple(catalog.LAYOUTS.every()),
        "effect": tuple(catalog.EFFECTS.every()),
        "transition": tuple(catalog.TRANSITIONS.every()),
        "overlay": OVERLAYS,
    }


async def draw(
    names: list[str], folder: Path, *, options: Settings, progress: Callable[[float], None]
) -> Drawn:
    """Write ``<kind>-<name>.png`` for every name, all of them when there is none, to a folder.

    Raises:
        UnknownPluginError: there is no such style, layout, effect, transition or overlay.
        ClippedError: the sample cannot be made, or ffmpeg failed.
    """
    task = _task(names, folder, options)
    scratch = Scratch(options.data_dir / "scratch")
    try:
        with scratch.folder() as place:
            work = "deploy.local.previews_work:draw"
            return await run_in_process(work, task, Drawn, scratch=place, progress=progress)
    finally:
        scratch.close()


def _task(names: list[str], folder: Path, options: Settings) -> PreviewTask:
    every = [name for some in known().values() for name in some]
    if wrong := [name for name in names if name not in every]:
        raise UnknownPluginError(f"nothing is named {wrong[0]!r}; there are: {', '.join(every)}")
    folder.mkdir(parents=True, exist_ok=True)
    film = sample.ensure(options, lambda _: None, seconds=SECONDS)
    return PreviewTask(source=str(film), folder=str(folder.resolve()), names=tuple(names))

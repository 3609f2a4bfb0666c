"""The same moment in other shapes: pictures that are built in the run that builds another one."""

from collections.abc import Sequence
from pathlib import Path

from activities import catalog
from activities.render import captioning
from activities.render.delivery import FONTS, MAX_BYTES
from activities.render.graph import Build
from activities.render.reuse import beside_name
from activities.render.spec import RenderSpec, drawn


def builds(specs: Sequence[RenderSpec]) -> list[Build]:
    """Return how the pictures of clips are built. Their captions are left."""
    return [_build(spec, number) for number, spec in enumerate(specs)]


def drop_large(specs: Sequence[RenderSpec]) -> None:
    """Remove pictures that no platform would take: their clips must be built otherwise."""
    for number in range(len(specs)):
        if (file := Path(beside_name(number))).stat().st_size > MAX_BYTES:
            file.unlink()


def _build(spec: RenderSpec, number: int) -> Build:
    plan, encoder = drawn(spec.plan), catalog.ENCODERS.load(spec.encoder)()
    captions = f"beside-{number}.ass"
    shown = captioning.of(plan)
    if shown is not None:
        shown.write(Path(captions), Path(FONTS))
    return Build(
        plan,
        sound=None,
        encoding=encoder.options(plan.output),
        target=beside_name(number),
        captions=None if shown is None else captions,
        prepare=encoder.prepare,
    )

"""What of the source is seen where in the clip."""

from dataclasses import dataclass

from activities import catalog
from activities.render import camera, panels
from core.domain.box import Box
from core.domain.plan import ClipPlan, Framing


@dataclass(frozen=True)
class View:
    """A panel at a time."""

    window: Box
    """The part of the source's picture that it shows."""
    area: Box
    """Where in the clip's picture it shows it."""


def framing(plan: ClipPlan, at: float) -> Framing:
    """Return the layout and the cameras of a time of the source."""
    scenes = (scene for scene in plan.layout.scenes if scene.span.contains(at))
    return next(scenes, plan.layout)


def views(plan: ClipPlan, at: float) -> tuple[View, ...]:
    """Return what the clip shows at a time of the source, panel by panel."""
    used = framing(plan, at)
    layout = catalog.LAYOUTS.load(used.name)()
    answer = []
    for number, area in enumerate(layout.areas(plan.media, plan.output)):
        _, _, width, height = panels.pixels(area, plan.output.width, plan.output.height)
        largest = camera.window(plan.media, width / height)
        path = camera.inside(camera.keys(used, number, moves=layout.moves), largest)
        x, y, size = camera.position(path, at)
        window = Box(
            x=x - size * largest[0] / 2,
            y=y - size * largest[1] / 2,
            width=size * largest[0],
            height=size * largest[1],
        )
        answer.append(View(window, area))
    return tuple(answer)

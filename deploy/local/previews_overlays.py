"""Plans that show what a clip can be given from elsewhere, over the sample itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from core.domain.artifact import Artifact
from core.domain.plan import BRoll, ClipPlan, GreenScreen, LayoutPlan, Sticker
from core.domain.span import Span

_STICKER = Artifact(key="preview/sticker.png", size=1)
_BEHIND = Artifact(key="preview/behind.png", size=1)
_FOOTAGE = Artifact(key="preview/footage.mp4", size=1)

_KEYED = GreenScreen(file=_BEHIND)


@dataclass(frozen=True)
class Scene:
    """What there is to show."""

    alone: ClipPlan
    """Over one face."""
    elsewhere: float
    """Another place in the film, in seconds of the sample."""


def files(source: Path) -> dict[str, str]:
    """Draw what is laid over the sample, and return the stored files of the plans."""
    star = Image.new("RGBA", (320, 320), (0, 0, 0, 0))
    pen = ImageDraw.Draw(star)
    pen.regular_polygon((160, 160, 150), 5, fill="#ffdd33", outline="#101014", width=10)
    star.save("preview-sticker.png")
    light = Image.linear_gradient("L").rotate(90)
    Image.merge("RGB", [light.point(lambda v, n=n: 40 * n + v // 2) for n in (0, 1, 3)]).save(
        "preview-behind.png"
    )
    return {
        _STICKER.key: "preview-sticker.png",
        _BEHIND.key: "preview-behind.png",
        _FOOTAGE.key: str(source),
    }


def plans(scene: Scene) -> Iterator[tuple[str, ClipPlan]]:
    """Yield every kind of overlay with a plan that shows it."""
    alone, span = scene.alone, scene.alone.spans[0]
    broll = BRoll(file=_FOOTAGE, span=span, skip=scene.elsewhere)
    sticker = Sticker(file=_STICKER, x=0.75, y=0.2, turn=12)
    yield "sticker", alone.model_copy(update={"stickers": (sticker,)})
    yield "broll", alone.model_copy(update={"broll": (broll,)})
    inset = broll.model_copy(update={"way": "inset"})
    yield "broll_inset", alone.model_copy(update={"broll": (inset,)})
    yield "eye_contact", alone.model_copy(update={"eye_contact": "iris"})
    person = GreenScreen(engine="selfie", file=_BEHIND)
    yield "background_person", alone.model_copy(update={"green_screen": person})
    blurred = GreenScreen(engine="selfie")
    yield "background_blurred", alone.model_copy(update={"green_screen": blurred})
    yield "background_screen", alone.model_copy(update={"green_screen": _KEYED})


def before_a_screen(plan: ClipPlan) -> ClipPlan:
    """Return a plan that shows who speaks before a green screen, as if filmed there."""
    screen = GreenScreen(engine="selfie", colour=_KEYED.key)
    return plan.model_copy(update={"green_screen": screen})


def over_itself(plan: ClipPlan) -> ClipPlan:
    """Return a plan over a clip of its own, which it shows whole."""
    output = plan.output
    size = {"width": output.width, "height": output.height, "fps": float(output.fps)}
    media = plan.media.model_copy(update={**size, "rotation": 0})
    span = Span(start=0, end=plan.duration)
    bare = {"media": media, "spans": (span,), "layout": LayoutPlan()}
    return plan.model_copy(update=bare)

"""What a rendered file was built from. The same spec gives the same bytes."""

from collections.abc import Iterable
from importlib.metadata import version

from pydantic import Field

from activities import catalog
from activities.render import delivery, encoding, names, timing, typeface, typesetting
from activities.render.seeing import EyeTurner, Segmenter
from activities.render.sfnt import Face
from core import ffmpeg
from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.plan import ClipPlan, ThumbnailPlan
from core.domain.plan.checking import check_times
from core.errors import InvalidPlanError

# Raise it with every change that makes a file look or sound different.
PIPELINE = 3


class RenderSpec(Value):
    """Everything that decides the bytes of a clip."""

    pipeline: int
    ffmpeg: str
    """Version."""
    fonts: dict[str, str]
    """The SHA-256 of every font that is used, by its name."""
    shaper: str
    """Who measures texts: another version may break a line elsewhere."""
    encoder: str
    """The one that is used, which is another than the plan's where that cannot run."""
    encoding: dict[str, str]
    """ffmpeg's output options for picture, sound and container."""
    denoiser: str
    """The one that cleans the sound and its version; empty when the plan wants none."""
    looking: dict[str, str] = Field(default_factory=dict)
    """The engines that look at people, with their versions, by the films that they leave."""
    plan: ClipPlan

    def prefix(self, workspace: str) -> str:
        """Return where everything that is built from this spec is stored."""
        return f"{workspace}/renders/{self.fingerprint()}"


class ThumbnailSpec(Value):
    """Everything that decides the bytes of thumbnails."""

    render: RenderSpec
    faces: str
    """The key of the faces, which names their content."""
    fonts: dict[str, str]
    """The SHA-256 of every font of the title, by its name."""
    at: float | None = None
    """The moment that one of them is made of, seconds of the source; None for the best ones."""

    def prefix(self, workspace: str) -> str:
        """Return where everything that is built from this spec is stored."""
        return f"{workspace}/renders/{self.fingerprint()}"


def render_spec(plan: ClipPlan) -> RenderSpec:
    """Return the spec of a plan on this machine.

    Raises:
        InvalidPlanError: the plan has no frame, wants more than its source has, or names what
            is not there; the message names the field.
        EngineUnavailableError: the plan's denoiser is not installed here.
    """
    if timing.frame_count(plan) == 0:
        raise InvalidPlanError("the clip plan has no frame; give its spans a length")
    check_times(plan)
    names.check(plan)
    encoder = encoding.chosen(plan.output.encoder).name
    options = catalog.ENCODERS.load(encoder)().options(plan.output)
    return RenderSpec(
        pipeline=PIPELINE,
        ffmpeg=ffmpeg.version(),
        fonts=_digests(typesetting.faces(plan, typesetting.text(plan))),
        shaper=f"pillow {version('pillow')}",
        encoder=encoder,
        encoding={**delivery.AAC, **options, **delivery.CONTAINER},
        denoiser=catalog.DENOISERS.load(plan.audio.denoise)().version()
        if plan.audio.denoise
        else "",
        looking=_looking(plan),
        # Notes of people change nothing of the clip, nor does the picture that stands for it.
        plan=plan.model_copy(update={"markers": (), "thumbnail": ThumbnailPlan()}),
    )


def thumbnail_spec(render: RenderSpec, faces: str) -> ThumbnailSpec:
    """Return the spec of the best pictures of a clip; ``faces`` is the key of its faces."""
    plan = render.plan
    return ThumbnailSpec(
        render=render, faces=faces, fonts=_digests(typesetting.faces(plan, plan.title))
    )


def _digests(faces: Iterable[Face]) -> dict[str, str]:
    return {face.name: typeface.digest(face) for face in faces}


def film_engines(plan: ClipPlan) -> dict[str, str]:
    """Return the engines that look at people for a plan, by the names of the films they leave."""
    screen = plan.green_screen.engine if plan.green_screen is not None else None
    named = {delivery.MATTE: screen, delivery.EYES: plan.eye_contact}
    return {film: engine for film, engine in named.items() if engine is not None}


def _looking(plan: ClipPlan) -> dict[str, str]:
    found = {}
    for film, name in film_engines(plan).items():
        engine: Segmenter | EyeTurner
        if film == delivery.MATTE:
            engine = catalog.SEGMENTERS.load(name)()
        else:
            engine = catalog.EYE_TURNERS.load(name)()
        found[film] = f"{name} {engine.version()}"
    return found


def drawn(plan: ClipPlan) -> ClipPlan:
    """Return a plan in the size in which it is drawn: a draft has half the width and height."""
    if plan.output.profile != "draft":
        return plan
    size = {name: _half(getattr(plan.output, name)) for name in ("width", "height")}
    return plan.model_copy(update={"output": plan.output.model_copy(update=size)})


def named_files(plan: ClipPlan) -> tuple[Artifact, ...]:
    """Return the stored files that a plan names besides its source."""
    named = [plan.audio.music.file] if plan.audio.music else []
    if plan.brand is not None:
        named += [plan.brand.logo.file] if plan.brand.logo else []
        named += [plan.brand.outro] if plan.brand.outro else []
    named += [footage.file for footage in plan.broll]
    named += [sticker.file for sticker in plan.stickers]
    if plan.green_screen is not None and plan.green_screen.file is not None:
        named.append(plan.green_screen.file)
    return tuple(named)


def _half(length: int) -> int:
    return max(2, round(length / 4) * 2)

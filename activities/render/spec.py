"""What a rendered file was built from. The same spec gives the same bytes."""

from activities import catalog
from activities.render import delivery, timing, typeface
from core import ffmpeg
from core.domain.base import Value
from core.domain.plan import ClipPlan
from core.errors import InvalidPlanError

# Containers tell their length to about a packet of sound; spans may end on that last second.
_SLACK_SECONDS = 1.0

# Raise it with every change that makes a file look or sound different.
PIPELINE = 1


class RenderSpec(Value):
    """Everything that decides the bytes of a clip."""

    pipeline: int
    ffmpeg: str
    """Version."""
    font: str
    """SHA-256."""
    encoding: dict[str, str]
    """ffmpeg's output options for picture, sound and container."""
    plan: ClipPlan

    def prefix(self, workspace: str) -> str:
        """Return where everything that is built from this spec is stored."""
        return f"{workspace}/renders/{self.fingerprint()}"


class ThumbnailSpec(Value):
    """Everything that decides the bytes of a thumbnail."""

    render: RenderSpec
    faces: str
    """The key of the faces, which names their content."""

    def prefix(self, workspace: str) -> str:
        """Return where everything that is built from this spec is stored."""
        return f"{workspace}/renders/{self.fingerprint()}"


def render_spec(plan: ClipPlan) -> RenderSpec:
    """Return the spec of a plan on this machine.

    Raises:
        InvalidPlanError: the plan has no frame, or wants more than its source has.
        UnknownPluginError: the plan names an encoder, layout or caption style that is not there.
    """
    _check(plan)
    catalog.LAYOUTS.check(plan.layout.name)
    if plan.captions is not None:
        catalog.CAPTION_STYLES.check(plan.captions.style)
    options = catalog.ENCODERS.load(plan.output.encoder)().options(plan.output)
    return RenderSpec(
        pipeline=PIPELINE,
        ffmpeg=ffmpeg.version(),
        font=typeface.digest(),
        encoding={**delivery.AAC, **options, **delivery.CONTAINER},
        plan=plan,
    )


def _check(plan: ClipPlan) -> None:
    if timing.frame_count(plan) == 0:
        raise InvalidPlanError("the clip plan has no frame; give its spans a length")
    last = max(span.end for span in plan.spans)
    if last > plan.media.duration + _SLACK_SECONDS:
        raise InvalidPlanError(
            f"the clip plan reads up to {last:.2f} s of a source of {plan.media.duration:.2f} s; "
            "shorten its spans"
        )
    if any(span.start < 0 for span in plan.spans):
        raise InvalidPlanError("a span of the clip plan starts before 0 s; move its start")

"""Every name in a clip plan that must stand for something."""

from collections.abc import Callable, Iterator

from activities import catalog
from activities.render import platforms, typeface
from activities.render.choices import chosen
from core.domain.plan import ClipPlan
from core.errors import InvalidPlanError, UnknownPluginError

Use = tuple[str, Callable[[str], object], str]
"""A field, who knows its names, and the name."""


def check(plan: ClipPlan) -> None:
    """Return when everything that the plan names is known.

    Raises:
        InvalidPlanError: something is not; the message names the field and what there is.
    """
    for field, known, name in (*_pictured(plan), *_listed(plan)):
        try:
            known(name)
        except UnknownPluginError as error:
            raise InvalidPlanError(f"{field}: {error}") from error
    for number, effect in enumerate(plan.effects):
        try:
            chosen(catalog.EFFECTS.load(effect.name)().choices, effect.options)
        except InvalidPlanError as error:
            raise InvalidPlanError(f"effects.{number}.{error}") from error


def _pictured(plan: ClipPlan) -> Iterator[Use]:
    yield "layout.name", catalog.LAYOUTS.check, plan.layout.name
    yield "output.encoder", catalog.ENCODERS.check, plan.output.encoder
    if plan.captions is not None:
        yield "captions.style", catalog.CAPTION_STYLES.check, plan.captions.style
    if plan.output.platform is not None:
        yield "output.platform", platforms.named, plan.output.platform
    if plan.audio.denoise is not None:
        yield "audio.denoise", catalog.DENOISERS.check, plan.audio.denoise
    if plan.eye_contact is not None:
        yield "eye_contact", catalog.EYE_TURNERS.check, plan.eye_contact
    if plan.green_screen is not None and plan.green_screen.engine is not None:
        yield "green_screen.engine", catalog.SEGMENTERS.check, plan.green_screen.engine
    if plan.brand is not None and plan.brand.font is not None:
        yield "brand.font", typeface.chosen, plan.brand.font


def _listed(plan: ClipPlan) -> Iterator[Use]:
    lists: dict[str, tuple[Callable[[str], object], list[str]]] = {
        "layout.scenes": (catalog.LAYOUTS.check, [scene.name for scene in plan.layout.scenes]),
        "transitions": (catalog.TRANSITIONS.check, [one.name for one in plan.transitions]),
        "effects": (catalog.EFFECTS.check, [effect.name for effect in plan.effects]),
        "audio.sounds": (catalog.SOUNDS.check, [sound.name for sound in plan.audio.sounds]),
    }
    for field, (known, names) in lists.items():
        for number, name in enumerate(names):
            yield f"{field}.{number}.name", known, name

"""Which fonts a plan needs, and what of it cannot be drawn."""

from activities.render import fallback, scripts, typeface
from activities.render.sfnt import Face
from core.domain.plan import ClipPlan

# How many of the missing letters are told.
_TOLD = 12


def text(plan: ClipPlan) -> str:
    """Return everything that is written on the picture of a clip."""
    captions, brand = plan.captions, plan.brand
    written = [word.text for word in captions.words] if captions else []
    written += [plan.hook.text] if plan.hook else []
    written += [brand.watermark.text] if brand and brand.watermark else []
    return " ".join(written)


def faces(plan: ClipPlan, written: str) -> tuple[Face, ...]:
    """Return the fonts with which this machine draws a text in the type of a plan.

    Raises:
        InvalidPlanError: the plan names a font that is not there.
    """
    letters = fallback.named(plan.brand.font if plan.brand else None)
    found = letters.of(written)
    pictures = plan.captions is not None and plan.captions.emoji
    return tuple(dict.fromkeys((*found, typeface.emoji()))) if pictures else found


def lacking(written: str) -> str:
    """Return the characters of a text that no font on this machine has, each once."""
    return fallback.named().lacking(written)


def wants_fetching(written: str) -> bool:
    """Return whether a text has letters that do not ship with the product, but can be fetched."""
    return not typeface.fetched() and any(map(scripts.east_asian, lacking(written)))


def note(written: str, reason: str = "") -> str:
    """Return what people should know: which letters cannot be drawn; nothing when all can."""
    lost = lacking(written)
    if not lost:
        return ""
    told = lost[:_TOLD] + ("…" if len(lost) > _TOLD else "")
    return f"no font here has {told}, left out of the picture" + (f": {reason}" if reason else "")

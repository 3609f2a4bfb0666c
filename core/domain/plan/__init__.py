"""The clip plan: the truth of which a video file is a build.

All times of a plan are seconds of the *source*, so that a changed cut needs
no other change; ``ClipPlan.clip_time`` maps them to seconds of the clip.
"""

from core.domain.plan.audio import AudioPlan, Censoring, MusicPlan, SoundMark
from core.domain.plan.brand import BrandPlan, Logo, Watermark
from core.domain.plan.camera import MIDDLE, smooth, standing
from core.domain.plan.captions import CaptionPlan, CaptionWord
from core.domain.plan.clip import VERSION, ClipPlan
from core.domain.plan.effects import EffectPlan, HookPlan, TransitionPlan
from core.domain.plan.layout import CropKey, Framing, LayoutPlan, Panel, SceneLayout
from core.domain.plan.marker import Marker
from core.domain.plan.output import FORMATS, Format, OutputPlan, in_format
from core.domain.plan.overlays import BRoll, Credit, GreenScreen, Sticker
from core.domain.plan.reading import read_plan
from core.domain.plan.thumbnail import ThumbnailPlan

__all__ = [
    "FORMATS",
    "MIDDLE",
    "VERSION",
    "AudioPlan",
    "BRoll",
    "BrandPlan",
    "CaptionPlan",
    "CaptionWord",
    "Censoring",
    "ClipPlan",
    "Credit",
    "CropKey",
    "EffectPlan",
    "Format",
    "Framing",
    "GreenScreen",
    "HookPlan",
    "LayoutPlan",
    "Logo",
    "Marker",
    "MusicPlan",
    "OutputPlan",
    "Panel",
    "SceneLayout",
    "SoundMark",
    "Sticker",
    "ThumbnailPlan",
    "TransitionPlan",
    "Watermark",
    "in_format",
    "read_plan",
    "smooth",
    "standing",
]

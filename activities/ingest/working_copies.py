"""The small picture and the plain sound that the analysis reads in place of the source."""

from core.domain.base import Value
from core.domain.job import Tier
from core.domain.media import MediaInfo
from core.domain.part import Part
from core.errors import UnreadableMediaError

PICTURE = "proxy.mkv"
SOUND = "audio.flac"

# Pictures a second from which on the motion of a mouth can be told.
_TELLING = 5.0


class Recipe(Value):
    """How the working copies are made. Another recipe makes other files."""

    version: int = 2
    tier: Tier = Tier.ACCURATE
    width: int = 480
    crf: int = 26
    sample_rate: int = 16_000


def proxy_size(media: MediaInfo, recipe: Recipe) -> tuple[int, int]:
    """Return width and height of the proxy: even, never larger than the source as shown."""
    width = min(recipe.width, media.width)
    return _even(width), _even(media.height * width / media.width)


def sound_arguments(part: Part, recipe: Recipe) -> list[str]:
    """Return ffmpeg's output options for the sound of a part, on the clock of the picture."""
    return [
        *("-map", "0:a:0", "-vn", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", str(recipe.sample_rate)),
        *("-c:a", "flac", "-t", f"{part.duration:.3f}", SOUND),
    ]


def settled(media: MediaInfo, seconds: float) -> tuple[MediaInfo, str]:
    """Return the media with the duration of the picture that could be decoded, and a note.

    The note is empty unless a part is missing that a person would miss.

    Raises:
        UnreadableMediaError: so little could be decoded that the rest is not worth a clip.
    """
    missing = media.duration - seconds
    if seconds <= 0:
        raise UnreadableMediaError("the picture of the source cannot be decoded; it is damaged")
    kept = media.model_copy(update={"duration": round(seconds, 3)})
    if missing <= max(1.0, media.duration * 0.02):
        return kept, ""
    found = f"{seconds:.1f} of {media.duration:.1f} s"
    if seconds < min(60.0, max(1.0, media.duration * 0.1)):
        raise UnreadableMediaError(
            f"the source is cut off or damaged: only {found} can be decoded; "
            "copy or download it again"
        )
    return kept, f"the source is cut off or damaged: {found} have a picture; the rest is left out"


def sparse(media: MediaInfo) -> str:
    """Return what the person should know about a recording with few pictures; else nothing."""
    if not 0 < media.fps < _TELLING:
        return ""
    return f"a frame rate of {media.fps:.2g} is low, so cuts and who speaks may be missed"


def _even(pixels: float) -> int:
    return max(2, round(pixels / 2) * 2)

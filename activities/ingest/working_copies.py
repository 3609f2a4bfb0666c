"""The small picture and the plain sound that the analysis reads in place of the source."""

from fractions import Fraction

from core.domain.base import Value
from core.domain.media import MediaInfo
from core.errors import UnreadableMediaError

PICTURE = "proxy.mp4"
SOUND = "audio.flac"

_USUAL_RATES = tuple(Fraction(r) for r in ("24000/1001", "24", "25", "30000/1001", "30"))


class Recipe(Value):
    """How the working copies are made. Another recipe makes other files."""

    version: int = 1
    width: int = 640
    fps: int = 30
    crf: int = 26
    keyframe_seconds: float = 1.0
    sample_rate: int = 16_000


def arguments(media: MediaInfo, recipe: Recipe, *, most_seconds: float) -> list[str]:
    """Return ffmpeg's output options: both copies in one pass, on the clock of the source.

    Zero is where the recording starts, picture or sound; whichever starts later is filled up
    to there, so that both copies keep in step with each other and with the source.
    """
    return [
        *_picture(media, recipe, most_seconds),
        *(_sound(recipe, most_seconds) if media.audio_codec else []),
    ]


def proxy_size(media: MediaInfo, recipe: Recipe) -> tuple[int, int]:
    """Return width and height of the proxy: even, never larger than the source as shown."""
    width = min(recipe.width, media.width)
    return _even(width), _even(media.height * width / media.width)


def proxy_rate(fps: float, most: int) -> Fraction:
    """Return the constant rate for a source with this average rate, in frames per second.

    A faster source is taken every second, third or fourth frame where that comes out near
    the limit: its frames then stay where they are in time.
    """
    rate = _usual(fps)
    if rate <= most:
        return rate
    every = -int(-rate // most)
    return rate / every if rate / every >= most * Fraction(4, 5) else Fraction(most)


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


def _picture(media: MediaInfo, recipe: Recipe, most_seconds: float) -> list[str]:
    width, height = proxy_size(media, recipe)
    rate = proxy_rate(media.fps, recipe.fps)
    interval = max(1, round(rate * Fraction(recipe.keyframe_seconds)))
    scale = f"scale={width}:{height}:flags=area:out_color_matrix=bt709:out_range=tv"
    return [
        *("-map", "0:V:0", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-vf", f"fps={rate}:start_time=0,{scale},setsar=1,format=yuv420p"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-crf", str(recipe.crf)),
        *("-g", str(interval), "-t", f"{most_seconds:.3f}", "-movflags", "+faststart"),
        *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
        *("-color_range", "tv", PICTURE),
    ]


def _sound(recipe: Recipe, most_seconds: float) -> list[str]:
    return [
        *("-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", str(recipe.sample_rate)),
        *("-c:a", "flac", "-t", f"{most_seconds:.3f}", SOUND),
    ]


def _usual(fps: float) -> Fraction:
    """Return the exact rate that a rounded one stands for, for example 30000/1001 for 29.97."""
    for usual in _USUAL_RATES:
        for times in (1, 2, 4):
            if abs(fps - usual * times) < 0.005 * times:
                return usual * times
    return Fraction(max(fps, 1.0)).limit_denominator(1001)


def _even(pixels: float) -> int:
    return max(2, round(pixels / 2) * 2)

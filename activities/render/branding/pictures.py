"""Pictures that people store: read with care, and drawn anew before ffmpeg sees them."""

import hashlib
import struct
import warnings
from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageOps

from activities.render.base import Stream
from core.domain.artifact import Artifact
from core.errors import InvalidPlanError

# A picture of 8K, square. What is larger is a mistake, or made to fill the memory.
_MOST_PIXELS = 64_000_000
_FORMATS = ("PNG", "JPEG", "WEBP")


def read(file: Artifact, files: Mapping[str, str], field: str) -> Image.Image:
    """Return a stored picture upright, with transparency.

    Raises:
        InvalidPlanError: it is no PNG, JPEG or WebP, broken, or too large; the message names the
            field.
    """
    path = files.get(file.key)
    if path is None:
        raise InvalidPlanError(f"{field}: {file.key} is not there; store it first")
    # Broken files also warn.
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return _decoded(Path(path))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning, _TooLargeError):
            most = _MOST_PIXELS // 10**6
            raise InvalidPlanError(
                f"{field}: {file.key} has more than {most} million pixels; make it smaller"
            ) from None
        except (OSError, ValueError, SyntaxError, EOFError, struct.error, Warning) as error:
            raise InvalidPlanError(
                f"{field}: {file.key} is no whole PNG, JPEG or WebP picture; choose another file"
            ) from error


def fitted(image: Image.Image, width: int, height: int) -> Image.Image:
    """Return the largest picture of the same shape that fits; a side has at least one pixel."""
    share = min(width / image.width, height / image.height)
    size = max(1, round(image.width * share)), max(1, round(image.height * share))
    return image.resize(size, Image.Resampling.LANCZOS)


def faded(image: Image.Image, opacity: float) -> Image.Image:
    """Return a picture with transparency, as visible as a share 0..1 of what it was."""
    made = image.copy()
    made.putalpha(image.getchannel("A").point(lambda value: round(value * opacity)))
    return made


def saved(image: Image.Image, what: str) -> str:
    """Write a picture into the working directory and return its name, which names its content."""
    digest = hashlib.sha256(repr(image.size).encode() + image.tobytes()).hexdigest()
    name = f"{what}-{digest[:16]}.png"
    image.save(name)
    return name


def coloured(stream: Stream) -> Stream:
    """Return an RGB picture in the colours of clips, with its transparency."""
    sized = stream.filter("scale", out_color_matrix="bt709", out_range="tv")
    return sized.filter("format", "yuva420p")


class _TooLargeError(Exception):
    """A picture has too many pixels."""


def _decoded(path: Path) -> Image.Image:
    with Image.open(path, formats=_FORMATS) as opened:
        if opened.width * opened.height > _MOST_PIXELS:
            raise _TooLargeError
        image = ImageOps.exif_transpose(opened).convert("RGBA")
    # Profiles and comments would be written again: ffmpeg gets nothing but pixels.
    image.info.clear()
    return image

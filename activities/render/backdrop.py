"""A blurred copy of the picture, for what a layout leaves free."""

from activities.render.base import Stream

# It is blurred at this share of the size: a sixty-fourth of the work.
_SHARE = 8
_DARKER = -0.08


def square(picture: Stream) -> Stream:
    """Return the picture with square pixels, in the 8 bits in which overlay works."""
    sized = picture.filter("scale", "trunc(iw*sar/2)*2", "trunc(ih/2)*2")
    return sized.filter("setsar", 1).filter("format", "yuv420p")


def blurred(picture: Stream, width: int, height: int) -> Stream:
    """Return a picture of square pixels, blurred, darker, and filling that size."""
    across, down = _even(width / _SHARE), _even(height / _SHARE)
    small = picture.filter(
        "scale",
        across,
        down,
        force_original_aspect_ratio="increase",
        force_divisible_by=2,
        flags="fast_bilinear",
    ).filter("crop", across, down)
    soft = small.filter("gblur", sigma=max(1.0, across / 22)).filter("eq", brightness=_DARKER)
    return soft.filter("scale", width, height, flags="bilinear").filter("setsar", 1)


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)

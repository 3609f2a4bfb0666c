"""The file that a clip becomes: what lies beside it while it is built, and how it is packed."""

from collections.abc import Mapping

CLIP = "clip.mp4"
CAPTIONS = "captions.ass"
SPEC = "spec.json"
THUMBNAILS = ("thumbnail.jpg", "thumbnail-2.jpg", "thumbnail-3.jpg")
"""The best one first."""

MATTE = "matte.mkv"
"""What of the picture belongs to people, as gray: white is whoever speaks."""

EYES = "eyes.mkv"
"""Eyes that look at the camera, clear where nothing is drawn."""

FONTS = "fonts"
"""A folder beside the others, for libass."""

MAX_BYTES = 300_000_000
"""No platform takes more; a clip of a minute and a half stays far below it."""

SOUND_RATE = 48_000
"""Samples per second."""

_SOUND_BITS = 160_000

SOUND_BYTES = _SOUND_BITS / 8
"""Of a second of sound, about."""

AAC: Mapping[str, str] = {
    "c:a": "aac",
    "profile:a": "aac_low",
    "b:a": str(_SOUND_BITS),
    "ar": str(SOUND_RATE),
    "ac": "2",
    "flags:a": "+bitexact",
    "fflags": "+bitexact",
}

# The index stands first; times start at zero without an edit list, which some platforms ignore.
CONTAINER: Mapping[str, str] = {
    "movflags": "+faststart+negative_cts_offsets",
    "use_editlist": "0",
    "fflags": "+bitexact",
    "map_metadata": "-1",
    "map_chapters": "-1",
    "colorspace": "bt709",
    "color_primaries": "bt709",
    "color_trc": "bt709",
    "color_range": "tv",
}

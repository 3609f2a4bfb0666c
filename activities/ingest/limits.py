"""What the settings allow a recording to be."""

from core.domain.media import MediaInfo
from core.errors import UnsupportedMediaError
from core.settings import IngestSettings

CODECS = {
    "h264": "H.264",
    "hevc": "H.265",
    "vp9": "VP9",
    "av1": "AV1",
    "vp8": "VP8",
    "mpeg4": "MPEG-4",
    "mpeg2video": "MPEG-2",
    "prores": "ProRes",
    "mjpeg": "Motion JPEG",
}
"""The codecs that are taken: what sites and phones give (SPEC 4), and what editors bring."""

# Containers and rates that vary may exceed the average that the settings allow.
_SIZE_MARGIN = 1.1
_SLACK = 1e-4


def most_bytes(rules: IngestSettings) -> int:
    """Return the size of the largest recording that the settings allow, in bytes."""
    return int(rules.max_mbit * 1e6 / 8 * rules.max_hours * 3600 * _SIZE_MARGIN)


def check_size(size: int, rules: IngestSettings) -> None:
    """Raise UnsupportedMediaError when a file is larger than any recording may be."""
    if size > most_bytes(rules):
        raise UnsupportedMediaError(
            f"the source has {size / 1e9:.1f} GB, at most {most_bytes(rules) / 1e9:.1f} GB are "
            "taken; raise CLIPPED_INGEST__MAX_HOURS or CLIPPED_INGEST__MAX_MBIT"
        )


def longest(rules: IngestSettings) -> float:
    """Return how many seconds of a recording are taken.

    A recorder that stops after so many hours writes a few pictures more: 1.4 s in 4 hours.
    """
    return rules.max_hours * 3600 * (1 + _SLACK)


def check_duration(seconds: float, rules: IngestSettings) -> None:
    """Raise UnsupportedMediaError when a recording is longer than the settings allow."""
    if seconds > longest(rules):
        raise UnsupportedMediaError(
            f"the recording is {seconds / 3600:.2f} hours long, at most {rules.max_hours:g} are "
            "taken; raise CLIPPED_INGEST__MAX_HOURS or cut it into parts"
        )


def check_media(media: MediaInfo, rules: IngestSettings) -> None:
    """Raise UnsupportedMediaError when a recording is beyond what the settings allow."""
    if media.video_codec not in CODECS:
        raise UnsupportedMediaError(
            f"video in {media.video_codec} is not taken; "
            f"convert it to one of: {', '.join(CODECS.values())}"
        )
    check_duration(media.duration, rules)
    short_side = min(media.width, media.height)
    if short_side > rules.max_height:
        raise UnsupportedMediaError(
            f"the picture has {short_side} lines, at most {rules.max_height} are taken; "
            "raise CLIPPED_INGEST__MAX_HEIGHT or scale it down"
        )
    if media.bit_rate > rules.max_mbit * 1e6:
        raise UnsupportedMediaError(
            f"the recording has {media.bit_rate / 1e6:.0f} Mbit/s, at most {rules.max_mbit:g} are "
            "taken; raise CLIPPED_INGEST__MAX_MBIT or convert it"
        )

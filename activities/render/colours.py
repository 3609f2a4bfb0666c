"""What the colours of a source mean, and the filters that turn them into BT.709, as clips are."""

from dataclasses import dataclass
from pathlib import Path

import av
from av.error import FFmpegError

from activities.render.base import Stream
from core.errors import UnreadableMediaError

# Code points of ITU-T H.273.
_BT709 = 1
_UNSPECIFIED = 2
_PQ, _HLG = 16, 18
# Of BT.709, none, FCC, BT.601 in both its forms, SMPTE 240M and BT.2020: what zscale can take.
_SCALED = (1, 2, 4, 5, 6, 7, 9)
_TRANSFERS = {_PQ: "smpte2084", _HLG: "arib-std-b67"}

# Untagged pictures of this height are BT.709 in practice, lower ones BT.601 (as players assume).
_HD_LINES = 720


@dataclass(frozen=True)
class Colours:
    """Matrix and transfer of a picture, as H.273 numbers them."""

    matrix: int
    transfer: int
    lines: int
    """Stored height in pixels."""

    @property
    def is_hdr(self) -> bool:
        return self.transfer in _TRANSFERS

    @property
    def is_delivered(self) -> bool:
        """Return whether the matrix is that of clips."""
        untagged = self.matrix == _UNSPECIFIED and self.lines >= _HD_LINES
        return self.matrix == _BT709 or untagged


def read(path: Path) -> Colours:
    """Return the colours of the first video stream.

    Raises:
        UnreadableMediaError: the file has no picture that can be read.
    """
    try:
        with av.open(str(path)) as container:
            context = container.streams.video[0].codec_context
            return Colours(int(context.colorspace), int(context.color_trc), context.height)
    except (FFmpegError, IndexError) as error:
        raise UnreadableMediaError(
            "the source has no picture that can be read; start the job again from its source"
        ) from error


def named(stream: Stream, colours: Colours) -> Stream:
    """Return the source's picture with its colours known, HDR mapped to the standard range."""
    if colours.is_hdr:
        return _tone_mapped(stream, _TRANSFERS[colours.transfer])
    if colours.matrix not in _SCALED:
        return delivered(stream)
    if colours.matrix == _UNSPECIFIED and colours.lines >= _HD_LINES:
        return stream.filter("setparams", colorspace="bt709")
    return stream


def delivered(stream: Stream) -> Stream:
    """Return the picture as 8-bit BT.709 of limited range, tagged so; free when it is already."""
    return (
        stream.filter("scale", out_color_matrix="bt709", out_range="tv", flags="bicubic")
        .filter("format", "yuv420p")
        .filter(
            "setparams",
            range="tv",
            color_primaries="bt709",
            color_trc="bt709",
            colorspace="bt709",
        )
    )


def _tone_mapped(stream: Stream, transfer: str) -> Stream:
    linear = stream.filter(
        "zscale",
        # Recordings often leave out all tags but the transfer, and zscale guesses nothing.
        transferin=transfer,
        primariesin="bt2020",
        matrixin="2020_ncl",
        transfer="linear",
        npl=100,
    ).filter("format", "gbrpf32le")
    mapped = linear.filter("zscale", primaries="bt709").filter("tonemap", "hable", desat=0)
    return mapped.filter("zscale", transfer="bt709", matrix="bt709", range="tv").filter(
        "format", "yuv420p"
    )

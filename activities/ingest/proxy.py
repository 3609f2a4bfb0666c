"""Write the small picture that the analysis reads in place of the source."""

from fractions import Fraction
from pathlib import Path

import av
from av.filter import Graph
from av.video.frame import PictureType
from av.video.stream import VideoStream

from activities.ingest.pictures import Picture
from activities.ingest.working_copies import Recipe, proxy_size
from core.domain.media import MediaInfo

_TURNS: dict[int, list[tuple[str, str | None]]] = {
    90: [("transpose", "clock")],
    180: [("hflip", None), ("vflip", None)],
    270: [("transpose", "cclock")],
}
# Matroska counts milliseconds.
_CLOCK = Fraction(1, 1000)


class ProxyWriter:
    """A file of small pictures, each at its own time.

    Its key frames are those of the source, so that a reader knows where the encoder of the
    source saw something new.
    """

    def __init__(self, path: Path, media: MediaInfo, recipe: Recipe) -> None:
        self._container = av.open(str(path), "w", format="matroska")
        self._stream = _stream(self._container, media, recipe)
        self._rotation = media.rotation
        self._size = proxy_size(media, recipe)
        self._graph: Graph | None = None
        self._shape: tuple[int, int, str] | None = None
        self._last = -1

    def shrink(self, picture: Picture) -> av.VideoFrame:
        """Return a picture as small as it is written."""
        shape = (picture.frame.width, picture.frame.height, picture.frame.format.name)
        if self._graph is None or shape != self._shape:
            self._graph, self._shape = self._filters(picture.frame), shape
        self._graph.push(picture.frame)
        small = self._graph.pull()
        assert isinstance(small, av.VideoFrame)
        small.pts = round(picture.at / _CLOCK)
        small.time_base = _CLOCK
        small.pict_type = PictureType.I if picture.key else PictureType.NONE
        return small

    def add(self, small: av.VideoFrame) -> None:
        """Append a small picture that is shown later than the one before."""
        small.pts = self._last = max(self._last + 1, small.pts or 0)
        self._container.mux(self._stream.encode(small))

    def close(self) -> None:
        """Write what is left. A file without a picture is a file without a stream that plays."""
        if self._last >= 0:
            self._container.mux(self._stream.encode())
        self._container.close()

    def _filters(self, frame: av.VideoFrame) -> Graph:
        width, height = self._size
        graph = Graph()
        steps = [
            graph.add_buffer(
                width=frame.width, height=frame.height, format=frame.format, time_base=_CLOCK
            ),
            *(graph.add(name, how) for name, how in _TURNS.get(self._rotation, [])),
            graph.add("scale", f"{width}:{height}:flags=area:out_color_matrix=bt709:out_range=tv"),
            graph.add("format", "yuv420p"),
            graph.add("buffersink"),
        ]
        graph.link_nodes(*steps).configure()
        return graph


def _stream(
    container: av.container.OutputContainer, media: MediaInfo, recipe: Recipe
) -> VideoStream:
    stream = container.add_stream(
        "libx264",
        rate=round(media.fps) or 1,
        options={
            "preset": "ultrafast",
            "crf": str(recipe.crf),
            "g": "100000",
            "forced-idr": "1",
            "threads": "1",
        },
    )
    stream.width, stream.height = proxy_size(media, recipe)
    stream.pix_fmt = "yuv420p"
    stream.codec_context.time_base = _CLOCK
    return stream

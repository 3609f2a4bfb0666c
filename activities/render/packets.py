"""The packets of a recording around the pieces of a clip."""

from dataclasses import dataclass
from fractions import Fraction

import av
from av.packet import Packet
from av.video.stream import VideoStream

from activities.render import h264
from activities.render.stretches import Coded, NotJoinableError, Stretch, stretches
from activities.render.timing import Piece, Reading, nearest

# Frames lie on their grid when none is further off than this share of a frame.
_OFF_GRID = 0.1
# How long before a time the key frame may lie from which it is decoded: tried in turn.
_SEEK_SECONDS = (0.5, 5.0, 30.0)


@dataclass(frozen=True)
class Cut:
    """A piece of the clip, and what the source has of it."""

    coded: tuple[Coded, ...]
    """From the last entry before the piece to its end, in the order of the source."""
    stretches: tuple[Stretch, ...]


class Reader:
    """Reads the packets of a source around the pieces of a clip."""

    def __init__(
        self,
        container: "av.container.InputContainer",
        stream: VideoStream,
        setup: h264.Setup,
        fps: int,
    ) -> None:
        self._container = container
        self._stream = stream
        self._setup = setup
        self._fps = fps
        self._tick = Fraction(stream.time_base or 1)
        self._origin = Fraction(container.start_time or 0, 1_000_000)

    def cut(self, reading: Reading, piece: Piece) -> Cut:
        """Return what the source has of a piece, and how the piece is made of it.

        Raises:
            NotJoinableError: there is no way to make it, or only a dangerous one.
        """
        for margin in _SEEK_SECONDS:
            packets, first = self._packets(reading, piece, margin)
            coded = [self._coded(packet, packets[0]) for packet in packets]
            entries = [i for i, f in enumerate(coded) if f.entry and f.number <= first]
            if entries:
                kept = tuple(coded[entries[-1] :])
                return Cut(kept, stretches(kept, first, first + piece.frames))
        raise NotJoinableError(f"no key frame was found before {piece.start:.2f} s")

    def _packets(
        self, reading: Reading, piece: Piece, margin: float
    ) -> tuple[list["Packet[VideoStream]"], int]:
        """Return the packets up to the end of the piece, and the number of its first frame."""
        start = max(0.0, piece.start - margin) + float(self._origin)
        self._container.seek(int(start / self._tick), stream=self._stream)
        found: list[Packet[VideoStream]] = []
        first = end = 0
        for packet in self._container.demux(self._stream):
            if packet.pts is None:
                continue
            if not found:
                shown = float(packet.pts * self._tick - self._origin)
                # As the graph counts: every frame stands at the nearest point of its reading.
                first = reading.frame(piece, self._fps)
                first -= nearest((shown - reading.start) * self._fps)
                end = first + piece.frames
            found.append(packet)
            if self._is_behind(packet, found[0], end):
                break
        if not found:
            raise NotJoinableError(f"the source has no picture at {piece.start:.2f} s")
        return found, first

    def _is_behind(
        self, packet: "Packet[VideoStream]", origin: "Packet[VideoStream]", end: int
    ) -> bool:
        """Return whether nothing that follows the packet is shown before a frame."""
        if packet.dts is None:
            return False
        return (packet.dts - (origin.pts or 0)) * self._tick * self._fps >= end

    def _coded(self, packet: "Packet[VideoStream]", origin: "Packet[VideoStream]") -> Coded:
        """Return a packet as a frame, counted from the first that was read."""
        exact = ((packet.pts or 0) - (origin.pts or 0)) * self._tick * self._fps
        number = round(exact)
        if abs(exact - number) > _OFF_GRID:
            raise NotJoinableError("the frames of the source do not come at a constant rate")
        units = list(h264.units(bytes(packet), self._setup.length_size))
        known = {*self._setup.sequences, *self._setup.pictures}
        if any(h264.kind(unit) in (h264.SPS, h264.PPS) and unit not in known for unit in units):
            raise NotJoinableError("the source changes its parameters on the way")
        entry = any(h264.kind(unit) == h264.IDR for unit in units)
        if packet.is_keyframe and not entry:
            raise NotJoinableError("the source has open groups of pictures")
        return Coded(number, entry, h264.pictures_only(units))

"""What joining H.264 streams takes: units, parameter sets, the decoder's configuration record.

Numbers and names are those of ITU-T H.264 (7.3, 7.4) and ISO/IEC 14496-15 (5.3.3.1).
"""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

IDR, SPS, PPS = 5, 7, 8
_DELIMITERS = (9, 10, 11, 12)
"""What separates or fills, and says nothing: delimiters, ends, filler data."""

# Profiles whose sequence parameter sets say how colours are sampled.
_WITH_CHROMA = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}
_MAIN_LIKE = {66, 77, 100}
_YUV420 = 1

_ESCAPED = re.compile(rb"\x00\x00\x03")
_LENGTH = 4


@dataclass(frozen=True)
class Shape:
    """What a sequence parameter set says of the pictures, as far as joining asks."""

    profile: int
    level: int
    id: int
    plain: bool
    """8 bits, 4:2:0, whole frames one after the other: what players can be trusted with."""


@dataclass(frozen=True)
class Setup:
    """The parameter sets that a decoder is told before the first picture."""

    sequences: tuple[bytes, ...]
    pictures: tuple[bytes, ...]
    length_size: int
    """How many bytes tell the length of a unit."""

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return tuple(shape(unit) for unit in self.sequences)

    @property
    def ids(self) -> set[int]:
        """Return the numbers that its parameter sets have."""
        return {found.id for found in self.shapes} | {picture_id(unit) for unit in self.pictures}


def setup(extradata: bytes) -> Setup:
    """Return what a configuration record says.

    Raises:
        ValueError: it is none, as in streams that are made to be entered anywhere.
    """
    if extradata[:1] != b"\x01":
        raise ValueError("no configuration record")
    length_size = (extradata[4] & 3) + 1
    at, lists = 5, []
    for mask in (0x1F, 0xFF):
        count, at, found = extradata[at] & mask, at + 1, []
        for _ in range(count):
            size = int.from_bytes(extradata[at : at + 2], "big")
            found.append(extradata[at + 2 : at + 2 + size])
            at += 2 + size
        lists.append(tuple(found))
    if not all(lists):
        raise ValueError("no parameter sets")
    return Setup(lists[0], lists[1], length_size)


def record(setups: Sequence[Setup]) -> bytes:
    """Return the configuration record of a stream that uses the parameter sets of all of them.

    Its units have lengths of four bytes, as ``pictures_only`` writes them.
    """
    sequences = [unit for setup in setups for unit in setup.sequences]
    pictures = [unit for setup in setups for unit in setup.pictures]
    strictest = max((shape(unit) for unit in sequences), key=lambda found: found.profile)
    level = max(shape(unit).level for unit in sequences)
    constraints = sequences[0][2] if len({unit[1] for unit in sequences}) == 1 else 0
    head = bytes((1, strictest.profile, constraints, level, 0xFC | (_LENGTH - 1)))
    listed = [bytes((0xE0 | len(sequences),)), *map(_sized, sequences)]
    listed += [bytes((len(pictures),)), *map(_sized, pictures)]
    # High profiles tell again: 4:2:0, 8 bits, 8 bits, no extensions.
    tail = b"\xfd\xf8\xf8\x00" if strictest.profile in _WITH_CHROMA else b""
    return head + b"".join(listed) + tail


def kind(unit: bytes) -> int:
    """Return the type of a unit."""
    return unit[0] & 0x1F


def units(packet: bytes, length_size: int) -> Iterator[bytes]:
    """Return the units of a packet.

    Raises:
        ValueError: a unit reaches beyond the packet.
    """
    at = 0
    while at < len(packet):
        start = at + length_size
        at = start + int.from_bytes(packet[at:start], "big")
        if not start < at <= len(packet):
            raise ValueError("a unit reaches beyond its packet")
        yield packet[start:at]


def pictures_only(found: Sequence[bytes]) -> bytes:
    """Return a packet of the units that are left when parameter sets stand elsewhere."""
    kept = [unit for unit in found if kind(unit) not in (SPS, PPS, *_DELIMITERS)]
    return b"".join(struct.pack(">I", len(unit)) + unit for unit in kept)


def shape(unit: bytes) -> Shape:
    """Return what a sequence parameter set says.

    Raises:
        ValueError: it is cut short.
    """
    bits = _Bits(unit[4:])
    profile, level, number = unit[1], unit[3], bits.number()
    plain = profile in _MAIN_LIKE
    if profile in _WITH_CHROMA:
        # Sampling, and by how much more than 8 bits luma and chroma have.
        plain &= bits.number() == _YUV420 and bits.number() == 0 and bits.number() == 0
        plain &= bits.read(1) == 0 and bits.read(1) == 0  # no lossless mode, no matrices
    if not plain:
        return Shape(profile, level, number, plain=False)
    bits.number()
    if (order := bits.number()) == 0:
        bits.number()
    elif order == 1:
        return Shape(profile, level, number, plain=False)
    bits.number()
    bits.read(1)
    bits.number()
    bits.number()
    return Shape(profile, level, number, plain=bits.read(1) == 1)


def picture_id(unit: bytes) -> int:
    """Return the number of a picture parameter set.

    Raises:
        ValueError: it is cut short.
    """
    return _Bits(unit[1:]).number()


class _Bits:
    """Reads the fields of a unit."""

    def __init__(self, payload: bytes) -> None:
        plain = _ESCAPED.sub(b"\x00\x00", payload)
        self._bits = "".join(f"{byte:08b}" for byte in plain)
        self._at = 0

    def read(self, count: int) -> int:
        """Return the next bits as a number."""
        field = self._bits[self._at : self._at + count]
        if len(field) < count:
            raise ValueError("a parameter set is cut short")
        self._at += count
        return int(field, 2) if field else 0

    def number(self) -> int:
        """Return the next number in the code of Exp-Golomb (9.1)."""
        zeros = 0
        while self.read(1) == 0:
            zeros += 1
        return (1 << zeros) - 1 + self.read(zeros)


def _sized(unit: bytes) -> bytes:
    return struct.pack(">H", len(unit)) + unit

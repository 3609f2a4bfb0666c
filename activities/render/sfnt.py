"""What a font file says about itself, read from its tables (ISO/IEC 14496-22, OpenType).

Only what captions need: the name by which libass finds it, the height of a line, and which
characters it has.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.errors import ConfigurationError

_FULL_NAME, _POSTSCRIPT_NAME = 4, 6
_WINDOWS = 3
_ENGLISH = 0x409


@dataclass(frozen=True, eq=False)
class Face:
    """One font, read once per process. Lengths are ems."""

    path: Path
    name: str
    """By which libass finds it: its full name, or its PostScript name if that is its kind."""
    ascent: float
    """From the baseline to the top of a line, as libass has it: usWinAscent."""
    descent: float
    """From the baseline to the bottom of a line: usWinDescent."""
    _firsts: tuple[int, ...]
    _lasts: tuple[int, ...]

    @property
    def line(self) -> float:
        """Return the height of a line, by which libass sizes the font."""
        return self.ascent + self.descent

    def has(self, character: str) -> bool:
        """Return whether it has a glyph for the character."""
        number = bisect_right(self._firsts, ord(character)) - 1
        return number >= 0 and ord(character) <= self._lasts[number]


@cache
def read(path: Path) -> Face:
    """Return what a TrueType or OpenType file of one font says about itself.

    Raises:
        ConfigurationError: it is none.
    """
    try:
        data = path.read_bytes()
        tables = dict(_tables(data))
        (units,) = struct.unpack_from(">H", tables[b"head"], 18)
        ascent, descent = struct.unpack_from(">HH", tables[b"OS/2"], 74)
        runs = _joined(sorted(_mapped(tables[b"cmap"])))
        return Face(
            path=path,
            name=_name(tables[b"name"], _POSTSCRIPT_NAME if b"CFF " in tables else _FULL_NAME),
            ascent=ascent / units,
            descent=descent / units,
            _firsts=tuple(first for first, _ in runs),
            _lasts=tuple(last for _, last in runs),
        )
    except (OSError, KeyError, struct.error, ZeroDivisionError) as error:
        raise ConfigurationError(f"{path.name} is not a font that can be used: {error}") from error


def _tables(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, 12 + 16 * number)
        yield tag, data[offset : offset + length]


def _name(table: bytes, wanted: int) -> str:
    count, strings = struct.unpack_from(">HH", table, 2)
    for number in range(count):
        platform, _, language, which, length, offset = struct.unpack_from(
            ">6H", table, 6 + 12 * number
        )
        if (platform, language, which) == (_WINDOWS, _ENGLISH, wanted):
            return table[strings + offset : strings + offset + length].decode("utf-16-be")
    raise KeyError("it has no name")


def _mapped(table: bytes) -> Iterator[tuple[int, int]]:
    """Yield the first and last of every row of characters that has glyphs."""
    (count,) = struct.unpack_from(">H", table, 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">I", table, 4 + 8 * number + 4)
        (kind,) = struct.unpack_from(">H", table, offset)
        if kind == 4:
            yield from _segments(table, offset)
        elif kind == 12:
            (groups,) = struct.unpack_from(">I", table, offset + 12)
            for group in range(groups):
                yield struct.unpack_from(">II", table, offset + 16 + 12 * group)


def _segments(table: bytes, offset: int) -> Iterator[tuple[int, int]]:
    (twice,) = struct.unpack_from(">H", table, offset + 6)
    ends = struct.unpack_from(f">{twice // 2}H", table, offset + 14)
    starts = struct.unpack_from(f">{twice // 2}H", table, offset + 16 + twice)
    # The last segment is a mark of the end that maps to nothing.
    yield from ((start, end) for start, end in zip(starts, ends, strict=True) if end != 0xFFFF)


def _joined(runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for first, last in runs:
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found

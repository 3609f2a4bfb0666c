"""What one look at the picture saw."""

from dataclasses import dataclass

from activities.face_track.base import Found


@dataclass(frozen=True, slots=True)
class Look:
    """The faces of one picture, and how their mouths moved until the next look.

    A long recording has tens of thousands of looks. They hold no arrays: the memory of small
    arrays lies between that of pictures, and the holes there would grow with the recording.
    """

    at: float
    """Seconds."""
    cut: bool
    """True when this is the first picture of a scene."""
    found: tuple[Found, ...]
    """Without their points, and with numbers of four digits."""
    times: tuple[float, ...] = ()
    """When mouths were compared with the picture before, in seconds."""
    motion: tuple[tuple[float, ...], ...] = ()
    """For each of ``times``, how far the mouth of each face moved, 0..1, or ``UNSEEN``."""
    searched: bool = True
    """Whether faces were looked for; else those of the look before were only followed."""
    vectors: tuple[bytes, ...] = ()
    """For each face what it looks like, as numbers of 16 bits; empty bytes when not measured,
    and nothing at all when none was."""
    crops: tuple[int, ...] = ()
    """For each of ``times`` the number of the crop of the first face; the others follow it.
    Empty when no crops are kept."""

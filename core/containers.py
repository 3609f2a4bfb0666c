"""What a file is by its first bytes, whatever its name says.

Knows the containers that ingest reads. Whether a picture can be decoded is for ingest to find
out; this keeps out what is plainly something else, before anything is spent on it.
"""

import struct
from collections.abc import Callable

from core.errors import UnreadableMediaError

HEAD = 1 << 16
"""How many bytes of the beginning are looked at."""

_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_EBML = bytes.fromhex("1a45dfa3")
# SMPTE ST 377-1, 6.5: the key of a partition pack. A run-in may stand before it.
_MXF = bytes.fromhex("060e2b34020501010d010201")

# ISO/IEC 14496-12, 4.2 and 4.3: boxes that a file begins with, and brands that are no video.
_FIRST_BOXES = {b"ftyp", b"styp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_LONGEST_FTYP = 4096
_PICTURES = {b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1"}
_PICTURES |= {b"msf1", b"miaf", b"crx ", b"jpeg", b"j2ki", b"j2is"}
_SOUNDS = {b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B ", b"aax ", b"aaxc"}

# ISO/IEC 13818-1: a packet has 188 bytes; 4 more before it on discs, 16 more after it on air.
_SYNC = 0x47
_PACKETS = (188, 192, 204)
_IN_A_ROW = 5

# The first bytes of a stream of pictures in an Ogg page.
_OGG_PICTURES = (b"\x80theora", b"BBCD\0", b"OVP80", b"\x01video\0")

_OTHERS = {
    b"MZ": "a Windows program",
    b"\x7fELF": "a program",
    b"\xca\xfe\xba\xbe": "a program",
    b"\xcf\xfa\xed\xfe": "a program",
    b"\xce\xfa\xed\xfe": "a program",
    b"\0asm": "a program",
    b"#!": "a script",
    b"PK\3\4": "a ZIP archive or a document",
    b"PK\5\6": "an empty ZIP archive",
    b"Rar!": "an archive",
    b"7z\xbc\xaf\x27\x1c": "an archive",
    b"\x1f\x8b": "an archive",
    b"BZh": "an archive",
    b"\xfd7zXZ\0": "an archive",
    b"\x28\xb5\x2f\xfd": "an archive",
    b"%PDF": "a PDF document",
    b"%!PS": "a document",
    b"\xd0\xcf\x11\xe0": "a document",
    b"\xff\xd8\xff": "a picture",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"BM": "a picture",
    b"II*\0": "a picture",
    b"MM\0*": "a picture",
    b"\0\0\0\x0cJXL ": "a picture",
    b"\0\0\0\x0cjP  ": "a picture",
    b"8BPS": "a picture",
    b"ID3": "a sound file",
    b"\xff\xfb": "a sound file",
    b"\xff\xf1": "a sound file",
    b"fLaC": "a sound file",
    b"OggS": "a sound file",
    b"FORM": "a sound file",
    b"#EXTM3U": "a playlist, not the video itself",
    b"<": "a web page or a text",
    b"{": "a text",
}


def video_container(head: bytes, size: int) -> str:
    """Return the usual ending of files in this container, without a dot.

    ``head`` is the first ``HEAD`` bytes of a file that has ``size`` bytes.

    Raises:
        UnreadableMediaError: it is empty, or no video.
    """
    if not head:
        raise UnreadableMediaError("the file is empty (0 bytes); upload it again")
    found = next((ending for ending, is_one in _CONTAINERS.items() if is_one(head, size)), None)
    if found is None:
        raise UnreadableMediaError(
            f"the file is {_other(head)}; upload a video, for example MP4, MOV, MKV or WebM"
        )
    return found


def _is_mp4(head: bytes, size: int) -> bool:
    if len(head) < 12 or head[4:8] not in _FIRST_BOXES:
        return False
    length = _box_length(head, 0)
    if head[4:8] in {b"ftyp", b"styp"}:
        return 16 <= length <= _LONGEST_FTYP and head[8:12] not in _PICTURES | _SOUNDS
    # A file that is still being uploaded has all its bytes: what is longer is text by chance.
    if length == 0:
        return head[4:8] == b"mdat"
    return 8 <= length <= size and _next_is_a_box(head, length)


def _box_length(head: bytes, at: int) -> int:
    """Return how long a box is; 0 reaches to the end of the file."""
    length = int(struct.unpack_from(">I", head, at)[0])
    if length == 1 and len(head) >= at + 16:
        return int(struct.unpack_from(">Q", head, at + 8)[0])
    return length


def _next_is_a_box(head: bytes, at: int) -> bool:
    """Say whether a box may begin there: its name is four letters or figures."""
    name = head[at + 4 : at + 8]
    return len(name) < 4 or (name.isascii() and name.decode().strip().isalnum())


def _is_matroska(head: bytes, size: int) -> bool:  # noqa: ARG001
    return head.startswith(_EBML) and any(kind in head[:256] for kind in (b"matroska", b"webm"))


def _is_transport_stream(head: bytes, size: int) -> bool:  # noqa: ARG001
    return any(
        set(marks) == {_SYNC} and len(marks) == _IN_A_ROW
        for packet in _PACKETS
        for marks in (head[at : at + packet * _IN_A_ROW : packet] for at in range(packet))
    )


def _is_program_stream(head: bytes, size: int) -> bool:  # noqa: ARG001
    return head.startswith(b"\0\0\1\xba")


def _is_avi(head: bytes, size: int) -> bool:  # noqa: ARG001
    return head.startswith(b"RIFF") and head[8:12] in {b"AVI ", b"AVIX"}


def _is_flash(head: bytes, size: int) -> bool:  # noqa: ARG001
    return head.startswith(b"FLV\1") and head[5:9] == b"\0\0\0\x09"


def _is_ogg(head: bytes, size: int) -> bool:  # noqa: ARG001
    return head.startswith(b"OggS") and any(start in head for start in _OGG_PICTURES)


def _is_asf(head: bytes, size: int) -> bool:  # noqa: ARG001
    return head.startswith(_ASF)


def _is_mxf(head: bytes, size: int) -> bool:  # noqa: ARG001
    return _MXF in head


_CONTAINERS: dict[str, Callable[[bytes, int], bool]] = {
    "mp4": _is_mp4,
    "mkv": _is_matroska,
    "avi": _is_avi,
    "mpg": _is_program_stream,
    "flv": _is_flash,
    "ogv": _is_ogg,
    "wmv": _is_asf,
    "mxf": _is_mxf,
    "ts": _is_transport_stream,
}


def _other(head: bytes) -> str:
    """Return in words what a file is that is no video."""
    if head.startswith(b"RIFF"):
        return "a picture" if head[8:12] == b"WEBP" else "a sound file"
    if head[4:8] == b"ftyp":
        return "a picture" if head[8:12] in _PICTURES else "a sound file"
    if head[257:262] == b"ustar":
        return "an archive"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((what for magic, what in _OTHERS.items() if start.startswith(magic)), "no video")

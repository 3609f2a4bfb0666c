"""Recordings of every kind that people bring, good and bad, made when a test asks."""

from collections.abc import Callable
from pathlib import Path

import av

from core import ffmpeg
from tests.media import video

Make = Callable[[Path], Path]

# Two seconds of dark and silence, then light and a tone: what one sees and hears must agree.
_TURN = (
    "color=black:size=320x180:rate=30:duration=2[a];color=white:size=320x180:rate=30:duration=2[b];"
    "[a][b]concat"
)
_TONE = "aevalsrc=exprs='gte(t,2)*sin(880*PI*t)/2':duration=4:sample_rate=48000"
_X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


def small(path: Path, *, seconds: float = 2.0, arguments: tuple[str, ...] = ()) -> Path:
    return video(path, seconds=seconds, size="320x180", arguments=arguments)


def missing(folder: Path) -> Path:
    return folder / "nowhere.mp4"


def text(folder: Path) -> Path:
    return _written(folder / "text.mp4", b"This is not a film, whatever its name says.\n" * 50)


def playlist(folder: Path) -> Path:
    target = small(folder / "target.mp4")
    lines = f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile://{target}\n#EXT-X-ENDLIST\n"
    return _written(folder / "playlist.mp4", lines.encode())


def script(folder: Path) -> Path:
    target = small(folder / "target.mp4")
    return _written(folder / "script.mp4", f"ffconcat version 1.0\nfile '{target}'\n".encode())


def empty(folder: Path) -> Path:
    return _written(folder / "empty.mp4", b"")


def without_index(folder: Path) -> Path:
    return _cut(small(folder / "whole.mp4"), share=0.7)


def cut_early(folder: Path) -> Path:
    return _cut(small(folder / "whole.mp4", arguments=("-movflags", "+faststart")), share=0.1)


def cut_late(folder: Path) -> Path:
    whole = small(folder / "whole.mp4", seconds=6, arguments=("-movflags", "+faststart"))
    return _cut(whole, share=0.6)


def cut_mkv(folder: Path) -> Path:
    return _cut(small(folder / "whole.mkv", seconds=6), share=0.6)


def sound_only(folder: Path) -> Path:
    return _made(folder / "sound.m4a", "-f", "lavfi", "-i", "sine=duration=2", "-c:a", "aac")


def sound_with_cover(folder: Path) -> Path:
    sound = _made(folder / "plain.mp3", "-f", "lavfi", "-i", "sine=duration=2")
    inputs = ("-i", str(sound), "-i", str(still(folder)), "-map", "0", "-map", "1")
    copy = ("-c", "copy", "-disposition:v", "attached_pic")
    return _made(folder / "cover.mp3", *inputs, *copy)


def still(folder: Path) -> Path:
    return _made(
        folder / "still.jpg", "-f", "lavfi", "-i", "testsrc2=size=320x180", "-frames:v", "1"
    )


def still_in_mp4(folder: Path) -> Path:
    return small(folder / "frame.mp4", arguments=("-frames:v", "1", "-an"))


def exotic(folder: Path) -> Path:
    source = ("-f", "lavfi", "-i", "testsrc2=size=64x64:duration=1")
    return _made(folder / "exotic.mkv", *source, "-c:v", "ffv1")


def one_second(folder: Path) -> Path:
    return small(folder / "second.mp4", seconds=1)


def silent(folder: Path) -> Path:
    return small(folder / "silent.mp4", arguments=("-an",))


def odd(folder: Path) -> Path:
    source = ("-f", "lavfi", "-i", "color=gray:size=642x362:duration=1:rate=60000/1001")
    return _made(
        folder / "odd.mkv",
        *source,
        *("-vf", "crop=641:361:exact=1,format=yuv444p", "-c:v", "libx264", "-preset", "ultrafast"),
    )


def ten_bit(folder: Path) -> Path:
    source = ("-f", "lavfi", "-i", "testsrc2=size=320x180:duration=1:rate=25")
    codec = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error")
    return _made(folder / "ten.mp4", *source, "-pix_fmt", "yuv420p10le", *codec)


def rotated(folder: Path) -> Path:
    """What a phone writes that is held upright: a player turns it clockwise by 90 degrees."""
    target = folder / "rotated.mp4"
    with av.open(str(small(folder / "lying.mp4"))) as lying, av.open(str(target), "w") as turned:
        (picture,) = lying.streams.video
        copied = turned.add_stream_from_template(picture)
        copied.set_display_rotation(-90)
        for packet in lying.demux(picture):
            if packet.dts is not None:
                packet.stream = copied
                turned.mux(packet)
    return target


def anamorphic(folder: Path) -> Path:
    return small(folder / "wide.mp4", arguments=("-vf", "setsar=2"))


def with_cover(folder: Path) -> Path:
    inputs = ("-i", str(still(folder)), "-i", str(small(folder / "plain.mp4")))
    copy = ("-map", "0", "-map", "1", "-c", "copy", "-disposition:v:0", "attached_pic")
    return _made(folder / "cover.mp4", *inputs, *copy)


def without_duration(folder: Path) -> Path:
    """A file whose writer could not go back to fill in how long it had become."""
    target = folder / "stream.mkv"
    plain = small(folder / "plain.mkv")
    said = ("-i", str(plain), "-c", "copy", "-f", "matroska", "-live", "1", str(target))
    ffmpeg.run(said)
    return target


def turn(folder: Path) -> Path:
    return _made(folder / "turn.mp4", *_turn_inputs(), *_X264)


def turn_with_varying_rate(folder: Path) -> Path:
    varying = ("-vf", "select='lt(t,1)+not(mod(n,3))'", "-fps_mode", "vfr")
    return _made(folder / "varying.mp4", *_turn_inputs(), *varying, *_X264)


def turn_that_starts_late(folder: Path) -> Path:
    """MPEG-TS, whose clock starts at 1.4 s."""
    return _made(folder / "late.ts", *_turn_inputs(), *_X264)


def turn_with_late_picture(folder: Path) -> Path:
    return _shifted(folder / "late-picture.mkv", turn(folder), picture=0.5, sound=0)


def turn_with_late_sound(folder: Path) -> Path:
    return _shifted(folder / "late-sound.mkv", turn(folder), picture=0, sound=0.5)


def _shifted(path: Path, whole: Path, *, picture: float, sound: float) -> Path:
    one = ("-itsoffset", str(picture), "-i", str(whole))
    other = ("-itsoffset", str(sound), "-i", str(whole))
    return _made(path, *one, *other, "-map", "0:v", "-map", "1:a", "-c", "copy")


def _turn_inputs() -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", _TURN, "-f", "lavfi", "-i", _TONE)


def _made(path: Path, *arguments: str) -> Path:
    ffmpeg.run([*arguments, str(path)])
    return path


def _cut(path: Path, *, share: float) -> Path:
    content = path.read_bytes()
    return _written(path.with_stem("cut"), content[: int(len(content) * share)])


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path

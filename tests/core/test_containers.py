"""A file is judged by its first bytes, not by its name."""

import io
import os
import struct
import tarfile
import zipfile
from contextlib import suppress
from pathlib import Path

import imageio_ffmpeg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ffmpeg
from core.containers import HEAD, video_container
from core.domain.artifact import Artifact
from core.errors import SourceNotFoundError, UnreadableMediaError
from core.objects import FolderStore, video_format

_PICTURE = ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=0.4"]
_TONE = ["-f", "lavfi", "-i", "sine=duration=0.4"]

VIDEOS = {
    "mp4": ("a.mp4", "mp4"),
    "quicktime": ("a.mov", "mp4"),
    "moov first": ("b.mp4", "mp4"),
    "fragments": ("c.mp4", "mp4"),
    "matroska": ("a.mkv", "mkv"),
    "webm": ("a.webm", "mkv"),
    "avi": ("a.avi", "avi"),
    "program stream": ("a.mpg", "mpg"),
    "dvd": ("a.vob", "mpg"),
    "transport stream": ("a.ts", "ts"),
    "disc": ("a.m2ts", "ts"),
    "flash": ("a.flv", "flv"),
    "ogg": ("a.ogv", "ogv"),
    "windows media": ("a.wmv", "wmv"),
    "mxf": ("a.mxf", "mxf"),
    "3gp": ("a.3gp", "mp4"),
}
OPTIONS = {
    "b.mp4": ["-movflags", "+faststart"],
    "c.mp4": ["-movflags", "+frag_keyframe+empty_moov"],
    "a.webm": ["-c:v", "libvpx", "-c:a", "libopus"],
    "a.ogv": ["-c:v", "libtheora", "-c:a", "libvorbis"],
    "a.3gp": ["-c:v", "mpeg4", "-c:a", "aac"],
    "a.flv": ["-c:v", "flv1", "-ar", "44100"],
    "a.mxf": ["-c:v", "mpeg2video", "-ar", "48000"],
}
SOUNDS = ("a.m4a", "a.mp3", "a.wav", "a.flac", "a.ogg", "a.opus", "a.aiff")
PICTURES = ("a.png", "a.jpg", "a.webp", "a.gif", "a.bmp", "a.tiff", "a.avif")


def judge(path: Path) -> str:
    with path.open("rb") as file:
        return video_container(file.read(HEAD), path.stat().st_size)


@pytest.mark.media
@pytest.mark.parametrize(("name", "ending"), VIDEOS.values(), ids=VIDEOS)
def test_every_container_that_ingest_reads_is_a_video(
    name: str, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    ffmpeg.run([*_PICTURE, *_TONE, *OPTIONS.get(name, []), str(path)])

    assert judge(path.rename(tmp_path / "a.txt")) == ending


@pytest.mark.media
@pytest.mark.parametrize("name", SOUNDS)
def test_a_sound_is_refused(name: str, tmp_path: Path) -> None:
    ffmpeg.run([*_TONE, str(tmp_path / name)])
    path = (tmp_path / name).rename(tmp_path / "a.mp4")

    with pytest.raises(UnreadableMediaError, match="a sound file"):
        judge(path)


@pytest.mark.media
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_refused(name: str, tmp_path: Path) -> None:
    ffmpeg.run([*_PICTURE, "-frames:v", "1", str(tmp_path / name)])
    path = (tmp_path / name).rename(tmp_path / "a.mp4")

    with pytest.raises(UnreadableMediaError, match="a picture"):
        judge(path)


def archives() -> dict[str, bytes]:
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a.mp4", bytes(1000))
    with tarfile.open(fileobj=tarred, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("a.mp4"))
    return {"a ZIP archive": zipped.getvalue(), "an archive": tarred.getvalue()}


@pytest.mark.parametrize(("what", "content"), archives().items())
def test_an_archive_is_refused(what: str, content: bytes) -> None:
    with pytest.raises(UnreadableMediaError, match=what):
        video_container(content[:HEAD], len(content))


def test_a_program_is_refused() -> None:
    with Path(imageio_ffmpeg.get_ffmpeg_exe()).open("rb") as file:
        head = file.read(HEAD)

    with pytest.raises(UnreadableMediaError, match="is a program;"):
        video_container(head, 100 << 20)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"MZ\x90\0" + bytes(500), "a Windows program"),
        (b"#!/bin/sh\nrm -rf /\n", "a script"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n", "a playlist"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\xef\xbb\xbf  <svg xmlns='x'>", "a web page"),
        (b'{"a": 1}', "a text"),
        (b"The free software directory" * 100, "no video"),
        (b"Someskipped" * 100, "no video"),
        (b"G" + b"et well soon! " * 100, "no video"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "no video"),
        (b"\0" * 4096, "no video"),
        (b"\xff" * 4096, "no video"),
        (b"x", "no video"),
        (b"", "is empty"),
    ],
)
def test_what_is_plainly_something_else_is_named(content: bytes, what: str) -> None:
    with pytest.raises(UnreadableMediaError, match=what):
        video_container(content[:HEAD], len(content))


@pytest.mark.parametrize("first", [b"free", b"wide", b"skip"])
def test_an_old_film_that_begins_with_an_empty_box_is_a_video(first: bytes) -> None:
    media = struct.pack(">I4s", 1008, b"mdat") + bytes(1000)
    content = struct.pack(">I4s", 8, first) + media

    assert video_container(content, len(content)) == "mp4"


def test_a_recording_of_which_the_end_is_unknown_is_a_video() -> None:
    content = struct.pack(">I4sQ", 1, b"mdat", 20_000_000_000) + bytes(1000)

    assert video_container(content, 30_000_000_000) == "mp4"


@given(st.binary(max_size=600), st.integers(min_value=0, max_value=1 << 40))
def test_no_bytes_break_it(head: bytes, size: int) -> None:
    with suppress(UnreadableMediaError):
        assert video_container(head, size) in {ending for _, ending in VIDEOS.values()}


async def test_a_stored_file_is_judged_without_reading_it_whole(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    content = struct.pack(">I4s4s4s", 16, b"ftyp", b"isom", bytes(4)) + os.urandom(3 << 20)
    video = await store.put_bytes("ws/uploads/a", content)
    program = await store.put_bytes("ws/uploads/b", b"\x7fELF" + bytes(100))

    assert await video_format(store, video) == "mp4"
    with pytest.raises(UnreadableMediaError, match="the file is a program; upload a video"):
        await video_format(store, program)
    with pytest.raises(SourceNotFoundError):
        await video_format(store, Artifact(key="ws/uploads/c", size=1))

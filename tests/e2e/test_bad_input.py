"""Whatever a person hands over: one clear line or a right result, and never a traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.media import video
from tests.system import System

pytestmark = [pytest.mark.server, pytest.mark.media]

H264 = ("-c:v", "libx264", "-preset", "ultrafast")

Maker = Callable[[Path], str]


def _text(folder: Path) -> str:
    (folder / "notes.mp4").write_text("these are notes, not a video\n" * 50)
    return "notes.mp4"


def _empty(folder: Path) -> str:
    (folder / "empty.mp4").touch()
    return "empty.mp4"


def _truncated(folder: Path) -> str:
    whole = video(folder / "whole.mp4", seconds=4)
    (folder / "cut.mp4").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    return "cut.mp4"


def _audio_only(folder: Path) -> str:
    video(folder / "sound.m4a", seconds=3, arguments=("-vn",))
    return "sound.m4a"


def _folder(folder: Path) -> str:
    (folder / "holiday").mkdir()
    return "holiday"


# What is handed over, the exit code, and what the one line says.
REFUSED: dict[str, tuple[Maker, int, str]] = {
    "missing file": (lambda _: "missing.mp4", 2, "missing.mp4"),
    "folder without videos": (_folder, 2, "holds no video"),
    "text named .mp4": (_text, 3, "not a video"),
    "zero bytes": (_empty, 3, "empty"),
    "cut off before its index": (_truncated, 3, "cut off"),
    "audio only": (_audio_only, 3, "no picture"),
    "host that is not allowed": (
        lambda _: "https://example.com/talk.mp4",
        2,
        "CLIPPED_INGEST__EXTRA_HOSTS",
    ),
    "link with a password": (lambda _: "https://me:secret@youtube.com/watch?v=1", 2, "password"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_bad_input_is_refused_in_one_clear_line(
    running: System, tmp_path: Path, case: str
) -> None:
    make, code, words = REFUSED[case]

    done = await running.command("clip", make(tmp_path), "--out", "clips", cwd=tmp_path)

    assert (done.code, done.output) == (code, ""), done.errors
    assert words in " ".join(done.errors.split())
    assert "Traceback" not in done.errors


@pytest.mark.parametrize(
    ("case", "host"), [("private address", "127.0.0.1"), ("metadata address", "169.254.169.254")]
)
async def test_a_link_to_a_private_address_is_never_followed(
    running: System, tmp_path: Path, case: str, host: str
) -> None:
    link = f"http://{host}/talk.mp4"

    done = await running.command(
        "clip", link, cwd=tmp_path, CLIPPED_INGEST__EXTRA_HOSTS=f'["{host}"]'
    )

    assert done.code in {2, 3}
    assert "CLIPPED_INGEST__" in " ".join(done.errors.split())
    assert "Traceback" not in done.errors


# What is odd about a recording that is fine all the same.
FINE: dict[str, Callable[[Path], Path]] = {
    "no speech, no face": lambda f: video(f / "bars.mp4", seconds=4),
    "one second": lambda f: video(f / "second.mp4", seconds=1),
    "no sound": lambda f: video(f / "mute.mp4", seconds=4, sound=False),
    "odd size, 10 bit": lambda f: video(
        f / "odd.mkv",
        seconds=3,
        arguments=("-vf", "scale=641:359", *H264, "-pix_fmt", "yuv444p10le"),
    ),
    "upright": lambda f: video(f / "upright.mp4", seconds=3, size="360x640"),
    "changing frame rate": lambda f: video(
        f / "vfr.mkv",
        seconds=4,
        arguments=("-vf", "select='not(mod(n,3))+gt(t,2)'", "-fps_mode", "vfr"),
    ),
}


# Some wait for the long run.
LONG = {"one second", "upright", "odd size, 10 bit"}


@pytest.mark.parametrize(
    "case", [pytest.param(name, marks=[pytest.mark.long] * (name in LONG)) for name in FINE]
)
async def test_an_odd_recording_becomes_a_clip(running: System, tmp_path: Path, case: str) -> None:
    source = FINE[case](tmp_path)

    done = await running.command("clip", str(source), "--json", cwd=tmp_path)

    assert done.code == 0, done.errors
    answer = done.json()
    assert answer["state"] == "completed"
    assert all(Path(clip["path"]).stat().st_size > 0 for clip in answer["clips"])
    assert len(answer["clips"]) >= 1


async def test_after_all_that_the_system_still_lists_its_jobs(running: System) -> None:
    done = await running.command("jobs", "--json", "--limit", "100")

    assert done.code == 0
    assert all(job["state"] in {"completed", "failed", "cancelled"} for job in done.json()["jobs"])

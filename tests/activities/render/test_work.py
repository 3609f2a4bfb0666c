"""Whole renders: what a viewer sees, what a platform checks, what a retry repeats."""

import os
import struct
from hashlib import sha256
from itertools import combinations, pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from activities.render.spec import RenderSpec, render_spec, thumbnail_spec
from activities.render.tasks import RenderTask, ThumbnailTask
from activities.render.work import make_thumbnails, render
from core import ffmpeg
from core.domain.box import Box
from core.domain.faces import Detection, FaceTracks, Track
from core.domain.plan import OutputPlan
from core.domain.transcript import Word
from core.errors import EngineUnavailableError
from tests.activities.render.footage import Frame, built, frames, media, number, numbered, plan
from tests.media import SHARED, video

pytestmark = pytest.mark.media

STAGE = SHARED / "stage-performance.mp4"
WORDS = (
    Word(text="First", start=1.213, end=1.5),
    Word(text="second", start=2.377, end=2.61),
    Word(text="third", start=2.61, end=3.0),
    Word(text="last.", start=4.2, end=4.6),
)


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("flat") / "s.mkv"
    picture = ["-f", "lavfi", "-i", "color=0x303030:size=320x180:rate=30:duration=6"]
    tone = ["-f", "lavfi", "-i", "sine=duration=6"]
    ffmpeg.run([*picture, *tone, "-c:v", "ffv1", "-c:a", "pcm_s16le", str(path)])
    return path


def test_words_appear_and_go_on_time(flat: Path, tmp_path: Path) -> None:
    output = OutputPlan(width=360, height=640)
    made = plan((0.5, 5.5), media=media(6, 320, 180), words=WORDS, output=output)

    clip, rendered = built(flat, made, tmp_path)

    shown = [(frame.at, (frame.gray > 180).any()) for frame in frames(clip)]
    appear = [at for (at, now), (_, before) in zip(shown[1:], shown, strict=False) if now > before]
    vanish = [at for (at, now), (_, before) in zip(shown[1:], shown, strict=False) if now < before]
    assert rendered.cards == 3
    assert appear == pytest.approx([0.713, 1.877, 3.7], abs=0.04)
    assert vanish == pytest.approx([1.0, 2.5, 4.1], abs=0.04)


def test_the_bright_word_is_the_one_that_is_said(flat: Path, tmp_path: Path) -> None:
    output = OutputPlan(width=360, height=640)
    made = plan((0.5, 5.5), media=media(6, 320, 180), words=WORDS, output=output)

    clip, _ = built(flat, made, tmp_path)

    places = {}
    with av.open(str(clip)) as container:
        for frame in container.decode(video=0):
            image = frame.reformat(format="rgb24").to_ndarray().astype(int)
            yellow = (image[..., 0] > 200) & (image[..., 1] > 160) & (image[..., 2] < 110)
            if yellow.any() and 1.9 < (frame.time or 0) < 2.49:
                places[frame.time] = float(np.flatnonzero(yellow.any(axis=0)).mean())
    times = list(places)
    jump = max(pairwise(times), key=lambda p: places[p[1]] - places[p[0]])
    assert jump[1] == pytest.approx(2.61 - 0.5, abs=0.04)


def test_the_same_spec_gives_the_same_bytes_in_any_folder_on_any_number_of_cores(
    tmp_path: Path,
) -> None:
    source = video(tmp_path / "s.mp4", seconds=4, size="640x360")
    made = plan((0.3, 1.4), (2.0, 2.9), media=media(4, 640, 360), words=WORDS)

    first, _ = built(source, made, tmp_path / "a")
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        second, _ = built(source, made, tmp_path / "b with 'quotes', [brackets]: and more")
    finally:
        os.sched_setaffinity(0, cores)

    for name in ("clip.mp4", "captions.ass", "spec.json"):
        one, other = (path.with_name(name).read_bytes() for path in (first, second))
        assert sha256(one).hexdigest() == sha256(other).hexdigest()


def test_the_stored_spec_is_enough_to_build_the_clip_again(flat: Path, tmp_path: Path) -> None:
    clip, _ = built(flat, plan((1, 2), media=media(6, 320, 180)), tmp_path / "a")
    stored = RenderSpec.model_validate_json(clip.with_name("spec.json").read_bytes())

    again, _ = built(flat, stored.plan, tmp_path / "b")

    assert clip.read_bytes() == again.read_bytes()


def test_a_platform_finds_what_it_asks_for(flat: Path, tmp_path: Path) -> None:
    clip, _ = built(flat, plan((1, 4), media=media(6, 320, 180)), tmp_path)

    boxes = top_boxes(clip.read_bytes())
    assert boxes.index(b"moov") < boxes.index(b"mdat")
    assert b"elst" not in clip.read_bytes()
    with av.open(str(clip)) as container:
        video_stream, audio = container.streams.video[0], container.streams.audio[0]
        context = video_stream.codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert (context.colorspace, context.color_trc, context.color_primaries) == (1, 1, 1)
        assert (audio.codec_context.name, audio.codec_context.profile) == ("aac", "LC")
        assert (audio.rate, audio.channels) == (48_000, 2)
        assert video_stream.start_time == audio.start_time == 0
        assert container.metadata.get("title") is None


def test_a_source_without_sound_gets_a_silent_track(tmp_path: Path) -> None:
    source = video(tmp_path / "s.mp4", seconds=2, size="320x180", sound=False)

    clip, rendered = built(source, plan((0, 1.5), media=media(2, 320, 180, sound=False)), tmp_path)

    assert rendered.loudness is None
    with av.open(str(clip)) as container:
        sound = np.concatenate([f.to_ndarray() for f in container.decode(audio=0)], axis=1)
    assert sound.shape == pytest.approx((2, 1.5 * 48_000), rel=0.03)
    assert np.abs(sound).max() < 1e-4


def test_a_clip_that_grew_too_large_is_encoded_smaller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "s.mkv"
    noise = "nullsrc=size=180x320:rate=30:duration=1,geq=random(1)*255:128:128"
    ffmpeg.run(["-f", "lavfi", "-i", noise, "-c:v", "ffv1", str(source)])
    made = plan((0, 1), media=media(1, sound=False))
    large = built(source, made, tmp_path / "large")[0].stat().st_size
    monkeypatch.setattr("activities.render.work.MAX_BYTES", large - 1)

    small = built(source, made, tmp_path / "small")[0].stat().st_size

    assert small < large


def test_an_encoder_that_is_not_there_is_named(
    flat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.render.encoders.x264.X264.available", lambda _: False)

    with pytest.raises(EngineUnavailableError, match="x264"):
        built(flat, plan((0, 1), media=media(6, 320, 180)), tmp_path)


def test_progress_runs_from_nothing_to_everything(flat: Path, tmp_path: Path) -> None:
    told: list[float] = []
    task = RenderTask(source=str(flat), spec=render_spec(plan((0, 5), media=media(6, 320, 180))))
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        render(task, told.append)
    finally:
        os.chdir(before)

    assert told == sorted(told)
    assert told[0] < 0.1
    assert told[-1] == pytest.approx(1.0, abs=0.02)


@pytest.mark.skipif(not STAGE.exists(), reason="the recordings are not there")
def test_a_thumbnail_shows_the_face_and_the_title(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    large = Box(x=0.2, y=0.1, width=0.12, height=0.25)
    tracks = (Track(id=1, detections=(Detection(at=5.0, box=large, score=0.9),)),)
    faces = FaceTracks(engine="test", sample_rate=2, tracks=tracks)
    Path("faces.json").write_text(faces.model_dump_json())
    made = plan((3.5, 6.5), media=media(9, 640, 360), output=OutputPlan(), title="On stage")
    made = made.model_copy(
        update={
            "layout": made.layout.model_validate(
                {"panels": [{"crop": [{"at": 0, "x": 0.26, "y": 0.5}]}]}
            )
        }
    )
    spec = thumbnail_spec(render_spec(made), "w/faces")
    told: list[float] = []

    chosen = make_thumbnails(
        ThumbnailTask(source=str(STAGE), faces=str(tmp_path / "faces.json"), spec=spec),
        told.append,
    )

    assert chosen.at[0] == 5.0
    assert all(abs(a - b) > 0.3 for a, b in combinations(chosen.at, 2))
    for name in ("thumbnail.jpg", "thumbnail-2.jpg", "thumbnail-3.jpg"):
        with av.open(name) as container:
            image = next(container.decode(video=0)).reformat(format="gray").to_ndarray()
        assert image.shape == (1920, 1080)
        assert (image > 245).sum() > 2000
    assert (told, told[-1]) == (sorted(told), 1.0)


def test_a_thumbnail_shows_the_moment_that_was_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = numbered(tmp_path / "s.mp4", seconds=4)
    Path("faces.json").write_text(FaceTracks(engine="test", sample_rate=2).model_dump_json())
    spec = thumbnail_spec(render_spec(plan((1, 3), media=media(4), title="")), "w/faces")
    shown = []

    for at in (2.0, 3.5, 4.0):
        task = ThumbnailTask(
            source=str(source),
            faces=str(tmp_path / "faces.json"),
            spec=spec.model_copy(update={"at": at}),
        )
        made = make_thumbnails(task, lambda _: None)
        with Image.open("thumbnail.jpg") as picture:
            shown.append(number(Frame(made.at[0], np.asarray(picture.convert("L")))))

    assert shown == pytest.approx([60, 105, 118], abs=1)
    assert not Path("thumbnail-2.jpg").exists()


def top_boxes(content: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        found.append(kind)
        at += size
    return found

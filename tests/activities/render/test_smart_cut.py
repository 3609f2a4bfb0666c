"""Cuts that copy: the same frames at the same times as when everything is encoded."""

import random
from pathlib import Path

import av
import pytest

from activities import catalog
from activities.render import colours, facts, h264, smart_cut
from activities.render.colours import Colours
from activities.render.stretches import NotJoinableError
from core import ffmpeg
from core.domain.artifact import Artifact
from core.domain.plan import (
    BrandPlan,
    CropKey,
    EffectPlan,
    GreenScreen,
    HookPlan,
    LayoutPlan,
    OutputPlan,
    Panel,
    SceneLayout,
    Sticker,
    TransitionPlan,
    Watermark,
)
from core.domain.span import Span
from core.domain.transcript import Word
from tests.activities.render.footage import SMALL, built, clicks, frames, media, number, numbered
from tests.activities.render.footage import plan as planned

TAGS = ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
KINDS = {
    "plain.mp4": ("-g", "48"),
    "reordered.mp4": ("-preset", "fast", "-g", "48", "-bf", "3"),
    "main.mov": ("-preset", "fast", "-g", "40", "-profile:v", "main"),
    "pyramid.mkv": ("-preset", "fast", "-g", "72", "-bf", "5"),
}
SECONDS = 8
BT709 = Colours(matrix=1, transfer=1, lines=320)
PLAN = planned((1, 3), (4, 6), media=media(SECONDS))


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("smart")
    return {
        name: numbered(folder / name, seconds=SECONDS, arguments=(*arguments, *TAGS, "-c:a", "aac"))
        for name, arguments in KINDS.items()
    }


def cut(source: Path, *spans: tuple[float, float], target: Path) -> float:
    """Make the picture of a clip by copying, and return the share that was copied."""
    made = planned(*spans, media=media(SECONDS))
    options = catalog.ENCODERS.load("x264")().options(made.output)
    return smart_cut.make(made, source, encoding=options, target=str(target), report=lambda _: None)


@pytest.mark.media
@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_shows_the_frames_that_a_whole_encode_shows(
    kind: str, sources: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(kind)
    edges = sorted(chance.uniform(0, SECONDS - 0.1) for _ in range(6))
    made = planned(*zip(edges[::2], edges[1::2], strict=True), media=media(SECONDS))

    copied, rendered = built(sources[kind], made, tmp_path / "copied")
    monkeypatch.setattr(smart_cut, "fits", lambda *_, **__: False)
    whole, encoded = built(sources[kind], made, tmp_path / "whole")

    assert 0.1 < rendered.copied < 1
    assert encoded.copied == 0
    assert [number(f) for f in frames(copied)] == [number(f) for f in frames(whole)]
    assert [f.at for f in frames(copied)] == pytest.approx([f.at for f in frames(whole)])
    assert clicks(copied) == clicks(whole)


@pytest.mark.media
@pytest.mark.parametrize("kind", KINDS)
def test_every_decoder_plays_it_without_a_complaint(
    kind: str, sources: dict[str, Path], tmp_path: Path
) -> None:
    target = tmp_path / "o.mp4"
    share = cut(sources[kind], (0.31, 3.7), (4.2, 7.6), target=target)

    said = ffmpeg.run(["-v", "warning", "-i", str(target), "-f", "null", "-"])
    picture = facts.read(target).picture
    assert share > 0.4
    assert said == ""
    assert (picture.steady, picture.closed) == (True, True)


@pytest.mark.media
def test_what_begins_at_a_key_frame_is_copied_whole(
    sources: dict[str, Path], tmp_path: Path
) -> None:
    assert cut(sources["plain.mp4"], (1.6, 5.0), target=tmp_path / "o.mp4") == 1.0
    with av.open(str(tmp_path / "o.mp4")) as container:
        setup = h264.setup(container.streams.video[0].codec_context.extradata or b"")
    assert len(setup.sequences) == 1


@pytest.mark.media
def test_both_streams_have_parameters_of_their_own(
    sources: dict[str, Path], tmp_path: Path
) -> None:
    cut(sources["plain.mp4"], (1.0, 5.0), target=tmp_path / "o.mp4")

    with av.open(str(tmp_path / "o.mp4")) as container:
        setup = h264.setup(container.streams.video[0].codec_context.extradata or b"")
    assert [shape.id for shape in setup.shapes] == [0, 31]


@pytest.mark.media
def test_the_same_cut_gives_the_same_bytes(sources: dict[str, Path], tmp_path: Path) -> None:
    first, _ = built(sources["reordered.mp4"], PLAN, tmp_path / "a")
    second, _ = built(sources["reordered.mp4"], PLAN, tmp_path / "b")

    assert first.read_bytes() == second.read_bytes()


@pytest.mark.media
@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("a.mp4", ("-preset", "fast", "-g", "40", "-x264-params", "open-gop=1"), "open groups"),
        ("a.mp4", ("-pix_fmt", "yuv444p"), "not 4:2:0"),
        ("a.mp4", ("-c:v", "libx265", "-x265-params", "log-level=none"), "not H.264"),
        ("a.ts", (), "no configuration record"),
        ("a.mp4", ("-g", "900"), "no span holds a key frame"),
        ("a.mp4", ("-vf", "select='not(eq(n,50))'", "-fps_mode", "vfr"), "is missing"),
        ("a.mp4", ("-vf", "fps=50"), "constant rate"),
    ],
)
def test_a_source_that_cannot_be_joined_is_told(
    name: str, arguments: tuple[str, ...], reason: str, tmp_path: Path
) -> None:
    source = numbered(tmp_path / name, seconds=4, arguments=(*TAGS, "-c:a", "aac", *arguments))

    with pytest.raises(NotJoinableError, match=reason):
        cut(source, (1.0, 2.5), target=tmp_path / "o.mp4")


@pytest.mark.media
def test_such_a_source_is_encoded_instead(tmp_path: Path) -> None:
    source = numbered(
        tmp_path / "s.mp4", seconds=4, arguments=(*TAGS, "-c:a", "aac", "-pix_fmt", "yuv444p")
    )

    clip, rendered = built(source, planned((1, 2), media=media(4)), tmp_path)

    assert rendered.copied == 0
    assert [number(frame) for frame in frames(clip)] == list(range(30, 60))


def test_a_plan_that_shows_the_picture_as_it_is_fits() -> None:
    assert smart_cut.fits(PLAN, BT709, captions=False)


@pytest.mark.parametrize(
    "changes",
    [
        {"output": OutputPlan(width=180, height=180)},
        {"output": OutputPlan(width=90, height=160)},
        {"output": SMALL.model_copy(update={"profile": "draft"})},
        {"effects": (EffectPlan(name="progress_bar"),)},
        {"green_screen": GreenScreen(colour="#000000")},
        {"stickers": (Sticker(file=Artifact(key="w/it", size=1)),)},
        {"transitions": (TransitionPlan(name="crossfade", after=0),)},
        {"hook": HookPlan(text="Look")},
        {"brand": BrandPlan(watermark=Watermark(text="us"))},
        {"layout": LayoutPlan(panels=(Panel(crop=(CropKey(at=1, x=0.5, y=0.5, size=0.8),)),))},
        {"layout": LayoutPlan(scenes=(SceneLayout(span=Span(start=1, end=2)),))},
        {"media": media(SECONDS, rotation=180)},
    ],
)
def test_a_plan_that_changes_the_picture_does_not(changes: dict[str, object]) -> None:
    assert not smart_cut.fits(PLAN.model_copy(update=changes), BT709, captions=False)


def test_captions_and_other_colours_do_not_fit() -> None:
    assert not smart_cut.fits(PLAN, BT709, captions=True)
    assert not smart_cut.fits(PLAN, Colours(matrix=6, transfer=6, lines=320), captions=False)
    assert not smart_cut.fits(PLAN, Colours(matrix=9, transfer=16, lines=2160), captions=False)
    assert smart_cut.fits(PLAN, Colours(matrix=2, transfer=2, lines=1080), captions=False)


@pytest.mark.media
def test_words_on_the_picture_are_encoded(sources: dict[str, Path], tmp_path: Path) -> None:
    said = (Word(text="Here", start=1.5, end=2.0),)
    made = planned((1, 3), media=media(SECONDS), words=said)

    assert built(sources["plain.mp4"], made, tmp_path)[1].copied == 0
    assert colours.read(sources["plain.mp4"]).is_delivered

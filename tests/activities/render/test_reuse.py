"""What did not change is taken from an earlier clip, and the bytes are the same as without."""

from collections.abc import Iterator
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities.render import RenderRequest, RenderResult, ThumbnailRequest
from activities.render.activity import RenderActivities
from activities.render.delivery import MATTE
from activities.render.reuse import framed, go_together, heard, looked, seen
from activities.render.spec import render_spec
from core.bench import Bench
from core.domain.artifact import Artifact
from core.domain.faces import FaceTracks
from core.domain.plan import (
    AudioPlan,
    BRoll,
    CaptionPlan,
    CaptionWord,
    Censoring,
    ClipPlan,
    GreenScreen,
    HookPlan,
    LayoutPlan,
    MusicPlan,
    OutputPlan,
    Sticker,
)
from core.domain.span import Span
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.objects import FolderStore, put_value
from core.scratch import Scratch
from core.settings import settings
from tests.activities.render.footage import SMALL, media, plan
from tests.media import video

FILE = Artifact(key="w/files/it", size=1)
QUIET = {"audio": AudioPlan(loudness=-20)}
WORDS = CaptionPlan(words=(CaptionWord(text="Hello.", start=0.2, end=0.6),))
SAID = {"captions": WORDS}


def made(**changes: Any) -> ClipPlan:
    return plan((0, 1), media=media(2), **changes)


@pytest.mark.parametrize(
    ("changes", "same_sound", "same_picture"),
    [
        ({"title": "Other"}, True, True),
        ({"captions": WORDS}, True, False),
        ({"layout": LayoutPlan(name="fit")}, True, False),
        ({"output": OutputPlan(width=360, height=640)}, True, False),
        ({"eye_contact": "iris"}, True, False),
        ({"green_screen": GreenScreen(colour="#000000")}, True, False),
        ({"broll": (BRoll(file=FILE, span=Span(start=0, end=1)),)}, True, False),
        ({"stickers": (Sticker(file=FILE),)}, True, False),
        (QUIET, False, True),
        ({"audio": AudioPlan(true_peak=-3)}, False, True),
        ({"audio": AudioPlan(censoring=Censoring(spans=(Span(start=0, end=1),)))}, False, False),
        ({"spans": (Span(start=0, end=0.5),)}, False, False),
        ({"output": SMALL.model_copy(update={"fps": 60})}, False, False),
        ({"source": Artifact(key="w/other.mp4", size=1)}, False, False),
    ],
)
def test_only_what_can_be_heard_or_seen_counts(
    changes: dict[str, Any], same_sound: bool, same_picture: bool
) -> None:
    first, second = render_spec(made()), render_spec(made(**changes))

    assert (heard(first) == heard(second)) is same_sound
    assert (seen(first) == seen(second)) is same_picture


def test_other_music_may_be_seen_but_its_level_cannot() -> None:
    file = Artifact(key="w/music.mp3", size=1)
    loud, soft, none = (
        seen(render_spec(made(audio=AudioPlan(music=music))))
        for music in (MusicPlan(file=file), MusicPlan(file=file, level=-30), None)
    )

    assert loud == soft != none


def test_where_people_are_does_not_change_with_what_is_drawn_on_them() -> None:
    screen = GreenScreen(engine="selfie")
    first = looked(render_spec(made(green_screen=screen)), MATTE)
    drawn = {**SAID, **QUIET, "stickers": (Sticker(file=FILE),), "hook": HookPlan(text="So")}
    other = {"green_screen": GreenScreen(engine="selfie", colour="#ffffff")}

    assert looked(render_spec(made(**drawn, **other)), MATTE) == first
    for change in ({"spans": (Span(start=0, end=0.5),)}, {"layout": LayoutPlan(name="fit")}):
        assert looked(render_spec(made(green_screen=screen, **change)), MATTE) != first


def test_a_thumbnail_does_not_change_with_the_words_or_the_sound() -> None:
    first = framed(render_spec(made()))

    assert framed(render_spec(made(**SAID, **QUIET))) == first
    assert framed(render_spec(made(title="Other"))) != first


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("bench")
    scratch = Scratch(folder / "scratch")
    yield Bench(FolderStore(folder / "objects"), scratch)
    scratch.close()


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    made = video(tmp_path_factory.mktemp("source") / "s.mp4", seconds=2, size="180x320")
    return made.read_bytes()


async def render(
    bench: Bench, recording: bytes, workspace: str, **changes: Any
) -> tuple[RenderResult, bytes]:
    """Render a plan in a workspace, which knows nothing of any other."""
    source = await bench.store.put_bytes("w/source.mp4", recording)
    stored = await put_value(bench.store, f"{workspace}/p.json", made(source=source, **changes))
    request = RenderRequest(workspace=workspace, plan=stored)
    result = await ActivityEnvironment().run(RenderActivities(bench).render, request)
    async with bench.store.local(result.clip) as path:
        return result, path.read_bytes()


def test_clips_of_the_same_cuts_with_words_go_together() -> None:
    tall = render_spec(made(**SAID))
    square = OutputPlan(width=180, height=180)

    assert go_together(tall, render_spec(made(output=square, **SAID)))
    assert not go_together(tall, render_spec(made(output=square, captions=None)))
    assert not go_together(tall, render_spec(made(spans=(Span(start=0, end=0.5),), **SAID)))
    other = Artifact(key="w/other.mp4", size=1)
    assert not go_together(tall, render_spec(made(source=other, **SAID)))


@pytest.mark.media
async def test_what_is_kept_gives_the_same_bytes_as_what_is_made_anew(
    bench: Bench, recording: bytes
) -> None:
    await render(bench, recording, "one")
    for changes, kept in (
        (SAID, "sound kept from an earlier version"),
        (QUIET, "picture kept from an earlier version"),
        ({"title": "Other", **SAID}, "sound and picture kept from an earlier version"),
    ):
        again, reused = await render(bench, recording, "one", **changes)
        fresh, anew = await render(bench, recording, f"without {kept}".replace(" ", "-"), **changes)

        assert (again.ran.note, fresh.ran.note) == (kept, "")
        assert reused == anew
        assert again.loudness == fresh.loudness


@pytest.mark.media
async def test_a_clip_or_a_sound_that_was_deleted_is_made_anew(
    bench: Bench, recording: bytes
) -> None:
    first, _ = await render(bench, recording, "three")
    await bench.store.delete(first.clip.key)
    quiet, _ = await render(bench, recording, "three", **QUIET)
    store = bench.store
    assert isinstance(store, FolderStore)
    for sound in store.path("three/renders").glob("sounds/*.aac"):
        sound.unlink()
    said, _ = await render(bench, recording, "three", **SAID)

    assert (quiet.ran.note, said.ran.note) == ("", "")


@pytest.mark.media
async def test_a_thumbnail_is_kept_when_only_words_change(bench: Bench, recording: bytes) -> None:
    faces = await put_value(bench.store, "w/faces.json", FaceTracks(engine="test", sample_rate=2))
    source = await bench.store.put_bytes("w/source.mp4", recording)
    cached = []
    for name, changes in (("a", {}), ("b", SAID), ("c", {"title": "Other"})):
        stored = await put_value(bench.store, f"w/{name}.json", made(source=source, **changes))
        request = ThumbnailRequest(workspace="w", plan=stored, faces=faces)
        result = await ActivityEnvironment().run(RenderActivities(bench).thumbnail, request)
        cached.append(result.ran.cached)

    assert cached == [False, True, False]


@pytest.mark.media
async def test_what_was_seen_of_people_is_kept_when_only_words_change(
    bench: Bench, recording: bytes
) -> None:
    try:
        for model in ("selfie-segmentation", "eye-landmarks"):
            ModelStore(settings()).fetch(model)
    except EngineUnavailableError as error:
        pytest.skip(str(error))
    wanted = {"green_screen": GreenScreen(engine="selfie"), "eye_contact": "iris"}
    store = bench.store
    assert isinstance(store, FolderStore)

    await render(bench, recording, "four", **wanted)
    films = {path: path.stat().st_mtime_ns for path in store.path("four/renders/films").iterdir()}
    _, again = await render(bench, recording, "four", **wanted, **SAID)
    _, anew = await render(bench, recording, "five", **wanted, **SAID)

    assert len(films) == 2
    assert films == {path: path.stat().st_mtime_ns for path in films}
    assert again == anew

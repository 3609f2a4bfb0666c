"""Changing a stored plan, as an activity: what is read, what is stored, what is refused."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.plan import EditPlanRequest, EditPlanResult, HeardMusic
from activities.plan.activity import PlanActivities
from activities.plan.editing import Changes
from core.bench import Bench
from core.domain.artifact import Artifact
from core.domain.plan import AudioPlan, ClipPlan, MusicPlan
from core.domain.sound import Beats
from core.domain.transcript import Transcript
from core.errors import InvalidPlanError
from core.objects import FolderStore, put_value, read_value
from core.scratch import Scratch
from tests.activities.plan.editing.talk import talk

MUSIC = Artifact(key="w/music.mp3", size=4)
LAID_UNDER = AudioPlan(music=MusicPlan(file=MUSIC))
TITLED: dict[str, object] = {"op": "set", "path": "title", "value": "New"}
ON_BEAT: dict[str, object] = {"op": "cut_on_beat"}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with closing(Scratch(tmp_path / "scratch")) as scratch:
        yield Bench(FolderStore(tmp_path / "objects"), scratch)


async def asked(bench: Bench, plan: ClipPlan, *operations: dict[str, object]) -> EditPlanRequest:
    """Return a request about a stored plan, with what is known of its recording."""
    await bench.store.put_bytes(MUSIC.key, b"tune")
    kept = await put_value(bench.store, "w/plan.json", plan)
    heard = Transcript(engine="test", language="en", duration=100)
    transcript = await put_value(bench.store, "w/transcript.json", heard)
    said = await bench.store.put_bytes("w/operations", json.dumps(operations).encode())
    return EditPlanRequest(
        workspace="w",
        job="j",
        clip_id="c",
        plan=kept,
        newest=kept,
        operations=said,
        artifacts={"transcript": transcript.key, "sound": "w/gone.json"},
    )


async def edit(bench: Bench, request: EditPlanRequest) -> EditPlanResult:
    return await ActivityEnvironment().run(PlanActivities(bench).edit_plan, request)


async def test_the_changed_plan_and_what_differs_are_stored(bench: Bench) -> None:
    request = await asked(bench, talk(), TITLED)

    done, again = [await edit(bench, request) for _ in range(2)]

    assert done == again
    assert done.plan is not None
    assert done.changes is not None
    assert (done.changed, done.title, done.start, done.end) == (True, "New", 10, 20)
    assert (await read_value(bench.store, done.plan, ClipPlan)).title == "New"
    found = (await read_value(bench.store, done.changes, Changes)).changes
    assert [(one.field, one.after) for one in found] == [("title", "New")]


async def test_nothing_to_do_changes_nothing(bench: Bench) -> None:
    done = await edit(bench, await asked(bench, talk()))

    assert (done.changed, done.title) == (False, "A talk")


async def test_music_is_asked_for_and_followed_when_it_was_heard(bench: Bench) -> None:
    plan = talk((10.0, 14.05), (15.0, 19.0), audio=LAID_UNDER)
    request = await asked(bench, plan, ON_BEAT)
    heard = Beats(duration=100.0, times=tuple(n * 0.5 for n in range(200)))
    beats = await put_value(bench.store, "w/beats.json", heard)

    first = await edit(bench, request)
    music = (HeardMusic(file=MUSIC, beats=beats),)
    second = await edit(bench, request.model_copy(update={"music": music}))

    assert first.plan is None
    assert [(one.file, one.seconds) for one in first.unheard] == [(MUSIC, 100.0)]
    assert second.unheard == ()
    assert second.changed


@pytest.mark.parametrize(
    ("operations", "said"),
    [
        ([{"op": "set", "path": "audio.music", "value": {"file": file}}], "in this workspace")
        for file in (
            {"key": "other/music.mp3", "size": 1},
            {"key": "w/../other/music.mp3", "size": 1},
            {"key": "w/nothing.mp3", "size": 1},
            {"key": "", "size": 1},
        )
    ]
    + [
        ([{"op": "add_sounds", "level": 1}], "operations are not valid"),
        ([{"op": "tighten"}], "needs the sound of the recording"),
        ([TITLED] * 501, "operations are not valid"),
    ],
)
async def test_what_cannot_be_is_refused(
    bench: Bench, operations: Sequence[dict[str, object]], said: str
) -> None:
    request = await asked(bench, talk(), *operations)

    with pytest.raises(InvalidPlanError, match=said):
        await edit(bench, request)


async def test_what_a_plan_named_before_may_be_gone(bench: Bench) -> None:
    request = await asked(bench, talk(audio=LAID_UNDER), TITLED)
    await bench.store.delete(MUSIC.key)

    assert (await edit(bench, request)).changed

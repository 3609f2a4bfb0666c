"""Editing programs, as activities: their files are made and read in processes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.plan.editing import edited, read_operations
from activities.render import CheckPlanRequest, ReadCutRequest, WriteCutRequest
from activities.render.nle.activity import ExchangeActivities
from activities.render.nle.work import differing
from core.bench import Bench
from core.domain.artifact import Artifact
from core.domain.plan import Censoring, ClipPlan, EffectPlan, Marker
from core.domain.span import Span
from core.errors import InvalidPlanError, UnknownPluginError
from core.objects import FolderStore, put_value
from core.scratch import Scratch
from tests.activities.render.footage import media
from tests.activities.render.footage import plan as plain
from tests.activities.render.nle.nle_plans import plan
from tests.media import video

MEDIA = "/films/talk.mp4"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    scratch = Scratch(tmp_path / "scratch")
    yield Bench(FolderStore(tmp_path / "objects"), scratch)
    scratch.close()


async def stored(bench: Bench, folder: Path) -> tuple[ClipPlan, Artifact]:
    made = video(folder / "made.mp4", seconds=3, size="320x180")
    source = await bench.store.put_file("w/source.mp4", made)
    value = plain((0, 1.5), media=media(3, 320, 180)).model_copy(update={"source": source})
    return value, await put_value(bench.store, "w/plan.json", value)


@pytest.mark.media
async def test_a_cut_that_was_changed_comes_back_as_operations(
    bench: Bench, tmp_path: Path
) -> None:
    before, kept = await stored(bench, tmp_path)
    activities, env = ExchangeActivities(bench), ActivityEnvironment()
    asked = WriteCutRequest(workspace="w", job="j", plan=kept, format="edl", media=MEDIA)

    written = await env.run(activities.write_cut, asked)
    async with bench.store.local(written.file) as path:
        content = path.read_text() + "\n* LOC: 01:00:01:00 RED     look here\n"
    file = await bench.store.put_bytes("w/changed", content.encode())
    read = ReadCutRequest(workspace="w", job="j", plan=kept, file=file, media=MEDIA)
    found = await env.run(activities.read_cut, read)
    async with bench.store.local(found.operations) as path:
        operations = read_operations(path.read_bytes())

    assert written.file.key.endswith(".edl")
    assert [one.op for one in operations] == ["set"]
    assert [marker.text for marker in edited(before, operations).markers] == ["look here"]


@pytest.mark.media
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01 no cut", "of no format that is known"),
        (
            b'<?xml version="1.0"?><!DOCTYPE fcpxml [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>'
            b'<fcpxml version="1.11">&c;</fcpxml>',
            "declares entities",
        ),
        (
            b'<?xml version="1.0"?><!DOCTYPE xmeml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
            b'<xmeml version="4">&a;</xmeml>',
            "declares entities",
        ),
        (b'<?xml version="1.0"?><fcpxml version="1.11">' + b"<a>" * 5000, "larger or deeper"),
    ],
)
async def test_a_hostile_file_is_refused(
    bench: Bench, tmp_path: Path, content: bytes, said: str
) -> None:
    _, kept = await stored(bench, tmp_path)
    file = await bench.store.put_bytes("w/changed", content)
    read = ReadCutRequest(workspace="w", job="j", plan=kept, file=file)

    with pytest.raises(InvalidPlanError, match=said):
        await ActivityEnvironment().run(ExchangeActivities(bench).read_cut, read)


async def test_an_unknown_format_is_told(bench: Bench) -> None:
    kept = await put_value(bench.store, "w/plan.json", plan())
    asked = WriteCutRequest(workspace="w", job="j", plan=kept, format="imovie")

    with pytest.raises(UnknownPluginError, match="imovie"):
        await ActivityEnvironment().run(ExchangeActivities(bench).write_cut, asked)


async def test_a_name_that_stands_for_nothing_is_told(bench: Bench) -> None:
    good = await put_value(bench.store, "w/good.json", plan())
    bad = plan(effects=(EffectPlan(name="sparkle"),))
    bad_kept = await put_value(bench.store, "w/bad.json", bad)
    check = ExchangeActivities(bench).check_plan

    await ActivityEnvironment().run(check, CheckPlanRequest(plan=good))
    with pytest.raises(InvalidPlanError, match=r"effects\.0\.name"):
        await ActivityEnvironment().run(check, CheckPlanRequest(plan=bad_kept))


def test_an_edit_is_kept_as_operations_that_lead_to_the_same_plan() -> None:
    before = plan(effects=(), audio=plan().audio.model_copy(update={"sounds": ()}))
    after = before.model_copy(
        update={
            "spans": (Span(start=1, end=2), *before.spans[:1]),
            "transitions": (),
            "markers": (Marker(at=1.5, text="look"),),
            "audio": before.audio.model_copy(update={"censoring": Censoring()}),
        }
    )

    operations = read_operations(json.dumps(list(differing(before, after))))

    assert [one.model_dump()["path"] for one in operations] == [
        "spans",
        "transitions",
        "audio.censoring.spans",
        "markers",
    ]
    assert edited(before.model_copy(update={"transitions": ()}), operations) == after
    assert list(differing(before, before)) == []

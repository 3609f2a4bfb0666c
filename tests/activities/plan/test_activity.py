from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.plan import PlanRequest, PlanResult
from activities.plan.activity import PlanActivities
from core.bench import Bench
from core.domain.base import Value
from core.domain.clip import Choice, Scores, Selection
from core.domain.plan import ClipPlan
from core.domain.span import Span
from core.domain.transcript import Transcript, Word
from core.errors import NothingToClipError, UnknownPluginError
from core.objects import FolderStore, put_value, read_value
from core.scratch import Scratch
from tests.activities.plan.recordings import faces, media, scenes, still

WORDS = tuple(Word(text=f"w{n}", start=n, end=n + 0.8) for n in range(60))


def choice(start: float, end: float, virality: float) -> Choice:
    return Choice(
        candidate=int(start),
        span=Span(start=start, end=end),
        scores=Scores(virality=virality),
        title=f"From {start:.0f}",
    )


BEST_FIRST = (choice(30, 50, 90), choice(5, 25, 60))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with closing(Scratch(tmp_path / "scratch")) as scratch:
        yield Bench(FolderStore(tmp_path / "objects"), scratch)


async def asked(
    bench: Bench,
    *,
    choices: tuple[Choice, ...] = BEST_FIRST,
    words: tuple[Word, ...] = WORDS,
    layout: str | None = None,
    style: str = "karaoke",
) -> PlanRequest:
    values: dict[str, Value] = {
        "transcript": Transcript(engine="test", language="en", duration=100, words=words),
        "scenes": scenes(),
        "faces": faces(still(1, x=0.3)),
        "selection": Selection(engine="built-in", choices=choices),
    }
    stored = {
        name: await put_value(bench.store, f"w/analysis/abc/{name}.json", value)
        for name, value in values.items()
    }
    source = await bench.store.put_bytes("w/sources/abc.mp4", b"film")
    return PlanRequest(
        workspace="w",
        job="job-1",
        content_hash="abc",
        source=source,
        media=media(),
        caption_style=style,
        layout=layout,
        **stored,
    )


async def planned(bench: Bench, request: PlanRequest) -> PlanResult:
    return await ActivityEnvironment().run(PlanActivities(bench).plan_clips, request)


async def test_every_chosen_moment_becomes_a_stored_plan_best_first(bench: Bench) -> None:
    request = await asked(bench)

    result = await planned(bench, request)

    assert [(clip.title, clip.score) for clip in result.clips] == [("From 30", 90), ("From 5", 60)]
    best = result.clips[0]
    plan = await read_value(bench.store, best.plan, ClipPlan)
    assert best.plan.key == f"w/jobs/job-1/plans/{best.clip_id}.json"
    assert (plan.clip_id, plan.title, plan.source) == (best.clip_id, best.title, request.source)
    assert (best.start, best.end) == (plan.spans[0].start, plan.spans[0].end)
    assert plan.layout.name == "follow"
    assert plan.captions is not None
    assert plan.captions.style == "karaoke"
    assert [word.text for word in plan.captions.words] == [f"w{n}" for n in range(30, 50)]


async def test_every_shape_of_a_moment_is_a_clip_of_its_own(bench: Bench) -> None:
    alone = await planned(bench, await asked(bench))
    request = (await asked(bench)).model_copy(update={"formats": ("9:16", "1:1", "16:9")})

    result = await planned(bench, request)

    assert [clip.format for clip in result.clips] == ["9:16", "1:1", "16:9"] * 2
    assert [clip.title for clip in result.clips] == ["From 30"] * 3 + ["From 5"] * 3
    assert len({clip.clip_id for clip in result.clips}) == 6
    assert [clip.clip_id for clip in result.clips[::3]] == [clip.clip_id for clip in alone.clips]
    plans = [await read_value(bench.store, clip.plan, ClipPlan) for clip in result.clips[:3]]
    sizes = [(plan.output.width, plan.output.height) for plan in plans]
    assert sizes == [(1080, 1920), (1080, 1080), (1920, 1080)]
    assert len({plan.spans for plan in plans}) == 1


async def test_a_retry_finds_its_own_plans(bench: Bench) -> None:
    request = await asked(bench)

    first = await planned(bench, request)
    second = await planned(bench, request)

    assert first.clips == second.clips
    assert (first.ran.cached, second.ran.cached) == (False, True)


async def test_another_layout_plans_the_same_clips_anew(bench: Bench) -> None:
    first = await planned(bench, await asked(bench))
    second = await planned(bench, await asked(bench, layout="fit"))

    assert [clip.clip_id for clip in first.clips] == [clip.clip_id for clip in second.clips]
    plan = await read_value(bench.store, second.clips[0].plan, ClipPlan)
    assert plan.layout.name == "fit"


async def test_silence_that_gives_no_moment_is_named_as_the_reason(bench: Bench) -> None:
    with pytest.raises(NothingToClipError, match="of 100 s: no speech was heard"):
        await planned(bench, await asked(bench, choices=(), words=()))


async def test_speech_that_gives_no_moment_is_counted(bench: Bench) -> None:
    with pytest.raises(NothingToClipError, match="none of its 60 words"):
        await planned(bench, await asked(bench, choices=()))


async def test_an_unknown_layout_or_style_is_refused_before_any_work(bench: Bench) -> None:
    with pytest.raises(UnknownPluginError, match="layout"):
        await planned(bench, await asked(bench, layout="sideways"))
    with pytest.raises(UnknownPluginError, match="caption style"):
        await planned(bench, await asked(bench, style="invisible"))

from pathlib import Path

from core.domain.job import ClipState, JobState
from core.domain.report import ClipReport, JobReport, Thumbnail
from core.objects import FolderStore
from deploy.local.commands import output

OFFERED = tuple(Thumbnail(key=f"w/r/thumbnail-{n}.jpg", at=n) for n in (1, 2, 3))


def report(**changes: object) -> JobReport:
    clip = ClipReport(
        clip_id="c",
        title="A day",
        start=1,
        end=20,
        score=70,
        state=ClipState.READY,
        plan_key="w/plan.json",
        clip_key="w/r/clip.mp4",
    )
    made = clip.model_copy(update=changes)
    return JobReport(
        workspace="w", job="j", workflow_id="vod/w/j", state=JobState.COMPLETED, clips=(made,)
    )


async def test_the_other_thumbnails_lie_beside_the_clip(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "objects")
    for key in ("w/plan.json", "w/r/clip.mp4", *(one.key for one in OFFERED)):
        await store.put_bytes(key, key.encode())
    chosen = report(thumbnails=OFFERED, thumbnail_key=OFFERED[1].key)

    files = await output.export(store, chosen, tmp_path / "clips")

    found = {path.name: path.read_text() for path in (tmp_path / "clips").iterdir()}
    assert found == {
        "01-a-day.mp4": "w/r/clip.mp4",
        "01-a-day.plan.json": "w/plan.json",
        "01-a-day.jpg": OFFERED[1].key,
        "01-a-day-1.jpg": OFFERED[0].key,
        "01-a-day-3.jpg": OFFERED[2].key,
    }
    (told,) = output.as_json(chosen, files)["clips"]
    assert [Path(path).name for path in told["thumbnails"]] == [
        "01-a-day-1.jpg",
        "01-a-day.jpg",
        "01-a-day-3.jpg",
    ]
    assert Path(told["thumbnail"]).name == "01-a-day.jpg"


async def test_a_moment_of_a_persons_own_lies_beside_those_that_were_offered(
    tmp_path: Path,
) -> None:
    store = FolderStore(tmp_path)
    own = report(thumbnails=OFFERED, thumbnail_key="w/own/thumbnail.jpg")

    files = output.stored(store, own)["c"]

    assert files["thumbnail"] == str(tmp_path / "w/own/thumbnail.jpg")
    assert files["thumbnail 1"] == str(tmp_path / OFFERED[0].key)


def test_a_clip_that_is_not_rendered_offers_nothing() -> None:
    (told,) = output.as_json(report(clip_key=""), {})["clips"]

    assert told["thumbnails"] == []

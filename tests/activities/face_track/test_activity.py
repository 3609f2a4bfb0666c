from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities import catalog
from activities.face_track import TrackFacesRequest
from activities.face_track.activity import FaceTrackActivities
from core.bench import Bench
from core.domain.faces import FaceTracks
from core.errors import EngineUnavailableError
from core.objects import FolderStore, read_value
from core.registry import Registry
from core.scratch import Scratch
from tests.media import video

pytestmark = pytest.mark.media


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    scratch = Scratch(tmp_path / "scratch")
    yield Bench(FolderStore(tmp_path / "objects"), scratch)
    scratch.close()


@pytest.fixture
async def request_(tmp_path: Path, bench: Bench) -> TrackFacesRequest:
    footage = video(tmp_path / "a.mp4", seconds=1, size="160x90", sound=False)
    proxy = await bench.store.put_file("w/proxy.mp4", footage)
    return TrackFacesRequest(
        workspace="w", content_hash="c" * 64, proxy=proxy, audio=None, duration=1.0
    )


def no_models(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the processes of the step find no model and fetch none."""
    monkeypatch.setenv("CLIPPED_CACHE_DIR", str(folder / "cache"))
    monkeypatch.setenv("CLIPPED_OFFLINE", "1")


async def test_the_next_detector_is_used_and_the_note_says_why(
    tmp_path: Path,
    bench: Bench,
    request_: TrackFacesRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    no_models(monkeypatch, tmp_path)
    activities = FaceTrackActivities(bench)

    first = await ActivityEnvironment().run(activities.track_faces, request_)
    again = await ActivityEnvironment().run(activities.track_faces, request_)

    faces = await read_value(bench.store, first.faces, FaceTracks)
    assert faces.engine.startswith("Haar")
    assert first.count == len(faces.tracks) == 0
    assert first.ran.engine == faces.engine
    assert "centerface could not be used" in first.ran.note
    assert first.faces.key.startswith(f"w/analysis/{'c' * 64}/face_track-")
    assert (first.ran.cached, again.ran.cached) == (False, True)
    assert again.faces == first.faces


async def test_without_any_detector_the_error_names_every_one(
    tmp_path: Path,
    bench: Bench,
    request_: TrackFacesRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    no_models(monkeypatch, tmp_path)
    name = "activities.face_track.backends.centerface:CenterFace"
    only: Registry[object] = Registry("face detector", {"centerface": name})
    monkeypatch.setattr(catalog, "FACE_DETECTORS", only)

    with pytest.raises(EngineUnavailableError, match="centerface could not be used"):
        await ActivityEnvironment().run(FaceTrackActivities(bench).track_faces, request_)

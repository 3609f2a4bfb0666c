from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities import catalog
from activities.face_track import TrackFacesRequest
from activities.face_track.activity import FaceTrackActivities
from core.bench import Bench
from core.domain.faces import FaceTracks
from core.domain.part import JoinRequest, Part, Piece
from core.domain.span import Span
from core.errors import EngineUnavailableError
from core.objects import FolderStore, read_value
from core.registry import Registry
from core.scratch import Scratch
from core.settings import settings
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
        workspace="w", content_hash="c" * 64, proxy=proxy, audio=None, part=part(0, of=1)
    )


def part(index: int, *, of: int) -> Part:
    span = Span(start=index, end=index + 1)
    return Part(index=index, of=of, own=span, seen=span)


def no_models(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the processes of the step find no model and fetch none, but not this process."""
    settings()
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
    assert first.ran.note.endswith("no face was seen")
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


async def test_each_part_has_results_of_its_own_and_they_are_joined_once(
    tmp_path: Path,
    bench: Bench,
    request_: TrackFacesRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    no_models(monkeypatch, tmp_path)
    activities = FaceTrackActivities(bench)
    pieces = []
    for index in range(2):
        one = request_.model_copy(update={"part": part(index, of=2)})
        done = await ActivityEnvironment().run(activities.track_faces, one)
        assert f"/face_track-{index + 1}of2-" in done.faces.key
        assert "no face" not in done.ran.note
        pieces.append(Piece(part=one.part, found=done.faces))
    whole = JoinRequest(workspace="w", content_hash="c" * 64, duration=2.0, pieces=tuple(pieces))

    first = await ActivityEnvironment().run(activities.join_tracks, whole)
    again = await ActivityEnvironment().run(activities.join_tracks, whole)

    faces = await read_value(bench.store, first.faces, FaceTracks)
    assert faces.engine.startswith("Haar")
    assert (first.count, first.ran.note) == (0, "no face was seen")
    assert first.faces.key.startswith(f"w/analysis/{'c' * 64}/face_track-")
    assert "of2" not in first.faces.key
    assert (first.ran.cached, again.ran.cached) == (False, True)

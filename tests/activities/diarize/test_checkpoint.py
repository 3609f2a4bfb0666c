import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from activities.diarize.checkpoint import arrays
from core.errors import EngineUnavailableError
from tests.activities.diarize import checkpoints


def test_arrays_come_back_as_they_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = np.random.default_rng(1)
    shapes = {"one": (3,), "two": (2, 5), "three": (4, 1, 3)}
    held = {name: chance.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}

    read = arrays(checkpoints.write(tmp_path / "w.pt", held, monkeypatch))

    assert read.keys() == held.keys()
    for name, value in held.items():
        np.testing.assert_array_equal(read[name], value)


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, ("ran",)


def test_a_checkpoint_that_would_run_something_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile("w.pt", "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"a": _Evil()}, protocol=2))

    with pytest.raises(EngineUnavailableError, match="mkdir has no place in a checkpoint"):
        arrays(Path("w.pt"))

    assert not Path("ran").exists()


@pytest.mark.parametrize("content", [b"", b"not a zip file", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_checkpoint_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.pt").write_bytes(content)

    with pytest.raises(EngineUnavailableError, match=r"w\.pt"):
        arrays(tmp_path / "w.pt")


def test_an_array_that_is_cut_short_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = checkpoints.write(tmp_path / "w.pt", {"a": np.zeros(8, np.float32)}, monkeypatch)
    short = tmp_path / "short.pt"
    with zipfile.ZipFile(whole) as reading, zipfile.ZipFile(short, "w") as writing:
        writing.writestr("archive/data.pkl", reading.read("archive/data.pkl"))
        writing.writestr("archive/data/0", reading.read("archive/data/0")[:-4])

    with pytest.raises(EngineUnavailableError, match="7 numbers and not 8"):
        arrays(short)

from pathlib import Path

import pytest

from activities.render.nle.base import MAX_BYTES
from core.errors import InvalidPlanError, SourceNotFoundError
from deploy.local.commands.exchange import read


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "cut.edl").write_bytes(b"TITLE: x")

    assert read(tmp_path / "cut.edl") == b"TITLE: x"


def test_final_cut_writes_a_folder_that_looks_like_a_file(tmp_path: Path) -> None:
    bundle = tmp_path / "cut.fcpxmld"
    bundle.mkdir()
    (bundle / "Info.fcpxml").write_bytes(b"<fcpxml/>")

    assert read(bundle) == b"<fcpxml/>"


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError, match=r"no file .*cut\.edl"):
        read(tmp_path / "cut.edl")
    with pytest.raises(SourceNotFoundError, match="no file"):
        read(tmp_path)


def test_a_huge_file_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "cut.xml").open("wb") as file:
        file.truncate(50 * MAX_BYTES)

    with pytest.raises(InvalidPlanError, match=r"cut\.xml has more than"):
        read(tmp_path / "cut.xml")

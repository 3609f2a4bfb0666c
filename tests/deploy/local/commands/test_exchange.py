from pathlib import Path

import pytest

from activities.plan.editing import edited
from activities.render.nle.exchange import MAX_BYTES
from core.domain.plan import Censoring, Marker
from core.domain.span import Span
from core.errors import InvalidPlanError, SourceNotFoundError
from deploy.local.commands.exchange import differing, read
from tests.activities.render.nle.nle_plans import plan


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

    operations = differing(before, after)

    assert [one.model_dump()["path"] for one in operations] == [
        "spans",
        "transitions",
        "audio.censoring.spans",
        "markers",
    ]
    assert edited(before.model_copy(update={"transitions": ()}), operations) == after
    assert differing(before, before) == ()

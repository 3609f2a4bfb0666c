import subprocess

import pytest

from activities import catalog
from activities.render import encoding
from core.errors import UnknownPluginError


@pytest.fixture(autouse=True)
def untried() -> None:
    encoding.runs.cache_clear()


def test_what_was_asked_for_is_used_where_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "runs", lambda _: True)

    assert encoding.chosen("nvenc") == ("nvenc", "")


def test_another_is_used_with_a_note_that_names_what_else_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(encoding, "runs", lambda name: name in ("x264", "x265"))

    found = encoding.chosen("nvenc")

    assert found.name == "x264"
    assert found.note == (
        "nvenc cannot encode on this machine: x264 was used; x265 could be chosen too"
    )


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownPluginError, match="nothing"):
        encoding.chosen("nothing")


def test_the_one_that_runs_anywhere_is_not_tried_before_it_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(encoding, "runs", lambda name: pytest.fail(f"{name} was tried"))

    assert encoding.chosen("x264") == ("x264", "")


@pytest.mark.media
def test_a_machine_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert encoding.runs("x264")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("it was tried again"))

    assert catalog.ENCODERS.load("x264")().available()


def test_an_encoder_that_hangs_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(command: list[str], *, timeout: float, **_: object) -> None:
        raise subprocess.TimeoutExpired(command, timeout)

    monkeypatch.setattr(subprocess, "run", hangs)

    assert not encoding.runs("nvenc")


@pytest.mark.parametrize("code", [0, 1])
def test_what_the_trial_answers_counts(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def ends(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        assert "h264_vaapi" in command
        assert any("hwupload" in part for part in command)
        return subprocess.CompletedProcess(command, code)

    monkeypatch.setattr(subprocess, "run", ends)

    assert encoding.runs("vaapi") is (code == 0)

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from activities.render import delivery
from deploy.local.cli import app
from tests.media import video

runner = CliRunner()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that X takes as it is: it is as loud as it should be, by trying."""
    packed = [part for name, value in delivery.CONTAINER.items() for part in (f"-{name}", value)]
    level = ["-af", "volume=7.8dB", "-g", "60", "-ac", "2"]
    path = tmp_path_factory.mktemp("verify") / "clip.mp4"
    return video(path, seconds=4, size="180x320", arguments=(*packed, *level, "-preset", "fast"))


@pytest.mark.media
def test_a_file_that_is_taken_ends_with_0(clip: Path) -> None:
    result = runner.invoke(app, ["verify", str(clip), "--for", "x"])

    assert result.exit_code == 0, result.output
    assert "X takes it as it is" in result.output


@pytest.mark.media
def test_a_file_that_is_not_ends_with_1_and_every_reason(clip: Path) -> None:
    result = runner.invoke(app, ["verify", str(clip), "--for", "tiktok", "--json"])

    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["platform"] == "tiktok"
    assert told["findings"] == [
        {"rule": "width", "is": "180 px", "should": "360 to 4,096 px", "severity": "error"},
        {"rule": "height", "is": "320 px", "should": "360 to 4,096 px", "severity": "error"},
    ]


@pytest.mark.media
def test_people_get_a_table(clip: Path) -> None:
    result = runner.invoke(app, ["verify", str(clip), "--for", "tiktok"])

    assert result.exit_code == 1
    assert "360 to 4,096 px" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.mp4"], "there is no file nothing.mp4"),
        (["."], "there is no file"),
        ([__file__], "cannot be read as a video"),
        ([__file__, "--for", "vine"], "no platform is named 'vine'"),
    ],
)
def test_wrong_use_ends_with_2_and_one_line(arguments: list[str], said: str) -> None:
    result = runner.invoke(app, ["verify", *arguments])

    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1

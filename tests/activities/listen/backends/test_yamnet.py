import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from activities.listen.backends.yamnet import YamNet, bands
from activities.listen.base import Kind
from activities.listen.filterbank import cut
from activities.listen.levels import BLOCK, Floats
from activities.listen.spectrum import Frames
from core.errors import EngineUnavailableError
from core.settings import settings
from tests.activities.listen.sounds import noise, silence, tone

APPLAUSE = 62
PATCH = 96 * 64


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(raw)) + raw


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


def _tensor(name: str, kind: int, sizes: tuple[int, ...], raw: bytes) -> bytes:
    dims = b"".join(_number(1, size) for size in sizes)
    return dims + _number(2, kind) + _bytes(8, name) + _bytes(9, raw)


def _value(name: str, sizes: tuple[int, ...]) -> bytes:
    shape = b"".join(_bytes(1, _number(1, size)) for size in sizes)
    return _bytes(1, name) + _bytes(2, _bytes(1, _number(1, 1) + _bytes(2, shape)))


def _node(operation: str, inputs: tuple[str, ...], output: str) -> bytes:
    return b"".join(_bytes(1, name) for name in inputs) + _bytes(2, output) + _bytes(4, operation)


def model(path: Path, *, classes: int = 521, logits: bool = True, bias: float = -4.0) -> Path:
    """Write an ONNX file by hand: the louder a patch is, the more it is applause."""
    weights = np.zeros((PATCH, classes), "<f4")
    weights[:, APPLAUSE % classes] = 3.0 / PATCH
    offsets = np.full(classes, bias, "<f4")
    offsets[APPLAUSE % classes] = 8.0
    nodes = [_node("Reshape", ("audio", "flat"), "row"), _node("Gemm", ("row", "w", "b"), "score")]
    last = "score"
    if not logits:
        nodes.append(_node("Sigmoid", ("score",), "sure"))
        last = "sure"
    graph = (
        b"".join(_bytes(1, node) for node in nodes)
        + _bytes(2, "tiny")
        + _bytes(5, _tensor("flat", 7, (2,), struct.pack("<2q", 1, PATCH)))
        + _bytes(5, _tensor("w", 1, (PATCH, classes), weights.tobytes()))
        + _bytes(5, _tensor("b", 1, (classes,), offsets.tobytes()))
        + _bytes(11, _value("audio", (1, 1, 96, 64)))
        + _bytes(12, _value(last, (1, classes)))
    )
    path.write_bytes(_number(1, 8) + _bytes(7, graph) + _bytes(8, _bytes(1, "") + _number(2, 13)))
    return path


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "yamnet.onnx"
    monkeypatch.setenv("CLIPPED_LISTEN__CLASSIFIER_MODEL", str(path))
    settings.cache_clear()
    yield path
    settings.cache_clear()


def told(sound: Floats) -> Mapping[Kind, Floats]:
    classifier = YamNet()
    classifier.prepare(lambda _: None)
    for first in range(0, len(sound), BLOCK):
        classifier.hear(sound[first : first + BLOCK], Frames.none())
    return classifier.told()


@pytest.mark.parametrize("logits", [True, False])
def test_what_the_network_says_is_told_where_it_says_it(chosen: Path, *, logits: bool) -> None:
    model(chosen, logits=logits)

    heard = told(np.concatenate((silence(5), noise(5, rms=0.3), silence(5))))

    assert set(heard) == {"speech", "music", "laughter", "applause", "cheer", "shout"}
    assert all(len(values) == 150 for values in heard.values())
    clapping = heard["applause"] > 0.5
    assert clapping[55:95].all()
    assert not clapping[:40].any()
    assert not clapping[110:].any()
    assert max(heard["speech"]) < 0.1


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.5, 40.3])
def test_every_length_has_an_answer_for_every_step(chosen: Path, seconds: float) -> None:
    model(chosen)

    heard = told(noise(seconds))

    assert {len(values) for values in heard.values()} == {int(np.ceil(seconds * 10 - 1e-6))}


def test_a_network_of_other_classes_is_refused(chosen: Path) -> None:
    model(chosen, classes=50)

    with pytest.raises(EngineUnavailableError, match="gives 50 scores where YAMNet gives 521"):
        told(silence(1))


def test_a_file_that_is_no_network_is_refused_in_one_line(chosen: Path) -> None:
    chosen.write_text("not a network")

    with pytest.raises(EngineUnavailableError, match=r"^\S+ is no ONNX file of YAMNet") as caught:
        told(silence(1))
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(chosen: Path) -> None:
    with pytest.raises(EngineUnavailableError, match=str(chosen)):
        told(silence(1))


def test_without_a_file_the_setting_is_named() -> None:
    settings.cache_clear()
    with pytest.raises(EngineUnavailableError, match="set CLIPPED_LISTEN__CLASSIFIER_MODEL"):
        YamNet().prepare(lambda _: None)


def test_bands_are_those_that_the_network_was_taught_with() -> None:
    # By the definition, written out for one frame: magnitudes from 125 to 7500 Hz, plus 0.001.
    sound = tone(0.025, hertz=1000)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    magnitude = np.abs(np.fft.rfft(sound * window, 512))
    mel = 1127 * np.log(1 + np.arange(257) * 31.25 / 700)
    edges = np.linspace(1127 * np.log(1 + 125 / 700), 1127 * np.log(1 + 7500 / 700), 66)
    rows = [np.interp(mel, edges[band : band + 3], [0, 1, 0]) @ magnitude for band in range(64)]

    (ours,) = bands(cut(sound)[0])

    assert ours == pytest.approx(np.log(np.array(rows) + 0.001), abs=0.01)

import struct

import numpy as np
import pytest

from activities.listen.levels import Floats
from activities.listen.memory_network import FUTURE, PAST, Shape, parse

SHAPE = Shape(features=5, wide=7, narrow=4, layers=3, answers=2)
TEXT = b"how ncnn describes it"


class Weights:
    """Random weights, as ncnn stores them, and what they do written out frame by frame."""

    def __init__(self, seed: int = 1, kind: str = "<f2") -> None:
        self._chance = np.random.default_rng(seed)
        self._kind = kind
        self.stored = b""
        self.mean = self._chance.standard_normal(SHAPE.features).astype("<f4")
        self.scale = self._chance.uniform(0.5, 2, SHAPE.features).astype("<f4")
        self.layers = [self._layer(number) for number in range(SHAPE.layers + 1)]

    def file(self) -> bytes:
        vectors = self.mean.tobytes(), self.scale.tobytes()
        sizes = (len(TEXT), len(self.stored), *map(len, vectors))
        return struct.pack("<4s5I", b"OVAD", 1, *sizes) + TEXT + self.stored + b"".join(vectors)

    def answer(self, features: Floats) -> Floats:
        heard = (features - self.mean) * self.scale
        for number, (widen, bias, narrow, narrow_bias, past, future) in enumerate(self.layers):
            dense = np.maximum(heard @ widen.T + bias.T, 0) @ narrow.T + narrow_bias.T
            if number == SHAPE.layers:
                return np.asarray(1 / (1 + np.exp(-dense)))
            dense = np.maximum(dense, 0) if number == 0 else dense
            kept = self._remembered(dense, past, future)
            heard = kept if number == 0 else kept + heard
        raise AssertionError

    def _remembered(self, dense: Floats, past: Floats, future: Floats) -> Floats:
        kept = dense.copy()
        for at in range(len(dense)):
            for tap in range(PAST + 1):
                if at - PAST + tap >= 0:
                    kept[at] += past[:, tap] * dense[at - PAST + tap]
                if at + 1 + tap < len(dense):
                    kept[at] += future[:, tap] * dense[at + 1 + tap]
        return kept

    def _layer(self, number: int) -> tuple[Floats, ...]:
        first, last = number == 0, number == SHAPE.layers
        outward = SHAPE.answers if last else SHAPE.narrow
        widen = self._array(SHAPE.wide, SHAPE.features if first else SHAPE.narrow)
        bias, narrow = self._array(SHAPE.wide, 1), self._array(outward, SHAPE.wide)
        narrow_bias = np.zeros((outward, 1), np.float32)
        if first or last:
            narrow_bias = self._array(outward, 1)
        memory = [self._array(outward, PAST + 1) for _ in range(2)] if not last else [bias, bias]
        return widen, bias, narrow, narrow_bias, *memory

    def _array(self, rows: int, columns: int) -> Floats:
        array = self._chance.standard_normal((rows, columns)).astype(self._kind) * 0.3
        array = array.astype(self._kind)
        word = 0x01306B47 if self._kind == "<f2" else 0
        stored = array.tobytes()
        self.stored += struct.pack("<I", word) + stored + b"\0" * (-len(stored) % 4)
        return array.astype(np.float32)


@pytest.mark.parametrize("kind", ["<f2", "<f4"])
@pytest.mark.parametrize("count", [1, 31, 32, 150])
def test_all_frames_at_once_are_what_each_frame_is(count: int, kind: str) -> None:
    weights = Weights(kind=kind)
    features = np.random.default_rng(2).standard_normal((count, 5)).astype(np.float32)

    answer = parse(weights.file(), SHAPE).run(features)

    assert answer == pytest.approx(weights.answer(features), abs=1e-3)


def test_a_frame_depends_on_no_frame_out_of_reach() -> None:
    network = parse(Weights().file(), SHAPE)
    features = np.random.default_rng(2).standard_normal((200, 5)).astype(np.float32)

    assert network.reach == FUTURE * SHAPE.layers
    whole, part = network.run(features), network.run(features[: 100 + network.reach])
    assert part[:100] == pytest.approx(whole[:100], abs=1e-5)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"OVAD",
        Weights().file()[:-1],
        Weights().file() + b"\0",
        b"PK\3\4" + Weights().file()[4:],
        Weights().file().replace(struct.pack("<I", 0x01306B47), struct.pack("<I", 7)),
    ],
)
def test_other_bytes_are_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match="it"):
        parse(broken, SHAPE)


def test_a_network_of_another_size_is_refused() -> None:
    larger = Shape(features=5, wide=7, narrow=4, layers=4, answers=2)
    smaller = Shape(features=5, wide=7, narrow=4, layers=2, answers=2)

    for shape in (larger, smaller):
        with pytest.raises(ValueError, match=r".+"):
            parse(Weights().file(), shape)

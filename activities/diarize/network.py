"""CAM++, a network that hears whose voice it is, in numpy.

The architecture is the one of Wang et al., "CAM++: A Fast and Efficient Network for Speaker
Verification Using Context-Aware Masking" (Interspeech 2023): a small convolution over time and
pitch, then 52 densely connected layers over time, each masked by what surrounds it.

What it finds in every 20 ms is kept apart from the print that is made of a stretch of them,
so that prints of stretches that overlap cost next to nothing.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

BANDS = 80
"""Mel bands of a frame that goes in."""
BLOCK = 150
"""Frames that are looked at together, 1.5 s: what surrounds a sound reaches no further."""
STEP = 2
"""Frames for each column that comes out."""
COLUMNS = 512
"""Numbers of a column that comes out."""

_BLOCKS = ((12, 1), (24, 2), (16, 2))
"""Layers of each dense block, and their dilation."""
_GROWTH, _INNER = 32, 128
_SEGMENT = 100
_EPSILON = 1e-5
# Blocks at once: as many as stay in a processor's cache.
_SPREAD_AT_ONCE, _DENSE_AT_ONCE = 2, 8


class Network:
    """The network with its weights."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        """Raises KeyError when ``weights`` are not those of CAM++."""
        self._weights = weights
        self._front = _Front(weights)
        self._entrance = _folded(weights, "xvector.tdnn.linear", "xvector.tdnn.nonlinear.batchnorm")
        self._stages = [
            _Stage(weights, stage, layers, dilation)
            for stage, (layers, dilation) in enumerate(_BLOCKS, start=1)
        ]
        self._exit = _scale(weights, "xvector.out_nonlinear.batchnorm")
        self._print = _folded(weights, "xvector.dense.linear", "xvector.dense.nonlinear.batchnorm")

    def columns(self, blocks: Array) -> Array:
        """Return what is heard in blocks of frames.

        ``blocks`` is (count, ``BLOCK``, ``BANDS``), less the mean of each band over the block;
        the answer is (count, ``BLOCK // STEP``, ``COLUMNS``).
        """
        out = np.empty((len(blocks), BLOCK // STEP, COLUMNS), np.float32)
        for start in range(0, len(blocks), _DENSE_AT_ONCE):
            some = blocks[start : start + _DENSE_AT_ONCE]
            out[start : start + len(some)] = self._columns(some)
        return out

    def prints(self, mean: Array, deviation: Array) -> Array:
        """Return the prints, of length 1, of stretches of columns.

        ``mean`` and ``deviation`` are those of the columns of each stretch, one row a stretch.
        """
        weight, shift = self._print
        found = np.concatenate([mean, deviation], axis=1) @ weight[:, :, 0].T + shift
        length = np.linalg.norm(found, axis=1, keepdims=True)
        unit: Array = (found / np.maximum(length, 1e-9)).astype(np.float32)
        return unit

    def _columns(self, blocks: Array) -> Array:
        pictures = np.ascontiguousarray(blocks.transpose(2, 0, 1)[None])
        parts = range(0, len(blocks), _SPREAD_AT_ONCE)
        spread = [self._front.seen(pictures[:, :, at : at + _SPREAD_AT_ONCE]) for at in parts]
        rows = np.maximum(_over_time(np.concatenate(spread, axis=1), *self._entrance, step=2), 0)
        for stage in self._stages:
            rows = stage.heard(rows)
        scale, shift = self._exit
        found: Array = np.maximum(rows * scale[:, None, None] + shift[:, None, None], 0)
        return found.transpose(1, 2, 0)


class _Front:
    """The convolution over time and pitch. Its pictures are (channels, bands, blocks, frames)."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self._first = _folded(weights, "head.conv1", "head.bn1")
        self._last = _folded(weights, "head.conv2", "head.bn2")
        self._twists = [
            _Twist(weights, f"head.layer{layer}.{at}", 2 - at) for layer in (1, 2) for at in (0, 1)
        ]

    def seen(self, picture: Array) -> Array:
        """Return (channels, blocks, frames), the bands of every channel as channels."""
        picture = np.maximum(_over_both(picture, *self._first), 0)
        for twist in self._twists:
            picture = twist.seen(picture)
        picture = np.maximum(_over_both(picture, *self._last, step=2), 0)
        return picture.reshape(-1, *picture.shape[2:])


class _Twist:
    """Two convolutions whose input is added to their output."""

    def __init__(self, weights: Mapping[str, Array], name: str, step: int) -> None:
        self._step = step
        self._one = _folded(weights, f"{name}.conv1", f"{name}.bn1")
        self._two = _folded(weights, f"{name}.conv2", f"{name}.bn2")
        self._short = (
            _folded(weights, f"{name}.shortcut.0", f"{name}.shortcut.1") if step > 1 else None
        )

    def seen(self, picture: Array) -> Array:
        inner = np.maximum(_over_both(picture, *self._one, step=self._step), 0)
        found = _over_both(inner, *self._two)
        found += picture if self._short is None else self._skipped(picture, *self._short)
        return np.maximum(found, 0, out=found)

    def _skipped(self, picture: Array, weight: Array, shift: Array) -> Array:
        thin = picture[:, :: self._step]
        found = weight[:, :, 0, 0] @ thin.reshape(len(thin), -1)
        return (found + shift[:, None]).reshape(-1, *thin.shape[1:])


class _Stage:
    """A block of densely connected layers and the way out of it."""

    def __init__(
        self, weights: Mapping[str, Array], stage: int, layers: int, dilation: int
    ) -> None:
        name = f"xvector.block{stage}.tdnnd"
        self._layers = [_Layer(weights, f"{name}{at}", dilation) for at in range(1, layers + 1)]
        self._scale = _scale(weights, f"xvector.transit{stage}.nonlinear.batchnorm")
        self._out = weights[f"xvector.transit{stage}.linear.weight"][:, :, 0]

    def heard(self, rows: Array) -> Array:
        first, *shape = rows.shape
        grown = np.empty((first + _GROWTH * len(self._layers), *shape), np.float32)
        grown[:first] = rows
        ends = range(first, len(grown) + 1, _GROWTH)
        for layer, (start, end) in zip(self._layers, pairwise(ends), strict=True):
            grown[start:end] = layer.heard(grown[:start])
        flat = _rectified(grown.reshape(len(grown), -1), *self._scale)
        return (self._out @ flat).reshape(-1, *shape)


class _Layer:
    """One layer: a narrow look at all that came before, masked by what surrounds it."""

    def __init__(self, weights: Mapping[str, Array], name: str, dilation: int) -> None:
        self._dilation = dilation
        self._scale = _scale(weights, f"{name}.nonlinear1.batchnorm")
        self._narrow = _folded(weights, f"{name}.linear1", f"{name}.nonlinear2.batchnorm")
        self._local = weights[f"{name}.cam_layer.linear_local.weight"]
        self._masks = [
            (
                weights[f"{name}.cam_layer.{at}.weight"][:, :, 0],
                weights[f"{name}.cam_layer.{at}.bias"],
            )
            for at in ("linear1", "linear2")
        ]

    def heard(self, rows: Array) -> Array:
        shape = rows.shape[1:]
        weight, shift = self._narrow
        narrow = weight[:, :, 0] @ _rectified(rows.reshape(len(rows), -1), *self._scale)
        narrow += shift[:, None]
        narrow = np.maximum(narrow, 0, out=narrow).reshape(_INNER, *shape)
        found = _over_time(narrow, self._local, None, dilation=self._dilation)
        return found * self._mask(narrow)

    def _mask(self, rows: Array) -> Array:
        """Return how much of each row is let through, from its block and its segment."""
        count, frames = rows.shape[1:]
        segments = range(0, frames, _SEGMENT)
        near = np.stack([rows[:, :, at : at + _SEGMENT].mean(axis=2) for at in segments], axis=2)
        context = (near + rows.mean(axis=2, keepdims=True)).reshape(_INNER, -1)
        (inner, inner_shift), (outer, outer_shift) = self._masks
        context = outer @ np.maximum(inner @ context + inner_shift[:, None], 0)
        # The logistic function, in the form that never overflows.
        mask = 0.5 + 0.5 * np.tanh((context + outer_shift[:, None]) / 2)
        mask = mask.reshape(_GROWTH, count, len(segments))
        return np.repeat(mask, _SEGMENT, axis=2)[:, :, :frames]


def _scale(weights: Mapping[str, Array], name: str) -> tuple[Array, Array]:
    """Return what a batch normalisation multiplies with, and what it adds."""
    scale = 1 / np.sqrt(weights[f"{name}.running_var"] + np.float32(_EPSILON))
    if f"{name}.weight" in weights:
        scale = scale * weights[f"{name}.weight"]
    shift = -weights[f"{name}.running_mean"] * scale
    if f"{name}.bias" in weights:
        shift = shift + weights[f"{name}.bias"]
    return scale, shift


def _folded(weights: Mapping[str, Array], name: str, normalised: str) -> tuple[Array, Array]:
    """Return a convolution with the normalisation that follows it, as one convolution."""
    scale, shift = _scale(weights, normalised)
    weight = weights[f"{name}.weight"]
    return weight * scale.reshape(-1, *[1] * (weight.ndim - 1)), shift


def _rectified(flat: Array, scale: Array, shift: Array) -> Array:
    found = flat * scale[:, None]
    found += shift[:, None]
    np.maximum(found, 0, out=found)
    return found


def _over_time(
    rows: Array, weight: Array, shift: Array | None, *, step: int = 1, dilation: int = 1
) -> Array:
    """Return the convolution over the frames of each block, as long as the block is / ``step``."""
    channels, count, frames = rows.shape
    width = weight.shape[2]
    edge = (width - 1) // 2 * dilation
    padded = np.zeros((channels, count, frames + 2 * edge), np.float32)
    padded[:, :, edge : edge + frames] = rows
    length = -(-frames // step)
    taken = np.empty((width, channels, count, length), np.float32)
    for at in range(width):
        first = at * dilation
        taken[at] = padded[:, :, first : first + step * (length - 1) + 1 : step]
    matrix = weight.transpose(0, 2, 1).reshape(len(weight), -1)
    found = (matrix @ taken.reshape(width * channels, -1)).reshape(-1, count, length)
    return found if shift is None else found + shift[:, None, None]


def _over_both(picture: Array, weight: Array, shift: Array, *, step: int = 1) -> Array:
    """Return the convolution over 3 bands and 3 frames; ``step`` thins out the bands."""
    channels, bands, count, frames = picture.shape
    padded = np.zeros((channels, bands + 2, count, frames + 2), np.float32)
    padded[:, 1:-1, :, 1:-1] = picture
    height = -(-bands // step)
    taken = np.empty((3, 3, channels, height, count, frames), np.float32)
    for up in range(3):
        for along in range(3):
            rows = slice(up, up + step * (height - 1) + 1, step)
            taken[up, along] = padded[:, rows, :, along : along + frames]
    matrix = weight.transpose(0, 2, 3, 1).reshape(len(weight), -1)
    found = (matrix @ taken.reshape(9 * channels, -1)).reshape(-1, height, count, frames)
    found += shift[:, None, None, None]
    return found

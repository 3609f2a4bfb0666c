"""Files of weights as PyTorch writes them, made without PyTorch."""

import io
import pickle
import sys
import types
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from activities.diarize.network import BANDS

Array = NDArray[np.float32]


def write(path: Path, weights: Mapping[str, Array], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write arrays as a checkpoint, and return its path."""
    torch, inner = types.ModuleType("torch"), types.ModuleType("torch._utils")
    torch.FloatStorage = type("FloatStorage", (), {"__module__": "torch"})  # type: ignore[attr-defined]

    def _rebuild_tensor_v2(*_: object) -> None:
        raise AssertionError("only its name is written")

    _rebuild_tensor_v2.__module__ = "torch._utils"
    _rebuild_tensor_v2.__qualname__ = "_rebuild_tensor_v2"
    inner._rebuild_tensor_v2 = _rebuild_tensor_v2  # type: ignore[attr-defined]
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "torch", torch)
        patched.setitem(sys.modules, "torch._utils", inner)
        described = io.BytesIO()
        _Writer(described, torch, inner).dump(dict(weights))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", described.getvalue())
        for key, array in enumerate(weights.values()):
            archive.writestr(f"archive/data/{key}", array.astype("<f4").tobytes())
    return path


class _Storage:
    def __init__(self, key: int, count: int) -> None:
        self.key, self.count = key, count


class _Writer(pickle.Pickler):
    def __init__(self, into: io.BytesIO, torch: Any, inner: Any) -> None:
        super().__init__(into, protocol=2)
        self._torch, self._inner, self._count = torch, inner, 0

    def persistent_id(self, obj: object) -> object:
        if not isinstance(obj, _Storage):
            return None
        return ("storage", self._torch.FloatStorage, str(obj.key), "cpu", obj.count)

    def reducer_override(self, obj: object) -> Any:
        if not isinstance(obj, np.ndarray):
            return NotImplemented
        storage = _Storage(self._count, obj.size)
        self._count += 1
        strides = tuple(int(np.prod(obj.shape[axis + 1 :])) for axis in range(obj.ndim))
        return self._inner._rebuild_tensor_v2, (storage, 0, obj.shape, strides, False, {})


def random_campplus(seed: int = 0) -> dict[str, Array]:
    """Return weights with the shapes of CAM++ that know no voice."""
    made = _Made(np.random.default_rng(seed))
    made.convolution("head.conv1", (32, 1, 3, 3), "head.bn1")
    for layer in (1, 2):
        for at in (0, 1):
            name = f"head.layer{layer}.{at}"
            made.convolution(f"{name}.conv1", (32, 32, 3, 3), f"{name}.bn1")
            made.convolution(f"{name}.conv2", (32, 32, 3, 3), f"{name}.bn2")
        first = f"head.layer{layer}.0.shortcut"
        made.convolution(f"{first}.0", (32, 32, 1, 1), f"{first}.1")
    made.convolution("head.conv2", (32, 32, 3, 3), "head.bn2")
    front = 32 * BANDS // 8
    made.convolution("xvector.tdnn.linear", (128, front, 5), "xvector.tdnn.nonlinear.batchnorm")
    channels = 128
    for block, layers in enumerate((12, 24, 16), start=1):
        for at in range(1, layers + 1):
            made.layer(f"xvector.block{block}.tdnnd{at}", channels)
            channels += 32
        made.norm(f"xvector.transit{block}.nonlinear.batchnorm", channels)
        made.array(f"xvector.transit{block}.linear.weight", (min(512, channels // 2), channels, 1))
        channels = min(512, channels // 2)
    made.norm("xvector.out_nonlinear.batchnorm", channels)
    made.convolution("xvector.dense.linear", (192, 1024, 1), "xvector.dense.nonlinear.batchnorm")
    return made.weights


class _Made:
    def __init__(self, chance: np.random.Generator) -> None:
        self._chance = chance
        self.weights: dict[str, Array] = {}

    def array(self, name: str, shape: tuple[int, ...]) -> None:
        scale = np.sqrt(2 / np.prod(shape[1:]))
        self.weights[name] = (self._chance.normal(size=shape) * scale).astype(np.float32)

    def norm(self, name: str, channels: int) -> None:
        draw = self._chance.uniform
        for part, low, high in (
            ("weight", 0.5, 1.5), ("bias", -0.2, 0.2),
            ("running_mean", -0.2, 0.2), ("running_var", 0.5, 1.5),
        ):  # fmt: skip
            self.weights[f"{name}.{part}"] = draw(low, high, channels).astype(np.float32)

    def convolution(self, name: str, shape: tuple[int, ...], norm: str) -> None:
        self.array(f"{name}.weight", shape)
        self.norm(norm, shape[0])

    def layer(self, name: str, channels: int) -> None:
        self.norm(f"{name}.nonlinear1.batchnorm", channels)
        self.convolution(f"{name}.linear1", (128, channels, 1), f"{name}.nonlinear2.batchnorm")
        cam = f"{name}.cam_layer"
        self.array(f"{cam}.linear_local.weight", (32, 128, 3))
        for part, shape in (("linear1", (64, 128, 1)), ("linear2", (32, 64, 1))):
            self.array(f"{cam}.{part}.weight", shape)
            self.weights[f"{cam}.{part}.bias"] = np.zeros(shape[0], np.float32)

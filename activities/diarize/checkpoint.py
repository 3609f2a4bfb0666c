"""Read the arrays of a PyTorch checkpoint without PyTorch, and without running what is in it."""

import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import EngineUnavailableError

Array = NDArray[np.float32]


def arrays(path: Path) -> dict[str, Array]:
    """Return the arrays of numbers that a checkpoint holds by name.

    A checkpoint is a zip file with a pickle and one file for each array. The pickle may name
    only what rebuilds arrays; anything else in it is refused and never called.

    Raises:
        EngineUnavailableError: the file is not such a checkpoint.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            held = _Reader(archive).load()
    except (OSError, KeyError, ValueError, IndexError, TypeError, EOFError) as error:
        raise EngineUnavailableError(f"{path.name} cannot be read: {error}") from error
    except (zipfile.BadZipFile, pickle.UnpicklingError) as error:
        raise EngineUnavailableError(f"{path.name} is not a checkpoint: {error}") from error
    if not isinstance(held, dict):
        raise EngineUnavailableError(f"{path.name} holds no arrays by name")
    return {name: value for name, value in held.items() if _is_numbers(value)}


class _Reader(pickle.Unpickler):
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._root = archive.namelist()[0].partition("/")[0]
        super().__init__(archive.open(f"{self._root}/data.pkl"))

    def find_class(self, module: str, name: str) -> object:
        found = _ALLOWED.get((module, name))
        if found is None:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a checkpoint")
        return found

    def persistent_load(self, pid: tuple[str, np.dtype[np.generic], str, str, int]) -> object:
        _, kind, key, _, count = pid
        stored = np.frombuffer(self._archive.read(f"{self._root}/data/{key}"), kind)
        if len(stored) != count:
            raise ValueError(f"array {key} has {len(stored)} numbers and not {count}")
        return stored


def _tensor(
    storage: NDArray[np.float32],
    offset: int,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    *_: object,
) -> NDArray[np.float32]:
    if stride != _packed(size):
        raise ValueError("an array does not lie in one piece")
    count = int(np.prod(size))
    return storage[offset : offset + count].reshape(size)


def _packed(size: tuple[int, ...]) -> tuple[int, ...]:
    """Return the strides of an array of that size whose rows lie end to end."""
    return tuple(int(np.prod(size[axis + 1 :])) for axis in range(len(size)))


def _is_numbers(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == np.float32


_ALLOWED: dict[tuple[str, str], object] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch", "FloatStorage"): np.dtype("<f4"),
    ("torch", "LongStorage"): np.dtype("<i8"),
}

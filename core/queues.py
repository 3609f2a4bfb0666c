"""Task queues. They name hardware, not stages."""

from enum import StrEnum


class Queue(StrEnum):
    ORCHESTRATION = "orchestration"
    CPU = "cpu"
    GPU_ASR = "gpu-asr"
    GPU_VISION = "gpu-vision"
    RENDER = "render"

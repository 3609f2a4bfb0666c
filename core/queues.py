"""Task queues. They name hardware, not stages."""

from enum import StrEnum


class Queue(StrEnum):
    ORCHESTRATION = "orchestration"
    """Workflows, and what is short and must never wait behind a model: writes into the database,
    and changes of a plan, for which a person waits."""
    CPU = "cpu"
    GPU_ASR = "gpu-asr"
    GPU_VISION = "gpu-vision"
    RENDER = "render"
    PUBLISH = "publish"
    """What other people's servers are told. It waits for them, and needs next to nothing here."""

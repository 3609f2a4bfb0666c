"""Which queues a pool of machines serves. A pool names hardware."""

from core.queues import Queue

POOLS: dict[str, tuple[Queue, ...]] = {
    "all": tuple(Queue),
    "orchestration": (Queue.ORCHESTRATION,),
    "cpu": (Queue.CPU,),
    # A machine without a GPU serves these queues as well, on its processor.
    "gpu": (Queue.GPU_ASR, Queue.GPU_VISION),
    "render": (Queue.RENDER,),
    "publish": (Queue.PUBLISH,),
}

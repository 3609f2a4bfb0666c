"""Keep the tables in step with the workflows.

Takes    the rows that changed since the last time, or the next version of a clip
Gives    what subscribers are to be told of it; writing the same rows again changes nothing
Runs on  orchestration, because it must never wait behind a render
"""

from activities.records.contract import (
    AddVersionRequest,
    AddVersionResult,
    Announced,
    Changes,
    CloseRequest,
    JobRow,
    ReserveRequest,
    Turn,
)

__all__ = [
    "AddVersionRequest",
    "AddVersionResult",
    "Announced",
    "Changes",
    "CloseRequest",
    "JobRow",
    "ReserveRequest",
    "Turn",
]

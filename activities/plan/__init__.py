"""Turn each chosen moment into a clip plan.

Takes    the transcript, scenes, faces and chosen moments of a recording; or a plan, and what is
         to be done to it
Gives    one clip plan for each moment: its edges, its words, its crop; or the changed plan
Runs on  cpu; a person waits for a changed plan, which orchestration makes
"""

from activities.plan.contract import (
    EditPlanRequest,
    EditPlanResult,
    HeardMusic,
    PlannedClip,
    PlanRequest,
    PlanResult,
    Unheard,
)

__all__ = [
    "EditPlanRequest",
    "EditPlanResult",
    "HeardMusic",
    "PlanRequest",
    "PlanResult",
    "PlannedClip",
    "Unheard",
]

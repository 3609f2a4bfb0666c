"""Turn each chosen moment into a clip plan.

Takes    the transcript, scenes, faces and chosen moments of a recording
Gives    one clip plan for each moment: its edges, its words, its crop
Runs on  cpu
"""

from activities.plan.contract import PlannedClip, PlanRequest, PlanResult

__all__ = ["PlanRequest", "PlanResult", "PlannedClip"]

"""Ask for a place among the jobs of a workspace that run at once.

Takes    a job that wants to work, or those that hold the places
Gives    whether the job must wait for its turn; which jobs are gone without saying so
Runs on  orchestration, because nothing of it takes long
"""

from activities.gate.contract import (
    Asked,
    AskRequest,
    Crowd,
    GateState,
    LookRequest,
    Seen,
    Turn,
)

__all__ = ["AskRequest", "Asked", "Crowd", "GateState", "LookRequest", "Seen", "Turn"]

"""Change a plan as people and programs do: typed operations in, a checked plan out."""

from activities.plan.editing.difference import Change, Changes, changes
from activities.plan.editing.edit import edited
from activities.plan.editing.known import Known, laid_under, needed
from activities.plan.editing.operations import (
    AddEffect,
    AddSounds,
    Censor,
    ColdOpen,
    CutOnBeat,
    DeleteWords,
    Operation,
    RemoveEffect,
    ReplaceWords,
    SetField,
    Tighten,
    operation,
    read_operations,
)
from activities.plan.editing.writing import set_field

__all__ = [
    "AddEffect",
    "AddSounds",
    "Censor",
    "Change",
    "Changes",
    "ColdOpen",
    "CutOnBeat",
    "DeleteWords",
    "Known",
    "Operation",
    "RemoveEffect",
    "ReplaceWords",
    "SetField",
    "Tighten",
    "changes",
    "edited",
    "laid_under",
    "needed",
    "operation",
    "read_operations",
    "set_field",
]

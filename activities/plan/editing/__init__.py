"""Change a plan as people and programs do: typed operations in, a checked plan out."""

from activities.plan.editing.difference import Change, changes
from activities.plan.editing.edit import edited
from activities.plan.editing.operations import (
    AddEffect,
    ColdOpen,
    DeleteWords,
    Operation,
    RemoveEffect,
    ReplaceWords,
    SetField,
    operation,
    read_operations,
)
from activities.plan.editing.writing import set_field

__all__ = [
    "AddEffect",
    "Change",
    "ColdOpen",
    "DeleteWords",
    "Operation",
    "RemoveEffect",
    "ReplaceWords",
    "SetField",
    "changes",
    "edited",
    "operation",
    "read_operations",
    "set_field",
]

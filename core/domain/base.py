"""The base of every value that crosses a process."""

import hashlib
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict


class Value(BaseModel):
    """A frozen value. Unknown fields are ignored, so that an older history still decodes."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def fingerprint(self) -> str:
        """Return 16 hex digits that change when, and only when, the content changes."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def _counted(given: object) -> object:
    return len(given) if isinstance(given, list | tuple) else given


Count = Annotated[int, BeforeValidator(_counted)]
"""How many entries a list has, for whoever wants to know no more of it."""


class StrictValue(Value):
    """A value that people and programs write by hand: a misspelt field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

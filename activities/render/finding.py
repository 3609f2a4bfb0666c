"""What is not as it should be with a file, as a platform or good advice has it."""

from typing import Literal

from core.domain.base import Value

Severity = Literal["error", "warning"]


class Finding(Value):
    """One thing that is not as it should be."""

    rule: str
    found: str
    """What it is."""
    should: str
    """What it should be."""
    severity: Severity
    """An error: the file will be refused. A warning: it will be taken, and look or sound worse."""

    def told(self) -> str:
        """Return it as a line."""
        return f"{self.rule}: is {self.found}, should be {self.should}"

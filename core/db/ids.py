"""Ids that people write the beginning of."""

from uuid import UUID


def between(beginning: str) -> tuple[UUID, UUID]:
    """Return the first and the last id that begin like that: hexadecimal digits, and dashes."""
    digits = beginning.replace("-", "")[:32]
    return UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))

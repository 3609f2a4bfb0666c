"""Columns that many tables have."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field


def now(**options: Any) -> Any:
    """Return a column for a time with zone that the database fills in."""
    return Field(
        default=None,
        sa_column=Column(DateTime(True), server_default=func.now(), nullable=False, **options),
    )


def moment(*, required: bool = False) -> Any:
    """Return a column for a time with zone; without ``required`` it may be empty."""
    column = Column(DateTime(True), nullable=not required)
    return Field(sa_column=column) if required else Field(default=None, sa_column=column)


def json(default: str) -> Any:
    """Return a column for JSON, filled in from the text of a default."""
    return Field(sa_column=Column(JSONB, nullable=False, server_default=text(f"'{default}'")))


def whole(default: int) -> Any:
    """Return a column for a whole number of up to 64 bits."""
    column = Column(BigInteger, nullable=False, server_default=text(str(default)))
    return Field(default=default, sa_column=column)


def reference(table: str, *, key: bool = False, required: bool = True) -> Any:
    """Return a column that names a row of another table, and goes when that row goes."""
    target = ForeignKey(f"{table}.id", ondelete="CASCADE")
    if key:
        return Field(sa_column=Column(target, primary_key=True))
    column: Column[UUID] = Column(target, nullable=not required, index=True)
    return Field(sa_column=column) if required else Field(default=None, sa_column=column)


def owner(*, key: bool = False) -> Any:
    """Return the column that says whose row it is."""
    return reference("workspaces", key=key)

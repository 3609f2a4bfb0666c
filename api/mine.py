"""Rows of the workspace that somebody acts in."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import ApiError, Code
from api.identity import Caller

Row = TypeVar("Row", bound=Any)


async def mine(
    rows: AsyncSession, caller: Caller, kind: type[Row], key: UUID, *, alone: bool = False
) -> Row:
    """Return a row by its id, with ``alone`` for nobody else to change meanwhile.

    Raises:
        ApiError: the workspace has none of that id, or it was deleted.
    """
    found = await rows.get(kind, key, with_for_update=alone or None)
    if (
        found is None
        or getattr(found, "deleted_at", None) is not None
        or found.workspace_id != caller.workspace
    ):
        raise ApiError(Code.NOT_FOUND)
    return found

"""Which features are on, asked of the database every few seconds."""

import time
from uuid import UUID

from api.errors import ApiError, Code
from core.db import Database
from core.db.flags import Flag, flags

# So soon everybody follows an operator.
_KEPT_SECONDS = 5.0
_MOST_KEPT = 10_000


class Flags:
    """Which features are on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[UUID | None, tuple[float, dict[Flag, bool]]] = {}

    async def of(self, workspace: UUID | None = None) -> dict[Flag, bool]:
        """Return every feature, as it is in a workspace; None for those without one."""
        until, known = self._known.get(workspace, (0.0, {}))
        if until > time.monotonic():
            return known
        async with self._database.tenant(workspace=workspace) as rows:
            found = await flags(rows, workspace)
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[workspace] = (time.monotonic() + _KEPT_SECONDS, found)
        return found

    async def check(self, flag: Flag, workspace: UUID | None = None) -> None:
        """Raise ApiError when a feature is off."""
        if not (await self.of(workspace))[flag]:
            raise ApiError(Code.FEATURE_OFF, f"{flag.value} is switched off here")

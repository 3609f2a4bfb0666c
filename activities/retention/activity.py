"""Delete what has been kept for long enough, row by row and workspace by workspace."""

from uuid import UUID

from sqlmodel import col, select
from temporalio import activity

from activities.retention import rows
from activities.retention.contract import Places, PlacesRequest, Pruned, PruneRequest
from activities.retention.files import Sweeper
from core.db import Database
from core.db.tables import Workspace
from core.objects import ObjectStore
from core.settings import RetentionSettings

_PAGE = 100


class RetentionActivities:
    """What is done once a day. To do it again changes nothing."""

    def __init__(self, database: Database, store: ObjectStore, settings: RetentionSettings) -> None:
        self._database = database
        self._store = store
        self._settings = settings

    @activity.defn
    async def list_places(self, request: PlacesRequest) -> Places:
        """List the workspaces, deleted ones too."""
        query = select(Workspace.id).order_by(col(Workspace.id)).limit(_PAGE)
        if request.after:
            query = query.where(col(Workspace.id) > UUID(request.after))
        async with self._database.transaction() as session:
            return Places(workspaces=tuple(map(str, await session.scalars(query))))

    @activity.defn
    async def prune_rows(self) -> Pruned:
        """Delete the rows of all workspaces that are old enough."""
        gone = await rows.prune(self._database, self._settings, activity.heartbeat)
        return Pruned(rows=gone)

    @activity.defn
    async def prune_files(self, request: PruneRequest) -> Pruned:
        """Delete the files of a workspace that nobody needs any more."""
        workspace = UUID(request.workspace)
        sweeper = Sweeper(
            self._database, self._store, self._settings, workspace, activity.heartbeat
        )
        return Pruned(files=await sweeper.sweep())

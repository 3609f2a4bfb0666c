"""Delete what has been kept for long enough, row by row and workspace by workspace."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlmodel import col, select
from temporalio import activity
from temporalio.client import Client

from activities.retention import rows
from activities.retention.contract import Lost, Places, PlacesRequest, Pruned, PruneRequest
from activities.retention.files import Sweeper
from activities.retention.lost import lost
from core.db import Database
from core.db.tables import Workspace
from core.objects import ObjectStore
from core.settings import RetentionSettings
from core.temporal import runs

_PAGE = 100


class RetentionActivities:
    """What is done once a day. To do it again changes nothing."""

    def __init__(
        self,
        database: Database,
        store: ObjectStore,
        *,
        client: Client,
        settings: RetentionSettings,
    ) -> None:
        self._client = client
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
    async def list_lost(self, request: PruneRequest) -> Lost:
        """List jobs of a workspace that are not over and that no workflow works on any more."""
        found = await lost(
            self._database,
            UUID(request.workspace),
            quiet=timedelta(hours=self._settings.lost_hours),
            runs=partial(runs, self._client),
            alive=activity.heartbeat,
        )
        return Lost(jobs=tuple(map(str, found)))

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

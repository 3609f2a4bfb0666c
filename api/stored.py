"""Files of a workspace, as addresses that need no token."""

from uuid import UUID

from api.services import Services
from core.objects import owned

_SECONDS = 3600


async def address(services: Services, workspace: UUID, key: str, filename: str = "") -> str:
    """Return where a file can be read for an hour; a browser saves it under the name given.

    Raises:
        ForeignKeyError: it is none of this workspace.
    """
    return await services.store.signed_url(owned(key, workspace), _SECONDS, filename)

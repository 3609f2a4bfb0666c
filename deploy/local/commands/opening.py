"""Which service the commands talk to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deploy.local import login
from deploy.local.commands.here import here
from deploy.local.commands.remote import Remote
from deploy.local.commands.service import Service


def is_remote() -> bool:
    """Say whether the commands speak to an API elsewhere."""
    return login.current() is not None


@asynccontextmanager
async def service(*, start: bool = False) -> AsyncIterator[Service]:
    """Give what the commands talk to; with ``start``, a system for the block if none runs.

    Raises:
        CommandError: nobody is logged in, no system runs, and none shall be started.
    """
    if (known := login.current()) is not None:
        async with Remote(known) as there:
            yield there
        return
    async with here(start=start) as found:
        yield found

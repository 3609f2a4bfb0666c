"""A supervisor in a process of its own, with the servers and a worker that does nothing."""

import asyncio
import sys
from pathlib import Path

from core.settings import settings
from deploy.local.stack import Recipe, serve


async def migrate(_: str) -> None:
    """Leave the database as it is."""


RECIPE = Recipe((sys.executable, str(Path(__file__).with_name("stub_worker.py"))), migrate=migrate)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(settings(), _say, recipe=RECIPE))

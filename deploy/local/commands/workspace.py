"""``workspace``: keep a workspace in a file, and put it back."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from core.backup import Kept, backup, restore
from core.objects import ObjectStore, open_store
from core.settings import settings
from deploy.local.commands.session import console, run, running_endpoints

workspace = typer.Typer(no_args_is_help=True, help="Keep a workspace in a file, and put it back.")

File = Annotated[Path, typer.Argument(help="The archive.", dir_okay=False)]


@workspace.command("backup")
def keep(
    file: File,
    workspace: Annotated[
        UUID | None, typer.Option(help="Which one; by default that of the command line.")
    ] = None,
) -> None:
    """Write a workspace with all its files to an archive.

    Logins are not in it, nor the keys in the folder `secrets` of the data folder: keep that
    folder as well, or make new secrets for webhooks.
    """

    async def command() -> None:
        found, store = await running_endpoints(), open_store(settings())
        wanted = workspace or settings().workspace
        await _done(store, "kept", await backup(found.database, store, wanted, file.absolute()))

    run(command)


@workspace.command("restore")
def put_back(file: File) -> None:
    """Put a workspace back where it has no jobs: into a new installation, for instance."""

    async def command() -> None:
        found, store = await running_endpoints(), open_store(settings())
        await _done(store, "restored", await restore(found.database, store, file.absolute()))

    run(command)


async def _done(store: ObjectStore, what: str, kept: Kept) -> None:
    await store.close()
    files = f"{kept.files} files, {kept.size / 1e6:,.1f} MB"
    console.print(f"workspace {kept.workspace} {what}: {files}", markup=False, soft_wrap=True)

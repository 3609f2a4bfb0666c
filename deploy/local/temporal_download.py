"""Let Temporal's SDK download a server: ``python -m … server|test-server FOLDER VERSION``.

The SDK offers no download alone, so the server is started once and stopped.
A process of its own makes it possible to stop a download that hangs.
"""

import asyncio
import sys

from temporalio.testing import WorkflowEnvironment


async def _download(kind: str, folder: str, version: str) -> None:
    if kind == "server":
        environment = await WorkflowEnvironment.start_local(
            download_dest_dir=folder, dev_server_download_version=version
        )
    else:
        environment = await WorkflowEnvironment.start_time_skipping(
            download_dest_dir=folder, test_server_download_version=version
        )
    await environment.shutdown()


def main() -> int:
    """Download, or say in one line why not."""
    kind, folder, version = sys.argv[1:]
    try:
        asyncio.run(_download(kind, folder, version))
    except RuntimeError as error:
        sys.stderr.write(str(error).replace("\n", " ") + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

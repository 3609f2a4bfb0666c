"""Find Temporal's test server, in which time can be skipped, or get it. Only tests use it."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from core.errors import ProcessFailedError
from core.settings import Settings
from deploy.local.external import OnLine, call
from deploy.local.lock import Lock
from deploy.local.temporal_server import download

VERSION = "1.38.0"

_VARIABLE = "CLIPPED_TEMPORAL_TEST_SERVER"
_MAVEN_SECONDS = 600.0

_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>clippedai</groupId>
  <artifactId>time-skipping</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>{VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>2.0.17</version>
    </dependency>
  </dependencies>
</project>
"""
_WRAPPER = """#!/bin/sh
here=$(dirname "$0")
exec java -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \\
    -cp "$here/jars/*" io.temporal.testserver.TestServer "$@"
"""


@dataclass(frozen=True)
class TimeSkippingServer:
    path: Path | None
    """A program that takes a port; None when there is none."""
    reason: str = ""
    """Why there is none, and what to do."""


def locate(settings: Settings) -> Path | None:
    """Return the server that would be used, None when it must be fetched first."""
    named = os.environ.get(_VARIABLE)
    if named:
        return Path(named).expanduser()
    found = _cached(settings)
    return found if found.exists() else None


def _cached(settings: Settings) -> Path:
    return settings.cache_dir / "temporal-test-server" / VERSION / "temporal-test-server"


async def find(settings: Settings, on_line: OnLine) -> TimeSkippingServer:
    """Return the test server; fetch it when there is none and that is allowed."""
    found = locate(settings)
    if found is not None:
        return TimeSkippingServer(found)
    if settings.offline:
        return TimeSkippingServer(None, "OFFLINE forbids to fetch Temporal's test server")
    async with Lock(settings.cache_dir / "temporal-test-server" / "lock").held():
        found = locate(settings)
        return TimeSkippingServer(found) if found else await _obtain(settings, on_line)


async def _obtain(settings: Settings, on_line: OnLine) -> TimeSkippingServer:
    target = _cached(settings)
    target.parent.parent.mkdir(parents=True, exist_ok=True)
    reasons = []
    for obtain in (_download, _resolve):
        with tempfile.TemporaryDirectory(dir=target.parent.parent) as folder:
            try:
                await obtain(Path(folder), on_line)
            except ProcessFailedError as error:
                reasons.append(str(error))
                continue
            shutil.rmtree(target.parent, ignore_errors=True)
            shutil.copytree(folder, target.parent)
            return TimeSkippingServer(target)
    reason = "; ".join(reasons)
    return TimeSkippingServer(
        None, f"{reason}. Install Java and Maven, or set {_VARIABLE} to the test server"
    )


async def _download(folder: Path, on_line: OnLine) -> None:
    on_line("downloading Temporal's test server")
    made = await download("test-server", folder, on_line, release="default")
    made.rename(folder / "temporal-test-server")


async def _resolve(folder: Path, on_line: OnLine) -> None:
    if shutil.which("mvn") is None or shutil.which("java") is None:
        raise ProcessFailedError("Maven, which could fetch it, is not installed")
    on_line("fetching Temporal's test server with Maven")
    (folder / "pom.xml").write_text(_POM)
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={folder / 'jars'}"]
    await call(["mvn", "-q", "-B", "-f", folder / "pom.xml", *goal], seconds=_MAVEN_SECONDS)
    wrapper = folder / "temporal-test-server"
    wrapper.write_text(_WRAPPER)
    wrapper.chmod(0o755)

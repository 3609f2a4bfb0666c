"""Recordings that this machine can read."""

from collections.abc import Callable
from pathlib import Path

from activities.ingest.base import Fetched
from activities.ingest.hashing import copy_hashed
from activities.ingest.limits import check_size
from core.errors import SourceNotFoundError
from core.settings import IngestSettings


class File:
    """Copies a file, so that whatever happens to it later does not touch the job."""

    def __init__(self, rules: IngestSettings) -> None:
        self._rules = rules

    def fetch(self, location: str, into: Path, *, report: Callable[[float], None]) -> Fetched:
        source = Path(location).expanduser()
        try:
            _check_readable(source)
            check_size(source.stat().st_size, self._rules)
            target = into / "source"
            content_hash = copy_hashed(source, target, report=report)
        except PermissionError as error:
            raise SourceNotFoundError(
                f"{source} may not be read by this user; change its permissions"
            ) from error
        return Fetched(path=target, content_hash=content_hash, title=source.stem)


def _check_readable(source: Path) -> None:
    if source.is_dir():
        raise SourceNotFoundError(f"{source} is a folder; give the path of a video file in it")
    if not source.exists():
        raise SourceNotFoundError(f"there is no file {source}; check the path")
    if not source.is_file():
        raise SourceNotFoundError(f"{source} is not an ordinary file; give the path of a video")

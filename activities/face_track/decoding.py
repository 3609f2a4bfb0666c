"""Say in one line what is wrong with a file that cannot be decoded."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av

from core.errors import UnreadableMediaError


@contextmanager
def decoding(what: str, path: Path) -> Iterator[None]:
    """Translate the errors of reading the picture or the sound of a file.

    Raises:
        UnreadableMediaError: it cannot be decoded, or there is none in the file.
    """
    try:
        yield
    except av.FFmpegError as error:
        reason = error.strerror or "broken"
    except IndexError:
        reason = "there is none"
    else:
        return
    raise UnreadableMediaError(
        f"the {what} of {path.name} cannot be decoded ({reason}); "
        "start the job again from its source"
    )

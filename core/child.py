"""The other end of ``core.process``: ``python -m core.child [FILE module:Answer] module:function``.

With a file, the whole result is written there, and only the fields of the answer are told.
"""

import inspect
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from core.domain.base import Value
from core.errors import ClippedError


def main() -> None:
    """Read one task, do it, answer, and never outlive the parent."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever a library prints belongs in the log
    task = sys.stdin.readline()
    threading.Thread(target=_watch_parent, daemon=True).start()

    def answer(**message: Any) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    try:
        *kept, work = sys.argv[1:]
        result = _call(work, task, lambda fraction: answer(progress=fraction))
        answer(result=_told(result, kept).model_dump(mode="json"))
    except ClippedError as error:
        answer(error=type(error).__name__, message=str(error))
    except Exception as error:  # noqa: BLE001 - the last line of defence of a process
        traceback.print_exc()
        answer(error="ProcessFailedError", message=f"{type(error).__name__}: {error}"[:500])
    finally:
        _end()


def _call(work: str, task: str, report: Any) -> Value:
    function = _named(work)
    kind = next(iter(inspect.signature(function, eval_str=True).parameters.values())).annotation
    result: Value = function(kind.model_validate_json(task), report)
    return result


def _told(result: Value, kept: Sequence[str]) -> Value:
    """Return what the parent wants to know of a result, and leave the whole of it in a file."""
    if not kept:
        return result
    file, name = kept
    Path(file).write_text(result.model_dump_json())
    told: Value = _named(name).model_validate(result, from_attributes=True)
    return told


def _named(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _watch_parent() -> None:
    sys.stdin.read()
    _end()


def _end() -> None:
    """End, and take along whatever was started here.

    Nothing is torn down: models and decoders need not be, and where the parent died in between,
    nobody else would end what this process has started.
    """
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()

"""The other end of ``core.process``: ``python -m core.child module:function``."""

import inspect
import json
import os
import signal
import sys
import threading
import traceback
from importlib import import_module
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
        result = _call(sys.argv[1], task, lambda fraction: answer(progress=fraction))
        answer(result=result.model_dump(mode="json"))
    except ClippedError as error:
        answer(error=type(error).__name__, message=str(error))
    except Exception as error:  # noqa: BLE001 - the last line of defence of a process
        traceback.print_exc()
        answer(error="ProcessFailedError", message=f"{type(error).__name__}: {error}"[:500])
    os._exit(0)  # models and decoders need not be torn down


def _call(work: str, task: str, report: Any) -> Value:
    module, _, name = work.partition(":")
    function = getattr(import_module(module), name)
    kind = next(iter(inspect.signature(function, eval_str=True).parameters.values())).annotation
    result: Value = function(kind.model_validate_json(task), report)
    return result


def _watch_parent() -> None:
    sys.stdin.read()
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()

"""The tier of the engines that need the extras: ``make test-torch``. Elsewhere it is not there."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

collect_ignore_glob = [] if find_spec("torch") else ["test_*.py"]

# What the engines switch off themselves; no test may depend on their order.
os.environ.update(HF_HUB_OFFLINE="1", PYANNOTE_METRICS_ENABLED="0", YOLO_OFFLINE="1")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.torch)

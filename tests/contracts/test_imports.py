"""The rules of the house hold, and starting it loads no heavy library."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = "torch cv2 av ctranslate2 faster_whisper pocketsphinx onnxruntime yt_dlp scenedetect openai"


@pytest.mark.parametrize("module", ["workflows.vod", "workers.wiring", "activities.catalog"])
def test_starting_loads_no_heavy_library(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set('{HEAVY}'.split()) & set(sys.modules)))"
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert shown.stdout.split() == []


def test_every_import_keeps_to_its_house() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    shown = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)

    assert shown.returncode == 0, shown.stdout[-3000:]

"""What is written down of the API is what it is."""

import json
from pathlib import Path

from api.app import create

_DOCUMENT = Path(__file__).parents[2] / "deploy" / "docs" / "openapi.json"


def test_the_openapi_document_is_current() -> None:
    """``clippedai openapi > deploy/docs/openapi.json`` writes it."""
    assert json.loads(_DOCUMENT.read_text()) == create().openapi()

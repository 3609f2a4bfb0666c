"""The clients are what the committed OpenAPI document says; `make clients` makes them anew."""

import json
from typing import Any

import pytest

from deploy.client.__main__ import DOCUMENT, HERE, TYPES
from deploy.client.python import python
from deploy.client.typescript import is_current

Document = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Document:
    read: Document = json.loads(DOCUMENT.read_text())
    return read


def test_the_python_client_is_current(document: Document) -> None:
    made = python(document)

    assert set(made) == {"models.py", "calls.py"}
    assert {name: (HERE / name).read_text() for name in made} == made


def test_the_types_for_pages_are_current(document: Document) -> None:
    assert is_current(TYPES.read_text(), document)


def test_types_that_are_stale_or_edited_are_noticed(document: Document) -> None:
    text = TYPES.read_text()
    newer = {**document, "paths": {**document["paths"], "/api/new": {}}}

    assert not is_current(text, newer)
    assert not is_current(text.replace("readonly", "", 1), document)
    assert not is_current(text.partition("\n")[2], document)

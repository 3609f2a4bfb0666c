"""``python -m deploy.client``: make the clients of the committed OpenAPI document anew."""

import json
from pathlib import Path

from deploy.client.python import python
from deploy.client.typescript import WEB, typescript

HERE = Path(__file__).parent
DOCUMENT = HERE.parent / "docs" / "openapi.json"
TYPES = WEB / "src" / "client" / "api.ts"

if __name__ == "__main__":
    document = json.loads(DOCUMENT.read_text())
    for name, text in python(document).items():
        (HERE / name).write_text(text)
    TYPES.write_text(typescript(document))

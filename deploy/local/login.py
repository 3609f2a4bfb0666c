"""Which API the command line speaks to, and the uploads that it has begun there."""

import hashlib
import os
from pathlib import Path
from uuid import UUID

from pydantic import Field, SecretStr, TypeAdapter, field_serializer

from core.domain.base import Value
from deploy.local.endpoints import read_json, write_atomically

URL, TOKEN = "CLIPPED_API_URL", "CLIPPED_API_TOKEN"

_UPLOADS = TypeAdapter(dict[str, UUID])


class Login(Value):
    """An API, and the token for it."""

    address: str
    token: SecretStr
    token_id: UUID | None = None
    """Of a token that was made for this login, and that ends with it."""
    who: str = Field(default="")
    """The e-mail address of whom it speaks for."""

    @field_serializer("token", when_used="json")
    def _told(self, token: SecretStr) -> str:
        return token.get_secret_value()


def current() -> Login | None:
    """Return the login that holds: of the environment, else the stored one."""
    address, token = os.environ.get(URL), os.environ.get(TOKEN)
    if address and token:
        return Login(address=address.rstrip("/").removesuffix("/api"), token=SecretStr(token))
    return stored()


def stored() -> Login | None:
    """Return the login that was stored, None when none readable was."""
    try:
        return Login.model_validate_json(_file("login.json").read_text())
    except (OSError, ValueError):
        return None


def store(login: Login) -> Path:
    """Store a login in a file that only its user may read, and return where that is."""
    file = _file("login.json")
    write_atomically(file, login.model_dump_json(indent=1))
    return file


def forget() -> None:
    """Forget the login that was stored."""
    _file("login.json").unlink(missing_ok=True)


def begun_upload(login: Login, file: Path) -> UUID | None:
    """Return the upload that was begun of a file which has not changed since."""
    return _known().get(_name(login, file))


def remember_upload(login: Login, file: Path, upload: UUID | None) -> None:
    """Remember which upload is of a file; None forgets it."""
    known = _known()
    known.pop(_name(login, file), None)
    if upload is not None:
        known[_name(login, file)] = upload
    write_atomically(_file("uploads.json"), _UPLOADS.dump_json(known, indent=1).decode())


def _known() -> dict[str, UUID]:
    try:
        return _UPLOADS.validate_python(read_json(_file("uploads.json")) or {})
    except ValueError:
        return {}


def _name(login: Login, file: Path) -> str:
    about = file.stat()
    parts = (login.address, login.who, file.resolve(), about.st_size, about.st_mtime_ns)
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


def _file(name: str) -> Path:
    folder = os.environ.get("XDG_CONFIG_HOME")
    return Path(folder or Path.home() / ".config") / "clippedai" / name

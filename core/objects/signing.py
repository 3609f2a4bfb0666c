"""Addresses that let whoever has them read one file, for a while."""

import base64
import hashlib
import hmac
import json
import time
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, urlencode

from core.crypto.rings import Key, KeyRing
from core.objects.errors import LinkRefusedError

_PURPOSE = "read a stored file"
_LONGEST = 150


class UrlSigner:
    """Signs addresses of the API for the files of a folder store, and knows them again.

    An address is ``{base}/{key}?expires=…&filename=…&signed_by=…&signature=…``.
    """

    def __init__(self, ring: KeyRing, base: str, now: Callable[[], float] = time.time) -> None:
        self._ring = ring
        self._base = base.rstrip("/")
        self._now = now

    def sign(self, key: str, seconds: int, filename: str = "") -> str:
        """Return an address of a file that is good for so long."""
        expires, newest = int(self._now()) + seconds, self._ring.newest
        query = {
            "expires": expires,
            "filename": filename,
            "signed_by": newest.id,
            "signature": _signature(newest, key, expires, filename),
        }
        return f"{self._base}/{quote(key)}?{urlencode(query, errors='replace')}"

    def verify(
        self, key: str, *, expires: int, filename: str, signed_by: str, signature: str
    ) -> None:
        """Make sure that we signed this address, and that it is still good.

        Raises:
            LinkRefusedError: it is not.
        """
        signer = self._ring.find(signed_by)
        expected = "" if signer is None else _signature(signer, key, expires, filename)
        given = signature.encode(errors="replace")
        if not expected or not hmac.compare_digest(expected.encode(), given):
            raise LinkRefusedError("the link is not valid; ask for a new one")
        if self._now() >= expires:
            raise LinkRefusedError("the link is too old; ask for a new one")


def _signature(signer: Key, key: str, expires: int, filename: str) -> str:
    # As it comes out of an address again.
    name = filename.encode(errors="replace").decode()
    signed = json.dumps([_PURPOSE, key, expires, name]).encode()
    digest = hmac.new(signer.secret, signed, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def attachment(filename: str) -> str:
    """Return the header ``Content-Disposition`` that saves a file under a name (RFC 6266).

    The name is a person's text: what could lead elsewhere or hide is left out.
    """
    clean = "".join(
        "_" if sign in '/\\"%' else sign
        for sign in filename
        if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )
    clean = clean.strip(" .")[:_LONGEST] or "file"
    plain = unicodedata.normalize("NFKD", clean).encode("ascii", "ignore").decode().strip(" .")
    named = quote(clean, safe="")
    return f"attachment; filename=\"{plain or 'file'}\"; filename*=UTF-8''{named}"

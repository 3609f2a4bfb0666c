"""Use every key once, to know before anybody needs them whether they can be used."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.crypto.protocol import Keys
from core.errors import VaultError

_TEXT = "a trial"


async def try_out(keys: Keys) -> None:
    """Seal, digest and sign something.

    Raises:
        VaultError: one of them cannot be done.
    """
    if await keys.unseal(await keys.seal(_TEXT)) != _TEXT:
        raise VaultError("what was sealed comes back as something else")
    await keys.digest(_TEXT)
    key = await keys.signing_key()
    signature, public = await keys.sign(_TEXT.encode(), key), await keys.public_key(key)
    try:
        Ed25519PublicKey.from_public_bytes(public or b"").verify(signature, _TEXT.encode())
    except (InvalidSignature, ValueError) as error:
        raise VaultError("what was signed is not signed by the key that is published") from error

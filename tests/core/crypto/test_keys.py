"""What holds of keys wherever they lie."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from core.crypto import Keys
from core.errors import ConfigurationError
from tests.core.crypto.places import ADDRESS, Place, place

_NO_SERVER = pytest.mark.skipif(not ADDRESS, reason="CLIPPED_TEST_VAULT names no server")


@pytest.fixture(
    params=["files", "double", pytest.param("server", marks=[pytest.mark.long, _NO_SERVER])]
)
def keys_at(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with place(request.param, tmp_path) as made:
        yield made


def _is_by(public: bytes | None, message: bytes, signature: bytes) -> bool:
    assert public is not None
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@pytest.mark.parametrize("text", ["", "whsec_x", "ü ✓ \0", "long " * 2000])
async def test_what_is_sealed_is_read_again_and_never_looks_the_same(
    keys_at: Place, text: str
) -> None:
    keys = keys_at.open()

    sealed = await keys.seal(text)

    assert await keys.unseal(sealed) == text
    assert sealed != await keys.seal(text)
    assert len(text) < 4 or text.encode() not in sealed
    await keys.close()


async def test_what_was_changed_or_never_sealed_is_not_read(keys_at: Place) -> None:
    keys = keys_at.open()
    sealed = await keys.seal("whsec_x")
    swapped = sealed[:-8] + (b"A" if sealed[-8:-7] != b"A" else b"B") + sealed[-7:]

    for broken in (b"", b"rubbish", b"vault:v1:", b"\xff\xfe", sealed[:-4], swapped):
        with pytest.raises(ConfigurationError, match="a stored secret cannot be read"):
            await keys.unseal(broken)
    await keys.close()


async def test_every_process_of_an_installation_has_the_same_keys(keys_at: Place) -> None:
    one, other = keys_at.open(), keys_at.open()
    key = await one.signing_key()

    assert await other.unseal(await one.seal("whsec_x")) == "whsec_x"
    assert await one.digest("word") == await other.digest("word")
    assert await one.public_key(key) == await other.public_key(key)
    await one.close()
    await other.close()


async def test_a_digest_tells_texts_apart_and_names_its_key(keys_at: Place) -> None:
    keys = keys_at.open()

    one, other = await keys.digest("seven green trains"), await keys.digest("seven green train")

    assert len(one.value) == 32
    assert one.value != other.value
    assert one.key == other.key
    assert "$" not in one.key
    assert await keys.digest("seven green trains", one.key) == one
    await keys.close()


@pytest.mark.parametrize("key", ["feed", "v99", "v0x", "$", "1"])
async def test_a_key_that_is_not_there_digests_nothing(keys_at: Place, key: str) -> None:
    keys = keys_at.open()

    with pytest.raises(ConfigurationError, match="its owner needs a new one"):
        await keys.digest("word", key)
    await keys.close()


async def test_the_public_key_knows_what_was_signed_and_nothing_else(keys_at: Place) -> None:
    keys = keys_at.open()
    key = await keys.signing_key()

    signature = await keys.sign(b"who I am", key)
    public = await keys.public_key(key)

    assert len(signature) == 64
    assert _is_by(public, b"who I am", signature)
    assert not _is_by(public, b"who you are", signature)
    assert [await keys.public_key(strange) for strange in ("", "feed", "v99")] == [None] * 3
    await keys.close()


async def _made(keys: Keys) -> tuple[bytes, str, bytes, str, bytes]:
    digest, key = await keys.digest("word"), await keys.signing_key()
    sealed, signature = await keys.seal("whsec_x"), await keys.sign(b"who I am", key)
    return sealed, digest.key, digest.value, key, signature


async def test_after_a_rotation_the_newest_key_works_and_the_one_before_is_known(
    keys_at: Place,
) -> None:
    before = keys_at.open()
    sealed, digested_by, digest, signed_by, signature = await _made(before)
    await before.close()
    for purpose in ("sealing", "passwords", "tokens"):
        keys_at.rotate(purpose)

    keys = keys_at.open()

    assert await keys.unseal(sealed) == "whsec_x"
    assert (await keys.digest("word", digested_by)).value == digest
    assert (await keys.digest("word")).key != digested_by
    assert (await keys.digest("word")).value != digest
    assert _is_by(await keys.public_key(signed_by), b"who I am", signature)
    assert await keys.signing_key() != signed_by
    await keys.close()

"""Keys in files are made once, and are for the eyes of their owner only."""

import multiprocessing
from pathlib import Path

from core.crypto.files import keys_in, rotate_all
from core.crypto.rings import key_ring, rotate


def test_every_purpose_has_a_ring_that_its_owner_alone_can_read(tmp_path: Path) -> None:
    keys_in(tmp_path / "secrets")

    files = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "secrets").iterdir()}
    assert files == dict.fromkeys(("sealing.json", "passwords.json", "access-tokens.json"), 0o600)
    rings = [key_ring(tmp_path / "secrets" / name).newest.secret for name in files]
    assert len({*rings}) == 3


def test_processes_that_make_the_keys_at_once_end_up_with_the_same(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        rings = pool.map(key_ring, [tmp_path / str(n // 8) for n in range(80)], chunksize=1)

    for start in range(0, 80, 8):
        assert len({ring.newest for ring in rings[start : start + 8]}) == 1
    assert len(list(tmp_path.iterdir())) == 10


def test_a_rotation_keeps_as_many_keys_as_it_is_told_to(tmp_path: Path) -> None:
    first = key_ring(tmp_path / "keys.json")
    second = rotate(tmp_path / "keys.json")

    assert second.find(first.newest.id) == first.newest
    assert second.newest != first.newest
    assert rotate(tmp_path / "keys.json").find(first.newest.id) == first.newest
    assert rotate(tmp_path / "keys.json", most=2).find(first.newest.id) is None


async def test_after_rotations_all_that_was_stored_is_read_and_old_tokens_are_not(
    tmp_path: Path,
) -> None:
    before = keys_in(tmp_path)
    sealed, digest, key = (
        await before.seal("whsec_x"),
        await before.digest("word"),
        await before.signing_key(),
    )

    rotate_all(tmp_path)
    once = keys_in(tmp_path)
    rotate_all(tmp_path)
    twice = keys_in(tmp_path)

    assert await twice.unseal(sealed) == "whsec_x"
    assert await twice.digest("word", digest.key) == digest
    assert (await twice.digest("word")).key != digest.key
    assert await once.public_key(key) == await before.public_key(key)
    assert await twice.public_key(key) is None

"""Stored secrets are read by us and by nobody else."""

import multiprocessing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ConfigurationError
from core.keys import Key, KeyRing, key_ring, rotate
from core.sealing import Sealer, sealer

OLD, NEW = Key("old", b"o" * 32), Key("new", b"n" * 32)


@given(st.text())
def test_what_is_sealed_is_read_again_and_never_looks_the_same(text: str) -> None:
    both = Sealer(KeyRing((NEW, OLD)))

    sealed = both.seal(text)

    assert both.unseal(sealed) == text
    assert sealed != both.seal(text)
    assert len(text) < 4 or text.encode() not in sealed


def test_after_a_rotation_the_older_key_still_reads() -> None:
    sealed = Sealer(KeyRing((OLD,))).seal("whsec_x")

    assert Sealer(KeyRing((NEW, OLD))).unseal(sealed) == "whsec_x"


@pytest.mark.parametrize(
    "broken",
    [b"", b"rubbish", Sealer(KeyRing((NEW,))).seal("x")[:-3]],
    ids=["empty", "rubbish", "cut"],
)
def test_another_key_or_a_changed_byte_reads_nothing(broken: bytes) -> None:
    foreign = Sealer(KeyRing((OLD,))).seal("whsec_x")

    for sealed in (broken, foreign):
        with pytest.raises(ConfigurationError, match=r"secrets/sealing\.json"):
            Sealer(KeyRing((NEW,))).unseal(sealed)


def test_every_process_of_an_installation_has_the_same_key(tmp_path: Path) -> None:
    sealed = sealer(tmp_path).seal("whsec_x")

    assert sealer(tmp_path).unseal(sealed) == "whsec_x"
    (file,) = (tmp_path / "secrets").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_processes_that_make_the_keys_at_once_end_up_with_the_same(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        rings = pool.map(key_ring, [tmp_path / str(n // 8) for n in range(80)], chunksize=1)

    for start in range(0, 80, 8):
        assert len({ring.newest for ring in rings[start : start + 8]}) == 1
    assert len(list(tmp_path.iterdir())) == 10


def test_a_rotation_keeps_the_key_before(tmp_path: Path) -> None:
    first = key_ring(tmp_path / "keys.json")
    second = rotate(tmp_path / "keys.json")

    assert second.find(first.newest.id) == first.newest
    assert second.newest != first.newest
    assert rotate(tmp_path / "keys.json").find(first.newest.id) is None

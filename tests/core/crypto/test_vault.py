"""A vault that refuses, is away or changes, and what is said then."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from core.crypto import Keys, open_keys, published
from core.crypto import vault as client
from core.crypto.files import keys_in
from core.errors import ConfigurationError, VaultError
from core.settings import Settings, VaultSettings
from tests.core.crypto.places import approle
from tests.doubles.scripted import HANG_UP, Reply, closed_port, served
from tests.doubles.transit import Key, Transit
from tests.waiting import answer


@pytest.fixture
def vault() -> Iterator[Transit]:
    with served(Transit) as double:
        yield double


@pytest.fixture
async def keys(vault: Transit) -> AsyncIterator[Keys]:
    made = opened(vault)
    yield made
    await made.close()


def opened(vault: Transit, **rules: object) -> Keys:
    return open_keys(Settings(vault=approle(vault, **rules)))


def by_token(vault: Transit, token: str) -> Keys:
    return opened(vault, role_id="", secret_id="", token=token)


async def refused(keys: Keys, *words: str) -> None:
    """Make sure that sealing fails with one line that holds these words."""
    with pytest.raises(VaultError) as caught:
        await keys.seal("x")
    for word in words:
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_nothing_of_a_vault_is_in_files(vault: Transit, tmp_path: Path) -> None:
    keys = open_keys(Settings(data_dir=tmp_path, vault=approle(vault)))

    await keys.seal("x")
    await keys.close()

    assert list(tmp_path.iterdir()) == []


async def test_a_sealed_vault_is_told_and_works_again(vault: Transit, keys: Keys) -> None:
    vault.sealed = True
    await refused(keys, vault.url, "Vault is sealed", "unseal it")
    vault.sealed = False

    assert await keys.unseal(await keys.seal("x")) == "x"


async def test_a_path_that_the_policy_forbids_is_named(vault: Transit, keys: Keys) -> None:
    vault.forbidden = "transit/encrypt/.*"

    await refused(keys, "CLIPPED_VAULT__ROLE_ID", "transit/encrypt/clippedai-sealing", "policy")
    for _ in range(3):
        await refused(keys, "permission denied")

    assert vault.calls.count("auth/approle/login") == 1


async def test_a_token_that_is_not_valid_is_named(vault: Transit) -> None:
    keys = by_token(vault, "hvs.rubbish")

    await refused(keys, "CLIPPED_VAULT__TOKEN", "permission denied")
    await keys.close()


async def test_a_missing_key_and_a_missing_engine_are_named(vault: Transit, keys: Keys) -> None:
    elsewhere, other = opened(vault, transit_mount="elsewhere"), opened(vault, keys="other")

    await refused(elsewhere, "elsewhere/encrypt", "CLIPPED_VAULT__TRANSIT_MOUNT")
    await refused(other, "no key other-sealing", "CLIPPED_VAULT__KEYS")
    for asked in (other.digest("x"), other.unseal(b"vault:v1:AAAA"), other.signing_key()):
        with pytest.raises(VaultError, match="other-"):
            await asked
    await elsewhere.close()
    await other.close()


async def test_keys_of_the_wrong_type_are_told(vault: Transit, keys: Keys) -> None:
    vault.keys["clippedai-sealing"] = Key("ed25519")
    vault.keys["clippedai-tokens"] = Key("aes256-gcm96")

    await refused(keys, "encryption not supported for key type ed25519")
    with pytest.raises(VaultError, match="clippedai-tokens is a key of type aes256-gcm96"):
        await keys.signing_key()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (HANG_UP, "cannot be reached"),
        (Reply(200, b"<html>a page</html>"), "answered 200"),
        (Reply(200, b"[]"), "answered 200"),
        (Reply(200, b'{"data": "x"}'), "answered 200"),
        (Reply(307, b"", {"location": "http://example.com/"}), "active node"),
        (Reply(429, b'{"errors": ["quota"]}'), "429"),
        (Reply(500, b'{"errors": ["1 error occurred:\\n\\t* no\\n"]}'), "1 error occurred: * no"),
        (Reply(200, b"", after=2.0), "cannot be reached"),
    ],
)
async def test_whatever_else_answers_is_told(vault: Transit, reply: Reply, words: str) -> None:
    keys = opened(vault, timeout=0.5)
    vault.reply_with = reply

    await refused(keys, vault.url, words, "CLIPPED_VAULT__ADDRESS")
    await keys.close()


async def test_an_address_where_nobody_listens_is_told(vault: Transit) -> None:
    keys = opened(vault, address=f"http://127.0.0.1:{closed_port()}")

    await refused(keys, "cannot be reached", "CLIPPED_VAULT__ADDRESS")
    await keys.close()


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"address": "http://vault.example.com"}, "https://"),
        ({"role_id": ""}, "CLIPPED_VAULT__TOKEN, or"),
        ({"secret_id": ""}, "CLIPPED_VAULT__TOKEN, or"),
        ({"token": "both"}, "CLIPPED_VAULT__TOKEN, or"),
        ({"ca_file": "/nowhere.pem"}, "CLIPPED_VAULT__CA_FILE"),
        ({"ca_file": __file__}, "CLIPPED_VAULT__CA_FILE"),
    ],
)
def test_settings_that_contradict_themselves_are_told_at_the_start(
    vault: Transit, rules: dict[str, object], words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words):
        opened(vault, **rules)


async def test_a_namespace_goes_with_every_request(vault: Transit) -> None:
    vault.namespace = "team/clips"
    inside, outside = opened(vault, namespace="team/clips"), opened(vault)

    assert await inside.unseal(await inside.seal("x")) == "x"
    await refused(outside, "permission denied")
    await inside.close()
    await outside.close()


async def test_a_secret_id_that_is_worth_nothing_is_named(vault: Transit) -> None:
    keys = opened(vault, secret_id="another")

    await refused(keys, "CLIPPED_VAULT__SECRET_ID", "invalid role or secret ID")
    await keys.close()


async def test_a_token_gets_more_time_before_it_ends(vault: Transit, keys: Keys) -> None:
    vault.lease_seconds, vault.secret_id_uses = 1, 1
    until = time.monotonic() + 2.5

    while time.monotonic() < until:
        assert await keys.unseal(await keys.seal("x")) == "x"
        await asyncio.sleep(0.1)

    assert vault.calls.count("auth/approle/login") == 1
    assert 2 <= vault.calls.count("auth/token/renew-self") <= 8


async def test_when_a_token_gets_no_more_time_another_one_is_asked_for(
    vault: Transit, keys: Keys
) -> None:
    vault.lease_seconds, vault.renewals = 1, 0
    until = time.monotonic() + 2.5

    while time.monotonic() < until:
        assert await keys.unseal(await keys.seal("x")) == "x"
        await asyncio.sleep(0.1)

    assert 2 <= vault.calls.count("auth/approle/login") <= 6


async def test_a_withdrawn_token_is_replaced_once_for_all_who_wait(
    vault: Transit, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keys.seal("x")
    vault.tokens.clear()
    monkeypatch.setattr(client, "_YOUNG_SECONDS", 0.0)

    sealed = await asyncio.gather(*(keys.seal(str(n)) for n in range(20)))

    assert [await keys.unseal(one) for one in sealed] == [str(n) for n in range(20)]
    assert vault.calls.count("auth/approle/login") == 2


@pytest.mark.parametrize("seconds", [1, 0])
async def test_a_token_of_the_settings_is_renewed_where_it_can_be(
    vault: Transit, seconds: int
) -> None:
    vault.lease_seconds = seconds
    keys = by_token(vault, vault.token())

    for _ in range(15):
        assert await keys.unseal(await keys.seal("x")) == "x"
        await asyncio.sleep(0.1)

    assert "auth/approle/login" not in vault.calls
    assert (vault.calls.count("auth/token/renew-self") > 1) == bool(seconds)
    await keys.close()


async def test_what_another_installation_or_files_sealed_is_not_read(
    vault: Transit, keys: Keys, tmp_path: Path
) -> None:
    sealed, files = await keys.seal("x"), keys_in(tmp_path)
    vault.keys["clippedai-sealing"] = Key("aes256-gcm96")
    asked = len(vault.calls)

    with pytest.raises(ConfigurationError, match="message authentication failed"):
        await keys.unseal(sealed)
    with pytest.raises(ConfigurationError, match="did not seal it"):
        await keys.unseal(await files.seal("x"))

    assert len(vault.calls) == asked + 1


async def test_a_version_that_is_not_allowed_any_more_reads_and_digests_nothing(
    vault: Transit, keys: Keys
) -> None:
    sealed, digest = await keys.seal("x"), await keys.digest("word")
    for key in vault.keys.values():
        key.rotate()
        key.oldest = 2

    with pytest.raises(ConfigurationError, match="too old"):
        await keys.unseal(sealed)
    with pytest.raises(ConfigurationError, match="too old"):
        await keys.digest("word", digest.key)
    assert (await keys.digest("word")).key == "v2"


async def test_made_up_ids_of_keys_cost_the_vault_one_question(vault: Transit, keys: Keys) -> None:
    key = await keys.signing_key()
    before = vault.calls.count("transit/keys/clippedai-tokens")

    found = await asyncio.gather(*(keys.public_key(f"v{n}") for n in range(100, 300)))
    known = [await keys.public_key(key) for _ in range(100)]

    assert found == [None] * 200
    assert None not in known
    assert vault.calls.count("transit/keys/clippedai-tokens") == before + 1
    assert [await keys.public_key(one) for one in ("v", "v1 ", "1", "v" * 500)] == [None] * 4


async def test_a_key_that_another_process_signs_with_is_asked_for(
    vault: Transit, keys: Keys
) -> None:
    await keys.signing_key()
    vault.keys["clippedai-tokens"].rotate()
    other = opened(vault)
    newest = await other.signing_key()

    assert newest == "v2"
    assert await keys.public_key(newest) == await other.public_key(newest)
    await other.close()


async def test_public_keys_stay_while_the_vault_is_away_and_are_asked_for_beside_requests(
    vault: Transit, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "_FRESH_SECONDS", 0.0)
    monkeypatch.setattr(published, "_AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(published, "_PAUSE_SECONDS", 0.0)
    public = await keys.public_key("v1")
    vault.sealed = True

    away = []
    for _ in range(10):
        away.append(await keys.public_key("v1"))
        await asyncio.sleep(0.03)
    vault.sealed = False
    vault.keys["clippedai-tokens"].rotate()
    vault.keys["clippedai-tokens"].oldest = 2

    async def forgotten() -> bool:
        return await keys.public_key("v1") is None

    await answer(forgotten)

    assert public is not None
    assert away == [public] * 10
    assert await keys.public_key("v2") is not None


async def test_who_waits_for_a_vault_that_is_away_is_told_together(
    vault: Transit, keys: Keys
) -> None:
    vault.sealed = True
    began = time.monotonic()

    told = await asyncio.gather(*(keys.public_key("v1") for _ in range(50)), return_exceptions=True)
    again = await asyncio.gather(*(keys.signing_key() for _ in range(50)), return_exceptions=True)

    assert {type(one) for one in told + again} == {VaultError}
    assert len(vault.calls) <= 4
    assert time.monotonic() - began < 8
    vault.sealed = False
    assert await keys.signing_key() == "v1"


async def test_nobody_waits_longer_than_one_question_takes(vault: Transit) -> None:
    keys = opened(vault, timeout=0.5)
    vault.reply_with = Reply(200, b"", after=1.0)
    began = time.monotonic()

    told = await asyncio.gather(*(keys.seal("x") for _ in range(20)), return_exceptions=True)

    assert {type(one) for one in told} == {VaultError}
    assert time.monotonic() - began < 8
    await keys.close()


async def test_a_version_that_may_not_sign_any_more_is_left_for_the_newest(
    vault: Transit, keys: Keys
) -> None:
    key = await keys.signing_key()
    vault.keys["clippedai-tokens"].rotate()
    vault.keys["clippedai-tokens"].oldest = 2

    with pytest.raises(VaultError, match="less than the minimum encryption key version"):
        await keys.sign(b"who I am", key)
    newest = await keys.signing_key()

    assert newest == "v2"
    assert len(await keys.sign(b"who I am", newest)) == 64


def test_no_secret_shows_in_the_settings(vault: Transit) -> None:
    rules = VaultSettings.model_validate({"token": "hvs.secret", "secret_id": "whisper"})

    assert "hvs.secret" not in repr(rules)
    assert "whisper" not in repr(rules)

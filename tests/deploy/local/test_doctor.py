"""What the doctor finds, on machines with something missing."""

from pathlib import Path

import pytest
from pydantic import HttpUrl

from core import ffmpeg
from core.settings import LanguageModel, SelectSettings, Settings, settings
from deploy.local.doctor import Finding, examine
from tests.core.crypto.places import approle
from tests.doubles.scripted import served
from tests.doubles.transit import Transit


async def found(options: Settings) -> dict[str, Finding]:
    return {finding.name: finding for finding in await examine(options)}


async def test_every_finding_that_is_not_well_says_what_to_do(options: Settings) -> None:
    findings = await found(options)
    assert findings["Python"].state == "ok"
    assert findings["ffmpeg"].state == "ok"
    assert findings["PostgreSQL"].state == "ok"
    assert "not running" in findings["system"].what
    assert all(one.remedy for one in findings.values() if one.state != "ok")
    assert not options.data_dir.exists()


async def test_it_names_the_engine_that_will_be_used(options: Settings, tmp_path: Path) -> None:
    empty = options.model_copy(update={"cache_dir": tmp_path / "cache", "offline": True})
    findings = await found(empty)
    assert findings["transcriber"].state == "warning"
    assert findings["transcriber"].what.startswith("pocketsphinx")
    assert findings["face detector"].what.startswith("haar")

    online = await found(empty.model_copy(update={"offline": False}))
    assert online["transcriber"].what.startswith("faster-whisper")
    assert online["face detector"].what.startswith("centerface")


async def test_it_tells_of_engines_that_are_not_used_what_they_lack(
    options: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLIPPED_FACE_TRACK__LR_ASD_WEIGHTS", raising=False)
    settings.cache_clear()
    speaker = (await found(options))["active speaker lr-asd"]
    assert speaker.what == "not used"
    assert "CLIPPED_FACE_TRACK__LR_ASD_WEIGHTS is not set" in speaker.remedy

    monkeypatch.setenv("CLIPPED_FACE_TRACK__LR_ASD_WEIGHTS", "/weights/lr-asd.onnx")
    settings.cache_clear()
    findings = await found(options)
    monkeypatch.undo()
    settings.cache_clear()
    assert findings["active speaker lr-asd"].what == "used where it can run"
    assert {"transcriber whisperx", "diarizer pyannote", "person detector yolo"} <= set(findings)


async def test_it_names_language_models_and_keeps_their_keys(options: Settings) -> None:
    model = LanguageModel(name="local", base_url=HttpUrl("http://127.0.0.1:1"), model="small")
    chosen = options.model_copy(update={"select": SelectSettings(language_models=(model,))})
    ranking = (await found(chosen))["ranking"]
    assert ranking.what == "local (small); the built-in scorer when none answers"


async def test_it_tries_out_the_keys_of_a_vault(options: Settings) -> None:
    assert (await found(options))["keys"].what == f"files in {options.data_dir / 'secrets'}"
    with served(Transit) as vault:
        vaulted = options.model_copy(update={"vault": approle(vault)})
        well = (await found(vaulted))["keys"]
        vault.forbidden = "transit/sign/.*"
        forbidden = (await found(vaulted))["keys"]
        vault.sealed = True
        sealed = (await found(vaulted))["keys"]
        without = approle(vault, role_id="", secret_id="")
        half = (await found(options.model_copy(update={"vault": without})))["keys"]

    assert (well.state, vault.url in well.what) == ("ok", True)
    for finding, words in (
        (forbidden, "transit/sign/clippedai-tokens"),
        (sealed, "Vault is sealed"),
        (half, "CLIPPED_VAULT__TOKEN"),
    ):
        assert (finding.state, words in finding.what) == ("missing", True)
    assert not options.data_dir.exists()


async def test_an_ffmpeg_that_lacks_a_filter_is_missing(
    options: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poor = tmp_path / "ffmpeg"
    poor.write_text("#!/bin/sh\necho 'ffmpeg version 4.0'\necho ' T. ass V->V'\n")
    poor.chmod(0o755)
    monkeypatch.setattr(ffmpeg, "executable", lambda: str(poor))
    finding = (await found(options))["ffmpeg"]
    assert finding.state == "missing"
    assert "lacks ebur128, alimiter, libx264" in finding.what
    assert "CLIPPED_FFMPEG" in finding.remedy


async def test_a_server_that_does_not_run_is_missing(
    options: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIPPED_TEMPORAL_CLI", str(tmp_path / "nothing"))
    assert (await found(options))["Temporal server"].state == "missing"

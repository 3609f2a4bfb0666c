from dataclasses import replace
from typing import Any

import pytest

from activities.render import platforms
from activities.render.audio.loudness import Loudness
from activities.render.facts import FileFacts, Picture, Sound
from activities.render.finding import Finding
from activities.render.rules import findings

PICTURE = Picture(
    codec="h264",
    profile="High",
    level=4.0,
    pixels="yuv420p",
    width=1080,
    height=1920,
    rate=30.0,
    steady=True,
    frames=1800,
    start=0.0,
    seconds=60.0,
    key_seconds=2.0,
    closed=True,
    interlaced=False,
)
SOUND = Sound(codec="aac", profile="LC", rate=48_000, channels=2, start=0.0, seconds=60.0)
GOOD = FileFacts(
    container="mp4",
    bytes=20_000_000,
    indexed_first=True,
    edit_lists=0,
    picture=PICTURE,
    sound=SOUND,
)
LOUD = Loudness(-14.0, -1.0)


def found(facts: FileFacts, platform: str, loudness: Loudness | None = LOUD) -> list[Finding]:
    return list(findings(facts, loudness, platforms.named(platform), platforms.advice()))


def told(facts: FileFacts, platform: str, loudness: Loudness | None = LOUD) -> dict[str, str]:
    return {finding.rule: finding.severity for finding in found(facts, platform, loudness)}


def picture(**changes: Any) -> FileFacts:
    return replace(GOOD, picture=replace(PICTURE, **changes))


def sound(**changes: Any) -> FileFacts:
    return replace(GOOD, sound=replace(SOUND, **changes))


@pytest.mark.parametrize("platform", platforms.every())
def test_a_file_as_we_make_it_suits_every_platform(platform: str) -> None:
    assert found(GOOD, platform) == []


@pytest.mark.parametrize(
    ("facts", "platform", "expected"),
    [
        (replace(GOOD, container="matroska"), "tiktok", {"container": "error"}),
        (replace(GOOD, bytes=300_000_001), "reels", {"size": "error"}),
        (replace(GOOD, bytes=300_000_001), "x", {}),
        (replace(GOOD, bytes=60_000), "linkedin", {"size": "error"}),
        (replace(GOOD, edit_lists=2), "reels", {"edit list": "error"}),
        (replace(GOOD, edit_lists=2), "tiktok", {}),
        (replace(GOOD, indexed_first=False), "reels", {"index": "error"}),
        (replace(GOOD, indexed_first=False), "shorts", {"index": "warning"}),
        (picture(codec="hevc"), "x", {"video codec": "error"}),
        (picture(codec="hevc"), "tiktok", {}),
        (picture(profile="High 10"), "x", {"video profile": "error"}),
        (picture(pixels="yuv422p"), "reels", {"pixels": "error"}),
        (picture(interlaced=True), "linkedin", {"scan": "error"}),
        (picture(level=6.1), "tiktok", {"level": "warning"}),
        (picture(rate=20.0), "reels", {"frame rate": "error"}),
        (picture(rate=120.0), "x", {"frame rate": "error"}),
        (picture(steady=False), "x", {"frame rate": "warning"}),
        (picture(width=320, height=568), "tiktok", {"width": "error"}),
        (picture(width=1920, height=1080), "shorts", {"shape": "error"}),
        (picture(width=1080, height=1080), "shorts", {}),
        (picture(width=1080, height=1080), "tiktok", {"shape": "warning"}),
        (picture(width=400, height=1920), "x", {"shape": "error"}),
        (picture(closed=False), "x", {"groups of pictures": "error"}),
        (picture(closed=False), "tiktok", {"groups of pictures": "warning"}),
        (picture(key_seconds=8.3), "reels", {"key frames": "warning"}),
        (sound(codec="opus"), "x", {"sound codec": "error"}),
        (sound(profile="HE-AAC"), "x", {"sound profile": "error"}),
        (sound(rate=96_000), "reels", {"sampling rate": "error"}),
        (sound(channels=6), "reels", {"channels": "error"}),
        (sound(start=0.2), "tiktok", {"sync": "warning"}),
        (sound(seconds=58.0), "tiktok", {"sync": "warning"}),
        (replace(GOOD, sound=None), "reels", {"sound": "warning"}),
    ],
)
def test_every_rule_of_a_platform_is_checked(
    facts: FileFacts, platform: str, expected: dict[str, str]
) -> None:
    assert told(facts, platform) == expected


@pytest.mark.parametrize(
    ("seconds", "refusing"),
    [
        (2.0, {"reels", "linkedin"}),
        (150.0, {"x"}),
        (200.0, {"x", "shorts"}),
        (700.0, {"x", "shorts", "tiktok"}),
    ],
)
def test_each_platform_has_its_own_length(seconds: float, refusing: set[str]) -> None:
    facts = replace(
        GOOD,
        picture=replace(PICTURE, seconds=seconds),
        sound=replace(SOUND, seconds=seconds),
    )

    assert {n for n in platforms.every() if "duration" in told(facts, n)} == refusing | {"generic"}


@pytest.mark.parametrize(
    ("loudness", "expected"),
    [
        (Loudness(-14.5, -1.0), {}),
        (Loudness(-14.6, -1.0), {"loudness": "warning"}),
        (Loudness(-13.4, -1.0), {"loudness": "warning"}),
        (Loudness(-14.0, -0.9), {"true peak": "warning"}),
        (Loudness(-70.0, float("-inf")), {}),
    ],
)
def test_loudness_and_true_peak_are_checked(loudness: Loudness, expected: dict[str, str]) -> None:
    assert told(GOOD, "tiktok", loudness) == expected


def test_errors_come_first_and_say_what_is_and_what_should_be() -> None:
    facts = replace(picture(key_seconds=8.3), bytes=600_000_000)

    assert [finding.told() for finding in found(facts, "x")] == [
        "size: is 600,000,000 bytes, should be 1 to 512,000,000 bytes",
        "key frames: is up to 8.3 s apart, should be at most 2 s",
    ]

"""What a platform will not take of a file, or will change: rules on what was read from it."""

from collections.abc import Iterator, Sequence

from activities.render.audio.loudness import Loudness
from activities.render.facts import FileFacts, Picture, Sound
from activities.render.finding import Finding, Severity
from activities.render.platforms import Advice, Limits, Platform

# What a meter reads twice of the same sound may differ so much.
_LOUDNESS_LU = 0.5
_PEAK_DB = 0.05
_SHAPE = 0.01
# A container tells times in whole ticks of its clock.
_CLOSE_SECONDS = 0.02


def findings(
    facts: FileFacts, loudness: Loudness | None, platform: Platform, advice: Advice
) -> tuple[Finding, ...]:
    """Return everything that the platform or good advice would have otherwise, errors first.

    ``loudness`` is None for a file without sound.
    """
    found = [
        *_file(facts, platform, advice),
        *_picture(facts.picture, platform),
        *_stream(facts.picture, platform, advice),
        *_sound(facts, platform),
        *_loudness(loudness, advice),
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity))


def _file(facts: FileFacts, platform: Platform, advice: Advice) -> Iterator[Finding]:
    yield from _one_of("container", facts.container, platform.containers)
    yield from _within("size", facts.bytes, platform.bytes, "bytes")
    yield from _within("duration", facts.seconds, platform.seconds, "s")
    if facts.edit_lists and not platform.edit_lists:
        yield _error("edit list", f"in {facts.edit_lists} tracks", "in none")
    if not facts.indexed_first and (platform.indexed_first or advice.indexed_first):
        severity: Severity = "error" if platform.indexed_first else "warning"
        yield _found("index", "behind the pictures", "before them", severity)


def _picture(picture: Picture, platform: Platform) -> Iterator[Finding]:
    yield from _one_of("pixels", picture.pixels, platform.pixels)
    if picture.interlaced:
        yield _error("scan", "interlaced", "progressive")
    yield from _within("width", picture.width, platform.widths, "px")
    yield from _within("height", picture.height, platform.heights, "px")
    shape = picture.width / picture.height
    yield from _within("shape", shape, platform.shapes, "width / height")
    if platform.best_shape:
        wide, high = platform.best_shape
        if abs(shape / (wide / high) - 1) > _SHAPE:
            size = f"{picture.width}x{picture.height}"
            yield _warning("shape", size, f"{wide}:{high}")
    yield from _within("frame rate", picture.rate, platform.frame_rates, "frames/s")
    if not picture.steady:
        yield _warning("frame rate", "changing", "constant")


def _stream(picture: Picture, platform: Platform, advice: Advice) -> Iterator[Finding]:
    yield from _one_of("video codec", picture.codec, platform.video)
    if picture.codec == "h264":
        yield from _one_of("video profile", picture.profile, platform.profiles)
    if picture.level is not None and picture.level > advice.level:
        yield _warning("level", f"{picture.level:g}", f"at most {advice.level:g}")
    if not picture.closed:
        groups = "groups of pictures", "open", "closed"
        yield _error(*groups) if platform.closed else _warning(*groups)
    if picture.key_seconds > advice.key_seconds + _CLOSE_SECONDS:
        seconds = f"up to {picture.key_seconds:.1f} s apart"
        yield _warning("key frames", seconds, f"at most {advice.key_seconds:g} s")


def _sound(facts: FileFacts, platform: Platform) -> Iterator[Finding]:
    sound, picture = facts.sound, facts.picture
    if sound is None:
        yield _warning("sound", "none", "there, if silent: some platforms refuse a file without")
        return
    yield from _one_of("sound codec", sound.codec, platform.sound)
    yield from _one_of("sound profile", sound.profile, platform.sound_profiles)
    yield from _within("channels", sound.channels, platform.channels, "")
    if platform.sound_rate and sound.rate > platform.sound_rate:
        yield _error("sampling rate", f"{sound.rate} Hz", f"at most {platform.sound_rate} Hz")
    yield from _together(sound, picture)


def _together(sound: Sound, picture: Picture) -> Iterator[Finding]:
    """Yield what keeps sound and picture apart by more than a frame."""
    frame = 1 / (picture.rate or 25.0) + _CLOSE_SECONDS
    starts, ends = sound.start - picture.start, sound.seconds - picture.seconds
    if abs(starts) > frame:
        yield _warning("sync", f"sound starts {starts:+.3f} s off the picture", "within a frame")
    elif abs(ends) > frame:
        yield _warning("sync", f"sound ends {ends:+.3f} s off the picture", "within a frame")


def _loudness(loudness: Loudness | None, advice: Advice) -> Iterator[Finding]:
    if loudness is None or not loudness.audible:
        return
    if abs(loudness.integrated - advice.loudness) > _LOUDNESS_LU:
        wanted = f"{advice.loudness:g} ± {_LOUDNESS_LU:g} LUFS"
        yield _warning("loudness", f"{loudness.integrated:.1f} LUFS", wanted)
    if loudness.true_peak > advice.true_peak + _PEAK_DB:
        wanted = f"at most {advice.true_peak:g} dBTP"
        yield _warning("true peak", f"{loudness.true_peak:.1f} dBTP", wanted)


def _one_of(rule: str, found: str, allowed: Sequence[str]) -> Iterator[Finding]:
    if allowed and found not in allowed:
        yield _error(rule, found or "unknown", " or ".join(allowed))


def _within(rule: str, found: float, limits: Limits | None, unit: str) -> Iterator[Finding]:
    if limits is None:
        return
    least, most = limits
    if not least - _CLOSE_SECONDS <= found <= most + _CLOSE_SECONDS:
        should = f"{_number(least)} to {_number(most)} {unit}".rstrip()
        yield _error(rule, f"{_number(found)} {unit}".rstrip(), should)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def _error(rule: str, found: str, should: str) -> Finding:
    return _found(rule, found, should, "error")


def _warning(rule: str, found: str, should: str) -> Finding:
    return _found(rule, found, should, "warning")


def _found(rule: str, found: str, should: str, severity: Severity) -> Finding:
    return Finding(rule=rule, found=found, should=should, severity=severity)

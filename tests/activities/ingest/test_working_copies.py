import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.ingest.working_copies import Recipe, proxy_size, settled, sparse
from core.domain.media import MediaInfo
from core.errors import UnreadableMediaError

RECIPE = Recipe()


def media(
    *, width: int = 1920, height: int = 1080, duration: float = 60.0, audio: str | None = "aac"
) -> MediaInfo:
    return MediaInfo(
        duration=duration,
        width=width,
        height=height,
        fps=30,
        video_codec="h264",
        audio_codec=audio,
    )


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (1920, 1080, (480, 270)),
        (3840, 2160, (480, 270)),
        (1080, 1920, (480, 854)),
        (640, 360, (480, 270)),
        (320, 180, (320, 180)),
        (481, 271, (480, 270)),
        (1, 1, (2, 2)),
    ],
)
def test_the_proxy_has_the_shape_of_the_source(
    width: int, height: int, expected: tuple[int, int]
) -> None:
    assert proxy_size(media(width=width, height=height), RECIPE) == expected


@given(st.integers(16, 8000), st.integers(16, 8000))
def test_a_proxy_is_even_and_small(width: int, height: int) -> None:
    shown = proxy_size(media(width=width, height=height), RECIPE)

    assert shown[0] % 2 == shown[1] % 2 == 0
    assert shown[0] <= RECIPE.width
    assert shown[0] <= width + 1


def test_another_recipe_has_another_name() -> None:
    assert RECIPE.fingerprint() != Recipe(crf=20).fingerprint()


def test_a_whole_recording_is_settled_without_a_note() -> None:
    assert settled(media(duration=60.0), 59.97) == (media(duration=59.97), "")


def test_a_missing_part_is_noted() -> None:
    kept, note = settled(media(duration=3600.0), 1800.0)

    assert kept.duration == 1800.0
    assert "1800.0 of 3600.0 s have a picture" in note


def test_a_minute_of_a_long_recording_is_worth_keeping() -> None:
    assert settled(media(duration=14_400.0), 61.0)[0].duration == 61.0


@pytest.mark.parametrize(("duration", "seconds"), [(10.0, 0.0), (10.0, 0.5), (14_400.0, 59.0)])
def test_a_scrap_is_not_worth_a_clip(duration: float, seconds: float) -> None:
    with pytest.raises(UnreadableMediaError, match="damaged"):
        settled(media(duration=duration), seconds)


@pytest.mark.parametrize(
    ("fps", "told"), [(0.0, ""), (1.0, "rate of 1 is low"), (4.996, "rate of 5 is low"), (12.0, "")]
)
def test_few_pictures_are_told(fps: float, told: str) -> None:
    note = sparse(media().model_copy(update={"fps": fps}))

    assert told in note
    assert bool(note) == bool(told)

import pytest

from activities.plan.editing import fields
from core.errors import InvalidPlanError


@pytest.mark.parametrize("path", fields.every())
def test_every_field_that_is_listed_is_found(path: str) -> None:
    assert fields.kind(path) is not None


def test_fields_of_every_depth_are_listed() -> None:
    assert {
        "title",
        "captions.style",
        "spans.0.end",
        "layout.scenes.0.panels.0.crop.0.x",
        "audio.music.file.key",
        "brand.logo.corner",
        "effects.0.options",
    } <= set(fields.every())


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("captions.stile", r"near it: captions\.style$"),
        ("style", r"near it: captions\.style$"),
        ("loudness", r"near it: audio\.loudness$"),
        ("output.widht", r"near it: output\.width$"),
        ("capshuns.style", r"near it: captions\.style$"),
        ("quux", r"it has: title, spans, layout"),
        ("spans.start", r"spans is a list; give a number, as in spans\.0$"),
        ("title.x", "title is a single value and has no x"),
        ("spans.-1.end", "spans is a list"),
        ("media.width", "media cannot be changed: it is what the recording is like"),
        ("source", "another recording needs another job"),
        ("clip_id", "cannot be changed"),
        ("version", "cannot be changed"),
        ("..", "no field"),
    ],
)
def test_what_is_no_field_is_refused_with_those_that_come_nearest(path: str, said: str) -> None:
    with pytest.raises(InvalidPlanError, match=said):
        fields.kind(path)

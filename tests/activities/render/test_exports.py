import pysubs2
import pytest

from activities.render.cards import letters
from activities.render.exports import exported, formats
from activities.render.words import phrases
from core.errors import InvalidPlanError
from tests.activities.render.caption_rules import speech
from tests.activities.render.pictures import captioned, said

TALK = captioned(
    said("So this is what people say, and then they go on. Nobody stops them.", 0.3),
    language="en",
)


def test_subtitles_are_whole_lines_in_the_time_of_the_clip() -> None:
    first, second = pysubs2.SSAFile.from_string(exported(TALK, "srt"))

    assert first.plaintext == "So this is what people say,\nand then they go on."
    assert (first.start, first.end) == (0, 3300)
    assert second.plaintext == "Nobody stops them."


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_no_line_of_a_subtitle_is_longer_than_players_show(seed: int, format: str) -> None:
    for event in pysubs2.SSAFile.from_string(exported(speech(seed), format)):
        assert 1 <= event.plaintext.count("\n") + 1 <= 2
        for line in event.plaintext.split("\n"):
            words = line.strip("\u200f")
            assert letters(words) <= 42 or " " not in words


def test_a_web_subtitle_says_what_it_is() -> None:
    assert exported(TALK, "vtt").startswith("WEBVTT\n")


def test_the_drawn_captions_are_exported_with_their_style() -> None:
    sheet = pysubs2.SSAFile.from_string(exported(TALK, "ass"))

    assert sheet.styles["Default"].fontname == "Montserrat ExtraBold"
    assert sheet.info["PlayResX"] == "540"


def test_a_transcript_has_a_line_for_every_turn() -> None:
    first = said("Hello there.", speaker="S1")
    answer = said("Hi.", speaker="S2")
    later = [word.model_copy(update={"start": 2.0, "end": 2.4}) for word in answer]

    assert exported(captioned([*first, *later]), "txt") == "Hello there.\nHi.\n"


def test_words_become_no_tags_of_a_player() -> None:
    hostile = captioned(said("<script> {\\an8} --> \\N end"), language="en")

    for kind in ("srt", "vtt"):
        text = exported(hostile, kind)
        assert "<script>" not in text
        assert "{" not in text
        assert text.count("-->") == len(pysubs2.SSAFile.from_string(text))


def test_what_is_masked_in_the_picture_is_masked_in_the_file() -> None:
    made = captioned(said("what the fuck"), language="en", masked=True)

    assert all("fuck" not in exported(made, kind) for kind in formats())


def test_silence_has_no_captions() -> None:
    silent = TALK.model_copy(update={"captions": None})

    assert phrases(silent) == []
    assert exported(silent, "txt") == exported(silent, "ass") == exported(silent, "srt") == ""


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(InvalidPlanError, match="'doc'; choose one of: srt, vtt, ass, txt"):
        exported(TALK, "doc")

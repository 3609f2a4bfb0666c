import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.captions import read, shifted
from core.domain.span import Span

VTT = """WEBVTT
Kind: captions
Language: en-GB

NOTE
a note --> that is no cue

intro
00:00:01.000 --> 00:00:03.500 align:start position:0%
<v Ada>Good <i>evening</i>,
ladies &amp; gentlemen.

00:03.500 --> 00:05.000
[Applause]

01:00:05.000 --> 01:00:07.250
>> HOST: Ask not (laughs) \u266a what
"""


def texts(content: str) -> list[str]:
    return [cue.text for cue in read(content).cues]


def test_webvtt_gives_what_is_said_and_when() -> None:
    found = read("\ufeff" + VTT)
    assert found.language == "en"
    assert [(cue.span.start, cue.span.end, cue.text) for cue in found.cues] == [
        (1.0, 3.5, "Good evening, ladies gentlemen."),
        (3605.0, 3607.25, "Ask not what"),
    ]


def test_json3_gives_the_same() -> None:
    events = [
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1, "wpWinPosId": 1},
        {"tStartMs": 1000, "dDurationMs": 2500, "segs": [{"utf8": "Good evening,"}]},
        {"tStartMs": 4000, "dDurationMs": 1000, "segs": [{"utf8": "\n"}]},
        {"tStartMs": 5000, "dDurationMs": 800, "segs": [{"utf8": "- ask"}, {"utf8": " not"}]},
    ]
    found = read(json.dumps({"wireMagic": "pb3", "events": events}))
    assert [(cue.span.start, cue.span.end, cue.text) for cue in found.cues] == [
        (1.0, 3.5, "Good evening,"),
        (5.0, 5.8, "ask not"),
    ]


def cue(start: str, end: str, text: str) -> str:
    return f"{start} --> {end}\n{text}\n\n"


def test_a_line_that_stays_while_the_next_comes_in_is_said_once() -> None:
    said = cue("00:01.000", "00:03.000", "one two") + cue("00:03.000", "00:05.000", "one two")
    assert texts("WEBVTT\n\n" + said) == ["one two"]


def test_cues_that_overlap_lie_end_to_end() -> None:
    content = cue("00:01.000", "00:09.000", "one") + cue("00:03.000", "00:05.000", "two")
    spans = [found.span for found in read("WEBVTT\n\n" + content).cues]
    assert spans == [Span(start=1, end=3), Span(start=3, end=5)]


@pytest.mark.parametrize(
    "line",
    ["[Music]", "(applause)", "\u266a\u266a", "\uff08\u62cd\u624b\uff09", "- ...", "<c></c>", ">>"],
)
def test_what_nobody_says_is_no_cue(line: str) -> None:
    assert texts("WEBVTT\n\n" + cue("00:01.000", "00:02.000", line)) == []


@pytest.mark.parametrize(
    "line", ["I said: go.", "A.M. radio", "U.S. troops", "re: the #1 hit is 50% off"]
)
def test_what_somebody_says_stays(line: str) -> None:
    (found,) = texts("WEBVTT\n\n" + cue("00:01.000", "00:02.000", line))
    assert [word for word in found.split() if word in line] == found.split()
    assert len(found.split()) >= len(line.split()) - 1


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "{}", '{"events": 3}', '{"events": [{"segs": []}]}', "<html></html>", "[1]",
        '{"events": [{"tStartMs": "x"}]}', "WEBVTT\n\n00:05.000 --> 00:01.000\nbackwards",
        "WEBVTT\n\n00:01.000 --> 00:02.000", "{" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_caption_file_has_no_cues(content: str) -> None:
    assert read(content).cues == ()


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    for content in (text, "WEBVTT\n\n" + text, "WEBVTT\n\n" + cue("00:01.000", "00:02.000", text)):
        cues = read(content).cues
        assert all(found.text.strip() and found.span.duration > 0 for found in cues)
        assert all(a.span.end <= b.span.start for a, b in pairwise(cues))


def test_a_part_gets_its_cues_in_its_own_time() -> None:
    content = "".join(cue(f"00:{n:02}.000", f"00:{n + 1:02}.000", f"w{n}") for n in range(10, 30))
    seen = Span(start=14.4, end=20.6)
    found = shifted(read("WEBVTT\n\n" + content).cues, seen)
    assert [one.text for one in found] == [f"w{n}" for n in range(14, 21)]
    assert found[0].span.start == 0
    assert found[-1].span.end == pytest.approx(6.2)

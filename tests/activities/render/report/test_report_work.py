"""A report on paper: whole, readable in every script, and the same every time."""

import re
import zlib
from base64 import a85decode
from pathlib import Path

import pytest
from reportlab.platypus import Paragraph

from activities.render import typeface
from activities.render.report.contract import (
    FILE,
    FoundTopic,
    MadeClip,
    PrintTask,
    RanStep,
    Report,
)
from activities.render.report.pages import clock
from activities.render.report.work import print_report
from activities.render.report.writing import Drawn, in_sight, spelled, written
from core.domain.clip import Reasons, Scores

STEP = RanStep(
    name="transcribe",
    part=None,
    round=1,
    state="completed",
    engine="faster-whisper",
    seconds=12.5,
    cached=False,
    note="",
    error="",
)


def clip(title: str) -> MadeClip:
    return MadeClip(
        id="c",
        version=2,
        state="ready",
        title=title,
        format="9:16",
        start=61,
        end=80.5,
        score=71,
        loudness=-14.0,
        scores=Scores(virality=71, hook=80, reasons=Reasons(hook="opens with a question")),
        description="What it is about",
        tags=("talk",),
        warnings=("Somebody is named.",),
        steps=(STEP,),
    )


def report(*titles: str) -> Report:
    return Report(
        job="j",
        title=titles[0],
        source="talk.mp4",
        source_kind="upload",
        state="completed",
        error="",
        created_at="2026-01-01T00:00:00+00:00",
        updated_at="2026-01-01T00:05:00+00:00",
        duration=3725.0,
        language="en",
        languages=("en", "de"),
        engines={"transcribe": "faster-whisper"},
        topics=(FoundTopic(title="Trains <fast> & slow", start=0, end=60),),
        clips=tuple(map(clip, titles)),
        steps=(STEP,),
        warnings=("one engine could not be used",),
    )


def printed(folder: Path, told: Report, monkeypatch: pytest.MonkeyPatch) -> bytes:
    (folder / "told.json").write_text(told.model_dump_json())
    monkeypatch.chdir(folder)
    print_report(PrintTask(report=str(folder / "told.json")), lambda _: None)
    return (folder / FILE).read_bytes()


def words(content: bytes) -> str:
    """Return what the text of the pages says."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            page = zlib.decompress(a85decode(stream.strip().removesuffix(b"~>")))
        except (ValueError, zlib.error):
            continue
        found += re.findall(rb"\((.*?)(?<!\\)\) Tj", page, re.DOTALL)
    return b" ".join(found).decode("latin-1").replace("\\", "")


def test_everything_that_is_known_is_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = words(printed(tmp_path, report("A talk"), monkeypatch))

    for said in (
        *("A talk", "talk.mp4", "1:02:05", "en, de", "transcribe: faster-whisper"),
        *("Trains <fast> & slow", "hook 80", "opens with a question", "Somebody is named."),
        *("12.5 s", "one engine could not be used", "1:01 to 1:20"),
    ):
        assert said.replace(" ", "") in text.replace(" ", ""), said


def test_the_same_report_is_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = [printed(tmp_path, report("A talk"), monkeypatch) for _ in range(2)]

    assert first == second
    assert first.startswith(b"%PDF-")


def test_titles_of_every_script_and_of_any_length_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = ("שלום עולם", "مرحبا بالعالم", "नमस्ते दुनिया", "ปีใหม่", "日本語の題", "한국어", "🔥 hot")
    extremes = ("", "x" * 2000, "<b>&amp;</b>", "a\ud800b\x00c", "\U000f0000", "קצר " * 300)

    content = printed(tmp_path, report("A talk", *titles), monkeypatch)
    monkeypatch.undo()
    for title in extremes:
        flowable = written(title, 9)
        assert flowable.wrap(200, 10_000)[1] >= 0

    assert content.count(b"/Subtype /Image") >= 4


def test_what_is_read_from_the_right_is_drawn_from_the_right() -> None:
    line = written("שלום עולם", 10)

    assert isinstance(line, Drawn)
    assert in_sight(["שלום ", "big ", "day ", "עולם"], backwards=True) == [
        *("עולם ", "big ", "day ", "שלום")
    ]
    assert in_sight(["the ", "שלום ", "עולם ", "sign"], backwards=False) == [
        *("the ", "עולם ", "שלום ", "sign")
    ]


def test_letters_that_are_not_here_are_left_to_the_reader_or_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typeface, "fallbacks", typeface._bundled)

    asian, rare = written("日本語の題", 10), written("𓀀 ok", 10)

    assert isinstance(asian, Paragraph)
    assert asian.style.fontName == "HeiseiMin-W3"
    assert written("한국어", 10).style.fontName == "HYSMyeongJo-Medium"
    assert isinstance(rare, Drawn)
    assert rare._text == "[U+13000] ok"


def test_an_emoji_is_told_by_its_name() -> None:
    assert spelled("so 🔥\x00 2024") == "so (fire) 2024"


@pytest.mark.parametrize(("seconds", "said"), [(0, "0:00"), (59.6, "1:00"), (3725, "1:02:05")])
def test_times_are_told_as_people_read_them(seconds: float, said: str) -> None:
    assert clock(seconds) == said

from pathlib import Path

from activities.topics.contract import TopicsTask
from activities.topics.work import divided, find
from core.domain.topics import Topics, Utterance
from core.domain.transcript import Transcript, Word
from tests.activities.topics.talks import talk


def found(said: list[Utterance], count: int | None = None) -> Topics:
    return divided(said, embedder="tf-idf", count=count, report=lambda _: None)


def test_topics_lie_end_to_end_over_the_sentences_of_a_transcript(tmp_path: Path) -> None:
    texts = talk(["cooking", "space", "money"], 12)
    words = [
        Word(text=word, start=number * 4 + place * 0.3, end=number * 4 + place * 0.3 + 0.2)
        for number, text in enumerate(texts)
        for place, word in enumerate(text.split())
    ]
    ends = [0]
    for text in texts:
        ends.append(ends[-1] + len(text.split()))
    transcript = Transcript(
        engine="e", language="en", duration=150, words=tuple(words), sentence_ends=tuple(ends[1:])
    )
    (tmp_path / "t.json").write_text(transcript.model_dump_json())

    topics = find(
        TopicsTask(transcript=str(tmp_path / "t.json"), embedder="tf-idf", count=3), lambda _: None
    ).topics

    assert [topic.first for topic in topics] == [0, *(topic.last + 1 for topic in topics[:-1])]
    assert topics[-1].last == len(texts) - 1
    assert [topic.span.start for topic in topics[1:]] == [topic.span.end for topic in topics[:-1]]
    assert [topic.span.start for topic in topics] == [4.0 * topic.first for topic in topics]
    assert topics[-1].span.end == words[-1].end


def test_nothing_said_has_no_topics() -> None:
    assert found([]).topics == ()


def test_people_who_talk_at_once_make_no_topic_go_back_in_time() -> None:
    times = [(0.0, 9.0), (5.0, 6.0), (3.0, 4.0), (7.0, 8.0)]
    said = [Utterance(text="soup", start=start, end=end) for start, end in times]

    spans = [topic.span for topic in found(said, count=4).topics]

    assert [(span.start, span.end) for span in spans] == [(0, 5), (5, 5), (5, 7), (7, 9)]

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.select.base import Asked
from activities.select.candidates import propose
from activities.select.ranking import Ranking
from activities.select.recording import Recording, Seen
from activities.select.scorers.built_in import BuiltIn
from core.domain.clip import Candidate, Scores
from core.domain.faces import SpeakerTurn
from core.domain.sound import SoundEvent
from core.domain.span import Span
from tests.activities.select import talk
from tests.activities.select.recordings import recording, topics

ANYTHING = Asked()


def judged(source: Recording, asked: Asked = ANYTHING) -> list[Candidate]:
    found = propose(source, 15, 90)
    rating = BuiltIn().rate(found, source, asked=asked)
    assert rating.engine == "built-in"
    scores = {verdict.candidate: verdict.scores for verdict in rating.verdicts}
    return [one.model_copy(update={"scores": scores[one.id]}) for one in found]


def scores(
    source: Recording, start: float = 0.0, end: float | None = None, asked: Asked = ANYTHING
) -> Scores:
    span = Span(start=start, end=source.duration if end is None else end)
    found = [Candidate(id=0, span=span, text="")]
    (verdict,) = BuiltIn().rate(found, source, asked=asked).verdicts
    return verdict.scores


def part_of(chosen: Candidate, source: Recording, part: list[str], heard: list[str]) -> bool:
    """Does a moment start where a part of the talk starts, and hold most of it?"""
    where = heard.index(part[0])
    first, last = source.sentences[where], source.sentences[where + len(part) - 1]
    said = Span(start=first.opens, end=last.closes)
    return abs(chosen.span.start - said.start) < 0.01 and chosen.span.common(said) > 15


@pytest.mark.parametrize("offline", [False, True])
def test_the_good_moments_of_a_talk_are_found_from_their_first_word(offline: bool) -> None:
    heard = talk.heard_offline(talk.TALK) if offline else talk.TALK
    source = recording(heard, pauses=talk.PAUSES)

    chosen = Ranking(source).best(judged(source), 3)

    for part in talk.GOOD.values():
        said = talk.heard_offline(part) if offline else part
        assert sum(part_of(one, source, said, heard) for one in chosen) == 1
    assert min(one.scores.virality for one in chosen) > 65


def test_small_talk_scores_far_below_what_is_worth_showing() -> None:
    source = recording(talk.TALK, pauses=talk.PAUSES)
    chosen = Ranking(source).best(judged(source), 5)

    assert chosen[2].scores.virality - chosen[3].scores.virality > 15


@pytest.mark.parametrize(
    ("better", "worse", "number"),
    [
        ("Why do restaurants fail so early?", "Restaurants fail early in the end.", "hook"),
        ("When I was nineteen our house burned.", "Our house had burned at some point.", "hook"),
        ("Plants need water at all times here.", "And it needs water at all times.", "hook"),
        ("Plants need water at all times here.", "So they need water at all times.", "coherence"),
    ],
)
def test_the_first_words_decide(better: str, worse: str, number: str) -> None:
    before, rest = "Soil is a living thing.", ["Plants take up water through the roots below."] * 6
    good, bad = (recording([before, first, *rest], pauses=[0.5]) for first in (better, worse))
    high, low = (scores(source, source.sentences[1].opens) for source in (good, bad))

    assert getattr(high, number) > getattr(low, number)


def test_a_long_hole_costs_flow() -> None:
    even = scores(recording(["plants need some water now"] * 8, pauses=[0.5]))
    holed = scores(recording(["plants need some water now"] * 8, pauses=[0.5] * 3 + [9.0]))

    assert even.flow - holed.flow > 15
    assert "held up by a pause of 9 s" in holed.reasons.flow


def test_laughter_is_worth_something() -> None:
    laughter = SoundEvent(kind="laughter", span=Span(start=5, end=7), score=0.9)
    said = ["plants need some water now"] * 8

    laughed = scores(recording(said, events=[laughter]))
    assert laughed.value > scores(recording(said)).value
    assert "laughter at 5 s" in laughed.reasons.value


def test_a_moment_that_breaks_off_makes_less_sense() -> None:
    said = ["plants need some water now and then", "they grow because of the"]
    source = recording(said, pauses=[0.3])
    whole = scores(source, 0, source.sentences[0].closes)

    assert whole.coherence - scores(source).coherence > 15


def test_nothing_is_said_about_trends_without_data() -> None:
    source = recording(talk.TALK, pauses=talk.PAUSES)
    for one in judged(source):
        assert one.scores.trend == 50
        assert "unknown" in one.scores.reasons.trend


def test_words_count_only_in_languages_that_are_known() -> None:
    english = scores(recording(talk.heard_offline(talk.QUESTION)))
    unknown = scores(recording(talk.heard_offline(talk.QUESTION), language="xx"))

    assert english.hook > unknown.hook
    assert english.value > unknown.value


def test_without_speech_the_loud_and_lively_part_wins() -> None:
    loud = Span(start=100, end=125)
    source = recording(
        duration=200,
        loud=[loud],
        cuts=[100, 104, 108, 112, 116, 120, 125],
        events=[SoundEvent(kind="peak", span=Span(start=102, end=103), score=0.9)],
    )
    (winner,) = Ranking(source).best(judged(source), 1)

    assert winner.span.common(loud) > 12


@given(
    st.lists(st.text(st.characters(categories=["L", "N", "P", "Z"])), max_size=20),
    st.sampled_from(["en", "de", "zh", ""]),
)
def test_scores_are_lawful_for_any_text(said: list[str], language: str) -> None:
    source = recording(said, language=language, duration=200)
    for one in judged(source):
        numbers = one.scores.model_dump(exclude={"reasons"}).values()
        assert all(0 <= number <= 100 for number in numbers)
        for reason in one.scores.reasons.model_dump().values():
            assert reason.endswith(".")
            assert reason[0] == reason[0].upper()


def test_reasons_cite_what_was_heard() -> None:
    said = scores(recording(talk.QUESTION)).reasons

    assert "question, \u201cWhy do nine out of ten" in said.hook
    assert "\u201c" in said.value
    assert said.flow
    assert said.coherence


def test_a_topic_of_the_day_is_worth_something_and_named() -> None:
    source = recording(talk.QUESTION)
    named = scores(source, asked=Asked(trends=("electric cars", "restaurant")))
    other = scores(source, asked=Asked(trends=("electric cars",)))

    assert named.trend > 50 > other.trend
    assert "\u201crestaurant\u201d" in named.reasons.trend
    assert "none" in other.reasons.trend
    assert named.virality > other.virality


def test_a_moment_within_one_topic_makes_more_sense_than_one_across_two() -> None:
    plain = recording(["plants need some water now and then"] * 12)
    known = replace(plain, topics=topics(plain, 6))
    inside = plain.sentences[6].opens, plain.sentences[11].closes
    across = plain.sentences[3].opens, plain.sentences[8].closes

    assert scores(known, *inside).coherence > scores(plain, *inside).coherence
    assert scores(known, *across).coherence < scores(plain, *across).coherence
    assert "topic" in scores(known, *inside).reasons.coherence


def test_who_is_seen_speaking_from_the_start_holds_the_eye() -> None:
    hidden = recording(["plants need some water now and then"] * 8)
    turn = SpeakerTurn(track=1, span=Span(start=0, end=20))
    seen = replace(hidden, seen=Seen(speaking=(turn,)))

    assert scores(seen).hook > scores(hidden).hook


GERMAN = [
    "Warum scheitern neun von zehn Restaurants in den ersten drei Jahren?",
    "Der Grund ist die Miete, weil man sie niemals ändern kann.",
    "Die Regel ist einfach, und sie hätte zweihundert Wirte gerettet.",
]


def test_cues_of_other_languages_count_there() -> None:
    said = talk.heard_offline(GERMAN)
    known, unknown = scores(recording(said, language="de")), scores(recording(said, language="xx"))

    assert known.hook > unknown.hook
    assert known.value > unknown.value

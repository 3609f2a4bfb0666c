import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.select import ranking
from activities.select.candidates import propose
from activities.select.recording import Recording
from activities.select.scorers.built_in import BuiltIn
from core.domain.clip import Candidate, Scores
from core.domain.sound import SoundEvent
from core.domain.span import Span
from tests.activities.select import talk
from tests.activities.select.recordings import recording


def judged(source: Recording) -> list[Candidate]:
    found = propose(source, 15, 90)
    rating = BuiltIn().rate(found, source)
    assert rating.engine == "built-in"
    scores = {verdict.candidate: verdict.scores for verdict in rating.verdicts}
    return [one.model_copy(update={"scores": scores[one.id]}) for one in found]


def scores(source: Recording, start: float = 0.0, end: float | None = None) -> Scores:
    span = Span(start=start, end=source.duration if end is None else end)
    (verdict,) = BuiltIn().rate([Candidate(id=0, span=span, text="")], source).verdicts
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

    chosen = ranking.best(judged(source), 3, duration=source.duration)

    for part in talk.GOOD.values():
        said = talk.heard_offline(part) if offline else part
        assert sum(part_of(one, source, said, heard) for one in chosen) == 1
    assert min(one.scores.virality for one in chosen) > 65


def test_small_talk_scores_far_below_what_is_worth_showing() -> None:
    source = recording(talk.TALK, pauses=talk.PAUSES)
    chosen = ranking.best(judged(source), 5, duration=source.duration)

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
    rest = ["Plants take up water through the roots below."] * 6
    high = scores(recording([better, *rest], pauses=[0.5]))
    low = scores(recording([worse, *rest], pauses=[0.5]))

    assert getattr(high, number) > getattr(low, number)


def test_a_long_hole_costs_flow() -> None:
    even = scores(recording(["plants need some water now"] * 8, pauses=[0.5]))
    holed = scores(recording(["plants need some water now"] * 8, pauses=[0.5] * 3 + [9.0]))

    assert even.flow - holed.flow > 15
    assert "It" in " ".join(holed.reasons)


def test_laughter_is_worth_something() -> None:
    laughter = SoundEvent(kind="laughter", span=Span(start=5, end=7), score=0.9)
    said = ["plants need some water now"] * 8

    assert scores(recording(said, events=[laughter])).value > scores(recording(said)).value


def test_a_moment_that_breaks_off_makes_less_sense() -> None:
    said = ["plants need some water now and then", "they grow because of the"]
    source = recording(said, pauses=[0.3])
    whole = scores(source, 0, source.sentences[0].closes)

    assert whole.coherence - scores(source).coherence > 15


def test_nothing_is_said_about_trends_without_data() -> None:
    source = recording(talk.TALK, pauses=talk.PAUSES)
    for one in judged(source):
        assert one.scores.trend == 50
        assert "trend" not in " ".join(one.scores.reasons).lower()


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
    (winner,) = ranking.best(judged(source), 1, duration=200)

    assert winner.span.common(loud) > 12


@settings(deadline=None)
@given(
    st.lists(st.text(st.characters(categories=["L", "N", "P", "Z"])), max_size=20),
    st.sampled_from(["en", "de", "zh", ""]),
)
def test_scores_are_lawful_for_any_text(said: list[str], language: str) -> None:
    source = recording(said, language=language, duration=200)
    for one in judged(source):
        numbers = one.scores.model_dump(exclude={"reasons"}).values()
        assert all(0 <= number <= 100 for number in numbers)
        assert len(one.scores.reasons) <= 4
        assert all(reason.endswith(".") for reason in one.scores.reasons)

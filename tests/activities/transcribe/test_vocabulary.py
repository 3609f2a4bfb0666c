from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.lexicon import english
from activities.transcribe.vocabulary import corrected, lexicon
from core.domain.transcript import Word

Known = Callable[[str], bool]

NAMES = (
    "Kubernetes", "GitHub", "Ada Lovelace", "Claude", "Nowhere", "Verrazzano", "Apple", "iPhone",
    "Roebling", "PostgreSQL", "Anne-Marie", "NASA", "O'Reilly",
)  # fmt: skip
KNOWN = lexicon(frozenset(english()))


def words(text: str, gap: float = 0.05) -> list[Word]:
    made, at = [], 0.0
    for each in text.split():
        made.append(Word(text=each, start=at, end=at + 0.3, confidence=0.8))
        at = round(at + 0.3 + gap, 3)
    return made


def written(
    text: str, names: tuple[str, ...] = NAMES, *, known: Known | None = KNOWN, cased: bool = True
) -> str:
    return " ".join(word.text for word in corrected(words(text), names, known, cased=cased))


@pytest.mark.parametrize(
    ("heard", "right"),
    [
        ("We use kubernetis, daily.", "We use Kubernetes, daily."),
        ("a Kubernetis' cluster", "a Kubernetes' cluster"),
        ("kubernetees's pods", "Kubernetes's pods"),
        ("push it to git hub now", "push it to GitHub now"),
        ("the Verazano bridge", "the Verrazzano bridge"),
        ("Emily Roebelling rode", "Emily Roebling rode"),
        ("Ada Lovlace, wrote", "Ada Lovelace, wrote"),
        ("my IPHONE rang", "my iPhone rang"),
        ("(kubernetes)", "(Kubernetes)"),
        ("postgresequel is", "postgresequel is"),
    ],
)
def test_names_are_written_as_given(heard: str, right: str) -> None:
    assert written(heard) == right


@pytest.mark.parametrize(
    "said",
    [
        "the cloud is now here", "he clawed at an apple", "a get hub of love", "Ada loves lace",
        "ruling out a governess", "nowhere to go", "an apple a day", "the nation", "rubbing",
    ],
)  # fmt: skip
def test_other_words_that_exist_are_not_touched(said: str) -> None:
    assert written(said) == said


def test_capitals_of_the_engine_tell_a_name_from_a_word() -> None:
    assert written("he works at Apple and eats an apple") == "he works at Apple and eats an apple"
    assert written("he works at apple", cased=False) == "he works at Apple"
    assert written("ada lovelace wrote", cased=False) == "Ada Lovelace wrote"


def test_a_mark_or_a_pause_parts_what_is_not_one_name() -> None:
    assert written("use git. Hub is") == "use git. Hub is"
    apart = corrected(words("git hub", gap=0.8), NAMES, KNOWN, cased=True)
    assert [word.text for word in apart] == ["git", "hub"]


def test_pieces_that_become_one_word_share_their_time_and_the_least_confidence() -> None:
    heard = words("push git hub now")
    heard[2] = heard[2].model_copy(update={"confidence": 0.4})
    found = corrected(heard, NAMES, KNOWN, cased=True)
    assert [word.text for word in found] == ["push", "GitHub", "now"]
    assert (found[1].start, found[1].end) == (heard[1].start, heard[2].end)
    assert found[1].confidence == 0.4


def test_a_language_without_a_list_changes_only_what_sounds_the_same() -> None:
    assert written("die Kubernettes laufen", known=None) == "die Kubernetes laufen"
    assert written("eine Wolke bei Claudia", known=None) == "eine Wolke bei Claudia"


def test_without_names_nothing_changes() -> None:
    heard = tuple(words("any thing"))
    assert corrected(heard, (), KNOWN, cased=True) == heard
    assert corrected(heard, ("", "..."), KNOWN, cased=True) == heard


common = st.sampled_from([word for word in list(english())[1000::997] if word.isalpha()])


@given(said=st.lists(common, min_size=1, max_size=12), names=st.lists(common, max_size=5))
def test_words_that_exist_only_ever_change_their_capitals(
    said: list[str], names: list[str]
) -> None:
    vocabulary = tuple(name.capitalize() for name in names)
    left = corrected(words(" ".join(said)), vocabulary, KNOWN, cased=False)
    assert [word.text.lower() for word in left] == said


@given(
    said=st.lists(
        st.sampled_from(["the", "git", "hub", "kuberneti", "Roebling's", "love", "lace", "ada"]),
        max_size=14,
    )
)
def test_times_stay_in_order_and_right_text_stays_right(said: list[str]) -> None:
    once = corrected(words(" ".join(said)), NAMES, KNOWN, cased=True)
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(once))
    assert all(word.end > word.start for word in once)
    assert corrected(once, NAMES, KNOWN, cased=True) == once


@given(name=st.sampled_from(NAMES), before=st.sampled_from(["the", "our", "this"]))
def test_a_name_that_is_right_stays(name: str, before: str) -> None:
    assert written(f"{before} {name} is") == f"{before} {name} is"

from itertools import islice

import pytest

from activities.transcribe.lexicon import english
from activities.transcribe.phonetics import distance
from activities.transcribe.pronunciation import phones


@pytest.mark.parametrize(
    ("word", "spoken"),
    [
        ("Verrazzano", "V EH R AE Z AE N OW"),
        ("Kaggle", "K AE G AH L"),
        ("GPT4", "JH IY P IY T IY F AO R"),
        ("GitHub", "G IH T HH AH B"),
        ("bridge", "B R IH JH"),
        ("Zo\u00eb", "Z OW IY"),
    ],
)
def test_a_name_is_spoken_as_it_is_spelt(word: str, spoken: str) -> None:
    assert " ".join(phones(word, english())[0]) == spoken


def test_a_name_may_have_the_vowels_of_another_language() -> None:
    assert [" ".join(way) for way in phones("Verrazzano", {})] == [
        "V EH R AE Z AE N OW",
        "V EH R AA Z AA N OW",
    ]


@pytest.mark.parametrize("word", ["\u6a4b", "", "...", "\u041c\u043e\u0441\u0442"])
def test_what_has_no_latin_letters_has_no_phones(word: str) -> None:
    assert phones(word, {}) == ()


def test_most_phones_of_words_that_are_known_would_be_guessed_right() -> None:
    signs: dict[str, str] = {}
    wrong = count = 0
    for word, said in islice(english().items(), 0, None, 97):
        if word.isalpha():
            truth, guess = (
                "".join(signs.setdefault(phone, chr(200 + len(signs))) for phone in each)
                for each in (said, phones(word, {})[0])
            )
            wrong += distance(truth, guess, 99)
            count += len(said)
    assert count > 3000
    assert wrong / count < 0.3

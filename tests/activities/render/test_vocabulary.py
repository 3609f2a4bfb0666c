import pytest

from activities.render import vocabulary
from activities.render.words import phrases
from core.domain.plan import AudioPlan, Censoring
from core.domain.span import Span
from tests.activities.render.pictures import captioned, said


@pytest.mark.parametrize("language", vocabulary.languages())
def test_every_language_has_every_list(language: str) -> None:
    lists = vocabulary.of(language)

    assert lists.joins
    assert len(set(lists.emoji.values())) >= 10
    assert all(word == vocabulary.bare(word) for word in lists.emoji)


def test_a_masked_word_keeps_its_first_letter_and_what_stands_around_it() -> None:
    assert vocabulary.masked("“Fucking!”") == "“F******!”"
    assert vocabulary.masked("चूतिया.") == "च**."
    assert vocabulary.hidden("Fred's") == "****'*"


def test_an_emoji_is_found_for_a_word_in_any_form() -> None:
    assert vocabulary.of("en").emoji_of("Money,") == "💰"
    assert vocabulary.of("en").emoji_of("launched!") == "🚀"
    assert vocabulary.of("de").emoji_of("Geld") == "💰"
    assert vocabulary.of("en").emoji_of("table") == ""


def test_profanity_is_masked_only_where_that_is_wanted() -> None:
    words = said("what the fuck, man")

    def shown(masked: bool) -> list[str]:
        made = captioned(words, language="en", masked=masked)
        return [word.text for phrase in phrases(made) for word in phrase.words]

    assert shown(masked=True) == ["what", "the", "f***,", "man"]
    assert shown(masked=False) == ["what", "the", "fuck,", "man"]


def test_what_is_censored_is_not_read_either() -> None:
    made = captioned(said("call Fred Bloggs now"), language="en")
    audio = AudioPlan(censoring=Censoring(spans=(Span(start=0.4, end=1.2),)))

    (phrase,) = phrases(made.model_copy(update={"audio": audio}))

    assert [word.text for word in phrase.words] == ["call", "****", "******", "now"]

import numpy as np
import pytest

from activities.transcribe.credits import without_credits
from activities.transcribe.levels import Levels
from core.domain.transcript import Word


def said(text: str, start: float, confidence: float) -> list[Word]:
    return [
        Word(text=word, start=start + 0.3 * n, end=start + 0.3 * n + 0.25, confidence=confidence)
        for n, word in enumerate(text.split())
    ]


SPEECH = said("We built it in one day.", 0.0, 0.9)


def kept(*sentences: list[Word], levels: Levels | None = None) -> str:
    words = [word for sentence in sentences for word in sentence]
    ends = [sum(map(len, sentences[: n + 1])) for n in range(len(sentences))]
    return " ".join(word.text for word in without_credits(words, ends, levels))


CREDITS = [
    "Untertitel der Amara.org-Community",
    "Untertitel im Auftrag des ZDF, 2017",
    "Sous-titres réalisés par la communauté d'Amara.org",
    "Subtitles by the Amara.org community",
    "Thanks for watching!",
    "Vielen Dank.",
    "Спасибо за просмотр!",
    "ご視聴ありがとうございました",
]


@pytest.mark.parametrize("text", CREDITS)
def test_a_credit_that_the_engine_doubts_is_left_out(text: str) -> None:
    assert kept(SPEECH, said(text, 9.0, 0.3)) == "We built it in one day."


@pytest.mark.parametrize("text", CREDITS)
def test_a_credit_over_silence_is_left_out_however_sure_the_engine_is(text: str) -> None:
    quiet = Levels(np.concatenate([np.full(800, -20.0), np.full(800, -80.0)]).astype(np.float32))
    assert kept(SPEECH, said(text, 9.0, 0.95), levels=quiet) == "We built it in one day."


def test_a_clear_goodbye_stays() -> None:
    loud = Levels(np.where(np.arange(1600) % 10 == 0, -80.0, -20.0).astype(np.float32))
    goodbye = said("Thanks for watching!", 9.0, 0.9)
    assert kept(SPEECH, goodbye, levels=loud).endswith("Thanks for watching!")


def test_a_doubted_goodbye_right_behind_speech_stays() -> None:
    assert kept(SPEECH, said("Thank you.", 2.0, 0.4)).endswith("Thank you.")


def test_a_sentence_that_only_holds_such_words_stays() -> None:
    assert kept(SPEECH, said("Thank you for the music and the bridge.", 9.0, 0.2)).endswith(
        "bridge."
    )


def test_nothing_said_is_nothing() -> None:
    assert without_credits([], [], None) == ()

from pathlib import Path

import numpy as np
import pytest

from activities.topics.backends.minilm import MiniLM, is_english
from core.errors import EngineUnavailableError
from core.settings import settings
from tests.activities.topics.talks import need_minilm


def test_sentences_that_mean_the_same_are_alike_without_a_common_word() -> None:
    need_minilm()
    reported: list[float] = []
    texts = ["A cat sleeps on the sofa.", "Some kitten naps upon a couch.", "We pay a bank loan."]

    found = MiniLM().vectors([*texts, ""], reported.append)

    likeness = found @ found.T
    assert likeness[0, 1] > likeness[0, 2] + 0.3
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 1, 0], abs=1e-5)
    assert reported == sorted(reported)
    assert reported[-1] == 1


def test_the_same_texts_give_the_same_vectors() -> None:
    need_minilm()
    texts = [f"This is sentence {number} of a talk we had." for number in range(40)]

    first, second = (MiniLM().vectors(texts, lambda _: None) for _ in range(2))

    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("So what I wanted to show you is how it works.", True),
        ("Heute sprechen wir \u00fcber die Geschichte der Stadt und ihre Menschen.", False),
        ("Hoy vamos a hablar de la historia de la ciudad y no de otra cosa.", False),
        ("今天我们讨论人工智能", False),
        ("", True),
    ],
)
def test_english_is_told_by_its_small_words(text: str, expected: bool) -> None:
    assert is_english([text]) is expected


def test_another_language_is_left_to_another_embedder() -> None:
    with pytest.raises(EngineUnavailableError, match="another language"):
        MiniLM().vectors(["Das ist ein Satz."], lambda _: None)


def test_without_its_model_another_embedder_may_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIPPED_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("CLIPPED_OFFLINE", "1")
    settings.cache_clear()
    try:
        with pytest.raises(EngineUnavailableError, match="minilm"):
            MiniLM().vectors(["This is a sentence."], lambda _: None)
    finally:
        settings.cache_clear()

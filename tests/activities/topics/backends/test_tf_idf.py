import numpy as np

from activities.topics.backends.tf_idf import TfIdf
from tests.activities.topics.talks import talk


def vectors(texts: list[str]) -> np.ndarray:
    return TfIdf().vectors(texts, lambda _: None)


def test_sentences_about_the_same_thing_are_more_alike() -> None:
    found = vectors(talk(["cooking", "space"], 20))

    likeness = found @ found.T
    assert likeness[:20, :20].mean() > 2 * abs(likeness[:20, 20:].mean())


def test_chinese_needs_no_spaces() -> None:
    found = vectors(
        [
            "股票市场上涨",
            "投资股票市场",
            "今天天气好",
            "明天天气冷",
        ]
    )

    likeness = found @ found.T
    assert likeness[0, 1] > 0.5
    assert likeness[2, 3] > 0.5
    assert abs(likeness[0, 2]) < 0.1


def test_a_text_without_words_has_no_direction() -> None:
    found = vectors(["", "the of", "soup soup", "soup"])

    assert not found[:2].any()
    assert np.linalg.norm(found[2:], axis=1).tolist() == [1, 1]


def test_nothing_gives_nothing() -> None:
    assert len(vectors([])) == 0

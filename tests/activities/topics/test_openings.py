import numpy as np

from activities.topics.openings import openings


def test_an_opening_is_where_meaning_changes() -> None:
    vectors = np.repeat(np.eye(2, dtype=np.float32), 10, axis=0)

    found = openings(["word"] * 20, vectors, np.full(20, 5.0))

    assert found[1:].argmax() == 9


def test_a_cue_makes_an_opening_more_likely() -> None:
    vectors = np.random.default_rng(1).normal(size=(9, 4)).astype(np.float32)
    weights = np.full(9, 3.0)
    plain = openings(["as it is here"] * 9, vectors, weights)
    texts = ["as it is here"] * 5 + ["Next, the engine."] + ["as it is here"] * 3

    raised = openings(texts, vectors, weights) - plain

    assert raised[5] >= 1
    assert not np.delete(raised, 5).any()


def test_sentences_without_a_meaning_are_no_error() -> None:
    found = openings(["", ""], np.zeros((2, 3), np.float32), np.ones(2))

    assert np.isfinite(found).all()

"""Which word of a sentence a spoken phone belongs to."""

from collections.abc import Sequence

import numpy as np


def owners(expected: Sequence[Sequence[str]], spoken: Sequence[str]) -> list[int]:
    """Return for every spoken phone the index of its word.

    ``expected`` holds the phones of each word when it is spoken alone. In a
    sentence some of them change, fall out or come in, so the two are aligned with
    the fewest changes (Needleman and Wunsch, J. Mol. Biol. 48, 1970).

    Raises:
        ValueError: a word is left without a phone.
    """
    names = [phone for word in expected for phone in word]
    word_of = [index for index, word in enumerate(expected) for _ in word]
    costs = _costs(names, spoken)
    i, j = len(names), len(spoken)
    result = [0] * j
    while j > 0:
        if i > 0 and costs[i, j] == costs[i - 1, j - 1] + (names[i - 1] != spoken[j - 1]):
            i, j = i - 1, j - 1
            result[j] = word_of[i]
        elif i > 0 and costs[i, j] == costs[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
            result[j] = word_of[max(i - 1, 0)]
    if set(result) != set(range(len(expected))):
        raise ValueError(f"a word has no phone of its own: {spoken} for {expected}")
    return result


def _costs(
    names: Sequence[str], spoken: Sequence[str]
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    costs = np.zeros((len(names) + 1, len(spoken) + 1), np.int64)
    costs[:, 0] = np.arange(len(names) + 1)
    costs[0, :] = np.arange(len(spoken) + 1)
    for i, name in enumerate(names, 1):
        for j, phone in enumerate(spoken, 1):
            change = costs[i - 1, j - 1] + (name != phone)
            costs[i, j] = min(change, costs[i - 1, j] + 1, costs[i, j - 1] + 1)
    return costs

"""Words weighted by how rare they are: works in every language, with nothing to fetch."""

import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from math import log

import numpy as np

from activities.topics.base import Vectors
from activities.topics.words import roots

# Words share columns by chance, with either sign, so that what they add up to by accident is
# 0 on average: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning" (2009).
_COLUMNS = 512


class TfIdf:
    """Sentences are alike when they share words that few other sentences have."""

    engine = "tf-idf"

    def vectors(self, texts: Sequence[str], report: Callable[[float], None]) -> Vectors:
        said = [roots(text) for text in texts]
        spread = Counter(word for words in said for word in set(words))
        found = np.zeros((len(texts), _COLUMNS), np.float32)
        for row, words in enumerate(said):
            for word in words:
                # A word that comes once ties nothing together.
                if spread[word] > 1:
                    code = zlib.crc32(word.encode())
                    sign = 1 if code >> 31 else -1
                    found[row, code % _COLUMNS] += sign * log(len(texts) / spread[word])
        report(1.0)
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.maximum(lengths, 1e-9), np.float32)

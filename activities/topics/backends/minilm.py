"""MiniLM: a small network that reads English sentences (all-MiniLM-L6-v2, Apache-2.0).

Wang et al., "MiniLM" (2020), trained on pairs of sentences as in Reimers and Gurevych,
"Sentence-BERT" (2019). A sentence is the mean of what the network says of its pieces of words.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import onnxruntime as ort
from tokenizers import Encoding, Tokenizer

from activities.topics.base import Vectors
from activities.topics.words import spoken, words
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import settings
from core.stop_words import STOP_WORDS

_COLUMNS = 384
# It was trained on 128 pieces of words and takes 512; costs grow faster than the length.
_PIECES = 256
_BATCH = 32

# More than half of what people say in English are such words, and hardly any in other languages.
_ENGLISH = 0.2
_SAMPLE = 2000


class MiniLM:
    """Sentences are alike when they mean the same, in English."""

    engine = "MiniLM L6 v2 int8"

    def vectors(self, texts: Sequence[str], report: Callable[[float], None]) -> Vectors:
        said = [spoken(text) for text in texts]
        if not is_english(said):
            raise EngineUnavailableError("it reads English, and this is in another language")
        tokenizer, session = _load(report)
        read = tokenizer.encode_batch(said)
        found = np.zeros((len(texts), _COLUMNS), np.float32)
        done = 0
        for rows in _batches(read):
            found[rows] = _means(session, [read[row] for row in rows])
            done += len(rows)
            report(0.2 + 0.8 * done / len(texts))
        report(1.0)
        return found


def is_english(texts: Sequence[str]) -> bool:
    """Tell whether texts are in English, by the share of its small words. Nothing is English."""
    said: list[str] = []
    for text in texts:
        said += words(text)
        if len(said) >= _SAMPLE:
            break
    return sum(word in STOP_WORDS for word in said) >= _ENGLISH * len(said)


def _load(report: Callable[[float], None]) -> tuple[Tokenizer, ort.InferenceSession]:
    store = ModelStore(settings())
    pieces = store.fetch("minilm-words")
    weights = store.fetch("minilm", lambda share: report(0.2 * share))
    options = ort.SessionOptions()
    # Other steps run beside this one.
    options.intra_op_num_threads = 1
    try:
        tokenizer = Tokenizer.from_file(str(pieces))
        session = ort.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
    # Neither library has a class for its errors that is narrower.
    except Exception as error:
        raise EngineUnavailableError(
            f"the MiniLM model {weights} cannot be read; delete it so that it is fetched again"
        ) from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(_PIECES)
    return tokenizer, session


def _batches(read: Sequence[Encoding]) -> Iterator[list[int]]:
    """Yield rows of texts that have words, those of like length together."""
    rows = [row for row, text in enumerate(read) if sum(text.special_tokens_mask) < len(text.ids)]
    rows.sort(key=lambda row: len(read[row].ids))
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _means(session: ort.InferenceSession, read: Sequence[Encoding]) -> Vectors:
    longest = max(len(text.ids) for text in read)
    ids = np.zeros((len(read), longest), np.int64)
    mask = np.zeros_like(ids)
    for row, text in enumerate(read):
        ids[row, : len(text.ids)] = text.ids
        mask[row, : len(text.ids)] = 1
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    wanted = {one.name for one in session.get_inputs()}
    (said,) = session.run(None, {name: given[name] for name in wanted})
    summed = np.einsum("ijk,ij->ik", said, mask.astype(np.float32))
    lengths = np.linalg.norm(summed, axis=1, keepdims=True)
    return np.asarray(summed / np.maximum(lengths, 1e-9), np.float32)

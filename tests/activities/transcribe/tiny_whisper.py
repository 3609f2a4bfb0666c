"""A Whisper in CTranslate2's format that says the same words whatever it hears.

Its attention is blind: only the position decides the next token, so what a test expects can
be written down. The files are what the real models have, and so is the code that loads them.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from ctranslate2.specs import WhisperSpec
from faster_whisper.tokenizer import _LANGUAGE_CODES
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

FILES = (
    "config.json",
    "model.bin",
    "preprocessor_config.json",
    "tokenizer.json",
    "vocabulary.json",
)

_TOKENS = 51_865
_TEXT_TOKENS = 50_257
_POSITIONS = 64
_MELS = 80
_LANGUAGES = ("en", *(code for code in _LANGUAGE_CODES[:99] if code != "en"))


def tiny_whisper(folder: Path, words: Sequence[str], *, language: str = "en") -> Path:
    """Write a model that says ``words``, at most 50, in ``language``, and return its folder."""
    folder.mkdir(parents=True)
    tokens = _tokens(words)
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": _MELS}))
    _tokenizer(tokens).save(str(folder / "tokenizer.json"))
    # At the second place stands the task, which comes with the prompt.
    said = [f"<|{language}|>", "", "<|0.00|>", *(f"Ġ{word}" for word in words), "<|endoftext|>"]
    spec = _spec([tokens.index(token) for token in said])
    spec.register_vocabulary(tokens)
    spec.config.lang_ids = [tokens.index(f"<|{code}|>") for code in _LANGUAGES]
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    spec.save(str(folder))
    return folder


def _tokens(words: Sequence[str]) -> list[str]:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    said = [f"Ġ{word}" for word in dict.fromkeys(words)]
    # The empty token is the sign by which CTranslate2 knows a multilingual model.
    unused = [f"Ġunused{index}" for index in range(_TEXT_TOKENS - len(letters) - len(said) - 1)]
    languages = [f"<|{code}|>" for code in _LANGUAGES]
    tasks = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
    special = ["<|endoftext|>", "<|startoftranscript|>", *languages]
    special += [f"<|{task}|>" for task in tasks]
    tokens = [*letters, *said, *unused, "", *special]
    return tokens + [f"<|{index * 0.02:.2f}|>" for index in range(_TOKENS - len(tokens))]


def _tokenizer(tokens: Sequence[str]) -> Tokenizer:
    vocabulary = {token: index for index, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(
        [AddedToken(token, special=True) for token in tokens[_TEXT_TOKENS:]]
    )
    return tokenizer


def _spec(said: Sequence[int]) -> WhisperSpec:
    """Fill the model: at each place, a one hot vector, it says that token, then the last."""
    size = _POSITIONS
    spec = WhisperSpec(1, 1, 1, 1)
    projection = np.zeros((_TOKENS, size), np.float32)
    for place, token in enumerate(said):
        projection[token, place] = 16.0
    places = np.zeros((448, size), np.float32)
    places[np.arange(448), np.minimum(np.arange(448), len(said) - 1)] = 1.0

    encoder, decoder = spec.encoder, spec.decoder
    for convolution, width in ((encoder.conv1, _MELS), (encoder.conv2, size)):
        convolution.weight, convolution.bias = _zeros(size, width, 3), _zeros(size)
    encoder.position_encodings.encodings = _zeros(1500, size)
    decoder.embeddings.weight = _zeros(_TOKENS, size)
    decoder.position_encodings.encodings = places
    decoder.projection.weight = projection
    for half in (encoder, decoder):
        _norm(half.layer_norm)
        for layer in half.layer:
            _attention(layer.self_attention, 3 * size, size)
            _norm(layer.ffn.layer_norm)
            _linear(layer.ffn.linear_0, 4 * size, size)
            _linear(layer.ffn.linear_1, size, 4 * size)
    _attention(decoder.layer[0].attention, size, 2 * size, size)
    return spec


def _attention(part: object, *heights: int) -> None:
    _norm(part.layer_norm)  # type: ignore[attr-defined]
    for linear, height in zip([*part.linear], [*heights, _POSITIONS], strict=False):  # type: ignore[attr-defined]
        _linear(linear, height, _POSITIONS)


def _linear(part: object, height: int, width: int) -> None:
    part.weight, part.bias = _zeros(height, width), _zeros(height)  # type: ignore[attr-defined]


def _norm(part: object) -> None:
    part.gamma, part.beta = np.ones(_POSITIONS, np.float32), _zeros(_POSITIONS)  # type: ignore[attr-defined]


def _zeros(*shape: int) -> NDArray[np.float32]:
    return np.zeros(shape, np.float32)

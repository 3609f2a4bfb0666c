"""Texts as words, in any script. Pure.

Scripts that write no spaces between words give overlapping pairs of characters instead, which
is what retrieval in Chinese and Japanese does without a dictionary.
"""

import re
import unicodedata
from collections.abc import Iterator

from core.stop_words import STOP_WORDS

# Notes of transcribers such as {vocalsound} or [Music], which nobody said.
_NOTE = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]")

# Who speaks, as many transcripts write it before what is said.
_SPEAKER = re.compile(r"^[A-Z][\w.'-]*(?: [A-Z0-9][\w.'-]*){0,3}:(?= |$)")

# Vowel signs and accents that belong to the letter before them; ``\w`` leaves them out.
_MARKS = "".join(
    chr(code) for code in range(0x0300, 0xFFFF) if unicodedata.category(chr(code)).startswith("M")
)
# Thai, Lao, Burmese, Khmer, the Japanese syllables, and Chinese characters.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0002ffff"
)
# Speech engines put a space between words where the script has none.
_SPLIT = re.compile(rf"(?<=[{_SPACELESS}]) (?=[{_SPACELESS}])")
_RUN = re.compile(
    rf"(?P<spaceless>[{_SPACELESS}]+)"
    rf"|(?:(?![{_SPACELESS}])[^\W_]|(?<=[^\W_])[{_MARKS}])+"
    rf"(?:['\u2019](?![{_SPACELESS}])[^\W_]+)*"
)

# Words that share so many letters are mostly forms of one word, where endings bend words.
_ROOT_LETTERS = 6


def spoken(text: str) -> str:
    """Return a text on one line, without notes in brackets and the name of who speaks."""
    line = " ".join(_NOTE.sub(" ", text).split())
    return _SPLIT.sub("", _SPEAKER.sub("", line)).strip()


def runs(text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text where they stand, and runs of characters without spaces."""
    return _RUN.finditer(text)


def words(text: str) -> list[str]:
    """Return the words of a text, lower case, in their order."""
    found: list[str] = []
    for run in runs(spoken(text).lower().replace("\u2019", "'")):
        if run["spaceless"] and len(run[0]) > 1:
            found += (run[0][i : i + 2] for i in range(len(run[0]) - 1))
        else:
            found.append(run[0])
    return found


def roots(text: str) -> list[str]:
    """Return what stands for the words of a text that have content of their own."""
    return [word[:_ROOT_LETTERS] for word in words(text) if has_content(word)]


def has_content(word: str) -> bool:
    """Tell whether a lower-case word says something by itself."""
    return (len(word) > 1 or not word.isascii()) and word not in STOP_WORDS

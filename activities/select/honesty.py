"""Is what a model says of a moment true to what is said in it? Pure.

A model may be wrong, or may have obeyed a transcript. What can be checked is checked:
links, handles, times, numbers and quotations that nobody said, and the language.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from activities.select.cues import cues, every
from activities.select.mentions import term
from activities.select.sentences import tokens

# What can be clicked may not come from a model, whatever is said.
_LINK = re.compile(r"://|\bwww\.|\b[\w-]+\.[a-z]{2,}/", re.IGNORECASE)
_DOMAIN = re.compile(r"\b([\w-]{2,})\.([a-z]{2,})\b", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\w)@[\w.]{2,}")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_QUOTATION = re.compile('["\u201c\u201e\u00ab]([^"\u201c\u201d\u00bb]+)["\u201c\u201d\u00bb]')
# Full stops with which a link can be hidden from a plain search: of other scripts and small ones.
_DOTS = str.maketrans("\u3002\uff0e\uff61\u2024\ufe52\u06d4", "......")
# Fewer words are too few to tell a language by.
_TELLING_WORDS = 8

_SCRIPTS = {
    "CYRILLIC": "ru uk bg be mk sr kk ky mn tg",
    "GREEK": "el",
    "ARABIC": "ar fa ur ps",
    "HEBREW": "he yi",
    "DEVANAGARI": "hi mr ne sa",
    "BENGALI": "bn as",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "SINHALA": "si",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "ETHIOPIC": "am",
    "HANGUL": "ko",
    "CJK": "zh ja ko yue",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "LATIN": "sr",
}
# In one word they are a forgery: letters of one that look like letters of another.
_LOOKALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK"})


def one_line(text: str) -> str:
    """Return a text on one line.

    Raises:
        ValueError: it holds what cannot be shown or what can be clicked.
    """
    line = " ".join(text.split())
    if not all(character.isprintable() or character in "\u200c\u200d" for character in line):
        raise ValueError("it holds characters that cannot be shown")
    if _LINK.search(_plain(line)):
        raise ValueError("it must not hold a link")
    return line


@dataclass(frozen=True)
class Heard:
    """What is said in a moment, for comparison with what a model says about it."""

    text: str
    spoken: str
    """ISO 639-1 code of the speech; empty when it is not known."""
    written: str
    """ISO 639-1 code of the language that a model is to write; empty when any will do."""

    def complaint(self, said: str) -> str:
        """Return what is wrong with a line that a model wrote; empty when nothing is."""
        line, heard = _plain(said), _plain(self.text).lower()
        words = set(tokens(iter([heard])))
        if any(not {a.lower(), b.lower()} <= words for a, b in _DOMAIN.findall(line)):
            return "it holds a link that is not said"
        if any(handle.lower() not in heard for handle in _HANDLE.findall(line)):
            return "it holds a handle that is not said"
        if any(clock not in heard for clock in _CLOCK.findall(line)):
            return "it holds a time that is not said"
        if invented := self._invented_number(line, heard):
            return f"it holds the number {invented}, which is not said"
        if any(not _is_said(quotation, heard) for quotation in _QUOTATION.findall(line)):
            return "it quotes words that are not said"
        return self._wrong_letters(line)

    def foreign(self, *said: str) -> str:
        """Return the language that lines are in when it is not the one asked for, or else ""."""
        known = every()
        words = tokens(iter(said))
        if self.written not in known or len(words) < _TELLING_WORDS:
            return ""
        counts = {code: sum(w in known[code].empty for w in words) for code in known}
        most = max(counts, key=lambda code: counts[code])
        own = counts[self.written]
        clearly = counts[most] >= own + 3 and counts[most] >= 1.5 * own
        return most if clearly else ""

    def holds(self, said: str) -> bool:
        """Does a line take up a word of the moment, as far as one can tell?"""
        if self.spoken != self.written:
            return True
        empty = cues(self.spoken).empty
        named = term(said, empty)
        return not named or not named.isdisjoint(term(self.text, empty))

    def _invented_number(self, line: str, heard: str) -> str:
        """Return a number that nobody said; numbers said in words cannot be compared."""
        numbers = cues(self.spoken).numbers
        if not numbers or not numbers.isdisjoint(tokens(iter([heard]))):
            return ""
        known = set(_NUMBER.findall(heard))
        return next((number for number in _NUMBER.findall(line) if number not in known), "")

    def _wrong_letters(self, line: str) -> str:
        if any(len(_LOOKALIKE.intersection(_scripts(word))) > 1 for word in line.split()):
            return "it mixes letters of two scripts in one word"
        if not self.written:
            return ""
        codes = ((script, codes.split()) for script, codes in _SCRIPTS.items())
        right = {script for script, known in codes if self.written in known} or {"LATIN"}
        counts = _scripts(line)
        if sum(counts[script] for script in right) * 2 < counts.total():
            return f"it is not written in the letters of the language {self.written!r}"
        return ""


def _scripts(text: str) -> Counter[str]:
    """Return how many letters are of which script."""
    letters = (letter for letter in text if letter.isalpha())
    return Counter(unicodedata.name(letter, "?").split()[0].split("-")[0] for letter in letters)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_DOTS))


def _is_said(quotation: str, heard: str) -> bool:
    """Are the words of a quotation said one after the other? A single word may be a name."""
    quoted = tokens(iter([quotation]))
    return len(quoted) < 2 or _follows(quoted, tokens(iter([heard])))


def _follows(part: Sequence[str], whole: Sequence[str]) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(whole)} "

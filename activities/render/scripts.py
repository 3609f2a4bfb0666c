"""What the writing systems ask of whoever sets their text. Pure.

After the Unicode annexes 9 (direction), 14 (line breaks) and 29 (clusters), as far as captions
of words from a transcript need them.
"""

import re
import unicodedata
from itertools import pairwise

_JOINER, _NON_JOINER = "\u200d", "\u200c"
_SELECTORS = range(0xFE00, 0xFE10)
_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)

# Thai, Lao, Burmese and Khmer write words without spaces, like Chinese and Japanese.
_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3001, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF01, 0xFF9F),
    (0x20000, 0x3FFFF),
)

# JIS X 4051 and GB/T 15834: what may not open a line, and what may not close one.
_NO_START = frozenset(
    "、。，．・：；？！」』）〕］｝〉》】〗〙ー々〻ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.!?:;)]}…%”’"  # noqa: RUF001
)
_NO_END = frozenset("「『（〔［｛〈《【〖〘([{“‘")  # noqa: RUF001

# Thai and Lao vowels that are written before the consonant after which they are said.
_LEADING_VOWELS = frozenset("เแโใไເແໂໃໄ")
# Those that are written after it, and marks of repetition and shortening.
_TRAILING_LETTERS = frozenset("ะาำๅๆฯະາຳໆຯ")

# Indic viramas join the consonant before with the one after.
_VIRAMAS = frozenset("\u094d\u09cd\u0a4d\u0acd\u0b4d\u0c4d\u0ccd\u0d4d\u17d2")

_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"}
)

_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")


def clusters(text: str) -> list[str]:
    """Return the text in pieces that a reader takes for one letter each."""
    found: list[str] = []
    for character in text:
        if found and _extends(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def breaks(text: str) -> list[int]:
    """Return where a word may be cut in two, as indices into the text, the better ones only.

    Scripts without spaces are cut between their words or syllables as far as their letters
    tell; any other word between any two clusters.
    """
    pieces = clusters(text)
    places, at = [], 0
    for left, right in pairwise(pieces):
        at += len(left)
        if _may_part(left, right):
            places.append(at)
    return places


def parts(text: str) -> list[str]:
    """Return a text in the parts between which a line may end; one part where words have spaces.

    Japanese is cut where a word written in kanji or katakana begins after hiragana, and other
    scripts without spaces between any letters that may be parted.
    """
    found: list[str] = []
    japanese = any(_kana(character) == "hiragana" for character in text)
    for cluster in clusters(text):
        if found and (
            not (_unspaced(found[-1][-1]) or _unspaced(cluster[0]))
            or not _may_part(found[-1], cluster)
            or _one_word(found[-1], cluster, japanese)
        ):
            found[-1] += cluster
        else:
            found.append(cluster)
    return found


def inseparable(left: str, right: str) -> bool:
    """Return whether two texts that follow each other must stay together on a line."""
    if not left or not right:
        return False
    if left[-1] not in _VIRAMAS and len(clusters(left[-1] + right[0])) == 1:
        return True
    if _unspaced(right[0]) and right[0] in _NO_START:
        return True
    return not spaced(left, right) and not _may_part(left, right)


def spaced(left: str, right: str) -> bool:
    """Return whether a space belongs between two words."""
    before, after = _edge(left[::-1]), _edge(right)
    return not (before and after and _unspaced(before) and _unspaced(after))


def right_to_left(language: str, text: str) -> bool:
    """Return whether a text is read from right to left.

    Its language decides; where that is not known, most of its letters do.
    """
    if language:
        return language.lower().split("-")[0] in _RIGHT_TO_LEFT
    kinds = [unicodedata.bidirectional(c) for c in text]
    rights = sum(kind in {"R", "AL"} for kind in kinds)
    return rights > sum(kind == "L" for kind in kinds)


def is_right_to_left(character: str) -> bool:
    """Return whether a letter is written from right to left."""
    return unicodedata.bidirectional(character) in {"R", "AL"}


def wide(character: str) -> bool:
    """Return whether a character is as wide as it is high, as Chinese letters are."""
    return unicodedata.east_asian_width(character) in "WF"


def east_asian(character: str) -> bool:
    """Return whether a character is of Chinese, Japanese or Korean text."""
    name = unicodedata.name(character, "")
    return wide(character) or name.startswith(("CJK", "HANGUL", "HIRAGANA", "KATAKANA", "BOPOMOFO"))


def joins_letters(character: str) -> bool:
    """Return whether a character that is not drawn changes the letters beside it."""
    return character in {_JOINER, _NON_JOINER} or ord(character) in _TAGS


def ignorable(character: str) -> bool:
    """Return whether a character is never drawn: joiners, selectors, marks of direction."""
    return unicodedata.category(character) == "Cf" or ord(character) in _SELECTORS


def without_tone(cluster: str) -> str:
    """Return an emoji without what makes it one of several: skin tones and selectors."""
    return "".join(c for c in cluster if ord(c) not in _TONES and ord(c) not in _SELECTORS)


def _extends(cluster: str, character: str) -> bool:
    code, last = ord(character), cluster[-1]
    if last == _JOINER or character == _JOINER:
        return True
    if unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}:
        return True
    if code in _SELECTORS or code in _TONES or code in _TAGS:
        return True
    if last in _VIRAMAS:
        return unicodedata.category(character) == "Lo"
    if code in _FLAG_LETTERS:
        return len(cluster) == 1 and ord(last) in _FLAG_LETTERS
    if cluster[-1] in _LEADING_VOWELS or character in _TRAILING_LETTERS:
        return True
    return bool(_KEYCAP.fullmatch(cluster + character))


def _may_part(left: str, right: str) -> bool:
    return left[-1] not in _NO_END and right[0] not in _NO_START


def _one_word(left: str, right: str, japanese: bool) -> bool:
    """Return whether a text goes on with the same word, as far as its letters tell.

    Chinese has nothing but Chinese letters, and tells nothing.
    """
    before, after = _kana(left[-1]), _kana(right[0])
    return after == "hiragana" or (before == after and (japanese or after == "katakana"))


def _kana(character: str) -> str:
    code = ord(character)
    if 0x3041 <= code <= 0x309F:
        return "hiragana"
    return "katakana" if 0x30A0 <= code <= 0x30FF else ""


def _edge(text: str) -> str:
    """Return the first character that is drawn."""
    return next((c for c in text.strip() if not ignorable(c)), "")


def _unspaced(character: str) -> bool:
    code = ord(character)
    return any(first <= code <= last for first, last in _UNSPACED)

"""Leave out the credits that speech models add where nobody speaks.

They learnt from subtitles, in which translators sign and hosts say goodbye, and write such lines
over silence and music: whole sentences, apart from the rest, that the model itself doubts.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from activities.transcribe.levels import Levels
from core.domain.span import Span
from core.domain.transcript import Word

# Mean confidence below which a model doubts what it wrote.
_DOUBTED = 0.6
# A goodbye that belongs to what is said follows it sooner, in seconds.
_APART_SECONDS = 2.0

# Never said by anybody: names of subtitling groups, and signs of subtitle files.
_SIGNED = re.compile(
    r"amara\s?org|untertitel(ung)? (der|des|im auftrag|von|durch|bn?\b)|"
    r"sous titres? (realises|par|fait)|sottotitoli (creati|a cura|e revisione)|"
    r"subtitulos (realizados|por la comunidad)|legendas? (pela|por|adriana)|"
    r"subtitles? (by|created)|captions? (by|provided)|transcri(bed|ption) by|"
    r"napisy stworzone|ondertitel(ing|d) door|redaktor subtitrov|字幕|субтитр|редактор|자막"
)
# Said by people at times, and made up at others.
_FAREWELLS = {
    "thank you", "thanks", "thank you very much", "thank you so much", "thanks for watching",
    "thank you for watching", "thank you so much for watching", "bye", "bye bye", "you",
    "please subscribe", "subscribe", "like and subscribe", "see you next time",
    "see you in the next video", "ill see you next time", "the end", "silence", "music",
    "vielen dank", "danke", "danke furs zuschauen", "bis zum nachsten mal", "tschuss",
    "merci", "merci davoir regarde cette video", "a bientot", "au revoir", "gracias",
    "gracias por ver el video", "muchas gracias", "hasta la proxima", "suscribete",
    "obrigado", "obrigado por assistir", "grazie", "grazie per la visione",
    "ご視聴ありがとうございました",
    "спасибо за просмотр", "продолжение следует", "谢谢观看", "시청해주셔서 감사합니다",
}  # fmt: skip

# These part words; every other mark is left out.
_GAPS = " .-"
_SPACED = str.maketrans(_GAPS, "   ")


def without_credits(
    words: Sequence[Word], ends: Sequence[int], levels: Levels | None
) -> tuple[Word, ...]:
    """Return the words without the sentences that nobody said.

    ``ends`` holds for each sentence the index after its last word. A sentence goes when it reads
    like a credit and the engine doubts it or ``levels`` shows no sound there; one that people
    say as well goes only when it also stands apart.
    """
    kept: list[Word] = []
    start = 0
    for end in ends:
        if not _made_up(words, start, end, levels):
            kept += words[start:end]
        start = end
    return tuple(kept)


def _made_up(words: Sequence[Word], start: int, end: int, levels: Levels | None) -> bool:
    said = words[start:end]
    text = _plain(" ".join(word.text for word in said))
    signed = _SIGNED.search(text) is not None
    if not signed and text not in _farewells():
        return False
    doubted = sum(word.confidence for word in said) / len(said) < _DOUBTED
    silent = levels is not None and levels.silent(Span(start=said[0].start, end=said[-1].end))
    return (doubted or silent) and (signed or _apart(words, start, end))


@lru_cache(maxsize=1)
def _farewells() -> frozenset[str]:
    return frozenset(_plain(farewell) for farewell in _FAREWELLS)


def _apart(words: Sequence[Word], start: int, end: int) -> bool:
    before = start == 0 or words[start].start - words[start - 1].end >= _APART_SECONDS
    after = end == len(words) or words[end].start - words[end - 1].end >= _APART_SECONDS
    return before and after


def _plain(text: str) -> str:
    """Return the text in small letters without accents and marks, one space between words."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in apart if unicodedata.category(c) != "Mn")
    whole = unicodedata.normalize("NFC", bare)
    return " ".join(
        "".join(c for c in whole if c.isalnum() or c in " .-").translate(_MARKS).split()
    )


_MARKS = str.maketrans(".-", "  ")

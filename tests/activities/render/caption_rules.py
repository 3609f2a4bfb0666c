"""What every caption must keep to, and random speech in twelve languages to try it on."""

import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from activities.render import captioning, fallback, safe_area, scripts, vocabulary
from activities.render.base import Card, CardWord
from activities.render.captioning import Captioning
from activities.render.cards import (
    MAX_WORDS,
    MIN_SECONDS,
    READING_SPEED,
    is_orphan,
    letters,
    line_text,
    line_width,
)
from activities.render.timing import cut_time
from activities.render.words import Phrase, phrases
from core.domain.plan import CaptionPlan, CaptionWord, ClipPlan, OutputPlan
from core.domain.span import Span
from tests.activities.render.footage import media, plan
from tests.activities.render.pictures import GROUND, drawn

LANGUAGES = ("en", "de", "fr", "es", "ru", "ar", "he", "hi", "th", "zh", "ja", "ko")

_SIZES = ((1080, 1920), (540, 960), (1080, 1080), (1080, 1350), (1920, 1080))
_PLATFORMS = (None, "shorts", "reels", "tiktok", "x", "linkedin")
_STYLES = ("highlight_word", "karaoke", "pop_in", "typewriter", "bounce", "box", "minimal")

_NEVER_FIRST = "、。，」！？ゃっー"  # noqa: RUF001

_STOPS = {"zh": "。", "ja": "。", "hi": "।", "ar": "؟"}
_COMMAS = {"zh": "，", "ja": "、", "ar": "،", "fa": "،"}  # noqa: RUF001
_STRANGE = (
    "{\\pos(0,0)}", "\\N", "\\h\\n", "{\\fs900}", "}{", "🔥", "👩🏽‍🚀", "👨‍👩‍👧", "🇧🇷", "1️⃣",
    "OpenAI", "iPhone16", "3,000.50", "%50", "(2025)", "«да»", "W" * 40, "-->", "e\u0301" * 6,
    "Donaudampfschifffahrtsgesellschaftskapitän", "\u202e\u2066abc", "a\u0300\u0301\u0302\u0303",
)  # fmt: skip


def speech(seed: int) -> ClipPlan:
    """Return a plan over words of one of the languages, with pauses, cuts and strange words."""
    chance = random.Random(seed)
    language = LANGUAGES[seed % len(LANGUAGES)]
    words, at = [], chance.uniform(0, 2)
    hurry = chance.choice((0.6, 1.0, 1.0, 1.6, 8.0))
    for _ in range(chance.randint(1, 60)):
        length = chance.uniform(0.05, 0.7) / hurry
        speaker = chance.choice((None, "S1", "S1", "S2")) if seed % 3 == 0 else None
        text = _word(chance, language)
        emphasis = chance.random() < 0.1
        words.append(
            CaptionWord(text=text, start=at, end=at + length, speaker=speaker, emphasis=emphasis)
        )
        at += length * chance.choice((0.9, 1, 1, 1.05)) + chance.choice((0, 0, 0, 0.1, 0.35, 0.9))
    middle = chance.uniform(0.2, at)
    gap = chance.choice((0.0, 0.2))
    size = chance.choice(_SIZES)
    made = plan((0, 1), media=media(600))
    captions = CaptionPlan(
        style=chance.choice(_STYLES),
        words=tuple(words),
        language=language,
        place=chance.choice(("top", "middle", "bottom")),
        emoji=chance.random() < 0.5,
        masked=chance.random() < 0.5,
        speaker_colours=chance.random() < 0.5,
    )
    output = OutputPlan(width=size[0], height=size[1], platform=chance.choice(_PLATFORMS))
    spans = (Span(start=0.1, end=0.1 + middle), Span(start=0.1 + middle + gap, end=at + 2))
    return made.model_copy(update={"captions": captions, "output": output, "spans": spans})


def violations(spoken: ClipPlan) -> list[str]:
    """Return what of the rules the captions of a plan break."""
    shown = captioning.of(spoken)
    if shown is None:
        return [] if not phrases(spoken) else ["nothing is shown of what is said"]
    starts = {phrase.words[0].start for phrase in phrases(spoken)}
    found = [broken for card in shown.cards for broken in _of_card(card, shown, starts)]
    for card, following in pairwise(shown.cards):
        if card.end > following.start:
            found.append(f"two cards at {following.start}")
    if shown.cards[-1].end > cut_time(spoken.duration, spoken.output.fps):
        found.append("a card outlasts the clip")
    for phrase in phrases(spoken):
        found += _of_phrase(phrase, shown)
    return [*found, *_unread(spoken, shown), *_unsafe(shown)]


def outside(spoken: ClipPlan, folder: Path, rate: float = 2.0) -> int:
    """Return how many pixels of the drawn captions lie outside of the safe box."""
    if captioning.of(spoken) is None:
        return 0
    output = spoken.output
    page = safe_area.page(output.width, output.height, output.platform)
    count = 0
    for picture in drawn(folder, spoken, rate):
        inked = (np.abs(picture.astype(int) - GROUND) > 6).any(axis=2)
        count += int(inked.sum())
        count -= int(inked[page.top : page.bottom, page.left : page.right].sum())
    return count


def _of_card(card: Card, shown: Captioning, starts: set[float]) -> Iterator[str]:
    page = shown.page
    if card.end <= card.start:
        yield f"a card of no time at {card.start}"
    if not 1 <= len(card.lines) <= 2 or not all(card.lines):
        yield f"{len(card.lines)} lines at {card.start}"
    if sum(word.spaced or n == 0 for n, word in enumerate(card.words)) > MAX_WORDS:
        yield f"too many words at {card.start}"
    for line in card.lines:
        wide = line_width(line, shown.letters.width, card.size) * page.swell
        if wide + 2 * page.edge * card.size > page.right - page.left + 1e-6:
            yield f"a line is too wide at {card.start}"
        if line[0].text[0] in _NEVER_FIRST and line[0].start not in starts:
            yield f"a line opens with {line[0].text[0]} at {card.start}"
    if len(card.lines) == 2 and any(map(is_orphan, card.lines)) and _better_split(card, shown):
        yield f"a short word has a line for itself at {card.start}"


def _better_split(card: Card, shown: Captioning) -> bool:
    words = card.words
    splits = ((words[:n], words[n:]) for n in range(1, len(words)))
    return any(
        all(_fits(line, shown) and not is_orphan(line) for line in lines) for lines in splits
    )


def _of_phrase(phrase: Phrase, shown: Captioning) -> Iterator[str]:
    first, last = phrase.words[0], phrase.words[-1]
    own = [card for card in shown.cards if first.start <= card.start <= last.start]
    for card, limit in zip(own, [*(c.start for c in own[1:]), phrase.until], strict=True):
        if len({word.speaker for word in card.words}) > 1:
            yield f"two speakers at {card.start}"
        needed = max(MIN_SECONDS, sum(map(letters, map(line_text, card.lines))) / READING_SPEED)
        if card.end < min(limit, card.start + needed) - 0.0101:
            yield f"too short to read at {card.start}"
    for card, following in pairwise(own):
        both = (*card.words, *following.words)
        alone = is_orphan(card.words) or is_orphan(following.words)
        # A word that is broken in two has its card for itself.
        if alone and set(both) <= set(phrase.words) and _no_orphans(both, shown):
            yield f"a short word has a card for itself at {card.start}"


def _no_orphans(words: tuple[CardWord, ...], shown: Captioning) -> bool:
    """Return whether two cards, or one, could hold the words without an orphan."""
    splits = [(words,), *((words[:n], words[n:]) for n in range(1, len(words)))]
    return any(
        all(_one_card(group, shown) and not is_orphan(group) for group in groups)
        for groups in splits
    )


def _one_card(words: tuple[CardWord, ...], shown: Captioning) -> bool:
    if sum(word.spaced or n == 0 for n, word in enumerate(words)) > MAX_WORDS:
        return False
    splits = ((words[:n], words[n:]) for n in range(1, len(words)))
    return _fits(words, shown) or any(all(_fits(line, shown) for line in s) for s in splits)


def _fits(line: tuple[CardWord, ...], shown: Captioning) -> bool:
    return line_width(line, shown.letters.width, shown.page.size) <= shown.page.room


def _unread(spoken: ClipPlan, shown: Captioning) -> Iterator[str]:
    """Yield what is said and not shown, or shown in pieces that are no letters."""
    heard = "".join(word.text for phrase in phrases(spoken) for word in phrase.words)
    read = "".join(word.text for card in shown.cards for word in card.words)
    # Words that a transcriber piles up on the last instant have no time left.
    if not heard.startswith(read) or len(heard) - len(read) > 60:
        yield "not every word is shown once"
    for card in shown.cards:
        for line in card.lines:
            for word in line:
                if scripts.clusters("x" + word.text)[0] != "x":
                    yield f"a letter is torn at {card.start}"


def _unsafe(shown: Captioning) -> Iterator[str]:
    """Yield tags that no style writes: words must not become any."""
    known = re.compile(
        r"(\\(fn[\w -]*|fs[\d.]*|bord0?|shad0?|[12]c(&H[0-9A-F]{6}&)?|kf?\d+|an[13]"
        r"|fsc[xy]\d+|alpha&H\w\w&|t\(\d+,\d+(,\\(alpha&H00&|fsc[xy]\d+(\\fscy\d+)?))\)))+"
    )
    for line in shown.sheet().splitlines():
        if not line.startswith("Dialogue"):
            continue
        text = line.split(",", 9)[9]
        for tags in re.findall(r"(?<!\\)\{([^}]*)\}", text):
            if not known.fullmatch(tags):
                yield f"a strange tag: {tags}"
        bare = re.sub(r"(?<!\\)\{[^}]*\}", "", text)
        if re.search(r"\\(?![N{}\u2060])", bare):
            yield f"a strange command: {bare}"


_PROFANE = (
    *("fuck", "Scheiße", "mierda", "putain", "cazzo", "caralho", "Блядь"),
    *("くそっ", "他妈的", "เหี้ย", "मादरचोद", "شرموطة"),
)


def _word(chance: random.Random, language: str) -> str:
    if chance.random() < 0.06:
        return chance.choice(_STRANGE)
    lists = vocabulary.of(language)
    words = [w.rstrip("*") for w in (*lists.joins, *lists.trails, *lists.emoji, *_PROFANE)]
    text = chance.choice(sorted(words))
    if chance.random() < 0.1:
        text += "".join(chance.sample(sorted(words), 6))
    ending = chance.random()
    if ending < 0.08:
        return text + _STOPS.get(language, ".")
    return text + _COMMAS.get(language, ",") if ending < 0.16 else text


def lacking(language: str) -> str:
    """Return the letters of a language's lists that no font has."""
    lists = vocabulary.of(language)
    return fallback.named().lacking("".join((*lists.joins, *lists.trails, *lists.emoji)))

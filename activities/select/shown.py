"""What a language model is shown of a recording. Pure."""

import json
import re
import unicodedata
from collections.abc import Sequence

from activities.select.recording import Recording
from activities.select.titles import shortened
from core.domain.clip import Candidate
from core.domain.span import Span

# Characters of all moments together, about 6000 tokens: a small local model holds that.
_MAX_TEXT = 24_000
# Characters of what is said before and after a moment.
_MAX_AROUND = 160
# Seconds. What is said after a longer pause does not belong to a moment.
_NEAR = 6.0

# Orders to a program, in the languages of the cues, and what looks like its answer or its roles.
_ORDERS = re.compile(
    r"(ignore|disregard|forget|override)\b.{0,30}\b(instruction|prompt|rules?\b|guideline)"
    r"|ignorier\w*\b.{0,30}\b(anweisung|regeln)|vergiss\b.{0,30}\banweisung"
    r"|ignor[ae]\w*\b.{0,30}\b(instruccion|instruction|consigne|istruzion|instruç|règles|reglas)"
    r"|oublie\w*\b.{0,30}\b(instruction|consigne)|olvida\b.{0,30}\binstruccion"
    r"|\b(system|developer) (prompt|message)|\bnew (instructions|rules)\b"
    r"|\byou are (now )?(an? )?(ai\b|language model|assistant|chatbot|gpt)"
    r"|\b(title|score|rating|points|rank)\w* (of )?(every|all|each|this) (moment|clip|video)"
    r"|\b(give|rate|score|rank) (this|every|each) (moment|clip|video)"
    r"|\b(answer|respond|reply) (exactly|only) (this|with)\b"
    r'|<\s?\|?\s?(im_start|im_end|system|/?s>|/?data>)|\[\s?/?inst\s?\]|<<\s?sys|"moments"\s*:',
    re.IGNORECASE | re.DOTALL,
)
_UNSEEN = frozenset({"Cf", "Co", "Cs", "Cn", "Cc"})


def orders(text: str) -> bool:
    """Does a text look as if it were meant for the program that reads it?

    Hidden and look-alike characters do not hide it. Who talks about such orders, or
    dictates a program, is found as well: then a model is not asked about this moment.
    """
    seen = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    hidden = any(0xE0000 <= ord(character) <= 0xE0FFF for character in text)
    return hidden or _ORDERS.search(unicodedata.normalize("NFKC", seen)) is not None


def moments(candidates: Sequence[Candidate], recording: Recording, prompt: str) -> str:
    """Return moments, with what is said around them, and the wish of a person as JSON."""
    room = max(200, _MAX_TEXT // len(candidates) - 2 * _MAX_AROUND)
    shown: dict[str, object] = {"wish": " ".join(prompt.split())} if prompt else {}
    shown["moments"] = [
        {
            "id": one.id,
            "seconds": round(one.span.duration),
            "before": _before(one.span, recording),
            "text": _abridged(one.text, room),
            "after": _after(one.span, recording),
        }
        for one in candidates
    ]
    return json.dumps(shown, ensure_ascii=False, indent=0)


def _before(span: Span, recording: Recording) -> str:
    text = _harmless(recording, Span(start=max(0.0, span.start - _NEAR), end=span.start))
    return text if len(text) <= _MAX_AROUND else text[-_MAX_AROUND:].partition(" ")[2]


def _after(span: Span, recording: Recording) -> str:
    return shortened(_harmless(recording, Span(start=span.end, end=span.end + _NEAR)), _MAX_AROUND)


def _harmless(recording: Recording, span: Span) -> str:
    text = recording.text(span)
    return "" if orders(text) else text


def _abridged(text: str, room: int) -> str:
    """Return a text with its middle left out where there is no room for it."""
    if len(text) <= room:
        return text
    tail = room // 4
    return f"{shortened(text, room - tail)} {text[-tail:].partition(' ')[2]}"

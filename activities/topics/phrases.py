"""The phrases of sentences that could name what they are about. Pure.

Without a grammar of every language, a phrase is a few words with content that stand side by
side; in Chinese and Japanese, a few characters that are said together more than once.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from activities.topics.words import has_content, runs

_MOST_WORDS = 3
_FEWEST_LETTERS = 3
"""Of a word that is no abbreviation in capitals."""

# Most terms have two to six Chinese characters. Katakana writes foreign words, and what stands
# beside it belongs to them.
_CHARACTERS = (2, 6)
_TERMS = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf\u3005\u30a0-\u30ff]{2,}")
_KATAKANA = re.compile(r"[\u30a0-\u30ff]")
# Chinese characters that join others, point at them or bend them, and name nothing.
_JOINING = re.compile(
    "[\u7684\u4e86\u662f\u5728\u6211\u4f60\u4ed6\u5979\u5b83\u4eec\u5011\u8fd9\u9019\u90a3\u4e2a"
    "\u500b\u548c\u5c31\u4e0d\u4e5f\u90fd\u6709\u8bf4\u8aaa\u8981\u4f1a\u6703\u5417\u55ce\u5427"
    "\u5462\u554a\u5f88\u4e0e\u8207\u53ca\u6216\u800c\u88ab\u628a\u5bf9\u5c0d\u4ece\u5f9e\u5230"
    "\u7740\u8457\u8fc7\u904e\u5f97\u5730\u8ba9\u8b93\u7ed9\u7d66\u53ea\u8fd8\u9084\u4e48\u9ebc]"
)

Words = tuple[str, ...]


@dataclass
class Phrase:
    """What was said of one phrase."""

    words: Words
    """Lower case. A phrase in a script without spaces is one word."""
    size: float
    """Words, as many as it is worth."""
    count: int = 0
    named: int = 0
    """How often it was written large where no sentence begins."""
    forms: Counter[str] = field(default_factory=Counter)

    def add(self, form: str, *, opens: bool) -> None:
        """Count one more time that it was said."""
        self.count += 1
        self.named += form[:1].isupper() and not opens
        self.forms[form] += 1

    @property
    def form(self) -> str:
        """How it is mostly written."""
        return max(self.forms, key=lambda form: (self.forms[form], form))


def phrases(sentences: Sequence[str]) -> dict[Words, Phrase]:
    """Return every phrase of some sentences."""
    found: dict[Words, Phrase] = {}
    for sentence in sentences:
        for run in _content_runs(sentence):
            for start in range(len(run)):
                for end in range(start + 1, min(start + _MOST_WORDS, len(run)) + 1):
                    key = tuple(_plain(match[0]) for match in run[start:end])
                    form = _without_genitive(sentence[run[start].start() : run[end - 1].end()])
                    phrase = found.setdefault(key, Phrase(key, end - start))
                    phrase.add(form, opens=run[start].start() == 0)
    for term, count in _terms(sentences).items():
        found[(term,)] = Phrase((term,), len(term) / 2, count, forms=Counter({term: count}))
    return found


def _content_runs(sentence: str) -> Iterator[list[re.Match[str]]]:
    """Yield the words with content that stand side by side, with only a space between."""
    run: list[re.Match[str]] = []
    for match in runs(sentence):
        beside = run and sentence[run[-1].end() : match.start()] in {" ", "-"}
        if run and not (beside and _names(match)):
            yield run
            run = []
        if _names(match):
            run.append(match)
    if run:
        yield run


def _names(match: re.Match[str]) -> bool:
    word = _plain(match[0])
    long = len(word) >= _FEWEST_LETTERS or match[0].isupper() or not word.isascii()
    return not match["spaceless"] and long and not word[0].isdigit() and has_content(word)


def _plain(word: str) -> str:
    return _without_genitive(word.lower().replace("\u2019", "'"))


def _without_genitive(form: str) -> str:
    return re.sub(r"['\u2019]s$", "", form)


def _terms(sentences: Sequence[str]) -> Counter[str]:
    """Return the terms of scripts without spaces that are said more than once."""
    counts: Counter[str] = Counter()
    for sentence in sentences:
        for run in _TERMS.findall(sentence):
            if _KATAKANA.search(run):
                counts[run] += 1
                continue
            for piece in _JOINING.split(run):
                counts.update(_inside(piece))
    return Counter({term: count for term, count in counts.items() if count > 1})


def _inside(piece: str) -> Iterator[str]:
    fewest, most = _CHARACTERS
    for size in range(fewest, min(most, len(piece)) + 1):
        for start in range(len(piece) - size + 1):
            yield piece[start : start + size]

"""Captions as files of their own, for platforms that show them themselves."""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

import pysubs2

from activities.render import captioning, cards, markup, scripts
from activities.render.base import Card, Page
from activities.render.cards import Measures, line_text
from activities.render.words import phrases
from core.domain.plan import ClipPlan
from core.errors import InvalidPlanError

# Two lines of 42 letters are what players of subtitles show well (BBC, Netflix); Chinese
# letters are twice as wide. A page measured in letters sets them like any other.
_LETTERS = 42
_PAGE = Page(width=_LETTERS, height=2, left=0, top=0, right=_LETTERS, bottom=2, size=0)
_FULL = Measures(words=_LETTERS, letters=_LETTERS + _LETTERS // 2)


def exported(plan: ClipPlan, format: str) -> str:
    """Return the captions of a plan as the text of a file; nothing when nothing is said.

    ``srt`` and ``vtt`` have whole lines to read, without style; ``ass`` is what is drawn on the
    clip; ``txt`` is what is said, a line for each turn of a voice. Times are those of the clip.

    Raises:
        InvalidPlanError: there is no such format.
        UnknownPluginError: the plan names a style that is not there.
    """
    if format not in _FORMATS:
        raise InvalidPlanError(
            f"captions are not exported as {format!r}; choose one of: {', '.join(_FORMATS)}"
        )
    return _FORMATS[format](plan)


def formats() -> tuple[str, ...]:
    """Return what captions can be exported as."""
    return tuple(_FORMATS)


def _srt(plan: ClipPlan) -> str:
    return _subtitles(plan).to_string("srt")


def _vtt(plan: ClipPlan) -> str:
    return _subtitles(plan).to_string("vtt")


def _ass(plan: ClipPlan) -> str:
    shown = captioning.of(plan)
    return shown.sheet() if shown else ""


def _text(plan: ClipPlan) -> str:
    words = [word for phrase in phrases(plan) for word in phrase.words]
    turns = groupby(words, key=lambda word: word.speaker)
    return "".join(f"{line_text(tuple(said))}\n" for _, said in turns)


def _subtitles(plan: ClipPlan) -> pysubs2.SSAFile:
    found = pysubs2.SSAFile()
    plain = plan.captions and plan.captions.model_copy(update={"emoji": False})
    spoken = plan.model_copy(update={"captions": plain})
    mark = markup.RIGHT_TO_LEFT if _backwards(plan) else ""
    for card in cards.cards(spoken, _PAGE, lambda text, _: cards.letters(text), _FULL):
        found.append(
            pysubs2.SSAEvent(
                start=round(card.start * 1000),
                end=round(card.end * 1000),
                text="\\N".join(_lines(card, mark)),
            )
        )
    return found


def _lines(card: Card, mark: str) -> Iterator[str]:
    """Yield the lines of a card without what players take for tags."""
    for line in card.lines:
        text = line_text(line).replace("\\", "/").replace("{", "(").replace("}", ")")
        yield mark + text.replace("-->", "→").replace("<", "‹").replace(">", "›")  # noqa: RUF001


def _backwards(plan: ClipPlan) -> bool:
    words = plan.captions.words if plan.captions else ()
    language = plan.captions.language if plan.captions else ""
    return scripts.right_to_left(language, " ".join(word.text for word in words))


_FORMATS: Mapping[str, Callable[[ClipPlan], str]] = {
    "srt": _srt,
    "vtt": _vtt,
    "ass": _ass,
    "txt": _text,
}

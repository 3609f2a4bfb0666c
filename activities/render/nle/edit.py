"""From a clip plan to takes on the frame grid of its recording."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from activities.render.base import CardWord
from activities.render.nle import marks, placing
from activities.render.nle.base import Edit, Recording, Take, Title
from activities.render.words import phrases
from core.domain.plan import ClipPlan
from core.domain.span import Span

# A line of broadcast captions has so many letters (CEA-608).
_LETTERS = 32


def edit(plan: ClipPlan, recording: Recording) -> Edit:
    """Return the clip as editing programs think of it.

    Spans are cut at the frames that begin nearest to their edges; none is lost.
    """
    stretches = [stretch(span, recording) for span in plan.spans]
    starts = [0, *accumulate(frames for _, frames in stretches)]
    takes = [
        Take(
            first=first,
            frames=frames,
            start=start,
            layers=placing.layers(plan, recording, first=first, frames=frames),
            marks=marks.marks(plan, recording, (first, frames)),
        )
        for (first, frames), start in zip(stretches, starts, strict=False)
    ]
    texts = captions(plan, recording)
    takes = [replace(take, captions=found) for take, found in zip(takes, texts, strict=True)]
    takes[0] = replace(takes[0], hook=_hook(plan, takes[0], recording, frames=starts[-1]))
    return Edit(
        name=marks.worded(plan.title) or plan.clip_id,
        recording=recording,
        width=plan.output.width,
        height=plan.output.height,
        takes=tuple(takes),
        language=plan.captions.language if plan.captions else "",
    )


def stretch(span: Span, recording: Recording) -> marks.Stretch:
    """Return the first frame of a span and how many it has, at least 1."""
    first = min(recording.rate.frame(span.start), recording.frames - 1)
    return first, max(1, min(recording.rate.frame(span.end), recording.frames) - first)


def captions(plan: ClipPlan, recording: Recording) -> list[tuple[Title, ...]]:
    """Return what is said in each span, in lines of captions."""
    ends = list(accumulate(span.duration for span in plan.spans))
    lines: list[list[tuple[CardWord, ...]]] = [[] for _ in plan.spans]
    for phrase in phrases(plan):
        middle = (phrase.words[0].start + phrase.until) / 2
        place = next((n for n, end in enumerate(ends) if middle < end), len(ends) - 1)
        lines[place] += _lines(phrase.words)
    return [
        _titles(found, span, end - span.duration, recording)
        for found, span, end in zip(lines, plan.spans, ends, strict=True)
    ]


def text_of(words: Sequence[CardWord]) -> str:
    """Return words as they are read."""
    spaced = (f" {word.text}" if word.spaced else word.text for word in words)
    return marks.worded("".join(spaced))


def _lines(words: Sequence[CardWord]) -> list[tuple[CardWord, ...]]:
    found: list[tuple[CardWord, ...]] = []
    for word in words:
        if found and len(text_of((*found[-1], word))) <= _LETTERS:
            found[-1] = (*found[-1], word)
        else:
            found.append((word,))
    return found


def _titles(
    lines: Sequence[Sequence[CardWord]], span: Span, before: float, recording: Recording
) -> tuple[Title, ...]:
    """Return lines in clip time, of a span that begins at ``before``, at frames of the source."""
    first, frames = stretch(span, recording)
    last = first + frames

    def frame(at: float) -> int:
        return min(max(recording.rate.frame(at - before + span.start), first), last)

    begins = [frame(line[0].start) for line in lines]
    found = []
    for line, (begin, following) in zip(lines, pairwise([*begins, last]), strict=True):
        end = min(following, max(begin + 1, frame(line[-1].end)))
        if end > begin and text_of(line):
            found.append(Title(begin, end - begin, text_of(line)))
    return tuple(found)


def _hook(plan: ClipPlan, opening: Take, recording: Recording, *, frames: int) -> Title | None:
    if plan.hook is None or not (text := marks.worded(plan.hook.text)):
        return None
    return Title(opening.first, min(frames, recording.rate.frame(plan.hook.seconds)), text)

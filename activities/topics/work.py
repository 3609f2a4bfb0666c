"""What runs in the process of this step."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from activities import catalog
from activities.topics.contract import TopicsTask
from activities.topics.segmentation import firsts
from activities.topics.titles import titles
from core.domain.span import Span
from core.domain.topics import Topic, Topics, Utterance
from core.domain.transcript import Transcript, utterances


def find(task: TopicsTask, report: Callable[[float], None]) -> Topics:
    """Find the topics of a transcript.

    Raises:
        EngineUnavailableError: the embedder cannot run here and now.
    """
    # Nothing holds the words any more while the embedder loads, when this step is largest.
    said = utterances(Transcript.model_validate_json(Path(task.transcript).read_bytes()))
    return divided(said, embedder=task.embedder, count=task.count, report=report)


def divided(
    said: Sequence[Utterance],
    *,
    embedder: str,
    count: int | None,
    report: Callable[[float], None],
) -> Topics:
    """Return the topics of what is said; each lasts until the next one begins.

    With a ``count`` there are that many, or one for each utterance where those are fewer.

    Raises:
        EngineUnavailableError: the embedder cannot run here and now.
    """
    engine = catalog.EMBEDDERS.load(embedder)()
    if not said:
        return Topics(engine=engine.engine)
    texts = [utterance.text for utterance in said]
    vectors = engine.vectors(texts, lambda done: report(0.9 * done))
    begun = firsts(texts, vectors, count)
    pieces = pairwise([*begun, len(said)])
    found = zip(pieces, _spans(said, begun), titles(texts, begun), strict=True)
    topics = tuple(
        Topic(span=span, first=first, last=end - 1, title=title)
        for (first, end), span, title in found
    )
    report(1.0)
    return Topics(engine=engine.engine, topics=topics)


def _spans(said: Sequence[Utterance], begun: Sequence[int]) -> list[Span]:
    """Return when the topics are talked about. Where people talk at once, none goes back."""
    starts = list(accumulate((utterance.start for utterance in said), max))
    end = max(starts[-1], *(utterance.end for utterance in said))
    borders = [*(starts[first] for first in begun), end]
    return [Span(start=start, end=stop) for start, stop in pairwise(borders)]

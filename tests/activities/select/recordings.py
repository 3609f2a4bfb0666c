"""Recordings for tests, built from what is said in them."""

import random
from collections.abc import Sequence
from itertools import pairwise

from activities.select.recording import Recording
from core.domain.clip import Candidate, Scores
from core.domain.scenes import Scenes
from core.domain.sound import Sound, SoundEvent
from core.domain.span import Span
from core.domain.topics import Topic, Topics
from core.domain.transcript import Transcript, Word

RATE = 2.5
"""Words per second."""


def transcript(
    sentences: Sequence[str], *, pauses: Sequence[float] = (0.5,), language: str = "en"
) -> Transcript:
    """Speak the sentences one after the other. ``pauses`` follow each, over and over."""
    words: list[Word] = []
    ends: list[int] = []
    at = 0.5
    for number, sentence in enumerate(sentences):
        for text in sentence.split():
            words.append(Word(text=text, start=at, end=at + 0.9 / RATE))
            at += 1 / RATE
        ends.append(len(words))
        at += pauses[number % len(pauses)]
    return Transcript(
        engine="test",
        language=language,
        duration=at,
        words=tuple(words),
        sentence_ends=tuple(ends),
    )


def scenes(duration: float, cuts: Sequence[float] = ()) -> Scenes:
    edges = [0.0, *cuts, duration]
    spans = (Span(start=a, end=b) for a, b in pairwise(edges))
    return Scenes(engine="test", scenes=tuple(spans))


def sound(
    duration: float,
    *,
    events: Sequence[SoundEvent] = (),
    loud: Sequence[Span] = (),
    level: float = -24.0,
) -> Sound:
    step = 0.5
    levels = (
        level + (12.0 if any(span.contains(number * step) for span in loud) else 0.0)
        for number in range(int(duration / step))
    )
    return Sound(
        engine="test", duration=duration, step=step, level=tuple(levels), events=tuple(events)
    )


def recording(
    sentences: Sequence[str] = (),
    *,
    pauses: Sequence[float] = (0.5,),
    language: str = "en",
    cuts: Sequence[float] = (),
    events: Sequence[SoundEvent] = (),
    loud: Sequence[Span] = (),
    duration: float | None = None,
    longest: float = 90.0,
    topics: Topics | None = None,
) -> Recording:
    spoken = transcript(sentences, pauses=pauses, language=language)
    seconds = spoken.duration if duration is None else duration
    return Recording(
        transcript=spoken,
        scenes=scenes(seconds, cuts),
        sound=sound(seconds, events=events, loud=loud),
        duration=seconds,
        longest=longest,
        topics=topics,
    )


def topics(source: Recording, *firsts: int, titles: Sequence[str] = ()) -> Topics:
    """Topics that begin with these sentences of a recording, the first with sentence 0."""
    bounds = [0, *firsts, len(source.sentences)]
    named = [*titles, *[""] * len(bounds)]
    return Topics(
        engine="test",
        topics=tuple(
            Topic(
                span=Span(start=source.sentences[a].start, end=source.sentences[b - 1].end),
                first=a,
                last=b - 1,
                title=title,
            )
            for (a, b), title in zip(pairwise(bounds), named, strict=False)
        ),
    )


def candidate(
    start: float, end: float, virality: float = 50, *, id: int = 0, text: str = ""
) -> Candidate:
    scores = Scores(virality=virality, coherence=virality)
    return Candidate(id=id, span=Span(start=start, end=end), text=text, scores=scores)


_TOPICS = (
    "garden soil roots water compost seeds harvest winter tomato leaves",
    "engine piston fuel valve torque gearbox brakes wheel exhaust clutch",
    "market price profit customer invoice budget investor shares revenue growth",
    "planet orbit rocket gravity telescope comet galaxy launch satellite moon",
)
_GLUE = "the of a and in to we that it is for with on was as have this from be are"


def chatter(words: int, *, seed: int = 1, duration: float = 4 * 3600) -> Transcript:
    """Hours of speech without punctuation, as an engine without grammar hears it."""
    dice = random.Random(seed)
    spoken: list[Word] = []
    ends: list[int] = []
    at = 1.0
    pause = (duration - words * 0.33) / (words / 12)
    while len(spoken) < words:
        topic = _TOPICS[int(at / 600) % len(_TOPICS)].split()
        for _ in range(dice.randint(4, 20)):
            text = dice.choice(topic if dice.random() < 0.4 else _GLUE.split())
            spoken.append(Word(text=text, start=at, end=at + 0.28))
            at += 0.33
        ends.append(len(spoken))
        at += dice.uniform(0.3, 2 * pause - 0.3)
    return Transcript(
        engine="test",
        language="en",
        duration=duration,
        words=tuple(word for word in spoken if word.end < duration),
        sentence_ends=tuple(end for end in ends if spoken[end - 1].end < duration),
    )

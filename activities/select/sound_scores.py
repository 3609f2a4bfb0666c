"""Points for what a moment sounds and looks like when nobody has to understand it. Pure."""

from activities.select.recording import Recording
from activities.select.tally import Tally
from core.domain.span import Span

# What is heard, in words, and how many points its scores are worth: each at most the second.
_EVENTS = {
    "laughter": ("laughter", 12.0, 18.0),
    "applause": ("applause", 12.0, 18.0),
    "cheer": ("cheering", 10.0, 15.0),
    "shout": ("a shout", 5.0, 8.0),
}


def louder(span: Span, recording: Recording, *, by: float) -> float:
    """Return how many dB a span is above the usual level, from -by to by; 0 when unknown."""
    level = recording.level(span)
    return 0.0 if level is None else max(-by, min(by, level - recording.usual_level))


def add_events(tally: Tally, span: Span, recording: Recording) -> None:
    """Add points for what people do who are not the ones that speak."""
    for kind, (name, worth, most) in _EVENTS.items():
        score = recording.heard(kind, span)
        if score > 0:
            at = recording.first_heard(kind, span)
            tally.add(min(most, worth * score), f"has {name} at {at:.0f} s")


class SoundScores:
    """Judges moments of one recording in which nothing is said."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def hook(self, span: Span) -> Tally:
        tally = Tally(35, "starts without anything that stands out")
        start = Span(start=span.start, end=min(span.end, span.start + 5))
        loudness = louder(start, self._recording, by=8)
        tally.add(2 * loudness, f"starts {'louder' if loudness > 0 else 'softer'} than the rest")
        tally.add(6 * (span.start in self._recording.cuts), "starts with a new picture")
        return tally

    def flow(self, span: Span) -> Tally:
        cuts = len(self._recording.cuts_within(span))
        tally = Tally(40, "stays with one picture" if not cuts else "cuts seldom")
        tally.add(min(25.0, 100 * cuts / span.duration), f"cuts {cuts} times")
        return tally

    def value(self, span: Span) -> Tally:
        tally = Tally(30, "nothing is said in it, and nothing stands out")
        add_events(tally, span, self._recording)
        peaks = self._recording.heard("peak", span)
        if peaks > 0:
            at = self._recording.first_heard("peak", span)
            tally.add(min(15.0, 6 * peaks), f"has a peak in the sound at {at:.0f} s")
        music = self._recording.covered("music", span) / span.duration
        tally.add(8 * music, "has music")
        loudness = louder(span, self._recording, by=8)
        tally.add(1.5 * loudness, f"is {'louder' if loudness > 0 else 'softer'} than the rest")
        return tally

    def coherence(self, span: Span) -> Tally:
        tally = Tally(45, "starts and ends at no natural place")
        whole = span.start <= 0 and span.end >= self._recording.duration
        tally.add(20 * whole, "is the whole recording")
        edges = {0.0, self._recording.duration, *self._recording.cuts}
        tally.add(8 * (span.start in edges), "starts at a cut")
        tally.add(8 * (span.end in edges), "ends at a cut")
        return tally

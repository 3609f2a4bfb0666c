"""How much a moment is of a kind that a prompt can ask for. Pure."""

from math import exp

from activities.select.cues import cues
from activities.select.intents import Intent
from activities.select.marks import Marks
from activities.select.recording import Recording
from activities.select.sound_scores import louder
from core.domain.span import Span

# Decibels above the usual level at which somebody who speaks is excited.
_EXCITED = 6.0


class Moods:
    """Judges moments of one recording by kind."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._marks = Marks(recording)
        self._swearing = recording.cues.swearing | cues("en").swearing

    def share(self, kind: Intent, span: Span, inside: range) -> float:
        """Return how much a span, with the sentences inside, is of a kind, 0..1."""
        match kind:
            case Intent.FUNNY:
                return 1 - exp(-2 * self._recording.heard("laughter", span))
            case Intent.QUESTIONS:
                return self._question(inside)
            case Intent.ADVICE:
                return self._often(inside, "explaining", "listing")
            case Intent.NUMBERS:
                return self._often(inside, "numbers")
            case Intent.STORIES:
                return float(bool(inside) and bool(self._marks.opening(inside.start).story))
            case Intent.EXCITING:
                return self._excited(span)
            case Intent.SWEARING:
                said = (self._recording.sentences[index].tokens for index in inside)
                return float(any(not self._swearing.isdisjoint(words) for words in said))

    def _question(self, inside: range) -> float:
        """Return 1 when it opens with a question, less when one comes later."""
        asked = self._marks.first_question(inside)
        if asked is None:
            return 0.0
        return 1.0 if asked == inside.start else 0.6

    def _often(self, inside: range, *names: str) -> float:
        """Return 0.6 for one word of these counts in every two sentences."""
        found = sum(self._marks.count(name, inside) for name in names)
        return 1 - exp(-2 * found / max(2, len(inside)))

    def _excited(self, span: Span) -> float:
        cheered = self._recording.heard("cheer", span) + self._recording.heard("shout", span)
        loud = max(0.0, louder(span, self._recording, by=_EXCITED)) / _EXCITED
        return max(loud, 1 - exp(-cheered))

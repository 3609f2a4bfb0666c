"""Is a moment about what people look for now? Pure."""

from collections.abc import Sequence

from activities.select.mentions import Mentions, term
from activities.select.recording import Recording
from activities.select.tally import Tally, quoted

# Shares of hook, flow and value in virality, and that of trend where something is known about it.
_HOOK, _FLOW, _VALUE = 0.40, 0.25, 0.35
_TREND = 0.10
_UNKNOWN = "no topics of the day are set, so 50 stands for \u201cunknown\u201d"


class Trends:
    """What people look for now, and where a recording speaks of it."""

    def __init__(self, trends: Sequence[str], recording: Recording) -> None:
        self._mentions = {
            trend: Mentions(recording, [term(trend, recording.cues.empty)]) for trend in trends
        }

    def tally(self, inside: range) -> Tally:
        """Return the points of a range of sentences: 50 when no trends are known."""
        if not self._mentions:
            return Tally(50, _UNKNOWN)
        tally = Tally(30, "names none of the topics of the day")
        for trend, mentions in self._mentions.items():
            if count := mentions.count(inside):
                tally.add(
                    min(50.0, 30 + 5 * count), f"speaks of a topic of the day, {quoted(trend)}"
                )
        return tally

    def virality(self, hook: float, flow: float, value: float, trend: float) -> float:
        """Return the four in one number, 0..100. A trend that is not known has no share."""
        points = _HOOK * hook + _FLOW * flow + _VALUE * value
        if self._mentions:
            points = (1 - _TREND) * points + _TREND * trend
        return round(points, 1)

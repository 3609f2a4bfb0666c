"""The next picture wipes the one before away."""

from activities.render.base import Scope, Stream
from activities.render.streams import together


class Wipe:
    """A soft edge goes from the right to the left."""

    def join(self, before: Stream, after: Stream, scope: Scope) -> Stream:
        seconds = (scope.last - scope.first) / scope.fps
        return together("xfade", before, after, transition="smoothleft", offset=0, duration=seconds)

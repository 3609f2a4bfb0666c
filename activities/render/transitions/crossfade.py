"""One picture dissolves into the next."""

from activities.render.base import Scope, Stream
from activities.render.streams import together


class Crossfade:
    """Both pictures are seen, the one less and less, the next more and more."""

    def join(self, before: Stream, after: Stream, scope: Scope) -> Stream:
        seconds = (scope.last - scope.first) / scope.fps
        return together("xfade", before, after, transition="fade", offset=0, duration=seconds)

"""Other footage over the picture of the clip."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from activities.render import films
from activities.render.backdrop import square
from activities.render.base import Scope, Stream
from activities.render.choices import Choice
from activities.render.colours import delivered, named
from activities.render.films import Film
from core.domain.plan import BRoll
from core.errors import InvalidPlanError

HIGHEST = 0.45
"""Share of the clip's height above which an inset becomes narrower than the plan wants it."""

# The white edge of an inset, as a share of the clip's width.
_EDGE = 0.006


@dataclass(frozen=True)
class Footage:
    """The footage runs once, from its first picture on the first frame of its stretch."""

    broll: BRoll
    number: int
    """Its place in the plan."""

    choices: ClassVar[Mapping[str, Choice]] = {}

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        film = films.read(self.broll.file, scope.files, f"broll.{self.number}.file")
        self._check_long_enough(film, scope)
        frames = scope.last - scope.first
        shown = scope.inputs.film(film.path, start=self.broll.skip, frames=frames)
        shown = square(named(shown, film.colours))
        shown, x, y = self._inset(shown, film, scope) if self._is_inset else (_full(shown, scope))
        # Frame n of it then lies on frame n of the clip; what comes before is never seen.
        early = delivered(shown).filter("tpad", start=scope.first, start_mode="clone")
        seen = f"between(n,{scope.first},{scope.last - 1})"
        return picture.overlay(early, x=x, y=y, enable=seen)

    @property
    def _is_inset(self) -> bool:
        return self.broll.way == "inset"

    def _check_long_enough(self, film: Film, scope: Scope) -> None:
        wanted, there = (scope.last - scope.first) / scope.fps, film.seconds - self.broll.skip
        # Half a frame forgives the rounding of both.
        if wanted > there + 0.5 / scope.fps:
            raise InvalidPlanError(
                f"broll.{self.number}.span: {wanted:.2f} s are shown of footage that lasts"
                f" {max(0.0, there):.2f} s from {self.broll.skip:.2f} s on;"
                " shorten the span or choose longer footage"
            )

    def _inset(self, shown: Stream, film: Film, scope: Scope) -> tuple[Stream, int, int]:
        edge = max(2, _even(_EDGE * scope.width))
        page = scope.page
        most = (self.broll.width * scope.width, HIGHEST * scope.height * film.shape)
        width = max(2 * edge + 2, _even(min(*most, page.right - page.left)))
        height = max(2 * edge + 2, _even(width / film.shape))
        sized = shown.filter("scale", width - 2 * edge, height - 2 * edge, flags="bicubic")
        framed = sized.filter("pad", width, height, edge, edge, "white")
        down, across = self.broll.corner.split("-")
        x = page.left if across == "left" else page.right - width
        y = page.top if down == "top" else page.bottom - height
        return framed, x // 2 * 2, y // 2 * 2


def _full(shown: Stream, scope: Scope) -> tuple[Stream, int, int]:
    size = scope.width, scope.height
    covering = {"force_original_aspect_ratio": "increase", "force_divisible_by": 2}
    sized = shown.filter("scale", *size, **covering, flags="bicubic")
    return sized.filter("crop", *size).filter("setsar", 1), 0, 0


def _even(length: float) -> int:
    return round(length / 2) * 2

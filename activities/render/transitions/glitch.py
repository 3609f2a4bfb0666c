"""The picture breaks like a bad signal, and comes back as the next one."""

from activities.render.base import Scope, Stream

# Bars that leave their place: top and height as shares of the picture, and how far they go as
# a share of the width. The same every time, so that a clip is the same every time.
_BARS = ((0.06, 0.10, 0.16), (0.27, 0.05, -0.24), (0.44, 0.14, 0.10), (0.71, 0.08, -0.18))


class Glitch:
    """Both pictures flicker, bars of them jump aside and their colours come apart."""

    def join(self, before: Stream, after: Stream, scope: Scope) -> Stream:
        last = scope.last - scope.first - 1
        # The next picture flashes early, the one before flashes late.
        flicker = f"gte(n,{last}*0.55)+between(n,{last}*0.25,{last}*0.38)"
        late = f"(1-between(n,{last}*0.68,{last}*0.78))"
        broken = f"between(n,1,{last - 1})"
        shown = before.overlay(after, enable=f"({flicker})*{late}")
        shown = _jumping(shown, scope, broken)
        shift = max(2, scope.width // 40)
        return shown.filter("chromashift", cbh=-shift, crh=shift, edge="wrap", enable=broken)


def _jumping(picture: Stream, scope: Scope, broken: str) -> Stream:
    copies = picture.split()
    shown = copies[0]
    for place, (top, height, reach) in enumerate(_BARS):
        y, rows = (round(share * scope.height / 2) * 2 for share in (top, height))
        bar = copies[place + 1].filter("crop", scope.width, max(2, rows), 0, y)
        # Neither the same place twice in a row nor all bars at once.
        aside = f"trunc(W*{reach}*sin(n*2.4+{place})/2)*2"
        out = f"{broken}*lt(mod(n+{place},3),2)"
        shown = shown.overlay(bar, x=aside, y=y, enable=out)
    return shown

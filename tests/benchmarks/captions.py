"""Captions of a thousand random transcripts in twelve languages, held against the rules.

Run as ``python -m tests.benchmarks.captions``. Every transcript is set and written; one in ten
is drawn too, and every pixel of it looked for outside of the safe box.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from activities.render import typeface
from core.domain.plan import ClipPlan
from core.errors import EngineUnavailableError
from tests.activities.render.caption_rules import LANGUAGES, outside, speech, violations
from tests.benchmarks.measure import Ratio

TRANSCRIPTS = 1000
DRAWN_EVERY = 10
_SHORT_SIDE = 270


def main() -> int:
    """Print what was found and return 0 when no rule was broken."""
    found = ratios()
    sys.stdout.writelines(f"{ratio.line()}\n" for ratio in found)
    return 0 if all(ratio.met for ratio in found) else 1


def ratios(count: int = TRANSCRIPTS) -> list[Ratio]:
    """Return how many rules were broken, and how many pixels lie outside of the safe box."""
    try:
        typeface.fetch(lambda _: None)
    except EngineUnavailableError as error:
        _say(f"without the letters of Chinese, Japanese and Korean: {error}")
    started = time.perf_counter()
    broken = Counter(rule for seed in range(count) for rule in violations(speech(seed)))
    seconds = time.perf_counter() - started
    with tempfile.TemporaryDirectory() as folder:
        # Every step but a multiple of the number of languages visits all of them.
        seeds = range(0, count, DRAWN_EVERY + 1)
        pixels = sum(outside(_small(speech(seed)), Path(folder)) for seed in seeds)
    for rule, times in broken.most_common(10):
        _say(f"{times} x {rule}")
    return [
        Ratio(
            name="caption rules broken",
            measured=str(broken.total()),
            beside=f"in {count} transcripts, {len(LANGUAGES)} languages, "
            f"{seconds / count * 1000:.0f} ms each",
            goal="0",
            met=broken.total() == 0,
        ),
        Ratio(
            name="caption pixels outside",
            measured=str(pixels),
            beside=f"the safe box, in {len(seeds)} of them, drawn",
            goal="0",
            met=pixels == 0,
        ),
    ]


def _small(spoken: ClipPlan) -> ClipPlan:
    """Return the plan in a size that is drawn quickly."""
    output = spoken.output
    share = _SHORT_SIDE / min(output.width, output.height)
    size = {name: int(getattr(output, name) * share) // 2 * 2 for name in ("width", "height")}
    return spoken.model_copy(update={"output": output.model_copy(update=size)})


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    raise SystemExit(main())

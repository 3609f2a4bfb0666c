"""Random speech for property tests."""

from hypothesis import strategies as st

from core.domain.plan import CaptionPlan, ClipPlan
from core.domain.span import Span
from core.domain.transcript import Word
from tests.activities.render.footage import media, plan

_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "ÄÖÜßéèñçøåWM", "жщшмы", "你好世界の日本", "{}\\N,'\"&")
_ENDINGS = ("", "", "", "", ",", ".", "?", "…", "!\u201d")


@st.composite
def texts(draw: st.DrawFn) -> str:
    alphabet = draw(st.sampled_from(_ALPHABETS[:1] * 6 + _ALPHABETS))
    length = draw(st.integers(1, 12) | st.integers(13, 60))
    return draw(st.text(alphabet, min_size=1, max_size=length)) + draw(st.sampled_from(_ENDINGS))


@st.composite
def speech(draw: st.DrawFn) -> ClipPlan:
    """Return a vertical plan over up to forty words with pauses, overlaps and cuts."""
    at, words = draw(st.floats(0, 3)), []
    for _ in range(draw(st.integers(1, 40))):
        length = draw(st.floats(0.02, 0.9))
        words.append(Word(text=draw(texts()), start=at, end=at + length))
        at += length * draw(st.sampled_from((0.0, 0.9, 1.0, 1.0, 1.1))) + draw(
            st.sampled_from((0.0, 0.0, 0.02, 0.1, 0.29, 0.31, 0.7, 2.0))
        )
    middle = draw(st.floats(0.2, at + 0.3))
    gap = draw(st.sampled_from((0.0, 0.05, 0.5)))
    spans = (Span(start=0.1, end=middle), Span(start=middle + gap, end=at + 2 + gap))
    made = plan((0, 1), media=media(600))
    return made.model_copy(
        update={"spans": spans, "captions": CaptionPlan(words=tuple(words))},
    )

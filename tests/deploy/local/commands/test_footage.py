import pytest

from activities.plan.illustrating import LENGTH
from core.domain.span import Span
from deploy.local.commands.footage import stretch
from deploy.local.commands.refusal import CommandError


def test_a_stretch_has_two_ends_or_the_usual_length() -> None:
    assert stretch("1.5..4") == Span(start=1.5, end=4)
    assert stretch("12") == Span(start=12, end=12 + LENGTH)


@pytest.mark.parametrize("text", [None, "", "x", "4..4", "5..1", "-3..1", "1..nan", "inf..inf"])
def test_what_is_no_stretch_is_refused(text: str | None) -> None:
    with pytest.raises(CommandError, match=r"START\.\.END|FROM\.\.TO"):
        stretch(text)

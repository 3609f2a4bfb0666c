import pytest

from activities.plan.editing import DeleteWords, SetField, operation, read_operations
from core.errors import InvalidPlanError


def test_a_program_sends_a_list_of_typed_operations() -> None:
    title = '{"op": "set", "path": "title", "value": "T"}'
    words = '{"op": "delete_words", "first": 1, "last": 2}'

    assert read_operations(f"[{title}, {words}]") == (
        SetField(path="title", value="T"),
        DeleteWords(first=1, last=2),
    )


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("{", "not valid"),
        ("{}", "not valid"),
        ('[{"op": "explode"}]', r"0: .*'set', 'delete_words'"),
        (
            '[{"op": "delete_words", "first": 3, "last": 1}]',
            "0.delete_words: .* 3 to 1",
        ),
        ('[{"op": "delete_words", "first": -1, "last": 1}]', r"0\.delete_words\.first"),
        ('[{"op": "set", "path": "title", "value": 1, "more": 2}]', r"0\.set\.more"),
        ('[{"op": "cold_open", "start": 1, "end": NaN}]', "not valid"),
        ('[{"op": "tighten", "speed": "warp"}]', r"0\.tighten\.speed: .*'relaxed', 'natural'"),
        ('[{"op": "add_sounds", "level": 3}]', r"0\.add_sounds\.level: .* 0"),
        ('[{"op": "censor", "way": "beep"}]', r"0\.censor\.way: .*'bleep' or 'silence'"),
        ('[{"op": "cut_on_beat", "reach": 1}]', r"0\.cut_on_beat\.reach"),
        ("[" + ",".join(['{"op": "remove_effect", "name": "x"}'] * 501) + "]", "at most 500"),
    ],
)
def test_what_is_no_operation_is_refused_with_its_number_and_its_field(
    sent: str, said: str
) -> None:
    with pytest.raises(InvalidPlanError, match=said):
        read_operations(sent)


def test_one_operation_is_checked_as_well() -> None:
    assert operation(DeleteWords, first=1, last=2) == DeleteWords(first=1, last=2)
    with pytest.raises(InvalidPlanError, match="first: "):
        operation(DeleteWords, first=-1, last=2)

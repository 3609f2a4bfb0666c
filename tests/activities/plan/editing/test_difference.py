from activities.plan.editing import Change, ColdOpen, DeleteWords, changes, edited, set_field
from tests.activities.plan.editing.talk import WORDS, talk


def test_equal_plans_do_not_differ() -> None:
    assert changes(talk(), talk()) == ()


def test_a_field_is_told_with_what_it_was_and_what_it_is() -> None:
    made = edited(talk(), [set_field("captions.style=karaoke"), set_field("hook.text=Wait")])

    assert changes(talk(), made) == (
        Change(field="hook", before=None, after={"text": "Wait", "seconds": 3.0}),
        Change(field="captions.style", before="highlight_word", after="karaoke"),
    )


def test_what_only_moved_along_in_a_list_does_not_differ() -> None:
    made = edited(talk(), [DeleteWords(first=2, last=2)])

    assert [change.field for change in changes(talk(), made)] == [
        "spans.0.end",
        "spans.1",
        "captions.words.2",
    ]
    assert changes(talk(), made)[-1].before == WORDS[2].model_dump()


def test_something_new_in_front_is_all_that_differs() -> None:
    made = edited(talk(), [ColdOpen(start=12, end=13)])

    assert changes(talk(), made) == (
        Change(field="spans.0", before=None, after={"start": 12.0, "end": 13.0}),
    )


def test_the_way_back_is_the_same_the_other_way_round() -> None:
    made = edited(talk(), [DeleteWords(first=2, last=2), set_field("title=Other")])

    there = {(c.field, str(c.before), str(c.after)) for c in changes(talk(), made)}
    back = {(c.field, str(c.after), str(c.before)) for c in changes(made, talk())}

    assert there == back

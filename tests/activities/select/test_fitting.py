from dataclasses import replace

from activities.select.candidates import propose
from activities.select.fitting import Fitter, Fitting
from activities.select.recording import Recording
from activities.select.wish import understood
from core.domain.sound import SoundEvent
from core.domain.span import Span
from tests.activities.select import talk
from tests.activities.select.recordings import recording, topics

SOURCE = recording(talk.TALK, pauses=talk.PAUSES)


def fitting(prompt: str, source: Recording = SOURCE) -> Fitting:
    return Fitter(source, understood(prompt)).fitting(propose(source, 15, 90))


def test_without_a_prompt_everything_fits() -> None:
    assert fitting("") == Fitting(list(propose(SOURCE, 15, 90)))


def test_only_moments_about_what_is_asked_for_fit() -> None:
    found = fitting("only the parts about landlords")

    assert found.fits
    assert found.note == ""
    assert 0 < len(found.candidates) < len(propose(SOURCE, 15, 90)) / 2
    assert all("landlord" in one.text for one in found.candidates)


def test_other_forms_of_a_word_are_found() -> None:
    found = fitting("restaurant owner")

    assert found.fits
    assert all("restaurant" in one.text.lower() or "owner" in one.text for one in found.candidates)


def test_what_nobody_says_is_said_to_be_missing() -> None:
    found = fitting("submarines")

    assert not found.fits
    assert "Nothing was found for \u201csubmarines\u201d" in found.note
    assert found.candidates


def test_what_was_heard_in_another_way_is_near() -> None:
    found = fitting("restorants")

    assert not found.fits
    assert "restaur" in found.note
    assert all("restaurant" in one.text.lower() for one in found.candidates)


def test_a_topic_that_is_called_what_is_asked_for_is_near() -> None:
    where = talk.TALK.index(talk.STORY[0])
    named = topics(SOURCE, where, where + len(talk.STORY), titles=["", "Firefighting", ""])
    found = fitting("firefighting", replace(SOURCE, topics=named))

    story = Span(
        start=SOURCE.sentences[where].start,
        end=SOURCE.sentences[where + len(talk.STORY)].start,
    )
    assert found.candidates
    for one in found.candidates:
        assert story.contains((one.span.start + one.span.end) / 2)


def test_what_is_not_wanted_is_left_out() -> None:
    found = fitting("nothing about landlords or fryers")

    assert found.candidates
    assert not any("landlord" in one.text or "fryer" in one.text for one in found.candidates)
    assert found.note == ""


def test_swearing_can_be_left_out() -> None:
    source = recording(["This damn thing broke again and again."] + talk.ADVICE * 3)
    found = fitting("no swearing", source)

    assert found.candidates
    assert not any("damn" in one.text for one in found.candidates)


def test_when_everything_is_unwanted_that_is_said() -> None:
    source = recording(["plants need water"] * 20)
    found = fitting("no plants", source)

    assert not found.fits
    assert "not wanted: plants" in found.note
    assert found.candidates


def test_funny_moments_are_where_people_laugh() -> None:
    laughter = SoundEvent(kind="laughter", span=Span(start=60, end=62), score=0.9)
    source = recording(talk.TALK, pauses=talk.PAUSES, events=[laughter])
    found = fitting("the funny moments", source)

    assert found.fits
    assert all(one.span.contains(61) for one in found.candidates)
    assert "funny moments" in fitting("the funny moments").note


def test_a_kind_and_a_topic_must_both_be_there() -> None:
    found = fitting("questions about restaurants")

    assert found.candidates
    assert all("restaurants fail" in one.text for one in found.candidates)


def test_exciting_moments_are_loud_without_any_words() -> None:
    loud = Span(start=100, end=125)
    source = recording(duration=300, loud=[loud])
    found = fitting("only exciting action", source)

    assert found.fits
    assert all(one.span.common(loud) > 5 for one in found.candidates)

from hypothesis import given
from hypothesis import strategies as st

from activities.select.titles import MAX_DESCRIPTION, MAX_TITLE, Wording, shortened
from core.domain.span import Span
from tests.activities.select import talk
from tests.activities.select.recordings import recording


def wording(sentences: list[str], language: str = "en") -> tuple[Wording, Span]:
    source = recording(sentences, language=language)
    return Wording(source), Span(start=0, end=source.duration)


def test_a_title_is_the_most_telling_sentence() -> None:
    words, whole = wording(["And it was like that.", talk.QUESTION[0], "It was okay with them."])

    assert words.title(whole) == talk.QUESTION[0]


def test_a_question_heard_without_marks_gets_its_mark() -> None:
    words, whole = wording(["um so why do so many restaurants fail"])

    assert words.title(whole) == "Why do so many restaurants fail?"


def test_fillers_do_not_open_a_title() -> None:
    words, whole = wording(["well um okay i planted forty tomato seeds in winter"])

    assert words.title(whole) == "I planted forty tomato seeds in winter"


def test_a_long_title_is_cut_behind_a_word_that_can_end_it() -> None:
    words, whole = wording(["tomatoes " * 8 + "planted in the " * 4])
    title = words.title(whole)

    assert len(title) <= MAX_TITLE
    assert title.endswith("planted\u2026")


def test_a_moment_without_words_is_named_by_its_time() -> None:
    words, _ = wording([])

    assert words.title(Span(start=75.4, end=99)) == "Moment at 1:15"
    assert words.tags(Span(start=75.4, end=99)) == ()
    assert words.description(Span(start=75.4, end=99)) == ""


def test_tags_are_what_a_moment_is_about() -> None:
    source = recording(talk.TALK, pauses=talk.PAUSES)
    start = next(s.opens for s in source.sentences if s.text == talk.QUESTION[0])

    tags = Wording(source).tags(Span(start=start, end=start + 35))

    assert "rent" in tags
    assert not {"the", "because", "they", "that"} & set(tags)


def test_other_languages_get_words_as_well() -> None:
    words, whole = wording(["der garten braucht wasser", "der boden braucht wasser"], "de")

    assert words.title(whole).startswith("Der ")
    assert set(words.tags(whole)) == {"garten", "braucht", "wasser", "boden"}


@given(st.text(max_size=300), st.integers(2, 100))
def test_shortened_text_is_one_line_within_its_limit(text: str, limit: int) -> None:
    short = shortened(text, limit)

    assert len(short) <= limit
    assert "\n" not in short
    if len(" ".join(text.split())) <= limit:
        assert short == " ".join(text.split())


@given(st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1), max_size=12))
def test_every_transcript_gives_lawful_words(sentences: list[str]) -> None:
    words, whole = wording(sentences)

    assert 0 < len(words.title(whole)) <= MAX_TITLE
    assert len(words.description(whole)) <= MAX_DESCRIPTION
    assert all(tag and not tag.startswith("#") for tag in words.tags(whole))

import pytest

from activities.select.context import Context
from tests.activities.select import talk
from tests.activities.select.recordings import recording

PLAIN = "Steel bridges need new paint in every decade."


def warned(*said: str, inside: range, pause: float = 0.4, language: str = "en") -> str:
    """Return the warnings about some of the sentences that are said."""
    source = recording(said, pauses=[pause], language=language)
    return " ".join(doubt.warning for doubt in Context(source).doubts(inside))


MIDDLE = range(1, 2)

DOUBTED = [
    ("en", "The mayor opened the bridge.", "He walked across it first.", PLAIN, "\u201che\u201d"),
    ("en", PLAIN, "It was a mess for years.", PLAIN, ""),
    ("en", PLAIN, "This never works in winter.", PLAIN, "\u201cthis\u201d"),
    ("en", PLAIN, "And nobody has the money.", PLAIN, "\u201cand\u201d"),
    ("en", "Is steel better than stone?", "Steel lasts for two centuries.", PLAIN, "a question"),
    ("en", PLAIN, "Exactly, steel is the answer here.", PLAIN, "starts with an answer"),
    ("en", "And then my uncle, he said:", "Women cannot build bridges.", PLAIN, "is quoted"),
    ("en", "She wrote \u201cnever trust a bridge.", "Bridges fall.\u201d", PLAIN, "quotation"),
    ("en", "I used to think so.", "Stone is the only honest material.", PLAIN, "not be meant"),
    ("en", PLAIN, "Stone bridges always fall.", "Just kidding, they never do.", "taken back"),
    ("en", PLAIN, "Stone bridges always fall.", "No wait, that's wrong.", "taken back"),
    ("en", PLAIN, "You should always use steel.", "Unless the water is salty.", "limits it"),
    ("en", PLAIN, "You should always use steel.", "But not near the sea.", "limits it"),
    ("en", PLAIN, "What would you do with the rust?", PLAIN, "left open"),
    ("en", PLAIN, "Near the end he told me", "That steel is dead.", "before what somebody"),
    ("en", PLAIN, "As I said, steel needs paint.", PLAIN, "earlier part"),
    ("de", "Meine Tante sagt, er sagte", "Frauen bauen keine Brücken.", "Gut.", "is quoted"),
    ("de", "Stahl ist gut.", "Stein ist immer besser.", "Das stimmt nicht.", "taken back"),
    ("es", "Mi tío me dijo", "Las mujeres no construyen puentes.", "Bien.", "is quoted"),
    ("es", "El acero es bueno.", "La piedra siempre es mejor.", "Es broma.", "taken back"),
    ("fr", "Avant je pensais ça.", "La pierre est toujours mieux.", "Bon.", "not be meant"),
    ("fr", "Le fer est bon.", "La pierre est mieux.", "Je plaisante.", "taken back"),
    ("it", "Il ferro va bene.", "La pietra vince sempre.", "Sto scherzando.", "taken back"),
    ("pt", "O ferro é bom.", "A pedra ganha sempre.", "Tô brincando.", "taken back"),
    ("pt", "A pedra é melhor?", "A pedra dura dois séculos.", "Bom.", "a question"),
]


@pytest.mark.parametrize(("language", "before", "inside", "after", "warning"), DOUBTED)
def test_a_moment_whose_meaning_turns_on_what_is_around_it_is_doubted(
    language: str, before: str, inside: str, after: str, warning: str
) -> None:
    said = warned(before, inside, after, inside=MIDDLE, language=language)

    assert warning in said
    assert bool(said) == bool(warning)
    assert warned(PLAIN, PLAIN, PLAIN, inside=MIDDLE) == ""


@pytest.mark.parametrize(
    "said", ["It is time to paint it.", "There is a bridge here.", "This is the story of steel."]
)
def test_a_word_that_only_seems_to_point_back_is_no_doubt(said: str) -> None:
    assert warned(PLAIN, said, PLAIN, inside=MIDDLE) == ""


def test_what_is_inside_is_not_missed() -> None:
    question, answer = "Is steel better than stone?", "Steel lasts for two centuries."

    assert warned(PLAIN, question, answer, PLAIN, inside=range(1, 3)) == ""
    assert warned(PLAIN, answer, "Just kidding, it does not.", inside=range(1, 3)) == ""


def test_after_a_long_pause_nothing_is_taken_back_or_answered() -> None:
    question, answer = "Is steel better than stone?", "Steel lasts for two centuries."

    assert warned(question, answer, "Just kidding.", inside=MIDDLE, pause=20) == ""


def test_the_start_of_a_recording_misses_nothing_before_it() -> None:
    assert warned("And he walked across it first.", PLAIN, inside=range(1)) == ""


def test_a_warning_is_about_the_sentence_itself_without_marks_as_well() -> None:
    said = talk.heard_offline(["Stone bridges always fall.", "Just kidding, they never do."])
    assert "just kidding" in warned(PLAIN, *said, inside=MIDDLE)


def test_nothing_is_doubted_in_a_language_that_is_not_known() -> None:
    assert warned("ja ne", "han gick", "men nej", inside=MIDDLE, language="xx") == ""


def test_no_sentences_no_doubts() -> None:
    assert Context(recording()).doubts(range(0)) == ()

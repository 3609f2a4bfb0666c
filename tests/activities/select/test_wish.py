import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.select.intents import Intent
from activities.select.wish import Wish, understood


@pytest.mark.parametrize(
    ("prompt", "about"),
    [
        ("only the parts about pricing", ("pricing",)),
        ("Find the best moments where she talks about machine learning!", ("machine", "learning")),
        ("pricing, hiring and Kubernetes", ("pricing", "hiring", "kubernetes")),
        ("nur die Stellen über Preise", ("preise",)),
        ("solo las partes sobre los precios", ("precios",)),
        ("les meilleurs moments sur les prix", ("prix",)),
        ("soltanto le parti sui prezzi", ("prezzi",)),
        ("apenas as partes sobre preços", ("preços",)),
        ("", ()),
        ("the best clips", ()),
    ],
)
def test_a_prompt_names_what_it_is_about(prompt: str, about: tuple[str, ...]) -> None:
    wish = understood(prompt)

    assert set(about) <= set(wish.about)
    assert len(wish.about) <= len(about) + 1
    assert wish.without == ()


@pytest.mark.parametrize(
    ("prompt", "kinds"),
    [
        ("the funny moments", {Intent.FUNNY}),
        ("wo gelacht wird, die witzigsten Witze", {Intent.FUNNY}),
        ("questions from the audience", {Intent.QUESTIONS}),
        ("actionable tips", {Intent.ADVICE}),
        ("the most exciting scenes", {Intent.EXCITING}),
        ("personal stories and statistics", {Intent.STORIES, Intent.NUMBERS}),
    ],
)
def test_a_prompt_may_ask_for_kinds_of_moments(prompt: str, kinds: set[Intent]) -> None:
    assert understood(prompt).intents == kinds


@pytest.mark.parametrize(
    ("prompt", "wish"),
    [
        ("no swearing", Wish(without_intents=frozenset({Intent.SWEARING}))),
        ("pricing without politics", Wish(about=("pricing",), without=("politics",))),
        ("no politics or religion", Wish(without=("politics", "religion"))),
        ("no politics and religion", Wish(without=("politics", "religion"))),
        ("no politics, pricing", Wish(about=("pricing",), without=("politics",))),
        ("no politics but pricing", Wish(about=("pricing",), without=("politics",))),
        ("ohne Politik", Wish(without=("politik",))),
        ("sin política", Wish(without=("política",))),
        ("everything except jokes", Wish(without_intents=frozenset({Intent.FUNNY}))),
    ],
)
def test_a_prompt_may_leave_things_out(prompt: str, wish: Wish) -> None:
    assert understood(prompt) == wish


@given(st.text(max_size=500))
def test_any_prompt_is_understood_as_words_of_its_own(prompt: str) -> None:
    wish = understood(prompt)
    for word in (*wish.about, *wish.without):
        assert word.replace("'", "") in prompt.lower().replace("\u2019", "").replace("'", "")

"""Talks about known things, made for tests."""

import random
from collections.abc import Sequence

import pytest

from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import settings

THINGS = {
    "cooking": "soup onion garlic butter oven recipe kitchen flour sauce pepper",
    "space": "rocket orbit planet astronaut launch telescope gravity moon satellite engine",
    "money": "bank loan interest mortgage savings inflation market investor dividend tax",
    "music": "guitar melody rhythm drummer concert piano chorus singer orchestra violin",
}
_FRAMES = (
    "we put the {} next to the {} and then the {}",
    "the {} was more of a {} than any {}",
    "you have a {} with a {} for the {}",
    "there is no {} without a {} or a {}",
)


def talk(things: Sequence[str], sentences: int, seed: int = 1) -> list[str]:
    """Return so many sentences about each thing in turn."""
    chance = random.Random(seed)
    return [
        chance.choice(_FRAMES).format(*chance.sample(THINGS[thing].split(), 3))
        for thing in things
        for _ in range(sentences)
    ]


def need_minilm() -> None:
    """Skip the test on a machine that cannot get the model."""
    store = ModelStore(settings())
    try:
        store.fetch("minilm-words")
        store.fetch("minilm")
    except EngineUnavailableError as error:
        pytest.skip(str(error))

import pytest

from activities.render import emoji, typeface, vocabulary


@pytest.mark.parametrize("text", ["🔥", "❤️", "👋🏽", "👩🏽‍🚀", "1️⃣", "⚡", "👨‍👩‍👧", "🏳️‍🌈"])
def test_an_emoji_is_made_of_shapes_that_the_font_has(text: str) -> None:
    shapes = emoji.shapes(text)

    assert shapes
    assert all(typeface.emoji().has(shape.glyph) for shape in shapes)


def test_a_skin_tone_changes_colours_and_not_shapes() -> None:
    plain, toned = emoji.shapes("👋"), emoji.shapes("👋🏿")

    assert [shape.glyph for shape in plain] == [shape.glyph for shape in toned]
    assert [shape.colour for shape in plain] != [shape.colour for shape in toned]


def test_a_family_is_made_of_its_members() -> None:
    members = [emoji.shapes(member) for member in "👨👩👧"]

    assert emoji.shapes("👨‍👩‍👧") == tuple(shape for member in members for shape in member)


@pytest.mark.parametrize("text", ["a", "1", "#", "©", "🇧", "你"])
def test_letters_are_no_emoji(text: str) -> None:
    assert emoji.shapes(text) == ()


@pytest.mark.parametrize("language", vocabulary.languages())
def test_every_emoji_of_the_dictionaries_can_be_drawn(language: str) -> None:
    signs = set(vocabulary.of(language).emoji.values())

    assert signs
    assert all(map(emoji.shapes, signs))

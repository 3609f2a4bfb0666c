import pytest

from activities.transcribe.language_names import code


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("english", "en"), ("German", "de"), ("haitian creole", "ht"), ("pt-BR", "pt"),
        ("zh_Hant", "zh"), ("en", "en"), ("", ""), ("klingon", ""), ("xx", ""),
    ],
)  # fmt: skip
def test_a_language_is_known_by_name_and_by_code(name: str, short: str) -> None:
    assert code(name) == short

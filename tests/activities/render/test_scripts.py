import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.render import scripts


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("e\u0301a", 2),
        ("👩🏽‍🚀👋🏽", 2),
        ("🇧🇷🇩🇪", 2),
        ("1️⃣2", 2),
        ("क्षत्रिय", 3),
        ("เรียน", 3),
        ("น้ำ", 1),
        ("你好", 2),
        ("த்த", 2),
    ],
)
def test_a_cluster_is_what_a_reader_takes_for_one_letter(text: str, count: int) -> None:
    assert len(scripts.clusters(text)) == count


@given(st.text(max_size=60))
def test_clusters_and_parts_are_the_whole_text(text: str) -> None:
    assert "".join(scripts.clusters(text)) == "".join(scripts.parts(text)) == text
    assert all(0 < place < len(text) for place in scripts.breaks(text))


def test_japanese_is_cut_where_words_begin() -> None:
    assert scripts.parts("今日は人工知能について勉強しましょう。") == [
        "今日は", "人工知能について", "勉強しましょう。",
    ]  # fmt: skip


def test_no_part_opens_with_what_may_not_open_a_line() -> None:
    for part in scripts.parts("「你好，」他说。“好！”今天我们来学习人工智能。"):  # noqa: RUF001
        assert part[0] not in "，」。”！"  # noqa: RUF001
        assert part[-1] not in "「“"


def test_words_with_spaces_between_them_are_one_part() -> None:
    assert scripts.parts("Donaudampfschifffahrt") == ["Donaudampfschifffahrt"]
    assert scripts.parts("безопасность") == ["безопасность"]


@pytest.mark.parametrize(
    ("left", "right", "spaced"),
    [("你", "好", False), ("สวัสดี", "ครับ", False), ("봅", "시다", True), ("好", "OpenAI", True)],
)
def test_a_space_stands_only_where_the_script_has_one(left: str, right: str, spaced: bool) -> None:
    assert scripts.spaced(left, right) is spaced


@pytest.mark.parametrize(("left", "right"), [("ก", "ำ"), ("เ", "ก"), ("好", "。"), ("क", "ि")])
def test_what_belongs_to_one_letter_or_line_is_not_parted(left: str, right: str) -> None:
    assert scripts.inseparable(left, right)


@pytest.mark.parametrize(("left", "right"), [("hello", "world"), ("你", "好"), ("நன்", "றி")])
def test_words_may_be_parted(left: str, right: str) -> None:
    assert not scripts.inseparable(left, right)


def test_the_language_decides_the_direction_and_otherwise_most_letters() -> None:
    assert scripts.right_to_left("he", "OpenAI")
    assert not scripts.right_to_left("en", "שלום")
    assert scripts.right_to_left("", "שלום hi")
    assert not scripts.right_to_left("", "123")

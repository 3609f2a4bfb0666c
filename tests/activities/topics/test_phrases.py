from activities.topics.phrases import phrases


def test_words_with_content_that_stand_side_by_side_are_a_phrase() -> None:
    found = phrases(["The window highlight of macOS, then auto-update."])

    assert set(found) == {
        ("window",),
        ("window", "highlight"),
        ("highlight",),
        ("macos",),
        ("auto",),
        ("auto", "update"),
        ("update",),
    }
    assert found["auto", "update"].form == "auto-update"


def test_a_phrase_is_written_as_it_mostly_is_and_knows_when_it_is_a_name() -> None:
    found = phrases(["Rust compiles.", "We like Rust.", "Old rust and Rust's compiler."])

    rust = found["rust",]
    assert (rust.count, rust.form, rust.named) == (4, "Rust", 2)


def test_terms_without_spaces_are_what_is_said_more_than_once() -> None:
    found = phrases(
        [
            "我们讨论人工智能",
            "人工智能很重要",
        ]
    )

    assert ("人工智能",) in found
    assert ("讨论",) not in found
    assert all(phrase.count == 2 for phrase in found.values())


def test_a_term_with_katakana_is_kept_whole() -> None:
    found = phrases(
        [
            "東京タワーの話",
            "東京タワーが好き",
        ]
    )

    assert set(found) == {("東京タワー",)}

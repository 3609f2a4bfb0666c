"""Logs that their writer never lets go of."""

from pathlib import Path

from deploy.local import logs


def test_a_log_in_use_is_moved_aside_without_its_writers_knowledge(tmp_path: Path) -> None:
    path = tmp_path / "part.log"
    with path.open("ab", buffering=0) as writer:
        for number in range(6):
            writer.write(f"{number}{'.' * 100}\n".encode())
            logs.rotate(path, max_bytes=100)
        writer.write(b"last\n")
    assert path.read_bytes() == b"last\n"
    kept = sorted(tmp_path.glob("part.log.*"))
    assert [file.name for file in kept] == [f"part.log.{n}" for n in range(1, logs.KEPT + 1)]
    assert [file.read_text()[0] for file in kept] == ["5", "4", "3"]


def test_a_small_log_stays(tmp_path: Path) -> None:
    path = tmp_path / "part.log"
    path.write_text("one line\n")
    logs.rotate(path)
    assert [file.name for file in tmp_path.iterdir()] == ["part.log"]


def test_the_last_line_is_the_last_that_says_something(tmp_path: Path) -> None:
    path = tmp_path / "part.log"
    path.write_bytes(b"first\n" * 5000 + b"it broke \xff here\n\n  \n")
    assert logs.last_line(path) == "it broke � here"
    assert logs.last_line(tmp_path / "none") == "it wrote no log"

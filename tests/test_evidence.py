"""The figures of a campaign take the place of those that the same campaign wrote before."""

from pathlib import Path

from tests import evidence


def test_a_section_is_added_then_replaced_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "evidence.md"
    path.write_text("# Evidence\n\nWords.\n", "utf-8")
    evidence.record("run.py crash", "Crashes", [("kill", "10", "none lost")], path=path)
    evidence.record("run.py fuzz", "Fuzzing", [("bytes", "20", "none crashed")], words="More.", path=path)
    evidence.record("run.py crash", "Crashes", [("kill", "30", "none lost")], path=path)
    text = path.read_text("utf-8")
    assert text.startswith("# Evidence\n\nWords.\n\n## Crashes\nWritten by `run.py crash` on 2")
    assert text.count("## ") == 2
    assert "| kill | 10 |" not in text
    assert "| kill | 30 | none lost |\n\n## Fuzzing\n" in text
    assert text.endswith("More.\n\n| what | how often | what came of it |\n|---|---|---|\n| bytes | 20 | none crashed |\n")


def test_a_part_of_a_section_takes_the_place_of_its_own_rows(tmp_path: Path) -> None:
    path = tmp_path / "evidence.md"
    path.write_text("# Evidence\n", "utf-8")
    rows = [("kill", "10", "none lost"), ("full disk", "20", "none lost")]
    evidence.record("run.py crash", "Crashes", rows, words="Before.", path=path)
    evidence.record("run.py crash", "Crashes", [("kill", "30", "none lost"), ("new", "1", "x")], is_part=True, path=path)
    text = path.read_text("utf-8")
    assert text.endswith("|---|\n| kill | 30 | none lost |\n| full disk | 20 | none lost |\n| new | 1 | x |\n")
    assert "Before." not in text


def test_all_that_is_written_can_be_read_again() -> None:
    """A part that is run alone keeps every row of docs/evidence.md."""
    sections = evidence.PATH.read_text("utf-8").split("\n## ")[1:]
    assert len(sections) == 4
    assert sum(len(evidence._rows_in(section)) for section in sections) == sum(text.count("\n| ") - 1 for text in sections)

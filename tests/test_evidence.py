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

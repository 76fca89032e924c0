"""Sheets that were entered into the register and never left."""

from datetime import UTC, datetime

from vault import edit
from vault.model import Now, Sheet, Vault

NOW = Now(datetime(2026, 1, 31, 9, 30, tzinfo=UTC), "workbench")


def sheet(number: int) -> Sheet:
    return Sheet(id=f"{number:08}", kind="recovery", printed_at=NOW.at)


def test_sheets_that_never_left_go_out_of_the_register_again() -> None:
    vault = edit.note_printed(Vault(), [sheet(1)], now=NOW)
    after = edit.withdraw_sheets(edit.note_printed(vault, [sheet(2), sheet(3)], now=NOW), ["00000002", "00000003"], now=NOW)
    assert after.sheets == vault.sheets
    assert [event.kind for event in after.events] == ["sheet-printed", "sheet-printed", "sheet-withdrawn"]
    assert after.events[-1].values == {"sheets": "00000002 00000003"}

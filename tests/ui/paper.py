"""What the tests of printed sheets share: vaults with a register, and a way to have a sheet without a dialog."""

from datetime import timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.ui.desk import NOW, PASSWORD, START, Desk, dialog_of, example, keys_into, on_disk, press
from ui.desktop.app import App
from ui.desktop.dialogs.printing import PrintDialog
from ui.desktop.home import Home
from vault import edit, printouts
from vault.model import Now, Sheet, Vault

LATER = Now(START + timedelta(days=20), "workbench")


def with_codes(vault: Vault | None = None, *, place: str = "") -> Vault:
    """Return the example, its codes printed."""
    vault = vault or example()
    made = printouts.codes(vault.present, now=NOW, size="A4", place=place)
    return edit.note_printed(vault, made.sheets, now=NOW)


def with_use(vault: Vault, *places: int) -> Vault:
    account = vault.accounts[0]
    assert account.live_set
    for place in places:
        vault = edit.mark_code(vault, account.id, account.live_set.id, place, "used", now=LATER)
    return vault


def printing(app: App, home: Home, kind: str = "") -> PrintDialog:
    """Open the dialog that prints, and choose a kind."""
    home.show_paper()
    press(home.paperwork.page, "print")
    dialog = dialog_of(app, PrintDialog)
    if kind:
        press(dialog, f"kind-{kind}")
        press(dialog, "continue")
    return dialog


def to_pages(dialog: PrintDialog, qtbot: QtBot) -> None:
    """Go on to the pages, with the vault's password."""
    press(dialog, "continue")
    keys_into(dialog.password.field, PASSWORD)
    press(dialog, "continue")
    qtbot.waitUntil(dialog.preview.isVisible)


def saved(desk: Desk, dialog: PrintDialog, qtbot: QtBot, name: str = "sheet.pdf") -> Path:
    """Save what the dialog shows as a PDF."""
    assert dialog.leaving
    path = desk.folder / name
    dialog.leaving.save_pdf(path)
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: not dialog._is_busy)
    return path


def only_sheet(vault: Vault) -> Sheet:
    (sheet,) = vault.sheets
    return sheet


def sheets_on_disk(path: Path, password: str = PASSWORD) -> list[str]:
    """Return the numbers of the sheets that the independent reader finds in the vault."""
    return [sheet["id"] for sheet in on_disk(path, password).get("sheets", [])]


def keys_of(home: Home) -> int:
    """Return how many ways to open the vault there are."""
    return len(home.ring.keys)

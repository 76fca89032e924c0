"""The life of an account over three code sets, as a user of the window lives it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QLabel, QRadioButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, account_of, dialog_of, find, mime_of_files, on_disk, press, shows
from ui.desktop.app import App
from ui.desktop.dialogs.get_in import GetInDialog
from ui.desktop.dialogs.transfer import TransferDialog
from ui.desktop.home import Home
from ui.desktop.widgets.preview import Preview
from vault.model import Vault

_DAYS = ("2024-05-01", "2025-06-01", "2026-01-30")


def file_of(folder: Path, number: int) -> Path:
    path = folder / f"PyPI-Recovery-Codes-alice-{_DAYS[number]}T09_08_07.123456.txt"
    path.write_text("\n".join(f"{number}a83fe2954d8f1{place:02x}" for place in range(8)), "ascii")
    return path


def bring_in(app: App, home: Home, qtbot: QtBot, path: Path, *, choose: str = "") -> None:
    home.bring_in("", mime_of_files(path))
    dialog = dialog_of(app, TransferDialog)
    qtbot.waitUntil(lambda: find(dialog, Preview).can_save)
    if choose:
        assert shows(dialog, "There is a set already")
        assert find(dialog, QRadioButton, choose).isChecked()
    dialog.save()
    qtbot.waitUntil(lambda: not app.session.has_unsaved)


def use_one(app: App, qtbot: QtBot, outcome: str) -> str:
    """Go through the flow of the bad day and return the code that it showed."""
    press(app.window, "get-in")
    dialog = dialog_of(app, GetInDialog)
    press(dialog, "use-a-code")
    find(dialog, QCheckBox, "mailbox-ready").setChecked(True)
    press(dialog, "show-the-code")
    qtbot.waitUntil(lambda: bool(dialog.findChildren(QLabel, "the-code")))
    shown = find(dialog, QLabel, "the-code").text().replace(" ", "")
    press(dialog, f"outcome-{outcome}")
    dialog.reject()
    qtbot.waitUntil(lambda: not app.session.has_unsaved)
    return shown


@pytest.mark.usefixtures("home")
def test_an_account_lives_through_three_code_sets(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    app, home = desk.opened(Vault())
    first, second, third = (file_of(tmp_path, number) for number in range(3))
    codes = [path.read_text("ascii").splitlines() for path in (first, second, third)]
    bring_in(app, home, qtbot, first)
    assert use_one(app, qtbot, "worked") == codes[0][0]
    assert use_one(app, qtbot, "refused") == codes[0][1]
    bring_in(app, home, qtbot, second, choose="newer")
    assert shows(app.window, "8 of 8 left")
    assert use_one(app, qtbot, "mailed") == codes[1][0]
    bring_in(app, home, qtbot, third, choose="newer")
    press(app.window, "older-sets")
    assert shows(app.window, "Generated on 1 May 2024. These no longer work.")
    sets = account_of(app.session.vault).code_sets
    assert [one.void_at is None for one in sets] == [False, False, True]
    home.undo()
    assert account_of(app.session.vault).live_set == account_of(app.session.vault).code_sets[1]
    qtbot.waitUntil(lambda: not app.session.has_unsaved)
    kept = on_disk(desk.path)["accounts"][0]["code_sets"]
    assert [code.get("outcome", "") for code in kept[0]["codes"][:3]] == ["worked", "refused", ""]
    assert {code["state"] for code in kept[0]["codes"][2:]} == {"void"}


@pytest.mark.usefixtures("home")
def test_an_older_file_that_turns_up_never_takes_the_place_of_the_newer(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    app, home = desk.opened(Vault())
    bring_in(app, home, qtbot, file_of(tmp_path, 2))
    bring_in(app, home, qtbot, file_of(tmp_path, 0), choose="older")
    account = account_of(app.session.vault)
    assert account.live_set == account.code_sets[0]
    assert {code.state for code in account.code_sets[1].codes} == {"void"}

"""The pictures of the user guide that show printing and restoring."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from tests.ui.pauses import pause, wait_for
from ui.desktop import demo
from ui.desktop import printing as painter
from ui.desktop.app import App
from ui.desktop.dialogs.printing import PrintDialog
from ui.desktop.dialogs.verify_sheet import VerifyDialog
from ui.desktop.home import Home
from ui.desktop.widgets.print_options import Wanted
from vault import edit, printouts, sheets
from vault.crypto import CHEAPEST
from vault.model import Now

_NUMBERS = ("4TNW9QCE", "K7QM2FXA", "D0ZR85HJ", "6XVB31MP", "QA3C7KTE", "R2M8WD5F")  # of the sheets, in turn


def same_numbers() -> AbstractContextManager[object]:
    """Give the sheets the same numbers each time, so that a picture changes only where the window did."""
    return patch.object(sheets, "new_id", side_effect=_NUMBERS)


def restoring(app: App, folder: Path) -> Iterator[tuple[str, QPixmap]]:
    """Give back pages of a backup: one is missing, one stained, and one has only lines."""
    now = app.session.now()
    made = printouts.backup(demo.content(now.at), None, "some words", vault_name="vault", now=now, size="A4", cost=CHEAPEST)
    given = [folder / f"IMG_204{number}.jpg" for number in range(3)]
    last = len(made.document.pages) - 1
    for page, path in zip((0, 1, last), given, strict=True):
        image = painter.picture(made.document, page, 150)
        if page == 1:
            stain = QPainter(image)
            stain.fillRect(0, image.height() * 2 // 3, image.width(), image.height(), Qt.GlobalColor.darkGray)
            stain.end()
        image.save(str(path))
    app._restore()
    shown = app.restore_page
    assert shown
    shown.gathering.read_files(given)
    wait_for(lambda: shown.gathering._reading is None and not shown.gathering._waiting)
    pause(100)
    yield "restore", app.window.grab()
    shown.forget()
    app.window.show_outer(app.unlock_page)


def printing(app: App, home: Home, folder: Path) -> Iterator[tuple[str, QPixmap]]:
    """Print into files, and look after what was printed earlier."""
    home.show_paper()
    pause(50)
    yield "paper-empty", app.window.grab()
    account = app.session.vault.find("pypi", "mira-holt")
    assert account
    home.paperwork.print(Wanted(kind="codes", account_ids=(account.id,), with_totp=True, place="Fire safe at home"))
    yield "print-options", _dialog().grab()
    yield from _pages("print")
    _dialog().reject()
    _note_older(app)
    home.paperwork.print(Wanted(kind="recovery", place="Safe deposit box"))
    yield from _pages("print-recovery")
    dialog = _dialog()
    assert dialog.leaving
    dialog.leaving.save_pdf(folder / "sheet.pdf")
    wait_for(lambda: bool(dialog._pdfs) and not dialog._is_busy)
    yield "print-saved", dialog.grab()
    dialog.shred()
    wait_for(lambda: not dialog._is_busy)
    dialog.accept()
    pause(50)
    app.window.toast.hide()
    home.show_paper()
    wait_for(lambda: not app.session.has_unsaved)
    pause(50)
    yield "paper", app.window.grab()
    home.paperwork.verify(app.session.vault.sheets[0])
    pause(50)
    (asking,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, VerifyDialog))
    yield "verify", asking.grab()
    asking.reject()


def _note_older(app: App) -> None:
    """Enter what was printed before: of one sheet a code was used since."""
    session, now = app.session, app.session.now()
    own = [one for one in session.vault.present if one.service in {"pypi", "github"} and "holt" in one.username]
    then = Now(now.at - timedelta(days=97), "desk")
    session.apply(edit.note_printed, printouts.codes(own, now=then, size="A4", place="Fire safe at home").sheets)
    code_set = own[0].live_set
    assert code_set
    session.apply(edit.mark_code, own[0].id, code_set.id, sheets.unused(code_set)[0], "used")
    card = printouts.codes(own[1:], now=then, size="A4", place="Wallet", as_cards=True)
    backup = printouts.backup(
        session.vault, None, "words", vault_name="vault", now=now, size="A4", place="At my sister's", cost=CHEAPEST
    )
    for one in (card, backup):
        session.apply(edit.note_printed, one.sheets)
    session.apply(edit.note_sheet_verified, backup.sheets[0].id, passed=True)


def _pages(name: str) -> Iterator[tuple[str, QPixmap]]:
    """Go on to the pages, and grab them."""
    dialog = _dialog()
    dialog.go_on()
    dialog.password.field.setText(demo.PASSWORD)
    dialog.go_on()
    wait_for(dialog.preview.isVisible)
    pause(100)
    yield name, dialog.grab()


def _dialog() -> PrintDialog:
    pause(50)
    (found,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, PrintDialog) and one.isVisible())
    return found

"""The keys of the window: what they do, and where they do nothing."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    CODES,
    NOW,
    Desk,
    account_of,
    digits,
    example,
    find,
    keys_into,
    open_dialogs,
    page_of,
    recorder,
    shortcut,
    shows,
    states,
    write,
)
from ui.desktop.dialogs.record import AccountDialog
from ui.desktop.dialogs.transfer import TransferDialog
from ui.desktop.main_window import MainWindow
from vault import edit


def test_keys_open_what_they_are_for(desk: Desk) -> None:
    app, home = desk.opened()
    for keys, kind in (("Ctrl+N", AccountDialog), ("Ctrl+I", TransferDialog)):
        shortcut(app.window, keys)
        dialog = open_dialogs(app)[0]
        assert isinstance(dialog, kind)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not open_dialogs(app)
    shortcut(app.window, "Ctrl+,")
    assert page_of(app) is home.settings
    shortcut(app.window, "F2")
    assert home.side.list.hasFocus()
    shortcut(app.window, "Ctrl+F")
    assert home.side.search.hasFocus()


def test_keys_copy_and_show(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    shortcut(app.window, "Ctrl+T")
    assert QGuiApplication.clipboard().text() == digits(desk.clock)
    shortcut(app.window, "Ctrl+Shift+C")
    assert home.account.codes.is_revealed
    shortcut(app.window, "Ctrl+C")
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == CODES[0])
    shortcut(app.window, "Ctrl+Z")
    assert states(account_of(app.session.vault)) == "uuuuuuuu"
    shortcut(app.window, "Ctrl+Z")
    assert len(app.session.vault.events) == len(example().events) + 2


def test_keys_of_an_account_do_nothing_elsewhere(desk: Desk) -> None:
    app, home = desk.opened()
    home.show_settings()
    for keys in ("Ctrl+T", "Ctrl+C", "Ctrl+Shift+C"):
        shortcut(app.window, keys)
    assert not QGuiApplication.clipboard().text()
    assert not home.account.codes.is_revealed


def test_keys_do_nothing_before_a_vault_is_open(desk: Desk) -> None:
    write(desk.path, example())
    app = desk.start()
    for keys in ("Ctrl+N", "Ctrl+I", "Ctrl+V", "Ctrl+,", "Ctrl+T", "Ctrl+Z", "Ctrl+L", "F2"):
        shortcut(app.window, keys)
    assert not open_dialogs(app)
    assert page_of(app) is app.unlock_page
    assert not desk.relaunched
    assert not app.window.acceptDrops()


def test_words_are_copied_and_pasted_in_the_search(desk: Desk) -> None:
    """There the keys mean what they mean everywhere."""
    app, home = desk.opened()
    QGuiApplication.clipboard().setText("alice")
    home.side.focus_search()
    shortcut(home.side.search, "Ctrl+V")
    assert home.side.search.text() == "alice"
    home.side.search.selectAll()
    shortcut(home.side.search, "Ctrl+C")
    assert not open_dialogs(app)
    assert states(account_of(app.session.vault)) == "uuuuuuuu"


def test_ctrl_q_leaves(desk: Desk) -> None:
    app, _home = desk.opened()
    shortcut(app.window, "Ctrl+Q")
    assert not app.window.isVisible()
    assert not app.session.is_unlocked


def test_a_window_asks_before_it_closes(qtbot: QtBot) -> None:
    window, asked = MainWindow(), list[object]()
    qtbot.addWidget(window, before_close_func=lambda one: setattr(one, "_may_close", True))
    window.closing.connect(lambda: asked.append(1))
    window.dropped.connect(recorder(asked))
    window.show()
    window.close()
    assert window.isVisible()
    assert asked == [1]
    window.close_for_good()
    assert not window.isVisible()


def test_the_search_leads_to_the_list_and_opens_what_it_found(desk: Desk) -> None:
    vault = example()
    for name in ("bob", "carol", "carola"):
        vault = edit.add_account(vault, "pypi", name, now=NOW)
    app, home = desk.opened(vault)
    home.side.focus_search()
    keys_into(home.side.search, "carol")
    QTest.keyClick(home.side.search, Qt.Key.Key_Return)
    assert home.side.list.hasFocus()
    assert shows(home.account, "carol")
    QTest.keyClick(home.side.list, Qt.Key.Key_Down)
    assert find(home.account, QLabel, "account-title").text() == "carola"
    home.side.focus_search()
    keys_into(home.side.search, "b")
    QTest.keyClick(home.side.search, Qt.Key.Key_Down)
    assert home.side.list.hasFocus()
    assert find(home.account, QLabel, "account-title").text() == "bob"
    home.side.focus_search()
    keys_into(home.side.search, "nobody")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(home.side.search, key)
        assert home.side.search.hasFocus()
    home.side.search.clear()
    QTest.keyClick(home.side.search, Qt.Key.Key_Down)
    assert find(home.account, QLabel, "account-title").text() == "bob"
    home.show_settings()
    home.side.focus_search()
    QTest.keyClick(home.side.search, Qt.Key.Key_Return)
    assert page_of(app) is home.account
    assert find(home.account, QLabel, "account-title").text() == "alice"

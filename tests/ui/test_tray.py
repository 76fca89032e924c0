"""The icon beside the clock: what it tells, what it never tells, and that nothing is lost without one."""

from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QSystemTrayIcon
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.desk import START, Desk, find, open_dialogs, page_of, write
from tests.ui.due_scenes import busy, calm
from tests.ui.sessions import fail
from ui.desktop.app import App
from ui.desktop.tray import Tray
from vault import agenda, reminders
from vault.model import Vault

TODAY = START.date()


def with_tray(app: App, qtbot: QtBot) -> Tray:
    """Return the tray's icon, which comes a while after the window."""
    if not app.tray:
        app._add_tray()
    tray = app.tray
    assert tray
    done: list[None] = []
    app.tasks.run(app, lambda: None, done.append, fail)  # the agenda is read before this
    qtbot.waitUntil(lambda: bool(done))
    return tray


def words(tray: Tray) -> list[str]:
    """Open the menu and return what can be chosen, with those in brackets that cannot now."""
    tray.menu.aboutToShow.emit()
    return [one.text() if one.isEnabled() else f"({one.text()})" for one in tray.menu.actions() if one.text()]


def pick(tray: Tray, text: str) -> None:
    tray.menu.aboutToShow.emit()
    (action,) = (one for one in tray.menu.actions() if one.text() == text)
    action.trigger()


def look_of(tray: Tray) -> QImage:
    return tray.icon.icon().pixmap(64, 64).toImage()


def leave_agenda(desk: Desk, vault: Vault) -> None:
    """Leave the agenda behind that a save of this vault leaves."""
    write(desk.path, vault)
    reminders.write_agenda(vault, agenda.vault_id(desk.path), TODAY, hide_kinds=False)


# An open vault


def test_it_counts_what_is_due(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(calm(done=86))
    tray = with_tray(app, qtbot)
    qtbot.waitUntil(lambda: tray.icon.toolTip() == "Sparekey: 2 things are due")
    assert words(tray) == ["Open Sparekey", "2 things are due", "Lock", "Quit"]
    before = look_of(tray)
    home.reminding.page._never(home.reminding.outlook.groups[0].reminders[0])
    qtbot.waitUntil(lambda: tray.icon.toolTip() == "Sparekey: 1 thing is due")
    assert look_of(tray) != before


def test_where_nothing_is_due_it_is_the_plain_icon(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(calm())
    tray = with_tray(app, qtbot)
    qtbot.waitUntil(lambda: home.reminding.outlook.next_on is not None)
    assert tray.icon.toolTip() == "Sparekey: nothing is due"
    assert words(tray) == ["Open Sparekey", "(Nothing is due)", "Lock", "Quit"]


def test_each_number_has_a_picture_of_its_own(qapp: QApplication) -> None:
    owner = QObject()
    tray = Tray(owner, may_lock=lambda: True)
    pictures = []
    for number in (0, 1, 9, 12, 99, 100):
        tray.show_due(number)
        pictures.append(look_of(tray))
    assert all(one != other for one, other in pairwise(pictures))
    tray.show_due(500)
    assert look_of(tray) == pictures[-1], "99+"


def test_no_name_is_ever_in_it(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(busy())
    tray = with_tray(app, qtbot)
    qtbot.waitUntil(lambda: home.reminding.outlook.due > 0)
    told = " ".join([tray.icon.toolTip(), *words(tray)]).casefold()
    for account in app.session.vault.accounts:
        assert account.username.casefold() not in told
        assert account.service.casefold() not in told


def test_the_menu_is_made_anew_when_it_is_opened(desk: Desk, qtbot: QtBot) -> None:
    write(desk.path, calm())
    app = desk.start()
    tray = with_tray(app, qtbot)
    assert "(Lock)" in words(tray)
    desk.unlock(app)
    assert "(Lock)" not in words(tray)
    assert len(tray.menu.actions()) == 5


def test_what_is_due_leads_to_its_page(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(calm(done=86))
    tray = with_tray(app, qtbot)
    qtbot.waitUntil(lambda: home.reminding.outlook.due > 0)
    app.window.showMinimized()
    pick(tray, "2 things are due")
    assert page_of(app) is home.reminding.page
    assert app.window.isVisible()
    assert not app.window.isMinimized()


@pytest.mark.parametrize(
    ("reason", "shows"),
    [
        (QSystemTrayIcon.ActivationReason.Trigger, True),
        (QSystemTrayIcon.ActivationReason.MiddleClick, True),
        (QSystemTrayIcon.ActivationReason.Context, False),
    ],
)
def test_a_click_brings_the_window_back(
    desk: Desk, qtbot: QtBot, reason: QSystemTrayIcon.ActivationReason, *, shows: bool
) -> None:
    app, _home = desk.opened(calm())
    tray = with_tray(app, qtbot)
    app.window.showMinimized()
    tray.icon.activated.emit(reason)
    assert app.window.isMinimized() is not shows


def test_it_locks_and_leaves(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened(calm())
    pick(with_tray(app, qtbot), "Lock")
    assert len(desk.relaunched) == 1
    desk.close()
    app = desk.start()
    pick(with_tray(app, qtbot), "Quit")
    assert not app.window.isVisible()


def test_a_dialog_does_not_keep_the_window_from_coming_back(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(calm(done=86))
    tray = with_tray(app, qtbot)
    qtbot.waitUntil(lambda: home.reminding.outlook.due > 0)
    home.add_account()
    pick(tray, "2 things are due")
    assert len(open_dialogs(app)) == 1
    assert page_of(app) is home.reminding.page


# A locked vault


@pytest.mark.parametrize("hide_kinds", [False, True])
def test_while_locked_it_tells_only_that_something_is_due(desk: Desk, qtbot: QtBot, *, hide_kinds: bool) -> None:
    """Neither how much nor what: no more than the agenda knows (docs/reminders.md)."""
    vault = busy()
    write(desk.path, vault)
    reminders.write_agenda(vault, agenda.vault_id(desk.path), TODAY, hide_kinds=hide_kinds)
    app = desk.start()
    tray = with_tray(app, qtbot)
    assert tray.icon.toolTip() == "Sparekey: something is due"
    assert words(tray) == ["Open Sparekey", "Something is due", "(Lock)", "Quit"]
    pick(tray, "Something is due")
    assert page_of(app) is app.unlock_page


def test_while_locked_the_unlock_page_says_so_too(desk: Desk, qtbot: QtBot) -> None:
    leave_agenda(desk, busy())
    app = desk.start()
    said = find(app.unlock_page, QLabel, "due-while-locked")
    assert said.text() == ""
    with_tray(app, qtbot)
    assert said.text() == "Something is due. Unlock the vault to see what."
    app.unlock_page.show_due(is_due=False)
    assert said.text() == ""


def test_while_locked_the_picture_has_no_number(desk: Desk, qtbot: QtBot) -> None:
    leave_agenda(desk, busy())
    app = desk.start()
    tray = with_tray(app, qtbot)
    locked = look_of(tray)
    tray.show_due(99)
    assert look_of(tray) == locked
    home = desk.unlock(app)
    qtbot.waitUntil(lambda: home.reminding.outlook.due > 0)
    assert look_of(tray) != locked
    tray.show_due(0)
    assert look_of(tray) != locked


@pytest.mark.parametrize("content", [None, b"no agenda"])
def test_where_nothing_is_known_nothing_is_told(desk: Desk, qtbot: QtBot, content: bytes | None) -> None:
    write(desk.path, busy())
    if content:
        agenda.folder().mkdir(parents=True)
        (agenda.folder() / f"{agenda.vault_id(desk.path)}.json").write_bytes(content)
    tray = with_tray(desk.start(), qtbot)
    assert tray.icon.toolTip() == "Sparekey: nothing is due"


def test_while_locked_another_day_is_noticed(desk: Desk, qtbot: QtBot) -> None:
    leave_agenda(desk, calm())
    app = desk.start()
    tray = with_tray(app, qtbot)
    assert tray.icon.toolTip() == "Sparekey: nothing is due"
    desk.clock.move(timedelta(days=90).total_seconds())
    app._on_state(Qt.ApplicationState.ApplicationActive)  # the user is back
    with_tray(app, qtbot)
    assert tray.icon.toolTip() == "Sparekey: something is due"


def test_another_vault_that_is_chosen_is_another_agenda(desk: Desk, qtbot: QtBot) -> None:
    leave_agenda(desk, busy())
    app = desk.start()
    tray = with_tray(app, qtbot)
    other = desk.folder / "other.sparekey"
    write(other, calm())
    app._ask_password(other)
    with_tray(app, qtbot)
    assert tray.icon.toolTip() == "Sparekey: nothing is due"


def test_what_was_read_of_a_locked_vault_is_forgotten_once_it_is_open(desk: Desk, qtbot: QtBot) -> None:
    leave_agenda(desk, busy())
    app = desk.start()
    tray = with_tray(app, qtbot)
    home = desk.unlock(app)
    qtbot.waitUntil(lambda: home.reminding.outlook.due > 0)
    app._on_agenda(3)
    assert tray.icon.toolTip() == f"Sparekey: {home.reminding.outlook.due} things are due"


# Without a tray


def test_the_icon_comes_only_a_while_after_the_window(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened(calm())
    assert app.tray is None
    qtbot.waitUntil(lambda: app.tray is not None)


def test_without_a_tray_everything_is_in_the_window(desk: Desk, qtbot: QtBot) -> None:
    assert not QSystemTrayIcon.isSystemTrayAvailable(), "this screen has none"
    app, home = desk.opened(calm(done=86))
    tray = with_tray(app, qtbot)
    qtbot.waitUntil(lambda: home.reminding.outlook.due > 0)
    assert tray.icon.isVisible() is (QApplication.platformName() == "xcb"), "on X11 one may come later"
    assert find(home.side, QPushButton, "due").accessibleName() == "Due: 2 things"
    app.leave()
    assert not app.window.isVisible()


def test_where_there_is_a_tray_it_is_shown(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[bool] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "setVisible", lambda _icon, visible: shown.append(visible))
    owner = QObject()
    Tray(owner, may_lock=lambda: False).start()
    assert shown == [True]


def test_nothing_of_it_stays_behind(qapp: QApplication) -> None:
    owner = QObject()
    menu: QMenu = Tray(owner, may_lock=lambda: False).menu
    owner.deleteLater()
    for _ in range(2):
        qapp.sendPostedEvents(None, 52)  # DeferredDelete
    assert not isValid(menu)

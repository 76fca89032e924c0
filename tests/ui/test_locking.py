"""Locking without being asked to: minimised windows, and what is shown where the disk keeps a vault from being locked."""

import threading
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    PASSWORD,
    START,
    Desk,
    dialog_of,
    example,
    find,
    hasten,
    open_dialogs,
    page_of,
    press,
    shortcut,
    shows,
    states,
)
from ui.desktop.app import App
from ui.desktop.dialogs.transfer import TransferDialog
from ui.desktop.lock_signals.signals import LockSignals
from ui.desktop.pages.veil import VeilPage
from vault import keys, settings, store
from vault.model import Vault
from vault.settings import Settings
from vault.store import Opened


def test_a_minimised_window_locks_where_that_was_chosen(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened(vault=example(), chosen=Settings(lock_minimised=True))
    app.window.showMinimized()
    qtbot.waitUntil(lambda: bool(desk.relaunched))
    assert desk.relaunched == [["--vault", str(desk.path), "--minimised"]]
    desk.close()
    again = desk.start()
    assert not again.window.isMinimized()


def test_a_minimised_window_stays_open_by_default(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened(vault=example())
    app.window.showMinimized()
    qtbot.waitUntil(app.window.isMinimized)
    qtbot.wait(20)
    assert not desk.relaunched
    assert app.session.is_unlocked


def test_the_choice_takes_effect_at_once_and_lasts(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(vault=example())
    home.show_settings()
    find(home.settings, QCheckBox, "lock_minimised").click()
    assert settings.load()[0].lock_minimised
    app.window.showMaximized()
    qtbot.wait(20)
    assert not desk.relaunched
    app.window.showMinimized()
    qtbot.waitUntil(lambda: bool(desk.relaunched))


def test_a_window_that_was_locked_while_minimised_comes_back_so(desk: Desk, qtbot: QtBot) -> None:
    app = desk.start()
    app.start(minimised=True)
    qtbot.waitUntil(app.window.isMinimized)


def test_the_system_is_listened_to_soon_after_a_vault_is_open(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[LockSignals] = []

    class Signals(LockSignals):
        def listen(self, _application: object) -> None:
            heard.append(self)

    monkeypatch.setattr("ui.desktop.lock_signals.signals.for_this_system", Signals)
    app, _home = desk.opened(vault=example())
    qtbot.waitUntil(lambda: bool(heard))
    heard[0].locked.emit()
    qtbot.waitUntil(lambda: bool(desk.relaunched))
    assert not app.session.is_unlocked


# The veil


@pytest.fixture
def veiled(desk: Desk, qtbot: QtBot) -> App:
    """A window that should have locked, with a change that the disk refuses and a dialog open."""
    app, home = desk.opened(vault=example())
    press(home.account, "show-codes")
    desk.path.with_name("vault.backups").write_text("not a folder")
    with qtbot.waitSignal(app.session.save_failed):
        home.account.mark_code(1, "used")
    press(app.window, "bring-in-here")
    assert open_dialogs(app)
    with qtbot.waitSignal(app.departure.veiled):
        app.locking.wanted.emit()
    return app


def test_what_cannot_be_locked_is_hidden(veiled: App, desk: Desk) -> None:
    assert isinstance(page_of(veiled), VeilPage)
    assert not open_dialogs(veiled)
    assert shows(veiled.window, "Hidden, but not locked yet")
    assert find(veiled.window, QLabel, "veil-why").text()
    assert veiled.home
    assert not veiled.home.account.codes.is_revealed
    assert not desk.relaunched
    assert states(veiled.session.vault.accounts[0]) == "Uuuuuuuu"


def test_no_key_looks_through_the_veil(veiled: App) -> None:
    assert veiled.home
    for shortcuts in ("Ctrl+D", "Ctrl+R", "Ctrl+,", "Ctrl+H", "Ctrl+N", "Ctrl+I"):
        shortcut(veiled.window, shortcuts)
        assert veiled.departure.is_veiled, shortcuts


def test_lifting_the_veil_shows_what_was_there(veiled: App, qtbot: QtBot) -> None:
    press(veiled.window, "veil-lift")
    assert veiled.home
    assert page_of(veiled) is veiled.home.account
    assert dialog_of(veiled, TransferDialog).isVisible()
    dialog_of(veiled, TransferDialog).reject()
    veiled.departure.lift_veil()
    assert page_of(veiled) is veiled.home.account
    veiled.locking.wanted.emit()
    qtbot.waitUntil(lambda: veiled.departure.is_veiled)


def test_what_is_due_leads_out_of_the_veil_with_all_that_was_open(veiled: App, qtbot: QtBot) -> None:
    """The icon beside the clock is pressed by somebody who is there."""
    (hidden,) = veiled.departure._aside
    veiled.show_what_is_due()
    assert veiled.home
    assert page_of(veiled) is veiled.home.reminding.page
    assert open_dialogs(veiled) == [hidden]
    with qtbot.waitSignal(veiled.departure.veiled):
        veiled.locking.wanted.emit()
    assert not open_dialogs(veiled)
    press(veiled.window, "veil-lift")
    assert open_dialogs(veiled) == [hidden]
    hidden.reject()


def test_a_dialog_that_ended_under_the_veil_does_not_come_back(veiled: App, qtbot: QtBot) -> None:
    (hidden,) = veiled.departure._aside
    with qtbot.waitSignal(hidden.destroyed):
        hidden.accept()
    press(veiled.window, "veil-lift")
    assert veiled.home
    assert page_of(veiled) is veiled.home.account
    assert not open_dialogs(veiled)


def test_a_dialog_that_opens_over_the_veil_waits_behind_it(veiled: App, qtbot: QtBot) -> None:
    """What it shows may have been asked for before."""
    (hidden,) = veiled.departure._aside
    late = QDialog(veiled.window)
    late.open()
    qtbot.waitUntil(lambda: not late.isVisible())
    assert veiled.departure.is_veiled
    press(veiled.window, "veil-lift")
    assert set(open_dialogs(veiled)) == {hidden, late}
    late.reject()
    hidden.reject()


def test_the_computer_waits_again_with_its_sleep_once_the_veil_is_lifted(veiled: App, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []
    signals = LockSignals(veiled.window)
    monkeypatch.setattr(signals, "hold_sleep", lambda: held.append(True))
    veiled.locking._signals = signals
    press(veiled.window, "veil-lift")
    assert held == [True]


def test_a_window_that_closes_under_the_veil_shows_nothing_again(veiled: App) -> None:
    veiled.window.close_for_good()
    assert not veiled.window.isVisible()
    assert not open_dialogs(veiled)


def test_a_disk_that_is_mended_lets_it_lock(veiled: App, desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(veiled.departure.veiled):
        press(veiled.window, "veil-again")
    desk.path.with_name("vault.backups").unlink()
    page = page_of(veiled)
    assert isinstance(page, VeilPage)
    hasten(page._timer, 30)
    qtbot.waitUntil(lambda: bool(desk.relaunched))
    assert not veiled.session.is_unlocked


def test_whoever_wants_to_leave_is_not_locked_in(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(vault=example())
    home.account.mark_code(1, "used")
    app.window.close()
    app.locking.wanted.emit()
    qtbot.waitUntil(lambda: not app.window.isVisible())
    assert not desk.relaunched


# What takes long


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Callable[[], threading.Event]:
    """Let each save wait from now on until the event is set."""

    def start() -> threading.Event:
        may_save, save = threading.Event(), store.save

        def save_later(opened: Opened, vault: Vault) -> Opened:
            may_save.wait(60)
            return save(opened, vault)

        monkeypatch.setattr(store, "save", save_later)
        return may_save

    return start


@pytest.fixture
def hanging(desk: Desk, qtbot: QtBot, hold: Callable[[], threading.Event]) -> tuple[App, threading.Event]:
    """A window that was to lock while the disk hangs, and the event with which the disk answers."""
    app, home = desk.opened(vault=example())
    may_save = hold()
    home.account.mark_code(1, "used")
    app.locking.wanted.emit()
    assert not app.departure.is_veiled
    hasten(app.departure._patience, 3)
    qtbot.waitUntil(lambda: app.departure.is_veiled)
    return app, may_save


def test_a_disk_that_hangs_is_hidden_and_locked_when_it_answers(
    desk: Desk, qtbot: QtBot, hanging: tuple[App, threading.Event]
) -> None:
    app, may_save = hanging
    assert find(app.window, QLabel, "veil-why").text() == "The disk does not answer."
    assert not desk.relaunched
    may_save.set()
    qtbot.waitUntil(lambda: bool(desk.relaunched))
    assert states(store.unlock(desk.path, keys.password(PASSWORD), now=START, write=False)[1].accounts[0]) == "Uuuuuuuu"


def test_whoever_lifts_the_veil_over_a_disk_that_hangs_is_there(
    desk: Desk, qtbot: QtBot, hanging: tuple[App, threading.Event]
) -> None:
    app, may_save = hanging
    press(app.window, "veil-lift")
    may_save.set()
    desk.settle(app)
    qtbot.wait(20)
    assert app.home is not None
    assert page_of(app) is app.home.account
    assert not desk.relaunched


def test_whoever_wants_to_leave_is_hidden_while_the_disk_hangs(
    desk: Desk, qtbot: QtBot, hold: Callable[[], threading.Event]
) -> None:
    app, home = desk.opened(vault=example())
    may_save = hold()
    home.account.mark_code(1, "used")
    app.window.close()
    app.locking.wanted.emit()
    hasten(app.departure._patience, 3)
    qtbot.waitUntil(lambda: app.departure.is_veiled)
    may_save.set()
    qtbot.waitUntil(lambda: not app.window.isVisible())
    assert not desk.relaunched


@pytest.mark.parametrize("new", ["another good password", ""])
def test_locking_waits_for_a_change_of_keys_and_its_note(
    desk: Desk, qtbot: QtBot, hold: Callable[[], threading.Event], new: str
) -> None:
    """An empty password is refused: the change fails, and it locks all the same."""
    app, home = desk.opened(vault=example())
    may_save = hold()
    home.keys.changes.change(PASSWORD, new, lambda _: None, lambda _: None, owner=home)
    app.lock()
    assert not desk.relaunched
    may_save.set()
    qtbot.waitUntil(lambda: bool(desk.relaunched))
    kinds = [event.kind for event in store.unlock(desk.path, keys.password(new or PASSWORD), now=START, write=False)[1].events]
    assert ("key-changed" in kinds) == bool(new)

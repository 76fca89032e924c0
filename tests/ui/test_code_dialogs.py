"""Dialogs that keep the book of codes right: burned, compared, tested on paper; and the clock that six digits need."""

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QPushButton

from tests.ui.desk import (
    CODES,
    NOW,
    START,
    Desk,
    account_of,
    dialog_of,
    digits,
    example,
    find,
    keys_into,
    open_dialogs,
    press,
    shows,
    states,
)
from ui.desktop.app import App
from ui.desktop.dialogs.clock import ClockDialog
from ui.desktop.dialogs.codes import BurnedDialog, CompareDialog, DrillDialog
from vault import edit
from vault.model import Vault


@pytest.fixture
def opened_pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would be opened in the browser."""
    pages: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pages.append(QUrl(url).toString()))
    return pages


def choose_in_menu(app: App, button: str, title: str) -> None:
    """Open the menu of a button and take the line that begins so."""
    press(app.window, button)
    menu = find(app.window, QMenu)
    action = next(one for one in menu.actions() if one.text().startswith(title))
    action.trigger()
    menu.close()


def used(count: int) -> Vault:
    """Return the example with the first codes used."""
    vault = example()
    account = vault.accounts[0]
    for place in range(1, count + 1):
        vault = edit.mark_code(vault, account.id, account.code_sets[0].id, place, "used", now=NOW)
    return vault


def test_the_code_burned_at_set_up_is_noted_afterwards(desk: Desk) -> None:
    app, home = desk.opened()
    assert shows(home.account, "PyPI has you burn one code")
    home.account.choose_burned.emit(home.account.account_id)
    dialog = dialog_of(app, BurnedDialog)
    press(dialog, "mark-burned")
    assert not open_dialogs(app)
    assert states(account_of(app.session.vault)) == "uuuuuuuu"
    home.account.choose_burned.emit(home.account.account_id)
    dialog = dialog_of(app, BurnedDialog)
    find(dialog, QComboBox, "burned").setCurrentIndex(4)
    press(dialog, "mark-burned")
    assert states(account_of(app.session.vault)) == "uuuUuuuu"
    assert not shows(home.account, "PyPI has you burn one code")


def test_a_burned_code_that_was_used_meanwhile_is_refused(desk: Desk) -> None:
    app, home = desk.opened()
    account = account_of(app.session.vault)
    home.account.choose_burned.emit(account.id)
    dialog = dialog_of(app, BurnedDialog)
    app.session.apply(edit.mark_code, account.id, account.code_sets[0].id, 1, "used")
    find(dialog, QComboBox, "burned").setCurrentIndex(1)
    press(dialog, "mark-burned")
    assert dialog.banner.text == "This code is marked used already. Choose another one."


@pytest.mark.parametrize(
    ("unused", "level", "sentence"),
    [
        ("", "warning", "Type the number of unused codes, for example 7."),
        ("seven", "warning", "Type the number of unused codes, for example 7."),
        ("6", "info", "The book agrees: 6 unused. Noted with today's date."),
        ("5", "warning", "1 code more was used than the book says. Mark what you used."),
        ("8", "warning", "2 codes marked as used are still unused at the service."),
        ("9", "warning", "The codes here are stale"),
    ],
)
def test_the_book_is_held_against_the_services_page(
    desk: Desk, opened_pages: list[str], unused: str, level: str, sentence: str
) -> None:
    app, home = desk.opened(used(2))
    choose_in_menu(app, "codes-more", "Compare with PyPI")
    dialog = dialog_of(app, CompareDialog)
    press(dialog, "open-page")
    assert opened_pages[0].endswith("/manage/account/two-factor/")
    keys_into(find(dialog, QLineEdit, "unused"), unused)
    press(dialog, "compare-now")
    assert dialog.banner.text.startswith(sentence)
    assert dialog.banner.property("banner") == level
    noted = account_of(app.session.vault).code_sets[0].checked_on
    assert noted == (START.date() if level == "info" else None)
    assert shows(home.account, "compared on 31 Jan 2026") == (level == "info")


def test_the_day_of_generation_tells_another_set(desk: Desk) -> None:
    app, home = desk.opened()
    home.account.compare.emit(home.account.account_id)
    dialog = dialog_of(app, CompareDialog)
    keys_into(dialog.unused, "8")
    dialog.has_date.click()
    press(dialog, "compare-now")
    assert dialog.banner.text.startswith("The codes here are stale")
    home.account.compare.emit("no such account")
    assert len(open_dialogs(app)) == 1


def test_comparing_with_an_account_that_is_gone_says_nothing_wrong(desk: Desk) -> None:
    app, home = desk.opened()
    home.account.compare.emit(home.account.account_id)
    dialog = dialog_of(app, CompareDialog)
    keys_into(dialog.unused, "8")
    app.session.apply(edit.delete_account, account_of(app.session.vault).id)
    press(dialog, "compare-now")
    assert dialog.banner.property("banner") == "warning"


def test_a_copy_on_paper_is_tested(desk: Desk) -> None:
    app, home = desk.opened()
    choose_in_menu(app, "codes-more", "Test my copy on paper")
    dialog = dialog_of(app, DrillDialog)
    code = CODES[dialog.place - 1]
    assert dialog.question.text() == f"Read characters {dialog.start + 1} to {dialog.start + 4} of code {dialog.place}."
    assert not shows(dialog, code)
    keys_into(dialog.answer, f" {code[dialog.start : dialog.start + 4].upper()} ")
    press(dialog, "check-drill")
    assert dialog.banner.text.startswith("Right.")
    assert account_of(app.session.vault).code_sets[0].tested_on == START.date()
    assert shows(home.account, "paper tested on 31 Jan 2026")
    assert not find(dialog, QPushButton, "check-drill").isEnabled()


def test_a_copy_of_other_codes_fails_after_three_tries(desk: Desk) -> None:
    app, home = desk.opened()
    home.account.drill.emit(home.account.account_id)
    dialog = dialog_of(app, DrillDialog)
    for left in ("2 tries left", "1 try left"):
        dialog.answer.setText("zzzz")
        press(dialog, "check-drill")
        assert left in dialog.banner.text
    press(dialog, "check-drill")
    assert dialog.banner.text.startswith("Your copy is of other codes")
    assert account_of(app.session.vault).code_sets[0].tested_on is None
    assert app.session.vault.events[-1].kind == "drill-failed"
    home.account.drill.emit("no such account")
    assert len(open_dialogs(app)) == 1


@pytest.mark.parametrize(
    ("ahead", "level", "words"),
    [
        (0, "info", "The two clocks agree."),
        (30, "info", "up to 30 s ahead of this computer. Services accept that much."),
        (-60, "warning", "about 60 seconds behind this computer."),
        (200, "warning", "about 3 minutes ahead of this computer."),
        (4000, "warning", "These digits do not fit."),
    ],
)
def test_the_clock_is_held_against_another_devices(desk: Desk, ahead: int, level: str, words: str) -> None:
    app, home = desk.opened()
    home.account.check_clock.emit(home.account.account_id)
    dialog = dialog_of(app, ClockDialog)
    desk.clock.move(ahead)
    seen = digits(desk.clock)
    desk.clock.move(-ahead)
    keys_into(dialog.digits, f"{seen[:3]} {seen[3:]}")
    press(dialog, "check-clock")
    assert words in dialog.banner.text
    assert dialog.banner.property("banner") == level


def test_too_few_digits_are_not_compared(desk: Desk) -> None:
    app, home = desk.opened()
    home.account.check_clock.emit(home.account.account_id)
    dialog = dialog_of(app, ClockDialog)
    keys_into(dialog.digits, "123 45")
    press(dialog, "check-clock")
    assert dialog.banner.text == "Type all 6 characters."
    home.account.check_clock.emit("no such account")
    assert len(open_dialogs(app)) == 1


def test_nothing_is_said_to_be_noted_where_the_vault_is_read_only(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    app, home = desk.opened()
    monkeypatch.setattr(type(app.session), "why_read_only", property(lambda _: "It is open elsewhere"))
    home.account.compare.emit(home.account.account_id)
    comparing = dialog_of(app, CompareDialog)
    keys_into(comparing.unused, "8")
    press(comparing, "compare-now")
    assert comparing.banner.text.startswith("The book agrees: 8 unused. It could not be noted")
    press(comparing, "cancel")
    home.account.drill.emit(home.account.account_id)
    drill = dialog_of(app, DrillDialog)
    keys_into(drill.answer, CODES[drill.place - 1][drill.start : drill.start + 4])
    press(drill, "check-drill")
    assert "It could not be noted" in drill.banner.text
    home.side.refresh()
    assert not find(app.window, QPushButton, "add-account").isEnabled()

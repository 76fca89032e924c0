"""The page of what is due: what it says, how it is grouped, what can be done from there, and that the keyboard is enough."""

from datetime import date, timedelta

import pytest
from msgspec import structs
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QFontMetrics, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    PASSWORD,
    START,
    Desk,
    account_of,
    find,
    keys_into,
    open_dialogs,
    page_of,
    picture,
    press,
    shortcut,
    shows,
)
from tests.ui.due_scenes import busy, calm, many, scenes, snoozed
from tests.ui.sessions import forbid
from tests.ui.test_accessibility import controls, heard
from tests.ui.test_layout import lasting_complaints
from ui.desktop import due_messages, messages, theme
from ui.desktop.app import App
from ui.desktop.home import Home
from ui.desktop.outlook import WEEKS
from ui.desktop.pages.overview import OverviewPage
from ui.desktop.table_models import ROW
from ui.desktop.theme import Theme
from ui.desktop.widgets.due_card import DueCard
from ui.desktop.widgets.reminder_row import ReminderRow
from ui.desktop.widgets.year_strip import YearStrip
from vault import chores, edit
from vault.model import Vault
from vault.rules import RULES

TODAY = START.date()


def due(desk: Desk, vault: Vault, qtbot: QtBot) -> tuple[App, OverviewPage]:
    """Open a vault, and the page of what is due."""
    app, home = desk.opened(vault)
    worked_out(home, qtbot)
    shortcut(app.window, "Ctrl+D")
    QApplication.processEvents()
    return app, home.reminding.page


def worked_out(home: Home, qtbot: QtBot) -> None:
    """Wait until what is due was worked out for the vault as it is now."""
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not (home.reminding._is_busy or home.reminding._soon.isActive()))


def settled(app: App, qtbot: QtBot) -> None:
    assert app.home
    worked_out(app.home, qtbot)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


def cards(page: OverviewPage) -> list[DueCard]:
    """Return the cards in the order in which they stand."""
    found = [one for one in page.findChildren(DueCard) if one.isVisible()]
    return sorted(found, key=lambda one: one.mapTo(page, QPoint()).y())


def due_rows(page: OverviewPage) -> list[ReminderRow]:
    return [row for card in cards(page) for row in card.rows]


def texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def row_of(page: OverviewPage, words: str) -> ReminderRow:
    """Return the first row that says so."""
    return next(one for one in page.rows if any(words in text for text in texts(one)))


def menu_of(row: ReminderRow) -> dict[str, QAction]:
    press(row, "reminder-more")
    (menu,) = row.findChildren(QMenu)
    found = {action.text(): action for action in menu.actions() if action.text()}
    menu.hide()
    return found


def choose(page: OverviewPage, row: str, words: str) -> None:
    menu = menu_of(row_of(page, row))
    next(action for text, action in menu.items() if text.startswith(words)).trigger()


# What it says


@pytest.mark.parametrize(
    ("vault", "words"),
    [
        (Vault(), "Nothing is due. What is to be done for an account appears here once there is one."),
        (calm(), "Nothing is due. The next thing comes up on 21 April 2026."),
        (snoozed(calm(done=85), "backup-copied", 20), "1 thing is due."),
        (calm(done=86), "2 things are due. The oldest has waited since 30 January 2026."),
        (busy(), "55 things are due for 10 accounts, 7 of them pressing. The oldest has waited since 11 May 2023."),
    ],
    ids=["never", "nothing", "one", "overdue", "many"],
)
def test_it_says_how_things_stand(desk: Desk, qtbot: QtBot, vault: Vault, words: str) -> None:
    _app, page = due(desk, vault, qtbot)
    assert find(page, QLabel, "due-summary").text() == words


def test_where_nothing_comes_up_there_is_neither_list_nor_year(desk: Desk, qtbot: QtBot) -> None:
    _app, page = due(desk, Vault(), qtbot)
    assert not shows(page, "Coming up")
    assert not shows(page, "The coming year")


def test_many_things_of_one_account_are_one_card(desk: Desk, qtbot: QtBot) -> None:
    """A holiday of three weeks does not end in thirty notices."""
    _app, page = due(desk, busy(), qtbot)
    names = [one.account_id for one in cards(page)]
    assert len(names) == len(set(names)) == 11
    assert len(due_rows(page)) < 40
    first = cards(page)[0]
    assert {"attest-release-bot", "PyPI: 7 things are overdue, 1 is coming up"} <= set(texts(first))
    assert len(first.rows) == 3
    assert [len(one.rows) for one in cards(page) if "mirah" in texts(one)] == [4], "to fold one away would save nothing"
    press(first, "unfold")
    assert len(cards(page)[0].rows) == 8
    assert not [one for one in cards(page)[0].findChildren(QPushButton, "unfold") if one.isVisible()]


def test_the_most_pressing_comes_first(desk: Desk, qtbot: QtBot) -> None:
    _app, page = due(desk, busy(), qtbot)
    assert "Pressing" in texts(cards(page)[0].rows[0])
    assert "Due for 40 days" in texts(cards(page)[0].rows[0])
    is_pressing = ["Pressing" in texts(card) for card in cards(page)]
    assert is_pressing == sorted(is_pressing, reverse=True)
    assert sum(is_pressing) == 5


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (-5, "To be done by 5 February 2026"),
        (0, "Due today"),
        (1, "Due since yesterday"),
        (2, "Due for 2 days"),
        (59, "Due for 59 days"),
        (60, "Due since 2 December 2025"),
    ],
)
def test_since_when_is_said_as_one_would(ahead: int, words: str) -> None:
    assert due_messages.since(TODAY - timedelta(ahead), TODAY) == words


def test_names_are_written_as_elsewhere_in_the_window(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, busy(), qtbot)
    titles = {account.title for account in app.session.vault.present}
    assert not [text for text in texts(page) if any(title in text for title in titles)]
    assert shows(page, "mirah at npm")


def test_foreign_names_cannot_upset_it(desk: Desk, qtbot: QtBot) -> None:
    vault = calm(done=86)
    odd = structs.replace(vault.accounts[0], username="<b>x</b>\x1b[31m\n" + "y" * 200)
    app, page = due(desk, structs.replace(vault, accounts=(odd,)), qtbot)
    assert not [text for text in texts(page) if "\x1b" in text or "\n" in text]
    assert shows(page, "<b>x</b>")
    assert not page.horizontalScrollBar().maximum()
    press(row_of(page, "Look at the security history"), "do-it")
    assert open_dialogs(app)[0].width() < 600


def test_the_side_counts_and_marks(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, busy(2), qtbot)
    home = app.home
    assert home
    account = account_of(app.session.vault, "pypi", "mira-holt")
    number = sum(len(group.reminders) for group in home.reminding.outlook.groups)
    assert home.side._due_count.text() == str(number)
    assert find(home.side, QPushButton, "due").accessibleName() == f"Due: {number} things"
    index = next(home.side.model.index(place) for place, one in enumerate(home.side.model.rows) if one.id == account.id)
    assert index.data(ROW) == account
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith(", something is due")
    before = picture(home.side.list)
    for kind in {one.kind for group in home.reminding.outlook.groups for one in group.reminders if group.account == account}:
        app.session.apply(chores.choose, kind, account.id, is_off=True)
    settled(app, qtbot)
    assert not index.data(Qt.ItemDataRole.AccessibleTextRole).endswith("due")
    assert picture(home.side.list) != before
    assert page.isVisible()


def test_more_than_99_are_not_counted_out() -> None:
    assert [due_messages.badge(number) for number in (1, 99, 100)] == ["1", "99", "99+"]


# What can be done


def test_doing_one_takes_it_off_the_page_and_can_be_undone(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, calm(done=86), qtbot)
    press(row_of(page, "Look at the security history of alice"), "do-it")
    (dialog,) = open_dialogs(app)
    press(dialog, "chore-done")
    assert app.window.toast.text == "Noted: done on 31 January 2026."
    settled(app, qtbot)
    assert [card.account_id for card in cards(page)] == [""]
    assert shows(page, "1 thing is due.")
    press(app.window, "toast-action")
    settled(app, qtbot)
    assert [card.account_id for card in cards(page)] == [app.session.vault.accounts[0].id, ""]
    assert [event.kind for event in app.session.vault.events[-2:]] == ["chore-done", "undone"]
    desk.settle(app)


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("Tomorrow", "1 February 2026"),
        ("In a week", "7 February 2026"),
        ("In a month", "2 March 2026"),
        ("In three", "2 May 2026"),
    ],
)
def test_one_can_be_put_off_and_that_undone(desk: Desk, qtbot: QtBot, words: str, until: str) -> None:
    app, page = due(desk, calm(done=86), qtbot)
    choose(page, "Look at the security history of alice", words)
    assert app.window.toast.text == f"You will be reminded again on {until}."
    settled(app, qtbot)
    assert len(cards(page)) == 1
    rests_until = app.session.vault.chores[-1].snoozed_until
    assert rests_until
    assert shows(page, f"alice at PyPI, put off until {messages.short_day(rests_until)}")
    press(app.window, "toast-action")
    settled(app, qtbot)
    assert len(cards(page)) == 2
    assert not shows(page, "put off")


def test_what_would_not_show_sooner_anyway_is_not_called_put_off(desk: Desk, qtbot: QtBot) -> None:
    _app, page = due(desk, snoozed(calm(), "backup-copied", 3), qtbot)
    assert shows(page, "Copy the vault")
    assert not shows(page, "put off")


def test_it_is_put_off_from_the_day_that_it_is_now(desk: Desk, qtbot: QtBot) -> None:
    """The page may have been open over midnight."""
    app, page = due(desk, calm(done=86), qtbot)
    desk.clock.move(timedelta(days=1).total_seconds())
    choose(page, "Look at the security history of alice", "Tomorrow")
    assert app.session.vault.chores[-1].snoozed_until == date(2026, 2, 2)


def test_never_is_for_the_account_and_can_be_undone(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, busy(4), qtbot)
    account = account_of(app.session.vault, "pypi", "mira-holt")
    choose(page, "Look at the security history of mira-holt", "Never for this account")
    assert app.window.toast.text == "You will not be reminded of this again."
    settled(app, qtbot)
    assert app.home
    kinds = {(one.kind, one.account_id) for group in app.home.reminding.outlook.groups for one in group.reminders}
    kinds |= {(one.kind, one.account_id) for one in app.home.reminding.outlook.soon}
    assert ("history-read", account.id) not in kinds
    assert "history-read" in {kind for kind, _ in kinds}, "the other account is still looked after"
    press(app.window, "toast-action")
    settled(app, qtbot)
    assert shows(page, "Look at the security history of mira-holt")


def test_what_was_chosen_is_listed_with_the_way_back(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, calm(done=86), qtbot)
    assert not [one for one in page.findChildren(QPushButton, "choices") if one.isVisible()]
    choose(page, "Look at the security history of alice", "Never for this account")
    choose(page, "Copy the vault to another place", "Never")
    settled(app, qtbot)
    assert not shows(page, "The security history")
    press(page, "choices")
    assert {"The security history", "alice at PyPI", "Copying the vault", "This vault", "Never"} <= set(texts(page))
    back = find_named(page, "As usual: The security history, alice at PyPI")
    QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    assert app.window.toast.text == "You will be reminded as usual."
    settled(app, qtbot)
    assert shows(page, "Look at the security history of alice")
    assert not shows(page, "The security history")
    press(page, "choices")
    assert find(page, QPushButton, "choices").text() == "Show 1 choice of your own"
    assert not shows(page, "Copying the vault")


def find_named(page: QWidget, name: str) -> QAbstractButton:
    (found,) = [one for one in page.findChildren(QAbstractButton) if one.isVisible() and one.accessibleName() == name]
    return found


def test_what_comes_up_can_be_done_before_its_day(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, calm(), qtbot)
    assert find_named(page, "Do it now, less often or never: Look at the security history of alice")
    assert list(menu_of(row_of(page, "Look at the security"))) == ["Do it now…", "How often…", "Never for this account"]
    choose(page, "Look at the security", "Do it now…")
    press(open_dialogs(app)[0], "chore-done")
    settled(app, qtbot)
    assert app.session.vault.chores[-1].done_on == TODAY


def test_more_of_what_comes_up_is_shown_when_it_is_wanted(desk: Desk, qtbot: QtBot) -> None:
    _app, page = due(desk, busy(), qtbot)
    known = len(page.rows)
    find(page, QPushButton, "more-lines").setFocus()
    press(page, "more-lines")
    assert len(page.rows) == known + len(page._outlook.soon) - 8
    assert page.rows[known].isAncestorOf(page.window().focusWidget())
    assert not [one for one in page.findChildren(QPushButton, "more-lines") if one.isVisible()]


def test_the_account_is_one_click_away(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, busy(2), qtbot)
    assert app.home
    press(cards(page)[0], "open-account")
    assert page_of(app) is app.home.account
    assert find(app.home.account, QLabel, "account-title").text() == "attest-release-bot"


def test_the_side_leads_here(desk: Desk) -> None:
    app, home = desk.opened(calm())
    press(home.side, "due")
    assert page_of(app) is home.reminding.page


# Where nothing can be changed, or saved


def test_a_vault_that_cannot_be_changed_still_tells(desk: Desk, qtbot: QtBot) -> None:
    first, _home = desk.opened(calm(done=86))
    app = desk.start()
    keys_into(app.unlock_page.password.field, PASSWORD)
    app.unlock_page.unlock()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in app.unlock_page.findChildren(QPushButton, "read-only")))
    press(app.unlock_page, "read-only")
    qtbot.waitUntil(lambda: app.home is not None)
    assert app.home
    worked_out(app.home, qtbot)
    app.home.show_due()
    row = row_of(app.home.reminding.page, "Look at the security history")
    assert not find(row, QToolButton, "reminder-more").isEnabled()
    press(row, "do-it")
    (dialog,) = open_dialogs(app)
    assert shows(dialog, "The vault is open for reading only. Nothing can be noted.")
    assert shows(dialog, "Open the security history.")
    assert not find(dialog, QPushButton, "chore-done").isEnabled()
    assert first.session.vault == app.session.vault


def test_a_save_that_fails_is_said_and_loses_nothing(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, calm(done=86), qtbot)
    forbid(desk.path)
    with qtbot.waitSignal(app.session.save_failed):
        choose(page, "Look at the security history", "In a week")
    settled(app, qtbot)
    assert "nothing was saved" in app.window.banner.text
    assert len(cards(page)) == 1
    desk.path.with_name("vault.backups").unlink()
    app.session.save_again()
    desk.settle(app)


def test_a_refused_change_is_said(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, calm(done=86), qtbot)
    row = row_of(page, "Look at the security history")
    app.session.apply(edit.delete_account, app.session.vault.accounts[0].id)
    page._put_off(row.reminder, 700)
    assert app.window.toast.text.startswith("A reminder can be put off for a year at most.")


# The year


def test_the_year_says_what_falls_due_under_the_pointer(desk: Desk, qtbot: QtBot) -> None:
    _app, page = due(desk, calm(), qtbot)
    year = page.year
    week = (date(2026, 4, 26) - TODAY).days // 7
    at, no = QPointF((week + 0.5) * year.width() / WEEKS, 10), Qt.MouseButton.NoButton
    QApplication.sendEvent(year, QMouseEvent(QEvent.Type.MouseMove, at, at, no, no, Qt.KeyboardModifier.NoModifier))
    assert shows(page, "25 Apr 2026 to 1 May 2026: 3 things")
    QApplication.sendEvent(year, QEvent(QEvent.Type.Leave))
    assert not shows(page, "25 Apr 2026")


def test_the_year_is_walked_through_by_keys(desk: Desk, qtbot: QtBot) -> None:
    _app, page = due(desk, busy(), qtbot)
    year = page.year
    before = picture(year)
    year.setFocus()
    number = page._outlook.weeks[0]
    assert shows(page, f"Until 6 Feb 2026: {number} things")
    assert year.accessibleDescription() == f"Until 6 Feb 2026: {number} things"
    for keys, start in (
        ((Qt.Key.Key_Right,), "7 Feb 2026 to 13 Feb 2026: nothing"),
        ((Qt.Key.Key_End, Qt.Key.Key_Right), "23 Jan 2027 to 29 Jan 2027: nothing"),
        ((Qt.Key.Key_Home, Qt.Key.Key_Left), "Until 6 Feb 2026"),
    ):
        for key in keys:
            QTest.keyClick(year, key)
        assert shows(page, start)
    assert picture(year) != before
    find(page, QPushButton, "more-lines").setFocus()
    assert not shows(page, "Until 6 Feb 2026")
    assert year.accessibleDescription() == f"{sum(page._outlook.weeks)} things in {sum(map(bool, page._outlook.weeks))} weeks"


def test_other_keys_scroll_the_page(desk: Desk, qtbot: QtBot) -> None:
    _app, page = due(desk, busy(), qtbot)
    page.year.setFocus()
    QTest.keyClick(page.year, Qt.Key.Key_PageDown)
    assert page.verticalScrollBar().value() > 0


def test_the_year_shows_what_there_is(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, calm(), qtbot)
    light = picture(page.year)
    app.look.choose("dark")
    assert picture(page.year) != light
    app.look.choose("light")
    assert picture(page.year) == light
    page.year.show_year((0,) * WEEKS, TODAY)
    assert picture(page.year) != light


@pytest.mark.parametrize("day", [1, 2, 15, 28, 31])
@pytest.mark.parametrize("width", [440, 580, 720])
def test_no_month_is_left_out(look: Theme, qtbot: QtBot, day: int, width: int) -> None:
    year = YearStrip(look)
    qtbot.addWidget(year)
    year.resize(width, year.sizeHint().height())
    year.show_year((0,) * WEEKS, date(2026, 1, day))
    metrics = QFontMetrics(theme.font(theme.SMALL))
    months = year.months(metrics)
    assert {name for _, name in months} >= {f"{date(2026, month, 1):%b}" for month in range(2 if day > 1 else 1, 13)}
    ends = [left + metrics.horizontalAdvance(name) for left, name in months]
    assert all(end <= start for end, (start, _) in zip(ends, [*months[1:], (width, "")], strict=True))


# The keyboard


def test_the_keyboard_walks_from_the_side_through_the_page(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, calm(done=86), qtbot)
    app.session.apply(edit.set_note, app.session.vault.accounts[0].id, "a note")  # the list of accounts is made anew
    settled(app, qtbot)
    find(app.window, QPushButton, "due").setFocus()
    names = []
    for _ in range(40):
        QTest.keyClick(app.window.focusWidget(), Qt.Key.Key_Tab)
        names.append(app.window.focusWidget().objectName())
        assert page_of(app) is page, "walking through the side must not leave the page"
    start = names.index("year")
    assert names[start : start + 9] == [
        *("year", "open-account", "do-it", "reminder-more", "do-it", "reminder-more"),
        *("reminder-more", "reminder-more", "reminder-more"),
    ]


def test_after_doing_one_the_keyboard_goes_on_with_the_next(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, busy(2), qtbot)
    first, second = (one.reminder for one in cards(page)[0].rows[:2])
    find(cards(page)[0].rows[0], QPushButton, "do-it").setFocus()
    QTest.keyClick(app.window.focusWidget(), Qt.Key.Key_Space)
    press(open_dialogs(app)[0], "chore-done")
    app.window.activateWindow()
    settled(app, qtbot)
    assert first not in [one.reminder for one in due_rows(page)]
    assert focused_row(app, page).reminder == second
    assert focused(app) == "do-it"


def test_after_putting_one_off_the_keyboard_does_not_follow_it_to_the_end(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, busy(2), qtbot)
    second = due_rows(page)[1].reminder
    find(due_rows(page)[0], QToolButton, "reminder-more").setFocus()
    page._put_off(due_rows(page)[0].reminder, 7)
    settled(app, qtbot)
    assert focused_row(app, page).reminder == second
    assert page.verticalScrollBar().value() == 0


def focused(app: App) -> str:
    return app.window.focusWidget().objectName()


def test_what_vanishes_above_takes_the_keyboard_from_nobody(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, busy(2), qtbot)
    first, second = due_rows(page)[:2]
    reminder = second.reminder
    find(second, QToolButton, "reminder-more").setFocus()
    page._put_off(first.reminder, 7)
    settled(app, qtbot)
    assert focused_row(app, page).reminder == reminder
    assert focused(app) == "reminder-more"


def focused_row(app: App, page: OverviewPage) -> ReminderRow:
    (found,) = [one for one in page.rows if one.isAncestorOf(app.window.focusWidget())]
    return found


def test_after_the_last_one_the_keyboard_is_still_on_the_page(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, calm(done=85), qtbot)
    while cards(page):
        press(cards(page)[0].rows[0], "do-it")
        press(open_dialogs(app)[0], "chore-done")
        app.window.activateWindow()
        settled(app, qtbot)
    assert page.isAncestorOf(app.window.focusWidget())


def test_what_changes_elsewhere_takes_the_keyboard_from_nobody(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, busy(2), qtbot)
    assert app.home
    app.home.side.search.setFocus()
    app.session.apply(edit.set_note, app.session.vault.accounts[0].id, "a note")
    settled(app, qtbot)
    assert app.home.side.search.hasFocus()
    button = find(cards(page)[1].rows[0], QPushButton, "do-it")
    button.setFocus()
    reminder = focused_row(app, page).reminder
    app.session.apply(edit.set_note, app.session.vault.accounts[0].id, "another note")
    settled(app, qtbot)
    assert focused_row(app, page).reminder == reminder


def test_the_keyboard_walks_in_the_order_of_the_page_also_after_a_change(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, busy(3), qtbot)
    before = [card.account_id for card in cards(page)]
    last = account_of(app.session.vault, "pypi", "mira-holt").id
    app.session.apply(edit.set_renewal, last, app.session.vault.accounts[0].emails[0].id, TODAY - timedelta(100))
    settled(app, qtbot)
    assert [card.account_id for card in cards(page)] != before, "what was last is first now"
    page.year.setFocus()
    reached = []
    for _ in range(80):
        QTest.keyClick(app.window.focusWidget(), Qt.Key.Key_Tab)
        if not page.isAncestorOf(app.window.focusWidget()):
            break
        reached.append(app.window.focusWidget())
    heights = [one.mapTo(page, QPoint()).y() + page.verticalScrollBar().value() for one in reached]
    assert heights == sorted(heights)
    assert len(reached) > 20


def test_what_did_not_change_is_not_made_anew(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, busy(), qtbot)
    before = cards(page)
    choose(page, "Copy the vault", "In a week")
    settled(app, qtbot)
    assert [one for one in before if one.account_id] == cards(page)


def test_unfolding_goes_on_with_what_was_hidden(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, busy(2), qtbot)
    unfold = find(cards(page)[0], QPushButton, "unfold")
    unfold.setFocus()
    QTest.keyClick(unfold, Qt.Key.Key_Space)
    QApplication.processEvents()
    assert cards(page)[0].rows.index(focused_row(app, page)) == 3


def test_the_place_on_the_page_is_kept(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, busy(), qtbot)
    page.verticalScrollBar().setValue(700)
    app.session.apply(edit.set_note, app.session.vault.accounts[0].id, "a note")
    settled(app, qtbot)
    assert page.verticalScrollBar().value() == 700


# Size


def test_the_page_is_made_when_it_is_first_wanted_and_anew_when_it_is_seen(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(calm(done=86))
    worked_out(home, qtbot)
    assert "page" not in vars(home.reminding)
    home.show_due()
    page = home.reminding.page
    QApplication.processEvents()
    assert len(cards(page)) == 2
    home.show_first()
    rows = page.rows
    app.session.apply(chores.choose, "backup-copied", "", is_off=True)
    settled(app, qtbot)
    assert page.rows is rows, "nobody sees it"
    home.show_due()
    QApplication.processEvents()
    assert len(cards(page)) == 1


def test_a_thousand_accounts_make_a_page_of_a_dozen_cards(desk: Desk, qtbot: QtBot) -> None:
    app, page = due(desk, many(1000), qtbot)
    assert len(cards(page)) == 12
    assert len(page.findChildren(QAbstractButton)) < 200
    assert shows(page, "for 1000 accounts")
    assert find(page, QPushButton, "more-accounts").text() == "Show more: something is due for 989 other accounts"
    find(due_rows(page)[-1], QToolButton, "reminder-more").setFocus()
    while app.window.focusWidget() in due_rows(page)[-1].findChildren(QAbstractButton) or "unfold" in focused(app):
        QTest.keyClick(app.window.focusWidget(), Qt.Key.Key_Tab)
    assert focused(app) == "more-accounts"
    page.ensureWidgetVisible(find(page, QPushButton, "more-accounts"))
    press(page, "more-accounts")
    QApplication.processEvents()
    assert len(cards(page)) == 24
    assert focused_row(app, page) in cards(page)[12].rows


@pytest.mark.parametrize("size", [(880, 600), (1440, 900)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_is_cut_and_everything_has_a_name(desk: Desk, qtbot: QtBot, size: tuple[int, int]) -> None:
    found: dict[str, str] = {}
    seen = 0
    for name, top in scenes(desk, qtbot, size):
        seen += 1
        found |= dict.fromkeys(lasting_complaints(top), name)
        unnamed = [one for one in controls(top) if not heard(one) or one.focusPolicy() == Qt.FocusPolicy.NoFocus]
        found |= {f"{type(one).__name__} {one.objectName()} has no name, or cannot be reached": name for one in unnamed}
    assert seen > 30
    assert not found


def test_every_kind_has_a_name_of_its_own() -> None:
    assert due_messages.NAMES.keys() == RULES.keys()
    assert len(set(due_messages.NAMES.values())) == len(RULES)

"""Doing one thing by the hand, and choosing how often: what is shown, where it leads, what is noted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.core.vaults import with_token
from tests.ui.desk import CODES, START, Desk, account_of, find, open_dialogs, press, shows
from tests.ui.due_scenes import busy, calm, days, with_sheet
from ui.desktop import choosing, due_messages
from ui.desktop.app import App
from ui.desktop.dialogs.chore import ChoreDialog, IntervalDialog, page_for
from ui.desktop.dialogs.codes import CompareDialog, DrillDialog
from ui.desktop.dialogs.email import EmailsDialog
from ui.desktop.dialogs.interview import InterviewDialog
from ui.desktop.dialogs.printing import PrintDialog
from ui.desktop.dialogs.request import RequestDialog
from ui.desktop.dialogs.sheet import DestroyDialog
from ui.desktop.dialogs.transfer import TransferDialog
from ui.desktop.dialogs.verify_sheet import VerifyDialog
from ui.desktop.home import Home
from vault import chores, edit, reminders, services, sheets
from vault.model import Chore, Request, Step, Vault
from vault.reminders import Reminder
from vault.rules import RULES, Rule
from vault.services import Service

TODAY = START.date()
NEVER = choosing.NEVER


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was opened outside Sparekey."""
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(QUrl(url).toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return opened


def a(kind: str, vault: Vault, username: str = "") -> Reminder:
    """Return the first reminder of a kind."""
    found = reminders.upcoming(vault, TODAY)
    names = {account.id: account.username for account in vault.accounts}
    return next(one for one in found if one.kind == kind and username in names.get(one.account_id, ""))


def started(desk: Desk, vault: Vault, kind: str, username: str = "") -> tuple[App, Home, ChoreDialog]:
    app, home = desk.opened(vault)
    home.reminding.start(a(kind, vault, username))
    return app, home, find(app.window, ChoreDialog)


def texts(dialog: QDialog) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def due(home: Home) -> list[Reminder]:
    return [one for group in home.reminding.outlook.groups for one in group.reminders]


def every_kind() -> Vault:
    """Return a vault in which there is a reminder of each kind but of new codes, which exclude each other."""
    vault = with_sheet(busy(), is_stale=True)
    account = account_of(vault, "pypi", "mira-holt").id
    vault = with_token(vault, account, "ends soon", expires_on=TODAY + timedelta(3), now=days(0))
    vault = edit.note_recovered(vault, account, TODAY - timedelta(1), now=days(0))
    sent, answered = (Step(kind=kind, on=TODAY - timedelta(30)) for kind in ("sent", "answered"))
    asked = {"mira-holt": (sent,), "attest-release-bot": (sent, answered)}
    accounts = tuple(
        structs.replace(one, questions=("password",), requests=(Request(id=one.id[::-1], steps=asked[one.username]),))
        if one.username in asked
        else one
        for one in vault.accounts
    )
    return with_sheet(structs.replace(vault, accounts=accounts), is_stale=False)


# By the hand


@pytest.mark.parametrize("kind", sorted(RULES))
def test_each_says_what_why_and_from_where_and_what_comes_next(desk: Desk, kind: str) -> None:
    vault = every_kind()
    rule, one = RULES[kind], a(kind, vault)
    _app, _home, dialog = started(desk, vault, kind)
    said = texts(dialog)
    assert dialog.windowTitle() == due_messages.title(vault, one)
    assert rule.why in said
    steps = due_messages.steps(vault, one)
    assert [said[said.index(step) - 1] for step in steps] == [str(place) for place in range(1, len(rule.steps) + 1)]
    (source,) = (text.removeprefix("Source: ") for text in said if text.startswith("Source: "))
    assert rule.source.startswith(source[:30])
    assert "pypi-facts" not in source
    assert "peers" not in source
    assert any(text.startswith("Once done, ") for text in said)
    assert not dialog.banner.isVisible()


@pytest.mark.parametrize(
    ("kind", "every", "words"),
    [
        ("history-read", 85, "Once done, you will be reminded again in 85 days."),
        ("history-read", 1, "Once done, you will be reminded again in 1 day."),
        ("after-recovery", 0, "Once done, you will not be reminded of this again."),
        ("domain-renewal", 0, "Once done, you will be reminded again next year."),
    ],
)
def test_it_says_when_it_comes_again(kind: str, every: int, words: str) -> None:
    assert due_messages.again(RULES[kind], every) == words


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.kind)
@pytest.mark.parametrize("service", services.table().values(), ids=lambda service: service.id)
def test_it_leads_to_a_page_that_is_safe_to_open(rule: Rule, service: Service) -> None:
    """Those of the table: none of them changes anything on a plain visit (resources/services.toml)."""
    address = page_for(service, rule)
    assert bool(address) == bool(rule.page)
    assert address in {"", *(service.page(name) for name in service.pages)}
    if rule.page in service.pages:
        assert address == service.page(rule.page)


def test_the_page_opens_and_the_dialog_stays(desk: Desk, pages: list[str]) -> None:
    _app, _home, dialog = started(desk, calm(done=86), "history-read")
    press(dialog, "open-page")
    assert pages == [services.find("pypi").page("history")]
    assert dialog.isVisible()
    assert find(dialog, QPushButton, "open-page").text() == "Open PyPI"


def test_where_no_browser_is_the_address_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    _app, _home, dialog = started(desk, calm(done=86), "history-read")
    press(dialog, "open-page")
    assert dialog.banner.text == f"No program opened it. It is at {services.find('pypi').page('history')}"


def test_a_service_of_ones_own_has_no_page(desk: Desk) -> None:
    vault = edit.add_account(Vault(), "somebodys-own.example", "alice", now=days(-400))
    _app, _home, dialog = started(desk, vault, "signed-in")
    assert not [one for one in dialog.findChildren(QPushButton, "open-page") if one.isVisible()]
    assert dialog.focusWidget().objectName() == "chore-done"


def test_enter_opens_the_page_and_notes_nothing(desk: Desk, pages: list[str]) -> None:
    app, _home, dialog = started(desk, calm(done=86), "history-read")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert len(pages) == 1
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Tab)
    QTest.keyClick(dialog, Qt.Key.Key_Tab)
    assert dialog.focusWidget().objectName() == "chore-done"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert app.session.vault.events[-1].kind == "chore-done"


def test_escape_notes_nothing(desk: Desk) -> None:
    app, _home, dialog = started(desk, calm(done=86), "history-read")
    before = app.session.vault
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert app.session.vault is before
    assert not open_dialogs(app)


@pytest.mark.parametrize(
    ("kind", "words", "fact"),
    [
        ("email-verified", "Noted: the address was verified on 31 January 2026.", "verified_on"),
        ("token-reviewed", "Noted: the token was reviewed on 31 January 2026.", "reviewed_on"),
        ("history-read", "Noted: done on 31 January 2026.", ""),
        ("backup-copied", "Noted: done on 31 January 2026.", ""),
    ],
)
def test_done_notes_the_fact_and_the_day(desk: Desk, kind: str, words: str, fact: str) -> None:
    app, _home, dialog = started(desk, busy(2), kind)
    one = dialog._reminder
    press(dialog, "chore-done")
    assert app.window.toast.text == words
    event = app.session.vault.events[-1]
    assert (event.kind, event.account_id) == ("chore-done", one.account_id)
    assert (event.values["chore"], event.values["on"]) == (kind, "2026-01-31")
    if fact:
        account = app.session.account(one.account_id)
        assert account
        facts = {item.id: getattr(item, fact, None) for items in (account.emails, account.tokens) for item in items}
        assert facts[one.item_id] == TODAY


def test_the_fact_is_seen_with_the_account(desk: Desk) -> None:
    app, home, dialog = started(desk, busy(1), "email-verified")
    press(dialog, "chore-done")
    home.show_account(app.session.vault.accounts[0].id)
    assert shows(home.account, "erified on 31 Jan")


def test_done_is_of_the_day_on_which_it_is_said(desk: Desk) -> None:
    """The dialog may have been open over midnight."""
    app, _home, dialog = started(desk, calm(done=86), "history-read")
    desk.clock.move(timedelta(days=1).total_seconds())
    press(dialog, "chore-done")
    assert app.session.vault.chores[-1].done_on == date(2026, 2, 1)


def test_what_is_gone_meanwhile_is_refused_in_the_dialog(desk: Desk) -> None:
    app, home = desk.opened(calm())
    home.reminding.start(Reminder("history-read", TODAY, TODAY, "gone"))
    dialog = find(app.window, ChoreDialog)
    press(dialog, "chore-done")
    assert dialog.isVisible()
    assert "no such account" in dialog.banner.text


# In other rooms


@pytest.mark.parametrize(
    ("kind", "name", "words", "room"),
    [
        ("codes-checked", "chore-done", "Compare…", CompareDialog),
        ("codes-tested", "chore-done", "Read from it…", DrillDialog),
        ("sheet-verified", "chore-done", "Verify the sheet…", VerifyDialog),
        ("sheet-stale", "chore-done", "The old one is destroyed…", DestroyDialog),
        ("sheet-stale", "chore-step", "Print a new one…", PrintDialog),
        ("second-email", "chore-step", "Add the address here…", EmailsDialog),
        ("question-open", "chore-step", "Answer here…", InterviewDialog),
        ("request-answered", "chore-step", "Open the log…", RequestDialog),
        ("codes-low", "chore-step", "Bring the new codes in…", TransferDialog),
        ("codes-empty", "chore-step", "Bring the new codes in…", TransferDialog),
    ],
)
def test_where_another_dialog_does_it_that_is_opened(
    desk: Desk, qtbot: QtBot, kind: str, name: str, words: str, room: type[QDialog]
) -> None:
    app, _home, dialog = started(desk, every_kind(), kind)
    before = app.session.vault
    assert find(dialog, QPushButton, name).text() == words
    press(dialog, name)
    qtbot.waitUntil(lambda: [type(one) for one in open_dialogs(app)] == [room])
    assert app.session.vault is before, "nothing is noted by going there"


def test_new_codes_that_are_brought_in_end_it(desk: Desk, qtbot: QtBot) -> None:
    app, home, dialog = started(desk, busy(2), "codes-low")
    account_id = dialog._reminder.account_id
    press(dialog, "chore-step")
    app.session.apply(edit.add_codes, account_id, CODES)
    qtbot.waitUntil(lambda: "codes-low" not in {one.kind for one in due(home)})


def test_the_folder_of_the_vault_is_opened_beside_the_dialog(desk: Desk, pages: list[str]) -> None:
    _app, _home, dialog = started(desk, calm(done=90), "backup-copied")
    press(dialog, "chore-step")
    assert pages == [QUrl.fromLocalFile(str(desk.folder)).toString()]
    assert dialog.isVisible()


def test_the_password_is_typed_after_locking(desk: Desk) -> None:
    _app, _home, dialog = started(desk, calm(), "password-typed")
    press(dialog, "chore-step")
    assert len(desk.relaunched) == 1


# How often


def often(desk: Desk, vault: Vault, kind: str, username: str = "") -> tuple[App, IntervalDialog]:
    app, home = desk.opened(vault)
    home.reminding._choose(a(kind, vault, username))
    return app, find(app.window, IntervalDialog)


def offered(box: QComboBox) -> list[str]:
    return [box.itemText(place) for place in range(box.count())]


def pick(box: QComboBox, words: str) -> None:
    """Choose by keys: what begins with these letters."""
    assert words in offered(box)
    while box.currentText() != words:
        place = box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down if offered(box).index(words) > place else Qt.Key.Key_Up)


def next_days(vault: Vault, kind: str) -> dict[str, int]:
    """Return in how many days after the last time a kind comes again, by user name."""
    names = {account.id: account.username for account in vault.accounts}
    found = {one.account_id: reminders.interval(vault, one) for one in reminders.upcoming(vault, TODAY) if one.kind == kind}
    return {names.get(account_id, ""): days for account_id, days in found.items()}


def test_an_interval_is_chosen_for_an_account(desk: Desk) -> None:
    app, dialog = often(desk, busy(2), "history-read", "mira-holt")
    assert dialog.days.currentText() == "Every 85 days, as usual"
    assert offered(dialog.place) == ["mira-holt at PyPI", "Every account"]
    assert dialog.place.currentText() == "mira-holt at PyPI"
    pick(dialog.days, "Every 30 days")
    press(dialog, "save-interval")
    assert app.window.toast.text == "You will be reminded every 30 days."
    assert next_days(app.session.vault, "history-read") == {"mira-holt": 30, "attest-release-bot": 85}
    press(app.window, "toast-action")
    assert next_days(app.session.vault, "history-read") == {"mira-holt": 85, "attest-release-bot": 85}


def test_for_every_account_an_own_choice_gives_way(desk: Desk) -> None:
    """Else it would be said that all is as chosen, and the very thing that was looked at stayed as it was."""
    vault = busy(2)
    account = account_of(vault, "pypi", "mira-holt").id
    vault = chores.choose(vault, "history-read", account, every=14, now=days(0))
    app, dialog = often(desk, vault, "history-read", "mira-holt")
    assert dialog.days.currentText() == "Every 14 days"
    pick(dialog.days, "Every 60 days")
    pick(dialog.place, "Every account")
    press(dialog, "save-interval")
    assert next_days(app.session.vault, "history-read") == {"mira-holt": 60, "attest-release-bot": 60}
    press(app.window, "toast-action")
    assert next_days(app.session.vault, "history-read") == {"mira-holt": 14, "attest-release-bot": 85}


def test_the_usual_can_be_chosen_again(desk: Desk) -> None:
    vault = busy(1)
    vault = chores.choose(vault, "history-read", vault.accounts[0].id, every=14, now=days(0))
    app, dialog = often(desk, vault, "history-read")
    pick(dialog.days, "Every 85 days, as usual")
    press(dialog, "save-interval")
    assert not app.session.vault.chores


def test_against_a_choice_for_all_the_usual_is_a_choice(desk: Desk) -> None:
    vault = chores.choose(busy(2), "history-read", "", every=14, now=days(0))
    app, dialog = often(desk, vault, "history-read", "mira-holt")
    pick(dialog.days, "Every 85 days, as usual")
    press(dialog, "save-interval")
    assert next_days(app.session.vault, "history-read") == {"mira-holt": 85, "attest-release-bot": 14}


def test_a_kind_can_be_switched_off_for_all(desk: Desk) -> None:
    app, dialog = often(desk, busy(2), "history-read", "mira-holt")
    pick(dialog.days, "Never")
    pick(dialog.place, "Every account")
    press(dialog, "save-interval")
    assert app.window.toast.text == "You will not be reminded of this again."
    assert next_days(app.session.vault, "history-read") == {}


def test_one_thing_can_be_chosen_for(desk: Desk) -> None:
    app, dialog = often(desk, busy(1), "token-reviewed")
    token = "upload from the release workflow of mira-holt at PyPI"
    assert offered(dialog.place) == [token, "mira-holt at PyPI", "Every account"]
    assert dialog.place.currentText() == "mira-holt at PyPI"
    pick(dialog.place, token)
    pick(dialog.days, "Every 365 days")
    press(dialog, "save-interval")
    assert app.session.vault.chores[-1].item_id == app.session.vault.accounts[0].tokens[0].id


def test_of_codes_the_account_is_meant(desk: Desk) -> None:
    """The next set of codes is another thing, and what was chosen shall go on."""
    app, dialog = often(desk, busy(1), "codes-tested")
    assert offered(dialog.place) == ["mira-holt at PyPI", "Every account"]
    pick(dialog.days, "Every 90 days")
    press(dialog, "save-interval")
    app.session.apply(edit.add_codes, app.session.vault.accounts[0].id, CODES)
    assert next_days(app.session.vault, "codes-tested") == {"mira-holt": 90}


def test_of_a_sheet_or_all_of_them(desk: Desk) -> None:
    app, dialog = often(desk, with_sheet(busy(1), is_stale=False), "sheet-verified")
    assert offered(dialog.place) == [f"Sheet {sheets.shown_id(app.session.vault.sheets[0].id)}", "Every sheet"]
    assert dialog.place.currentIndex() == 0
    pick(dialog.days, "Every 365 days")
    press(dialog, "save-interval")
    assert app.session.vault.chores[-1].item_id == app.session.vault.sheets[0].id


def test_what_is_of_the_vault_has_no_other_place(desk: Desk) -> None:
    app, dialog = often(desk, calm(), "backup-copied")
    assert not dialog.place.isVisible()
    pick(dialog.days, "Every 7 days")
    press(dialog, "save-interval")
    assert (app.session.vault.chores[-1].account_id, app.session.vault.chores[-1].every) == ("", 7)


def test_what_has_a_day_of_its_own_can_only_be_switched_off(desk: Desk) -> None:
    app, dialog = often(desk, busy(2), "domain-renewal")
    assert offered(dialog.days) == ["When its day comes, as usual", "Never"]
    press(dialog, "save-interval")
    assert app.window.toast.text == "You will be reminded when its day comes."
    assert not app.session.vault.chores


def test_an_odd_interval_is_offered_too(desk: Desk) -> None:
    vault = chores.choose(calm(), "backup-copied", "", every=1, now=days(0))
    app, dialog = often(desk, vault, "backup-copied")
    assert dialog.days.currentText() == "Every day"
    press(dialog, "save-interval")
    assert app.window.toast.text == "You will be reminded every day."


def test_a_vault_that_cannot_be_changed_refuses_in_the_dialog(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    app, dialog = often(desk, calm(), "backup-copied")
    monkeypatch.setattr(type(app.session), "why_read_only", "The vault is open for reading only")
    press(dialog, "save-interval")
    assert dialog.banner.text.startswith("The vault is open for reading only.")
    assert dialog.isVisible()


# What was chosen


def test_of_what_is_gone_no_choice_is_listed() -> None:
    vault = with_sheet(busy(2), is_stale=False)
    first, second = vault.accounts
    token, sheet = first.tokens[0].id, vault.sheets[0].id
    for kind, account_id, item_id in (
        ("token-reviewed", first.id, token),
        ("history-read", second.id, ""),
        ("sheet-verified", "", sheet),
        ("signed-in", "", ""),
    ):
        vault = chores.choose(vault, kind, account_id, item_id, is_off=True, now=days(0))
    vault = chores.snooze(vault, "password-rotated", first.id, "", until=TODAY, now=days(0))
    assert [one.kind for one in choosing.made(vault)] == ["token-reviewed", "history-read", "sheet-verified", "signed-in"]
    vault = edit.remove_token(vault, first.id, token, now=days(0))
    vault = edit.delete_account(vault, second.id, now=days(0))
    vault = edit.destroy_sheet(vault, sheet, now=days(0))
    assert [one.kind for one in choosing.made(vault)] == ["signed-in"]


@pytest.mark.parametrize(
    ("kind", "place", "words"),
    [
        ("sheet-verified", ("", ""), "Every sheet"),
        ("backup-copied", ("", ""), "This vault"),
        ("signed-in", ("", ""), "Every account"),
        ("signed-in", ("gone", ""), "This vault"),
    ],
)
def test_what_a_choice_is_for_is_named(kind: str, place: tuple[str, str], words: str) -> None:
    assert due_messages.place(busy(1), kind, *place) == words


@pytest.mark.parametrize(
    ("chore", "words"),
    [
        (Chore(kind="signed-in", is_off=True), "Never"),
        (Chore(kind="signed-in", every=1), "Every day"),
        (Chore(kind="signed-in", every=30), "Every 30 days"),
    ],
)
def test_a_choice_is_worded(chore: Chore, words: str) -> None:
    assert due_messages.chosen(chore) == words


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([NEVER, 1, 30, 180, 365])), max_size=6), st.integers(0, 2))
def test_what_was_chosen_last_holds(said: list[tuple[int, int]], place: int) -> None:
    """Whatever was chosen before, for the token, its account or all."""
    vault = busy(1)
    one = a("token-reviewed", vault)
    around = choosing.places(one)
    for at, days_between in [*said, (place, 90)]:
        vault = choosing.choose(vault, one, around[at], days_between, now=days(0))
    assert reminders.interval(vault, one) == 90
    assert [found for found in reminders.upcoming(vault, TODAY) if found.kind == one.kind]
    vault = choosing.choose(vault, one, around[place], NEVER, now=days(0))
    assert not [found for found in reminders.upcoming(vault, TODAY) if found.kind == one.kind]

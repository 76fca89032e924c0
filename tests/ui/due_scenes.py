"""What is due, in all its states, for the tests that look at all of them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import structs
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.core.vaults import with_token
from tests.ui.desk import CODES, START, Desk
from ui.desktop.app import App
from ui.desktop.home import Home
from vault import chores, edit, printouts, reminders
from vault.model import Now, Vault

LONG_NAME = "the-maintainers-of-a-package-with-a-very-long-name-indeed"
_USERS = (
    ("pypi", "mira-holt"),
    ("pypi", "attest-release-bot"),
    ("testpypi", "mira-holt"),
    ("github", "miraholt"),
    ("gitlab", "mira.holt"),
    ("npm", "mirah"),
    ("readthedocs", "mira-holt"),
    ("pypi", LONG_NAME),
    ("a-service-of-somebodys-own.example", "mira"),
    ("hex", "miraholt"),
)


def days(number: int, moment: datetime = START) -> Now:
    """Return a moment some days before START, or after it, at a desk."""
    return Now(moment + timedelta(number), "desk")


def busy(accounts: int = len(_USERS)) -> Vault:
    """Return a vault in which some thirty things are due on START's day: long ago, today, soon, and with long names."""
    vault = Vault()
    for place, (service, username) in enumerate(_USERS[:accounts]):
        age = days(-200 - 90 * place)
        vault = edit.add_account(vault, service, username, now=age)
        account = vault.accounts[-1].id
        vault = edit.set_email(vault, account, f"{username}@holt.example", verified_on=age.at.date(), now=age)
        vault = edit.add_codes(vault, account, [f"{place}{code}" for code in CODES], now=age)
        code_set = vault.accounts[-1].code_sets[-1].id
        for number in range(1, (0, 7, 8, 2)[place % 4] + 1):
            vault = edit.mark_code(vault, account, code_set, number, "used", now=days(-40))
        if place % 3 == 0:
            vault = with_token(vault, account, "upload from the release workflow", created_on=age.at.date(), now=age)
        if place % 5 == 1:
            renews_on = START.date() + timedelta(30)
            vault = edit.set_renewal(vault, account, vault.accounts[-1].emails[0].id, renews_on, now=age)
    return vault


def calm(*, done: int = 0) -> Vault:
    """Return a vault with an account for which everything was done, as many days before START."""
    on = days(-done)
    vault = edit.add_account(Vault(), "pypi", "alice", now=on)
    account = vault.accounts[0].id
    vault = edit.set_email(vault, account, "alice@example.com", verified_on=on.at.date(), now=on)
    vault = edit.set_email(vault, account, "alice@example.net", verified_on=on.at.date(), now=on)
    vault = edit.add_codes(vault, account, CODES, generated_on=on.at.date(), now=on)
    vault = chores.finish(vault, "codes-tested", account, vault.accounts[0].code_sets[0].id, on=on.at.date(), now=on)
    return chores.finish(vault, "backup-copied", "", "", on=on.at.date(), now=on)


def snoozed(vault: Vault, kind: str, until: int) -> Vault:
    """Put everything of one kind off until some days after START."""
    for one in reminders.upcoming(vault, START.date()):
        if one.kind == kind:
            on = START.date() + timedelta(until)
            vault = chores.snooze(vault, kind, one.account_id, one.item_id, until=on, now=days(0))
    return vault


def overdue(vault: Vault, years: int) -> Vault:
    """Return a vault that lay untouched for years."""
    first = vault.accounts[0]
    older = structs.replace(first, created_at=first.created_at - timedelta(366 * years))
    events = tuple(structs.replace(one, at=one.at - timedelta(366 * years)) for one in vault.events)
    return structs.replace(vault, accounts=(older, *vault.accounts[1:]), events=events)


def with_sheet(vault: Vault, *, is_stale: bool) -> Vault:
    """Return the vault with a printed sheet that is due: out of date, or not looked at for long."""
    account = vault.present[1 if is_stale else 0]
    made = printouts.codes([account], now=days(-300), size="A4", place="the safe")
    vault = edit.note_printed(vault, made.sheets, now=days(-300))
    if not is_stale or account.live_set is None or account.live_set.next_unused is None:
        return vault
    return edit.mark_code(vault, account.id, account.live_set.id, account.live_set.next_unused, "used", now=days(-1))


def many(accounts: int) -> Vault:
    """Return a vault with this many accounts, for each of which something is due."""
    vault = edit.add_account(Vault(), "pypi", "alice", now=days(-200))
    first = vault.accounts[0]
    others = (structs.replace(first, id=f"{place:016x}", username=f"user-{place:05}") for place in range(1, accounts))
    return structs.replace(vault, accounts=(first, *others))


def scenes(desk: Desk, qtbot: QtBot, size: tuple[int, int] = (1024, 700)) -> Iterator[tuple[str, QWidget]]:
    """Yield the page in all its states, each dialog, and the card of the settings. Each is laid out before it is yielded."""
    for name, vault in (
        ("never", Vault()),
        ("nothing", calm()),
        ("two", calm(done=86)),
        ("many", busy()),
        ("put off", snoozed(snoozed(busy(2), "signed-in", 30), "history-read", 7)),
        ("of a thousand accounts", many(1000)),
    ):
        app, home = desk.opened(vault)
        app.window.resize(*size)
        qtbot.waitUntil(lambda: home.reminding.outlook.next_on is not None or not vault.accounts)  # noqa: B023
        home.show_due()
        yield _settled(f"due, {name}", app.window)
        if name == "many":
            yield from _of_many(app, home, qtbot)
        desk.close()
        desk.path.unlink()
    yield from _of_sheets(desk, qtbot, size)


def _of_many(app: App, home: Home, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    page, outlook = home.reminding.page, home.reminding.outlook
    page.year.setFocus()
    for name in ("unfold", "more-lines"):
        for button in [one for one in page.findChildren(QAbstractButton, name) if one.isVisible()][:1]:
            button.click()
            yield _settled(f"due, {name}", app.window)
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    yield _settled("due, its end", app.window)
    found = {one.kind: one for group in outlook.groups for one in group.reminders} | {one.kind: one for one in outlook.soon}
    for kind, one in sorted(found.items()):
        home.reminding.start(one)
        yield from _dialogs(f"chore {kind}", app)
        home.reminding._choose(one)
        yield from _dialogs(f"interval of {kind}", app)
    for kind in ("history-read", "codes-tested", "token-reviewed"):
        page._never(found[kind])
    qtbot.waitUntil(lambda: not home.reminding._is_busy)
    page._fold_choices()
    yield _settled("due, choices", app.window)
    home.show_settings()
    yield _settled("settings, reminders", app.window)


def _of_sheets(desk: Desk, qtbot: QtBot, size: tuple[int, int]) -> Iterator[tuple[str, QWidget]]:
    app, home = desk.opened(with_sheet(with_sheet(busy(2), is_stale=True), is_stale=False))
    app.window.resize(*size)
    qtbot.waitUntil(lambda: home.reminding.outlook.due > 0)
    for group in home.reminding.outlook.groups:
        for one in group.reminders:
            if one.rule.coarse == "paper":
                home.reminding.start(one)
                yield from _dialogs(f"chore {one.kind}", app)
                home.reminding._choose(one)
                yield from _dialogs(f"interval of {one.kind}", app)
    desk.close()


def _dialogs(name: str, app: App) -> Iterator[tuple[str, QWidget]]:
    for dialog in [one for one in app.window.findChildren(QDialog) if one.isVisible()]:
        yield _settled(name, dialog)
        dialog.reject()


def _settled(name: str, widget: QWidget) -> tuple[str, QWidget]:
    """Let what was replaced go, and everything else find its place."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    return name, widget

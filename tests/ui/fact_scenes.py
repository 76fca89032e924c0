"""Everything in which facts are noted, in its states, for the tests that look at all of them."""

from collections.abc import Iterator
from datetime import date

from msgspec import structs
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import NOW, START, Desk, account_of, press, shows
from ui.desktop.app import App
from ui.desktop.dialogs.interview import InterviewDialog
from ui.desktop.fact_keeping import FactKeeping
from ui.desktop.home import Home
from vault import edit, facts
from vault.model import Account, Token, Vault, new_id

LONG = "the second shelf from below, behind the printer paper"
LONG_NAME = "the-maintainers-of-a-package-with-a-very-long-name-indeed"
PASTED = "otters   Sole owner\nLast released Jan 31, 2026\n\nSmall mammals\n\nManage View\nseals\nCreated today\nManage View"
Scene = tuple[str, QWidget]


def well_known(vault: Vault, account: Account) -> Vault:
    """Return a vault in which every kind of fact is noted of an account, some with long names."""
    owner, day = account.id, START.date()
    vault = edit.set_email(vault, owner, f"{LONG_NAME}@holt.example", now=NOW)
    vault = edit.set_email(vault, owner, "mira@spare.example", verified_on=day, now=NOW)
    emails = vault.find(account.service, account.username).emails  # type: ignore[union-attr]
    vault = facts.set_mailbox(
        vault, owner, emails[0].id, reaches="yes", opened_at=["phone", LONG], is_own_domain=True, readers=["Octavia"], now=NOW
    )
    vault = edit.set_renewal(vault, owner, emails[0].id, date(2027, 3, 1), now=NOW)
    vault = facts.set_password(vault, owner, "kept", at=["head", "phone"], on=day, now=NOW)
    vault = facts.set_copies(vault, owner, "totp_at", ["phone", "tablet"], on=day, now=NOW)
    vault = facts.set_copies(vault, owner, "codes_at", ["home safe", "Octavia", "office", LONG], now=NOW)
    vault = facts.add_security_key(vault, owner, "blue", "key ring", on=day, now=NOW)
    vault = facts.add_security_key(vault, owner, LONG_NAME, LONG, now=NOW)
    vault = facts.set_browsers(vault, owner, ["this laptop"], day, now=NOW)
    for name in ("otters", "seals", "walrus", LONG_NAME, "orca", "narwhal", "beluga"):
        package = facts.package_of(account_of(vault, account.service, account.username), name)
        package = structs.replace(package, repository="https://code.example/mira/otters", owners=("bob",) * (name == "otters"))
        vault = facts.set_package(vault, owner, package, now=NOW)
    token = Token(id=new_id(), name="upload", scope="all projects", created_on=date(2024, 3, 1), expires_on=date(2025, 1, 1))
    vault = facts.set_token(vault, owner, structs.replace(token, used_at="release workflow"), now=NOW)
    vault = facts.set_token(vault, owner, Token(id=new_id(), name=LONG_NAME), now=NOW)
    vault = facts.set_linked(vault, owner, ["github:miraholt", "gitlab:mira.holt"], now=NOW)
    vault = facts.add_evidence(vault, owner, "signing-key", "the key that signs the tags of otters", place="key ring", now=NOW)
    vault = facts.set_place(vault, "Octavia", is_person=True, now=NOW)
    return facts.leave_open(vault, owner, "mailbox", now=NOW)


def keeping(app: App) -> FactKeeping:
    assert app.home
    return FactKeeping(app.window, app.look, app.session, app.tasks, clipboard=app.clipboard, ring=app.home.ring)


def dialog_in(app: App) -> QDialog:
    (found,) = [one for one in app.window.findChildren(QDialog) if one.isVisible()]
    return found


def scenes(desk: Desk, app: App, home: Home, qtbot: QtBot) -> Iterator[Scene]:
    """Yield the card and each dialog: of an account of which nothing is known, and of one of which everything is."""
    room = keeping(app)
    bare = account_of(app.session.vault, "rubygems", "mira")
    new = account_of(app.session.vault, "pypi", "mira-holt")
    for account in (bare, new):
        home.show_account(account.id)
        home.account.verticalScrollBar().setValue(home.account.verticalScrollBar().maximum())
        yield f"facts of {account.title}, blank", app.window
    press(home.account, "more-facts")
    home.account.verticalScrollBar().setValue(home.account.verticalScrollBar().maximum())
    yield "facts, unfolded", app.window
    yield from _dialogs(app, room, new, "blank")
    yield from _interview(app, room, new, qtbot)
    app.session.apply(lambda vault, now: well_known(vault, new))
    home.show_account(new.id)
    home.account.verticalScrollBar().setValue(home.account.verticalScrollBar().maximum())
    yield "facts, all known", app.window
    yield from _dialogs(app, room, new, "known")
    yield from _forms(app, room, new)
    desk.settle(app)


def _dialogs(app: App, room: FactKeeping, account: Account, state: str) -> Iterator[Scene]:
    for action in (
        "email",
        "password",
        "kept-password",
        "authenticator",
        "codes",
        "security-key",
        "browsers",
        "packages",
        "tokens",
        "linked",
        "evidence",
        "vault",
        "places",
    ):
        room.open(action, account.id)
        dialog = dialog_in(app)
        yield f"{action}, {state}", dialog
        dialog.done(0)


def _forms(app: App, room: FactKeeping, account: Account) -> Iterator[Scene]:
    """Yield the forms behind the lists, filled, and a list after a change."""
    for action in ("email", "security-key", "packages", "tokens", "evidence"):
        room.open(action, account.id)
        dialog = dialog_in(app)
        dialog.rows.edit_wanted.emit(_first(app, account, action))  # type: ignore[attr-defined]
        yield f"{action}, one", dialog
        dialog.reject()
        dialog.add()  # type: ignore[attr-defined]
        yield f"{action}, another", dialog
        if action != "packages":
            press(dialog, "save-fact")
            yield f"{action}, refused", dialog
            dialog.reject()
        else:
            dialog._form.field.setPlainText(PASTED)  # type: ignore[attr-defined]
            yield "packages, pasted", dialog
            press(dialog, "save-fact")
            yield "packages, after a change", dialog
            press(dialog, "edit-all")
            yield "packages, all", dialog
        dialog.done(0)


def _first(app: App, account: Account, action: str) -> str:
    members = {"email": "emails", "security-key": "security_keys"}
    now = app.session.account(account.id)
    return str(getattr(now, members.get(action, action))[0].id)


def _interview(app: App, room: FactKeeping, account: Account, qtbot: QtBot) -> Iterator[Scene]:
    room.open("interview", account.id)
    dialog = dialog_in(app)
    assert isinstance(dialog, InterviewDialog)
    press(dialog, "continue-interview")
    yield "interview, refused", dialog
    while dialog.question:
        topic, question = dialog.topic, dialog.question
        yield f"interview, {topic}", dialog
        for key in question.choices.answers:
            if key in {"yes", "at", "places", "kept", "account"}:
                question.choices.choose(key)
                yield f"interview, {topic}, {key}", dialog
        press(dialog, "dont-know" if topic in {"codes", "packages"} else "skip-question")
    qtbot.waitUntil(lambda: shows(dialog, "You get in") or shows(dialog, "no way in"))
    yield "interview, the end", dialog
    dialog.done(0)

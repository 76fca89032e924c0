"""The dialogs in which facts are noted: what is typed and ticked comes into the vault, or is refused in place."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.desk import NOW, START, Desk, account_of, appearance, example, find, keys_into, press, recorder, shows
from tests.ui.fact_scenes import PASTED, dialog_in, keeping, well_known
from ui.desktop.dialogs.email import EmailsDialog
from ui.desktop.dialogs.vault_places import PlacesDialog
from ui.desktop.fact_keeping import FactKeeping
from ui.desktop.theme import Theme
from ui.desktop.widgets.choices import Choices
from ui.desktop.widgets.day_choice import DayChoice
from ui.desktop.widgets.flow import Flow
from ui.desktop.widgets.place_ticks import PlaceTicks
from ui.desktop.widgets.tall import Tall
from vault import edit, facts, places
from vault.model import Account, Copy, Package, Vault

TODAY = START.date()


class Room:
    """A window with one account, and the dialogs about it."""

    def __init__(self, desk: Desk, vault: Vault) -> None:
        self.desk = desk
        self.app, self.home = desk.opened(vault)
        self.keeping: FactKeeping = keeping(self.app)
        self.done: list[str] = []
        self.keeping.done.connect(recorder(self.done))

    @property
    def account(self) -> Account:
        return account_of(self.app.session.vault)

    @property
    def vault(self) -> Vault:
        return self.app.session.vault

    def open(self, action: str) -> Any:
        self.keeping.open(action, self.account.id)
        return dialog_in(self.app)


@pytest.fixture
def open_room(desk: Desk) -> Callable[..., Room]:
    return lambda vault=None: Room(desk, example() if vault is None else vault)


@pytest.fixture
def room(open_room: Callable[..., Room]) -> Room:
    return open_room()


@pytest.fixture
def full_room(open_room: Callable[..., Room]) -> Room:
    return open_room(well_known(example(), account_of(example())))


def tick(dialog: QWidget, place: str) -> None:
    press(dialog, f"at-{place}")


def check(dialog: QWidget, name: str) -> None:
    """Tick a box by its keys."""
    QTest.keyClick(find(dialog, QCheckBox, name), Qt.Key.Key_Space)


def choose(dialog: QWidget, name: str, key: str) -> None:
    box = find(dialog, QComboBox, name)
    box.setCurrentIndex(box.findData(key))


def banner(dialog: Any) -> str:
    return str(dialog.banner.text) if dialog.banner.isVisible() else ""


def rows(dialog: QWidget) -> list[str]:
    """Return the names in a list, as its buttons tell them."""
    return [
        one.accessibleName().removeprefix("Remove ")
        for one in dialog.findChildren(QAbstractButton, "remove-row")
        if one.isVisible()
    ]


def press_row(dialog: QWidget, name: str, place: int) -> None:
    buttons = [one for one in dialog.findChildren(QAbstractButton, name) if one.isVisible()]
    QTest.mouseClick(buttons[place], Qt.MouseButton.LeftButton)


# Places to tick


def ticks(look: Theme, qtbot: QtBot, vault: Vault | None = None, ticked: tuple[str, ...] = (), **how: Any) -> PlaceTicks:
    made = PlaceTicks(look, vault or Vault(), ticked, title="Where is it?", **how)
    appearance(qtbot, made, 520)
    return made


def test_the_usual_places_and_those_of_the_vault_are_offered(look: Theme, qtbot: QtBot) -> None:
    vault = facts.set_place(Vault(), "Octavia", now=NOW)
    made = ticks(look, qtbot, vault, own=[places.HEAD])
    words = [chip.text() for chip in made.findChildren(QPushButton) if chip.isCheckable()]
    assert words == ["In my head", *(name.capitalize() for name in places.STANDARD), "Octavia"]
    assert made.names == ()


def test_places_are_ticked_with_the_mouse_and_with_the_keyboard(look: Theme, qtbot: QtBot) -> None:
    made = ticks(look, qtbot)
    changed: list[object] = []
    made.changed.connect(lambda: changed.append(made.names))
    tick(made, "phone")
    find(made, QPushButton, "at-office").setFocus()
    QTest.keyClick(find(made, QPushButton, "at-office"), Qt.Key.Key_Space)
    assert changed == [("phone",), ("phone", "office")]
    assert find(made, QPushButton, "at-phone").accessibleDescription() == "Where is it?"


def test_a_new_place_is_typed_and_ticked_at_once(look: Theme, qtbot: QtBot) -> None:
    made = ticks(look, qtbot)
    assert not find(made, QPushButton, "add-place").isEnabled()
    keys_into(made.field, "bank safe, Octavia")
    press(made, "add-place")
    assert made.names == ("bank safe", "Octavia")
    assert made.field.text() == ""


def test_enter_adds_a_place_and_does_not_leave_the_dialog(room: Room) -> None:
    dialog = room.open("authenticator")
    press(dialog, "answer-at")
    keys_into(find(dialog, QLineEdit, "new-place"), "tablet")
    QTest.keyClick(find(dialog, QLineEdit, "new-place"), Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(find(dialog, QLineEdit, "new-place"), Qt.Key.Key_Return)
    assert not dialog.isVisible(), "an empty field leaves Enter to the dialog"
    assert [copy.place for copy in room.account.totp_at] == ["tablet"]


def test_what_is_still_in_the_field_counts(look: Theme, qtbot: QtBot) -> None:
    made = ticks(look, qtbot, ticked=("phone",))
    keys_into(made.field, "the phone, tablet")
    assert made.names == ("phone", "tablet")


def test_a_place_that_cannot_be_is_refused_in_place(look: Theme, qtbot: QtBot) -> None:
    made = ticks(look, qtbot)
    keys_into(made.field, "x" * 61)
    made.add()
    assert shows(made, "A place has a name of 1 to 60 letters")
    keys_into(made.field, "y")
    assert not shows(made, "A place has a name")


def test_of_what_lies_at_one_place_only_the_last_tick_counts(look: Theme, qtbot: QtBot) -> None:
    made = ticks(look, qtbot, ticked=("phone",), only_one=True)
    tick(made, "office")
    assert made.names == ("office",)
    keys_into(made.field, "tablet")
    assert made.names == ("tablet",)
    made.add()
    assert made.names == ("tablet",)
    made.tick(["phone"])
    assert made.names == ("phone",)


def test_of_very_many_places_those_that_are_ticked_and_the_usual_are_offered(look: Theme, qtbot: QtBot) -> None:
    vault = facts.set_vault_places(Vault(), kept_at=[f"shelf {place}" for place in range(100)], on=None, now=NOW)
    made = ticks(look, qtbot, vault, ticked=("shelf 99",))
    chips = [chip.text() for chip in made.findChildren(QPushButton) if chip.isCheckable()]
    assert len(chips) == 19
    assert chips[0] == "Shelf 99"
    assert made.names == ("shelf 99",)
    assert made.field.completer().model().rowCount() == 108


def test_a_place_is_shown_as_it_is_written_and_cut_where_it_is_very_long(look: Theme, qtbot: QtBot) -> None:
    made = ticks(look, qtbot, ticked=("R&D office", "W" * 60))
    assert find(made, QPushButton, "at-r&d office").text() == "R&&D office", "Qt takes a single & for a key"
    chip = find(made, QPushButton, f"at-{'w' * 60}")
    assert (len(chip.text()), chip.toolTip(), chip.accessibleName()) == (40, "W" * 60, "W" * 60)
    assert chip.geometry().right() < made.width()


def test_chips_begin_a_new_line_where_there_is_no_more_room(look: Theme, qtbot: QtBot) -> None:
    made = ticks(look, qtbot, ticked=("x" * 60,))
    chips = [chip for chip in made.findChildren(QPushButton) if chip.isCheckable()]
    assert len({chip.y() for chip in chips}) > 2
    assert all(chip.geometry().right() < made.width() for chip in chips)
    areas = [chip.geometry() for chip in chips]
    assert not any(one.intersects(other) for one in areas for other in areas if one is not other)


def test_a_new_chip_is_reached_after_those_before_it(look: Theme, qtbot: QtBot) -> None:
    made = ticks(look, qtbot)
    keys_into(made.field, "tablet")
    made.add()
    find(made, QPushButton, "at-cloud").setFocus()
    made.window().focusNextChild()
    assert made.window().focusWidget().objectName() == "at-tablet"


def test_a_flow_without_anything_takes_no_room(qtbot: QtBot) -> None:
    flow = Flow()
    flow.setGeometry(QRect(QPoint(0, 0), QPoint(99, 99)))
    assert (flow.count(), flow.itemAt(0), flow.takeAt(0), flow.heightForWidth(100)) == (0, None, None, 0)
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.setLayout(flow)
    flow.addWidget(QPushButton("one"))
    taken = flow.takeAt(0)
    assert taken
    assert taken.widget().text() == "one"  # type: ignore[union-attr]
    assert flow.count() == 0


# Small parts


def test_the_answer_that_is_chosen_shows_what_it_needs(qtbot: QtBot) -> None:
    below = QLineEdit()
    made = Choices({"a": "One", "b": "Two"}, title="Which?", below={"b": below})
    appearance(qtbot, made)
    changed: list[str] = []
    made.changed.connect(lambda: changed.append(made.chosen))
    assert made.chosen == ""
    assert not below.isVisible()
    press(made, "answer-b")
    assert below.isVisible()
    assert below.hasFocus()
    press(made, "answer-a")
    assert not below.isVisible()
    assert changed == ["b", "a"]
    assert made.answers == ("a", "b")


def test_a_day_counts_only_while_it_is_ticked(qtbot: QtBot) -> None:
    made = DayChoice("paid until", "renews-on", None, is_ahead=True)
    appearance(qtbot, made)
    changed: list[date | None] = []
    made.changed.connect(lambda: changed.append(made.day))
    assert made.day is None
    made.box.setChecked(True)
    assert made.field.isEnabled()
    made.field.setDate(made.field.date().addYears(2))
    assert changed[-1] == made.day
    made.box.setChecked(False)
    assert made.day is None


def test_a_day_that_a_wrong_clock_noted_is_shown_as_it_is(qtbot: QtBot) -> None:
    ahead = date.today() + timedelta(4000)  # noqa: DTZ011
    made = DayChoice("Created on", "created-on", ahead)
    qtbot.addWidget(made)
    assert made.day == ahead


def test_a_view_is_as_high_as_what_is_inside_up_to_its_limit(qtbot: QtBot) -> None:
    made = Tall(200)
    appearance(qtbot, made)
    inside = QLabel("\n".join("a line" for _ in range(4)))
    made.show_inside(inside)
    low = made.height()
    inside.setText("\n".join("a line" for _ in range(90)))
    qtbot.waitUntil(lambda: made.height() == 200)
    assert low < 200
    made.show_inside(QWidget())
    assert made.height() < low
    fixed = Tall(200, is_fixed=True)
    qtbot.addWidget(fixed)
    fixed.show_inside(QLabel("a line"))
    assert fixed.height() == 200


# E-mail


def test_without_an_address_one_is_asked_for_at_once(open_room: Callable[..., Room]) -> None:
    room = open_room(edit.add_account(Vault(), "pypi", "alice", now=NOW))
    dialog = room.open("email")
    keys_into(find(dialog, QLineEdit, "email"), "alice@example.com")
    choose(dialog, "verified", "seen")
    find(dialog, QDateEdit, "verified-on").setDate(find(dialog, QDateEdit, "verified-on").minimumDate())
    press(dialog, "save-fact")
    assert rows(dialog) == ["alice@example.com"]
    assert banner(dialog) == "Noted: alice@example.com."
    email = room.account.primary
    assert email
    assert (email.status, email.verified_on) == ("verified", date(1752, 9, 14))
    press(dialog, "list-done")
    assert room.done == ["Noted: alice@example.com."]


def test_several_addresses_are_pasted_at_once(room: Room) -> None:
    dialog = room.open("email")
    press(dialog, "add-one")
    find(dialog, QLineEdit, "email").setText("a@example.org; b@example.net,\nc@example.io")
    check(dialog, "is-primary")
    choose(dialog, "verified", "no")
    press(dialog, "save-fact")
    told = [(one.address, one.primary, one.status) for one in room.account.emails]
    assert told == [
        ("alice@example.com", False, "verified"),
        ("a@example.org", True, "unverified"),
        ("b@example.net", False, "unverified"),
        ("c@example.io", False, "unverified"),
    ]


def test_an_address_that_is_none_is_refused_and_stays_in_the_field(room: Room) -> None:
    dialog = room.open("email")
    press(dialog, "add-one")
    keys_into(find(dialog, QLineEdit, "email"), "alice at example")
    press(dialog, "save-fact")
    assert banner(dialog) == "This is not an e-mail address. Write it as name@example.com."
    assert find(dialog, QLineEdit, "email").text() == "alice at example"
    assert len(room.account.emails) == 1


def test_all_of_an_address_is_noted_in_one_change(open_room: Callable[..., Room]) -> None:
    room = open_room(edit.add_account(example(), "github", "al", now=NOW))
    dialog = room.open("email")
    press_row(dialog, "edit-row", 0)
    assert find(dialog, QLineEdit, "email").isReadOnly()
    choose(dialog, "verified", "yes")
    choose(dialog, "mailbox", "places")
    tick(dialog, "phone")
    check(dialog, "looked")
    check(dialog, "own-domain")
    check(dialog, "has-renews-on")
    find(dialog, QDateEdit, "renews-on").setDate(find(dialog, QDateEdit, "renews-on").date().addYears(1))
    keys_into(find(dialog, QLineEdit, "readers"), "Octavia, , Bob")
    press(dialog, "save-fact")
    email = room.account.emails[0]
    assert (email.status, email.verified_on) == ("verified", date(2026, 1, 2)), "the day that was noted stays"
    assert email.opened_at == (Copy(place="phone", checked_on=TODAY),)
    assert (email.reaches, email.is_own_domain, email.readers) == ("yes", True, ("Octavia", "Bob"))
    assert email.renews_on
    room.app.session.undo()
    assert room.account.emails[0] == example().accounts[0].emails[0]


@pytest.mark.parametrize(
    ("key", "reaches", "opened_by"),
    [("anywhere", "yes", False), ("nobody", "no", False), ("account", "yes", True), ("", "unknown", False)],
)
def test_what_a_mailbox_needs_is_one_of_a_few_answers(
    open_room: Callable[..., Room], key: str, reaches: str, opened_by: bool
) -> None:
    room = open_room(edit.add_account(example(), "github", "al", now=NOW))
    dialog = room.open("email")
    press_row(dialog, "edit-row", 0)
    choose(dialog, "mailbox", key)
    press(dialog, "save-fact")
    email = room.account.emails[0]
    assert email.reaches == reaches
    assert email.opened_by == (account_of(room.vault, "github", "al").id if opened_by else "")
    press_row(dialog, "edit-row", 0)
    assert find(dialog, QComboBox, "mailbox").currentData() == key


def test_a_mailbox_of_an_account_that_is_gone_is_asked_for_anew(open_room: Callable[..., Room]) -> None:
    room = open_room(edit.add_account(example(), "github", "al", now=NOW))
    dialog = room.open("email")
    press_row(dialog, "edit-row", 0)
    choose(dialog, "mailbox", "account")
    press(dialog, "save-fact")
    dialog.accept()
    room.app.session.apply(edit.delete_account, account_of(room.vault, "github", "al").id)
    dialog = room.open("email")
    press_row(dialog, "edit-row", 0)
    assert find(dialog, QComboBox, "mailbox").currentData() == ""
    assert find(dialog, QComboBox, "mailbox").findData("account") < 0, "there is no other account"


def test_the_primary_address_stays_while_there_are_others(room: Room) -> None:
    dialog = room.open("email")
    press(dialog, "add-one")
    keys_into(find(dialog, QLineEdit, "email"), "spare@example.org")
    press(dialog, "save-fact")
    press_row(dialog, "remove-row", 0)
    assert banner(dialog).startswith("This is the primary address.")
    assert rows(dialog) == ["alice@example.com", "spare@example.org"]


def test_what_is_not_known_of_an_address_becomes_a_question(room: Room) -> None:
    dialog = room.open("email")
    press_row(dialog, "edit-row", 0)
    choose(dialog, "verified", "unknown")
    choose(dialog, "mailbox", "unknown")
    press(dialog, "save-fact")
    assert room.account.questions == ("email", "mailbox")
    assert room.account.emails[0].status == "unknown"
    press_row(dialog, "edit-row", 0)
    assert [find(dialog, QComboBox, name).currentData() for name in ("verified", "mailbox")] == ["unknown", "unknown"]
    dialog.reject()
    press(dialog, "add-one")
    keys_into(find(dialog, QLineEdit, "email"), "spare@example.org")
    choose(dialog, "verified", "unknown")
    press(dialog, "save-fact")
    assert "spare-email" in room.account.questions


def test_saving_without_a_change_makes_no_history(room: Room) -> None:
    dialog = room.open("email")
    events = len(room.vault.events)
    press_row(dialog, "edit-row", 0)
    press(dialog, "save-fact")
    assert len(room.vault.events) == events
    assert not dialog.banner.isVisible()
    press(dialog, "list-done")
    assert room.done == []


def test_an_address_is_removed_and_that_is_taken_back_in_place(room: Room) -> None:
    dialog = room.open("email")
    press_row(dialog, "remove-row", 0)
    assert rows(dialog) == []
    assert banner(dialog) == "Removed: alice@example.com."
    QTest.mouseClick(find(dialog.banner, QPushButton), Qt.MouseButton.LeftButton)
    assert [one.address for one in room.account.emails] == ["alice@example.com"]
    assert rows(dialog) == ["alice@example.com"]
    assert banner(dialog) == "Taken back."
    dialog.reject()
    assert room.done == [], "there is nothing left to undo"


def test_escape_leads_from_the_form_to_the_list_and_then_out(room: Room) -> None:
    dialog = room.open("email")
    press(dialog, "add-one")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert rows(dialog) == ["alice@example.com"]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


# Password, authenticator, codes


def test_the_password_is_kept_at_places_and_never_asked_for(room: Room) -> None:
    dialog = room.open("password")
    assert not find_hidden(dialog, "looked")
    press(dialog, "answer-kept")
    tick(dialog, "head")
    tick(dialog, "phone")
    check(dialog, "looked")
    press(dialog, "save-fact")
    assert room.account.password.state == "kept"
    assert room.account.password.copies == (Copy(place="head", checked_on=TODAY), Copy(place="phone", checked_on=TODAY))
    assert room.done == ["Noted: where the password is."]


def find_hidden(dialog: QWidget, name: str) -> bool:
    return any(one.isVisible() for one in dialog.findChildren(QWidget, name))


def test_a_password_that_is_lost_is_kept_nowhere(full_room: Room) -> None:
    dialog = full_room.open("password")
    assert shows(dialog, "Last looked at: Phone 31 Jan 2026")
    press(dialog, "answer-lost")
    assert not find_hidden(dialog, "looked")
    press(dialog, "save-fact")
    assert full_room.account.password.state == "lost"


@pytest.mark.parametrize(
    ("action", "member", "none"), [("authenticator", "totp_at", "authenticator"), ("codes", "codes_at", "codes")]
)
def test_where_authenticator_and_codes_are_is_ticked(full_room: Room, action: str, member: str, none: str) -> None:
    dialog = full_room.open(action)
    tick(dialog, "cloud")
    press(dialog, "save-fact")
    copies = getattr(full_room.account, member)
    assert "cloud" in [copy.place for copy in copies]
    days = {copy.place: copy.checked_on for copy in copies}
    assert days["cloud"] is None
    assert action == "codes" or days["phone"] == TODAY, "what was looked at before keeps its day"
    dialog = full_room.open(action)
    press(dialog, "answer-none")
    press(dialog, "save-fact")
    assert getattr(full_room.account, member) == ()


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [("", "Choose an answer, or say that you do not know."), ("at", "Tick at least one place, or type one.")],
)
def test_an_answer_that_is_not_whole_is_asked_for_in_place(room: Room, answer: str, complaint: str) -> None:
    dialog = room.open("authenticator")
    if answer:
        press(dialog, f"answer-{answer}")
    press(dialog, "save-fact")
    assert banner(dialog) == complaint
    assert dialog.isVisible()


def test_not_to_know_is_an_answer(room: Room) -> None:
    dialog = room.open("password")
    press(dialog, "dont-know")
    assert room.account.questions == ("password",)
    assert room.done == ["You will be reminded to find out."]


def test_where_there_are_none_codes_can_be_brought_in(room: Room) -> None:
    elsewhere: list[tuple[str, str]] = []
    room.keeping.elsewhere.connect(recorder(elsewhere))
    dialog = room.open("codes")
    press(dialog, "bring-codes-in")
    assert elsewhere == [("bring-in", room.account.id)]
    assert not dialog.isVisible()


def test_a_place_that_the_core_refuses_is_told_in_place(room: Room) -> None:
    dialog = room.open("password")
    press(dialog, "answer-kept")
    keys_into(find(dialog, QLineEdit, "new-place"), "x" * 70)
    press(dialog, "save-fact")
    assert banner(dialog).startswith("A place has a name of 1 to 60 letters")
    assert room.account.password.state == "unknown"


# Security keys and browsers


def test_a_security_key_is_added_with_its_place(room: Room) -> None:
    dialog = room.open("security-key")
    keys_into(find(dialog, QLineEdit, "key-name"), "blue")
    press(dialog, "save-fact")
    assert banner(dialog) == "Nobody knows where the key lies. Tick a place, or type one."
    tick(dialog, "key ring")
    check(dialog, "looked")
    press(dialog, "save-fact")
    assert rows(dialog) == ["blue"]
    assert room.account.security_keys[0].copy == Copy(place="key ring", checked_on=TODAY)


def test_a_security_key_that_stays_keeps_the_day_on_which_it_was_seen(full_room: Room) -> None:
    dialog = full_room.open("security-key")
    press_row(dialog, "edit-row", 0)
    assert find(dialog, QLineEdit, "key-name").isReadOnly()
    press(dialog, "save-fact")
    assert full_room.account.security_keys[0].copy.checked_on == TODAY
    press_row(dialog, "edit-row", 0)
    tick(dialog, "office")
    press(dialog, "save-fact")
    assert full_room.account.security_keys[0].copy == Copy(place="office")
    press_row(dialog, "remove-row", 1)
    assert [key.name for key in full_room.account.security_keys] == ["blue"]


@pytest.mark.parametrize(
    ("action", "can_be_unknown"), [("security-key", True), ("packages", True), ("tokens", False), ("evidence", False)]
)
def test_that_there_is_none_is_said_with_one_click(room: Room, action: str, can_be_unknown: bool) -> None:
    dialog = room.open(action)
    assert find_hidden(dialog, "dont-know") == can_be_unknown
    press(dialog, "there-is-none")
    assert not dialog.isVisible()
    assert find(room.home.account, QLabel, f"fact-{action}").text() == "None"
    assert len(room.done) == 1


def test_of_addresses_there_is_never_none(open_room: Callable[..., Room]) -> None:
    room = open_room(edit.add_account(Vault(), "pypi", "alice", now=NOW))
    dialog = room.open("email")
    assert not find_hidden(dialog, "there-is-none")
    press(dialog, "dont-know")
    assert room.account.questions == ("email",)


def test_remembered_browsers_are_ticked_by_machine(room: Room) -> None:
    dialog = room.open("browsers")
    tick(dialog, "laptop")
    find(dialog, QDateEdit, "remembered-on").setDate(find(dialog, QDateEdit, "remembered-on").date().addDays(-3))
    press(dialog, "save-fact")
    assert [one.place for one in room.account.browsers] == ["this laptop"]
    dialog = room.open("browsers")
    assert find(dialog, QPushButton, "at-laptop").isChecked()
    tick(dialog, "laptop")
    press(dialog, "save-fact")
    assert room.account.browsers == ()


# Packages


def test_packages_are_pasted_as_they_come(room: Room) -> None:
    dialog = room.open("packages")
    press(dialog, "save-fact")
    assert banner(dialog) == "No name of a package was found. Type one name a line."
    find(dialog, QPlainTextEdit, "package-names").setPlainText("?!")
    assert shows(dialog, "No name of a package is in it.")
    find(dialog, QPlainTextEdit, "package-names").setPlainText(PASTED)
    assert shows(dialog, "2 packages: otters, seals")
    press(dialog, "save-fact")
    assert rows(dialog) == ["otters", "seals"]
    assert [(one.name, one.has_other_owner) for one in room.account.packages] == [("otters", "no"), ("seals", "yes")]


def test_what_was_known_of_a_package_stays_when_it_is_pasted_again(full_room: Room) -> None:
    dialog = full_room.open("packages")
    press(dialog, "add-one")
    find(dialog, QPlainTextEdit, "package-names").setPlainText("Otters\nnew-one")
    press(dialog, "save-fact")
    otters = full_room.account.packages[0]
    assert (otters.name, otters.owners, otters.repository) == ("otters", ("bob",), "https://code.example/mira/otters")
    assert full_room.account.packages[-1].name == "new-one"


def test_all_of_a_package_is_noted(full_room: Room) -> None:
    dialog = full_room.open("packages")
    press_row(dialog, "edit-row", 1)
    assert not find_hidden(dialog, "owners")
    choose(dialog, "other-owner", "yes")
    keys_into(find(dialog, QLineEdit, "owners"), "bob, eve")
    find(dialog, QLineEdit, "repository").setText("not a link")
    choose(dialog, "role", "maintainer")
    choose(dialog, "can-push", "no")
    choose(dialog, "publisher", "yes")
    check(dialog, "looked")
    press(dialog, "save-fact")
    assert banner(dialog).startswith("This is not a link to a repository")
    find(dialog, QLineEdit, "repository").setText("https://code.example/mira/seals")
    press(dialog, "save-fact")
    assert full_room.account.packages[1] == Package(
        id=full_room.account.packages[1].id,
        name="seals",
        role="maintainer",
        owners=("bob", "eve"),
        has_other_owner="yes",
        repository="https://code.example/mira/seals",
        can_push="no",
        has_publisher=True,
        checked_on=TODAY,
    )
    assert shows(
        dialog, "Maintainer  ·  also owned by bob, eve  ·  links its source  ·  you cannot push there  ·  trusted publisher"
    )


def test_what_is_the_same_for_all_packages_is_said_once(full_room: Room) -> None:
    dialog = full_room.open("packages")
    press(dialog, "edit-all")
    assert not find_hidden(dialog, "repository")
    choose(dialog, "other-owner", "yes")
    keys_into(find(dialog, QLineEdit, "owners"), "eve")
    choose(dialog, "can-push", "yes")
    press(dialog, "save-fact")
    assert [one.owners for one in full_room.account.packages][:2] == [("bob", "eve"), ("eve",)]
    assert {one.can_push for one in full_room.account.packages} == {"yes"}
    assert {one.role for one in full_room.account.packages} == {"owner"}
    events = len(full_room.vault.events)
    press(dialog, "edit-all")
    press(dialog, "save-fact")
    assert len(full_room.vault.events) == events, "what is left as it is makes no history"


def test_a_package_is_removed(full_room: Room) -> None:
    dialog = full_room.open("packages")
    press_row(dialog, "remove-row", 0)
    assert "otters" not in rows(dialog)
    for _ in range(5):
        press_row(dialog, "remove-row", 0)
    assert not find_hidden(dialog, "edit-all"), "one package is no crowd"


# Tokens


def test_a_token_is_noted_by_its_name_and_never_by_its_value(room: Room) -> None:
    dialog = room.open("tokens")
    press(dialog, "save-fact")
    assert banner(dialog).startswith("A token has a name")
    keys_into(find(dialog, QLineEdit, "token-name"), "pypi-AgEIcHlwaS5vcmcCJDU4")
    press(dialog, "save-fact")
    assert banner(dialog) == "This looks like the token itself. Type its name only: the value has no place here."
    find(dialog, QLineEdit, "token-name").setText("upload")
    keys_into(find(dialog, QLineEdit, "token-scope"), "otters")
    keys_into(find(dialog, QLineEdit, "token-used-at"), "release workflow")
    check(dialog, "has-created-on")
    check(dialog, "has-expires-on")
    press(dialog, "save-fact")
    token = room.account.tokens[0]
    assert (token.name, token.scope, token.used_at) == ("upload", "otters", "release workflow")
    assert token.created_on == token.expires_on == date.today()  # noqa: DTZ011


def test_a_token_is_changed_and_removed(full_room: Room) -> None:
    dialog = full_room.open("tokens")
    assert shows(dialog, "expired 1 Jan 2025")
    old = full_room.account.tokens[0]
    press_row(dialog, "edit-row", 0)
    check(dialog, "has-expires-on")
    press(dialog, "save-fact")
    assert full_room.account.tokens[0] == structs.replace(old, expires_on=None)
    press_row(dialog, "edit-row", 0)
    press(dialog, "save-fact")
    assert not shows(dialog, "expired")
    press_row(dialog, "remove-row", 1)
    assert [one.name for one in full_room.account.tokens] == ["upload"]


# Evidence and linked accounts


def test_evidence_is_noted_with_or_without_a_place(room: Room) -> None:
    dialog = room.open("evidence")
    press(dialog, "save-fact")
    assert banner(dialog).startswith("This is not a link to a repository")
    choose(dialog, "evidence-kind", "mail")
    press(dialog, "save-fact")
    assert banner(dialog).startswith("A piece of evidence has a name")
    keys_into(find(dialog, QLineEdit, "evidence-text"), "the welcome mail")
    press(dialog, "save-fact")
    assert [(one.kind, one.text, one.copy) for one in room.account.evidence] == [("mail", "the welcome mail", None)]
    press_row(dialog, "edit-row", 0)
    press(dialog, "save-fact")
    assert room.vault.events[-1].values["fact"] == "evidence"
    press_row(dialog, "edit-row", 0)
    tick(dialog, "cloud")
    press(dialog, "save-fact")
    assert [(one.text, one.copy) for one in room.account.evidence] == [("the welcome mail", Copy(place="cloud"))]
    assert shows(dialog, "Old mails of the service  ·  Cloud")
    press_row(dialog, "remove-row", 0)
    assert room.account.evidence == ()


def test_linked_accounts_are_noted_by_their_names(open_room: Callable[..., Room]) -> None:
    vault = facts.set_linked(example(), account_of(example()).id, ["github:old", "github:al", "mastodon"], now=NOW)
    room = open_room(vault)
    dialog = room.open("linked")
    assert find(dialog, QLineEdit, "linked-github").text() == "al"
    assert find(dialog, QLineEdit, "linked-others").text() == "github:old, mastodon"
    keys_into(find(dialog, QLineEdit, "linked-gitlab"), "@alice")
    press(dialog, "save-fact")
    assert room.account.linked == ("github:al", "gitlab:alice", "github:old", "mastodon")


# The vault itself


def test_where_the_vault_is_begins_with_what_is_usual(room: Room) -> None:
    dialog = room.open("vault")
    events = len(room.vault.events)
    press(dialog, "save-fact")
    assert len(room.vault.events) == events, "what is usual needs no noting"
    dialog = room.open("vault")
    check(dialog, "looked")
    press(dialog, "save-fact")
    assert room.vault.kept_at == (Copy(place="this laptop", checked_on=TODAY),)
    assert room.vault.password_at == (Copy(place="head", checked_on=TODAY),)
    dialog = room.open("vault")
    assert shows(dialog, "Last looked at: This laptop 31 Jan 2026")


def test_a_vault_lies_somewhere(room: Room) -> None:
    dialog = room.open("vault")
    dialog.kept_at.tick([])
    press(dialog, "save-fact")
    assert banner(dialog) == "Tick at least one place for each."
    dialog.kept_at.tick(["cloud", "office"])
    press(dialog, "save-fact")
    assert {copy.place for copy in room.vault.kept_at} == {"cloud", "office"}


def test_from_the_vault_it_goes_on_to_what_is_lost_together(room: Room) -> None:
    dialog = room.open("vault")
    dialog.kept_at.tick([])
    press(dialog, "to-places")
    assert dialog.isVisible(), "what is not whole is asked for first"
    dialog.kept_at.tick(["cloud"])
    press(dialog, "to-places")
    assert [copy.place for copy in room.vault.kept_at] == ["cloud"]
    assert isinstance(dialog_in(room.app), PlacesDialog)


def test_of_a_place_is_told_what_it_is_lost_with_and_whether_it_is_a_person(full_room: Room) -> None:
    dialog = full_room.open("places")
    assert isinstance(dialog, PlacesDialog)
    assert dialog.lines["phone"].within == "bag"
    assert dialog.lines["octavia"].is_person
    assert not dialog.lines["octavia"].outer.isEnabled(), "a person is lost with nothing else"
    events = len(full_room.vault.events)
    press(dialog, "save-fact")
    assert len(full_room.vault.events) == events
    dialog = full_room.open("places")
    choose(dialog, "within-tablet", "home")
    choose(dialog, "within-phone", "")
    dialog.lines["octavia"].person.setChecked(False)
    press(dialog, "save-fact")
    within = places.within(full_room.vault)
    assert (within["tablet"], within.get("phone", "")) == ("home", "")
    assert "octavia" not in places.people(full_room.vault)
    assert full_room.done[-1] == "Noted: the places."


def test_a_new_place_is_added_and_offered_to_the_others(room: Room) -> None:
    dialog = room.open("places")
    keys_into(find(dialog, QLineEdit, "place-name"), "x" * 70)
    press(dialog, "add-place")
    assert banner(dialog).startswith("A place has a name of 1 to 60 letters")
    dialog.name.setText("caravan")
    press(dialog, "add-place")
    dialog.name.setText("the caravan")
    press(dialog, "add-place")
    assert len([key for key in dialog.lines if "caravan" in key]) == 1
    box = dialog.lines["phone"].outer
    box.setCurrentIndex(box.findData("caravan"))
    dialog.name.setText("Octavia")
    press(dialog, "save-fact")
    assert places.within(room.vault)["phone"] == "caravan"
    assert {place.name for place in room.vault.places} == {"phone", "caravan", "Octavia"}


def test_a_name_that_is_left_in_the_field_is_not_lost(room: Room) -> None:
    dialog = room.open("places")
    dialog.name.setText("x" * 70)
    press(dialog, "save-fact")
    assert banner(dialog).startswith("A place has a name")
    assert dialog.isVisible()


def test_what_was_said_of_the_vault_and_of_places_is_taken_back(room: Room) -> None:
    before = room.vault
    dialog = room.open("vault")
    dialog.kept_at.tick(["cloud"])
    press(dialog, "save-fact")
    room.app.session.undo()
    assert room.vault.kept_at == before.kept_at
    dialog = room.open("places")
    dialog.name.setText("caravan")
    press(dialog, "save-fact")
    assert [place.name for place in room.vault.places] == ["caravan"]
    room.app.session.undo()
    assert room.vault.places == before.places


# All of them

ACTIONS = (
    "email",
    "password",
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
    "interview",
)


@pytest.mark.parametrize("action", ACTIONS)
def test_in_a_vault_that_cannot_be_changed_fields_are_off_and_the_reason_is_told(
    full_room: Room, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(full_room.app.session), "why_read_only", "Opened for reading")
    dialog = full_room.open(action)
    assert banner(dialog) == "Opened for reading. Nothing can be changed."
    if action in {"email", "security-key", "packages", "tokens", "evidence"}:
        press_row(dialog, "edit-row", 0)
    typed = [one for kind in (QLineEdit, QComboBox, QCheckBox, QDateEdit, QPlainTextEdit) for one in dialog.findChildren(kind)]
    assert not [one.objectName() for one in typed if one.isVisible() and one.isEnabled()]
    buttons = [one for one in dialog.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]
    allowed = {
        "cancel",
        "back-to-list",
        "finish-later",
        "to-places",
        "open-page",
        "skip-question",
        "back-question",
        "continue-interview",
    }
    assert {one.objectName() for one in buttons} <= allowed


@pytest.mark.parametrize("action", ["print", "request"])
def test_what_is_not_noted_is_left_to_other_rooms(room: Room, action: str) -> None:
    elsewhere: list[tuple[str, str]] = []
    room.keeping.elsewhere.connect(recorder(elsewhere))
    room.keeping.open(action, room.account.id)
    assert elsewhere == [(action, room.account.id)]
    assert not [one for one in room.app.window.findChildren(QDialog) if one.isVisible()]


def test_of_an_account_that_is_gone_nothing_opens(room: Room) -> None:
    account_id = room.account.id
    room.app.session.apply(edit.delete_account, account_id)
    room.keeping.open("email", account_id)
    assert not [one for one in room.app.window.findChildren(QDialog) if one.isVisible()]


def walked(dialog: QDialog) -> Iterator[str]:
    """Yield the names of what the Tab key stops at, once around."""
    first = dialog.focusWidget()
    for _ in range(80):
        yield dialog.focusWidget().objectName()
        dialog.focusNextChild()
        if dialog.focusWidget() is first:
            return


@pytest.mark.parametrize(
    ("action", "stops"),
    [
        ("email", ["list-done", "edit-row", "remove-row", "add-one"]),
        ("linked", ["linked-github", "linked-gitlab", "linked-others", "cancel", "save-fact"]),
    ],
)
def test_the_keyboard_walks_as_the_eye_does(room: Room, action: str, stops: list[str]) -> None:
    assert list(walked(room.open(action))) == stops


def test_the_keyboard_walks_from_place_to_place(room: Room) -> None:
    names = list(walked(room.open("vault")))
    assert names[:3] == ["at-laptop", "at-phone", "at-key ring"]
    assert names.index("at-cloud") < names.index("new-place") < names.index("at-head")
    assert names[-4:] == ["looked", "to-places", "cancel", "save-fact"]


def test_the_keyboard_walks_through_a_form_before_its_buttons(room: Room) -> None:
    dialog = room.open("email")
    press(dialog, "add-one")
    names = list(walked(dialog))
    assert names[:4] == ["email", "is-primary", "verified", "mailbox"]
    assert names[-2:] == ["back-to-list", "save-fact"]


def test_what_is_removed_elsewhere_meanwhile_is_told(room: Room) -> None:
    dialog = room.open("email")
    assert isinstance(dialog, EmailsDialog)
    room.app.session.apply(facts.remove_email, room.account.id, room.account.emails[0].id)
    assert not dialog.note("", facts.remove_email, room.account.id, "0" * 16)
    assert banner(dialog) == "There is no such address. Open the account again."

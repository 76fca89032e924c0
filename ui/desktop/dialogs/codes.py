"""Dialogs that keep the book of codes right: the one burned at set-up, comparing with the service, testing a copy on paper."""

from secrets import choice, randbelow

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.desktop import messages
from ui.desktop.session import Session
from ui.desktop.widgets.basic import button, column, label, row
from ui.desktop.widgets.burned import BurnedBox
from ui.desktop.widgets.dialog_frame import Frame
from ui.desktop.widgets.fields import date_field, day_of, labelled, text_field
from vault import edit, reconcile, services
from vault.errors import VaultError
from vault.model import Account, CodeSet

ASKED = 4  # characters of a drill
TRIES = 3


class BurnedDialog(Frame):
    """Marks the code that the user names as used, so that the count agrees with what the service shows."""

    def __init__(self, parent: QWidget, session: Session, account: Account, code_set: CodeSet) -> None:
        super().__init__(parent, "The code burned at set-up", messages.BURNED)
        self._session, self._account_id, self._code_set_id = session, account.id, code_set.id
        rules = services.find(account.service).codes
        unused = [(place, code.secret) for place, code in enumerate(code_set.codes, 1) if code.state == "unused"]
        self.box = BurnedBox(unused, rules, none="None, or it is marked as used already")
        self.body.addLayout(labelled("Code", self.box))
        self.finish_with(button("Note it", "primary", clicked=self.mark, name="mark-burned"))

    def mark(self) -> None:
        try:
            self._session.apply(edit.note_burned, self._account_id, self._code_set_id, place=self.box.place)
        except VaultError as error:
            self.banner.show_message("danger", messages.of_error(error))
        else:
            self.accept()


class CompareDialog(Frame):
    """Holds the book against what the service's page shows: how many codes are unused, and since when."""

    def __init__(self, parent: QWidget, session: Session, account: Account) -> None:
        service = services.find(account.service)
        words = f"{service.name} shows on its page how many codes are unused and when they were generated. Type what it says."
        super().__init__(parent, f"Compare with {service.name}", words)
        self._session, self._account_id = session, account.id
        self.unused = text_field("unused", "For example 7")
        self.has_date = QCheckBox("It also shows when they were generated")
        self.generated_on = date_field("generated-on", "Generated on")
        self.generated_on.setEnabled(False)
        self.has_date.toggled.connect(self.generated_on.setEnabled)
        if address := service.page("two_factor") or service.page("account"):
            show = button(
                f"Open {service.name}", "link", clicked=lambda: QDesktopServices.openUrl(QUrl(address)), name="open-page"
            )
            self.body.addLayout(row(show, None))
        self.body.addLayout(labelled("Unused codes", self.unused))
        self.body.addLayout(column(self.has_date, self.generated_on))
        self.finish_with(button("Compare", "primary", clicked=self.compare, name="compare-now"))
        self.unused.setFocus()

    def compare(self) -> None:
        account = self._session.account(self._account_id)
        text = self.unused.text().strip()
        if account is None or not (text.isascii() and text.isdigit() and len(text) < 4):
            self.banner.show_message("warning", "Type the number of unused codes, for example 7.")
            return
        made_on = day_of(self.generated_on) if self.has_date.isChecked() else None
        verdict = reconcile.compare(account, unused=int(text), generated_on=made_on)
        if verdict.agrees and verdict.code_set:
            is_noted = self._session.attempt(edit.note_checked, account.id, verdict.code_set.id, generated_on=made_on)
            self.banner.show_message("info", f"{verdict.sentence}. {_noted(is_noted=is_noted)}")
        else:
            self.banner.show_message("warning", f"{verdict.sentence}. {verdict.hint}")


class DrillDialog(Frame):
    """Asks for four characters of a code that only a copy outside this vault can tell."""

    def __init__(self, parent: QWidget, session: Session, account: Account, code_set: CodeSet) -> None:
        words = "Fetch the paper, or wherever else your copy lies. Do not look the code up here."
        super().__init__(parent, "Test your copy", words)
        self._session, self._account_id, self._code_set_id = session, account.id, code_set.id
        places = [place for place, code in enumerate(code_set.codes, 1) if code.state == "unused"]
        self.place = choice(places)
        secret = code_set.codes[self.place - 1].secret.replace("-", "")
        self.start = randbelow(max(len(secret) - ASKED, 0) + 1)
        self._wanted_secret = secret[self.start : self.start + ASKED]
        self._tries = TRIES
        self.question = label(
            f"Read characters {self.start + 1} to {self.start + ASKED} of code {self.place}.", "heading", wrap=True
        )
        self.answer = text_field("drill-answer", "Four characters")
        self.body.addWidget(self.question)
        if self.start > 1:
            self.body.addWidget(label(f"It begins with {secret[:2]}.", "muted"))
        self.body.addLayout(labelled("From your copy", self.answer))
        self._check = button("Check", "primary", clicked=self.check, name="check-drill")
        self.finish_with(self._check)
        self.answer.setFocus()

    def check(self) -> None:
        typed = "".join(char for char in self.answer.text().lower() if char.isalnum())
        if typed == self._wanted_secret.lower():
            self._finish("info", "Right. Your copy is there and can be read.", passed=True)
            return
        self._tries -= 1
        if self._tries:
            tries = messages.count(self._tries, "try", "tries")
            self.banner.show_message("warning", f"That is not it. Count again, {tries} left.")
            self.answer.selectAll()
        else:
            self._finish("danger", "Your copy is of other codes, or of an older set. Make a new one.", passed=False)

    def _finish(self, level: str, sentence: str, *, passed: bool) -> None:
        is_noted = self._session.attempt(edit.note_tested, self._account_id, self._code_set_id, passed=passed)
        self.banner.show_message(level, f"{sentence} {_noted(is_noted=is_noted)}" if passed else sentence)
        self.answer.setEnabled(False)
        self._check.setEnabled(False)


def _noted(*, is_noted: bool) -> str:
    return "Noted with today's date." if is_noted else "It could not be noted: this vault is open for reading only."

"""A dialog with a list of things of an account, and a form for one of them at a time. Each change is saved as it is made."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QPushButton, QWidget

from ui.desktop import fact_form_messages as form_words
from ui.desktop import fact_messages, interview_messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, row, with_icon
from ui.desktop.widgets.fact_frame import FactFrame
from ui.desktop.widgets.fact_rows import FactRows, Row
from ui.desktop.widgets.tall import Tall
from vault import facts, questions
from vault.model import Vault


class ListFrame(FactFrame):
    """`topic` is the fact that it is about, `rows_of` tells the rows. Where there are none it begins with adding one."""

    def __init__(
        self,
        parent: QWidget,
        look: Theme,
        session: Session,
        account_id: str,
        *,
        topic: str,
        title: str,
        words: str,
        rows_of: Callable[[], Sequence[Row]],
        adding: tuple[str, Callable[[], object]],
    ) -> None:
        super().__init__(parent, session, account_id, title)
        self._look, self._list_title, self._words, self._rows_of = look, title, words, rows_of
        self._topic = topic
        self._save_form: Callable[[], bool] = lambda: True
        self._form: QWidget | None = None
        self.rows = FactRows(look, can_change=self.can_change)
        self._adding: list[QPushButton] = []
        self._below = row(None, gap=UNIT)
        self._list = QWidget()
        self._list.setLayout(column(self.rows, self._below, gap=2 * UNIT))
        self._area = Tall()
        self.body.addWidget(self._list)
        self.body.addWidget(self._area)
        self._begin_with = adding[1]
        self.add_button(*adding, "add-one", icon="add")
        self._none = button(form_words.NONE, clicked=self.note_none, name="there-is-none")
        self._unknown = button(interview_messages.UNKNOWN, clicked=self.leave_open, name="dont-know")
        for place, part in enumerate((self._none, self._unknown)):
            part.setEnabled(self.can_change)
            self._buttons.insertWidget(place, part)
        self._back = button("Back", clicked=self.reject, name="back-to-list")
        self._done = button("Done", "primary", clicked=self.accept, name="list-done")
        self._save = button("Save", "primary", clicked=self.save, name="save-fact")
        for part in (self._back, self._save, self._done):
            self._buttons.addWidget(part)
        self._save.setEnabled(self.can_change)

    @property
    def has_rows(self) -> bool:
        return bool(self._rows_of())

    def add_button(self, words: str, clicked: Callable[[], object], name: str, *, icon: str = "") -> QPushButton:
        """Put a button below the list, after those that are there."""
        made = button(words, clicked=clicked, name=name)
        made.setEnabled(self.can_change)
        if icon:
            with_icon(made, self._look, icon)
        self._below.insertWidget(len(self._adding), made)
        self._adding.append(made)
        return made

    def begin(self) -> None:
        """Show the list, or the form where there is nothing to list."""
        self.show_list()
        if not self.has_rows and self.can_change:
            self._begin_with()

    def show_list(self) -> None:
        """Show what there is."""
        self.set_title(self._list_title)
        self.rows.show_rows(self._rows_of())
        self.rows.setVisible(self.has_rows)
        self._show(None)
        self._done.setDefault(True)
        self._done.setFocus()

    def show_form(self, form: QWidget, title: str, save: Callable[[], bool]) -> None:
        """Show a form; `save` tells whether it could be saved."""
        if self.can_change:
            self.banner.hide()
        self.set_title(title)
        self._save_form = save
        form.setEnabled(self.can_change)
        self._show(form)
        self._back.setText("Back" if self.has_rows else "Cancel")
        self._save.setDefault(True)
        form.setFocus()

    def save(self) -> None:
        """Save what is in the form, and go back to the list."""
        if self._save_form():
            self.show_list()

    def note_in_list(self, sentence: str, change: Callable[..., Vault], *args: object, **kwargs: object) -> bool:
        """Make a change, and offer to take it back in place."""
        before = self._session.vault
        is_noted = self.note(sentence, change, *args, **kwargs)
        if self._session.vault is not before:
            self.banner.show_message("info", sentence, [("Undo", self._undo)])
        return is_noted

    def note_none(self) -> None:
        """Note that there is none."""
        if self.note(form_words.noted(self._topic), facts.note_none, self._account_id, self._topic):
            self.accept()

    def leave_open(self) -> None:
        """Note that the owner does not know: that becomes a reminder."""
        if self.note(form_words.LEFT_OPEN, facts.leave_open, self._account_id, self._topic):
            self.accept()

    def reject(self) -> None:
        """Leave the form for the list, and the list for good."""
        if self._form is not None and self.has_rows:
            self.show_list()
        else:
            super().reject()

    def _show(self, form: QWidget | None) -> None:
        self._form = form
        self._area.show_inside(form or QWidget())
        self._area.setVisible(form is not None)
        self.say_about(self._words if form is None or not self.has_rows else "")
        self._list.setVisible(form is None)
        self._done.setVisible(form is None)
        for part in (self._back, self._save):
            part.setVisible(form is not None)
        is_first = form is not None and not self.has_rows
        self._none.setVisible(is_first and self._topic in questions.MAY_BE_NONE)
        self._unknown.setVisible(is_first and self._topic in questions.WORDS)
        self.end_tabs_with(*self._adding, self._none, self._unknown, self._back, self._save, self._done)

    def _undo(self) -> None:
        self._session.undo()
        self.noted.emit("")
        self.banner.show_message("info", fact_messages.TAKEN_BACK)
        self.show_list()

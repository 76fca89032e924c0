"""Everything about keys in the window: their dialogs, wired to the settings page; loaded when they are wanted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.desktop import key_messages
from ui.desktop.key_changes import KeyChanges
from ui.desktop.keyring import KeyRing
from ui.desktop.main_window import MainWindow
from ui.desktop.pages.settings import SettingsPage
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from ui.desktop.theme import Theme

if TYPE_CHECKING:
    from ui.desktop.widgets.print_options import Kind


class KeyWork(QObject):
    """Emits `print_wanted` with what is to be printed."""

    print_wanted = Signal(object)  # Wanted

    def __init__(self, window: MainWindow, look: Theme, session: Session, tasks: Tasks, ring: KeyRing) -> None:
        super().__init__(window)
        self._window, self._look, self._session, self._tasks, self.ring = window, look, session, tasks, ring
        self.changes = KeyChanges(session, tasks, ring)

    def serve(self, page: SettingsPage) -> None:
        """Do what the settings page asks for."""
        page.change_password.connect(self.change_password)
        page.add_key.connect(self.add)
        page.remove_key.connect(self.remove)
        page.rotate.connect(self.rotate)

    def open(self) -> None:
        """Say what became of the key that has just opened the vault."""
        if self._session.file.was_raised:
            self._window.say(key_messages.WAS_RAISED)

    def add(self) -> None:
        """Open the dialog that adds a key."""
        from ui.desktop.dialogs.key_add import AddKeyDialog  # noqa: PLC0415

        dialog = AddKeyDialog(self._window, self._look, self._session, self._tasks, self.changes)
        dialog.added.connect(self._window.say)
        dialog.print_wanted.connect(self._print)
        dialog.open()

    def change_password(self) -> None:
        """Open the dialog that changes the password."""
        from ui.desktop.dialogs.password import PasswordDialog  # noqa: PLC0415

        PasswordDialog(self._window, self._look, self._tasks, self.changes).open()

    def remove(self, key_id: str) -> None:
        """Ask whether a way to open the vault is to be taken away."""
        from ui.desktop.dialogs.key_remove import RemoveKeyDialog  # noqa: PLC0415

        if key_id in self.ring.ids:
            RemoveKeyDialog(self._window, self._look, self._session, self.ring, self.changes, key_id=key_id).open()

    def rotate(self) -> None:
        """Ask whether the vault is to have a new key."""
        from ui.desktop.dialogs.key_rotate import RotateDialog  # noqa: PLC0415

        dialog = RotateDialog(self._window, self._look, self._session, self.ring, self.changes)
        dialog.print_wanted.connect(lambda: self._print("recovery"))
        dialog.open()

    def _print(self, kind: "Kind") -> None:
        from ui.desktop.widgets.print_options import Wanted  # noqa: PLC0415

        self.print_wanted.emit(Wanted(kind=kind))

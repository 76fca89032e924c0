"""The real window without a screen, as a process of its own: it does what lines of JSON on its standard input say.

Each line is answered by one line. What changes the vault is answered once it is on disk, or refused.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from ui.desktop.app import App
from ui.desktop.dialogs.merge import MergeDialog
from vault import edit, facts, settings
from vault.model import Account, Token, new_id

_MS = 20


class Puppet(QObject):
    """A window that does as it is told."""

    told = Signal(str)

    def __init__(self, qt: QApplication, path: Path) -> None:
        super().__init__()
        self._app = App(qt, settings.load()[0], path, relaunch=lambda _arguments: None)
        self._app.start()
        self.told.connect(self._on_told)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self.told.emit(line)
        self.told.emit('{"do": "leave"}')

    def _on_told(self, line: str) -> None:
        words = json.loads(line)
        try:
            getattr(self, f"do_{words.pop('do').replace('-', '_')}")(**words)
        except Exception as error:  # noqa: BLE001  (told to whoever asked)
            answer(ok=False, why=f"{type(error).__name__}: {error}")

    def do_unlock(self, password: str) -> None:
        errors: list[str] = []
        self._app.session.unlock(self._app._path, password, lambda error: errors.append(str(error)))
        when(lambda: bool(errors) or self._app.home is not None, lambda: answer(ok=not errors, why="".join(errors)))

    def do_edit(self, what: str, title: str, value: str) -> None:
        """Make one change, and answer when it is saved; where the disk refuses, the window keeps it and says so."""
        session = self._app.session
        if what == "add":
            session.apply(edit.add_account, *title.split(":"))
        else:
            account = session.vault.find(*title.split(":"))
            assert account is not None, f"there is no {title}"
            self._change(account, what, value)
        self._answer_when_saved(what)

    def do_press(self, button: str) -> None:
        """Press a button of the banner, where it is there; `button` is how its text begins."""
        found = [one for one in self._app.window.banner._buttons if one.text().startswith(button) and one.isVisible()]
        if found:
            found[0].click()
        answer(ok=bool(found))

    def do_take_in(self) -> None:
        """Take in what the dialog shows, once it is there."""

        def act() -> None:
            dialog = self._dialogs()[0]
            if dialog.findChild(QObject, "take-in"):
                dialog.take_in()
            else:
                dialog.accept()
            self._answer_when_saved("take-in")

        when(lambda: bool(self._dialogs()), act)

    def do_look(self) -> None:
        """Look at the disk now, and answer with what is to be seen once nothing is under way."""
        watch = self._app.home.rooms.merging.watch if self._app.home else None
        if watch:
            watch.look()
        self._later(3)

    def do_leave(self) -> None:
        self._app.tasks.stop()
        self._app.session.close()
        answer(ok=True)
        os._exit(0)

    def _later(self, rounds: int) -> None:
        """Let the worker finish, and what follows from that, some rounds long."""
        done: list[None] = []
        self._app.tasks.run(self, lambda: None, done.append, lambda _error: None)
        if rounds:
            when(lambda: bool(done), lambda: self._later(rounds - 1))
            return
        banner = self._app.window.banner
        buttons = [one.text() for one in banner._buttons if one.isVisible()]
        answer(
            ok=True,
            banner=banner.text if banner.isVisible() else "",
            buttons=buttons if banner.isVisible() else [],
            toast=self._app.window.toast.text if self._app.window.toast.isVisible() else "",
            unsaved=self._app.session.has_unsaved,
            titles=sorted(account.title for account in self._app.session.vault.present),
        )

    def _change(self, account: Account, what: str, value: str) -> None:
        session = self._app.session
        if what == "note":
            session.apply(edit.set_note, account.id, value)
        elif what == "key":
            session.apply(facts.add_security_key, account.id, value, "drawer", on=session.now().at.date())
        elif what == "unkey":
            key = next(one for one in account.security_keys if one.name == value)
            session.apply(facts.remove_security_key, account.id, key.id)
        elif what == "token":
            token = Token(id=new_id(), name=value, scope="all", created_on=None)
            session.apply(facts.set_token, account.id, token)
        elif what == "use":
            code_set = account.live_set
            assert code_set is not None
            session.apply(edit.mark_code, account.id, code_set.id, int(value), "used")
        elif what == "delete":
            session.apply(edit.delete_account, account.id)

    def _answer_when_saved(self, what: str) -> None:
        """Answer that it is on disk, or that the banner asks something first."""
        window, session = self._app.window, self._app.session
        failed: list[str] = []
        connection = session.save_failed.connect(lambda error: failed.append(str(error)))

        def done() -> None:
            session.save_failed.disconnect(connection)
            answer(ok=not session.has_unsaved, what=what, banner=window.banner.text if failed else "")

        when(lambda: bool(failed) or not session.has_unsaved, done)

    def _dialogs(self) -> list[MergeDialog]:
        return [one for one in self._app.window.findChildren(MergeDialog) if one.isVisible()]


def when(is_so: Callable[[], bool], act: Callable[[], object]) -> None:
    """Do something as soon as something is so."""
    if is_so():
        act()
    else:
        QTimer.singleShot(_MS, lambda: when(is_so, act))


def answer(**words: Any) -> None:
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    qt = QApplication(["sparekey"])
    qt.setQuitOnLastWindowClosed(False)
    puppet = Puppet(qt, Path(sys.argv[1]))
    sys.exit(qt.exec())

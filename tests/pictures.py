"""Draws the pictures of the user guide: python3 run.py pictures. With --review every page in light, dark, 1x and 2x."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
TODAY = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--review", type=Path, metavar="FOLDER", help="draw every page there, for looking at")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--size", default="1024x700")
    options = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = options.scale
    folder = options.review or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    width, height = map(int, options.size.split("x"))
    suffix = f"-{options.theme}-{options.scale}x" if options.review else ""
    for name, picture in draw(options.theme, width, height):
        if options.review or name in {"account", "first-run", "preview", "unlock"}:
            picture.save(str(folder / f"{name}{suffix}.png"))
    return 0


def draw(theme: str, width: int, height: int) -> Iterator[tuple[str, "QPixmap"]]:
    """Walk through the window with the demo's content and grab it at each stop."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from ui.desktop import demo
    from ui.desktop.app import App
    from vault.crypto import CHEAPEST
    from vault.settings import Settings

    qt = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = App(
            qt, Settings(theme=theme), folder / "vault.sparekey", relaunch=lambda _: None, demo_folder=folder, cost=CHEAPEST
        )
        app.window.resize(width, height)
        app.start()
        assert app.first_run
        QTest.keyClicks(app.first_run.password.first.field, "a spare key")
        app.first_run.password.second.field.setText("a spare kay")
        _pause(900)
        yield "first-run", app.window.grab()
        app.first_run.create_vault()
        _pause(100)
        yield "first-run-error", app.window.grab()
        demo.make(folder)
        app._ask_password(folder / "demo.sparekey")
        _pause(50)
        yield "unlock", app.window.grab()
        app.unlock_page.password.field.setText("wrong")
        app.unlock_page.unlock()
        _pause(600)
        yield "unlock-error", app.window.grab()
        app.unlock_page.password.field.setText(demo.PASSWORD)
        app.unlock_page.unlock()
        _wait_for(lambda: app.home is not None)
        _pause(100)
        home = app.home
        assert home
        bot = app.session.vault.find("pypi", "attest-release-bot")
        own = app.session.vault.find("pypi", "mira-holt")
        gems = app.session.vault.find("rubygems", "mira")
        assert bot and own and gems
        home.show_account(own.id)
        _pause(50)
        yield "account", app.window.grab()
        home.account.codes.toggle()
        home.account.copy_code(3)
        _pause(50)
        yield "revealed", app.window.grab()
        home.undo()
        home.show_account(gems.id)
        _pause(50)
        yield "no-codes", app.window.grab()
        home.show_account(bot.id)
        home.side.search.setText("holt")
        _pause(50)
        yield "search", app.window.grab()
        home.side.search.setText("")
        home.show_settings()
        home.settings._check()
        _pause(500)
        yield "settings", app.window.grab()
        home.add_account()
        yield from _dialog(app, "add-account")
        dialog = home.bring_in()
        _pause(50)
        yield "bring-in", dialog.grab()
        dialog.read_text("hello")
        _pause(300)
        yield "bring-in-error", dialog.grab()
        path = folder / "PyPI-Recovery-Codes-alice-2026-01-31T09_08_07.123456.txt"
        path.write_text("\n".join(f"{place:02x}5a83fe2954d8f19"[:16] for place in range(8)))
        dialog.read_files([path])
        _pause(500)
        yield "preview", dialog.grab()
        dialog.preview.forget()
        dialog.read_text("\n".join([*path.read_text().splitlines()[:6], "not a code", path.read_text()[:16]]))
        _pause(500)
        yield "preview-odd", dialog.grab()
        dialog.reject()
        home._change_password()
        yield from _dialog(app, "password")
        account = app.session.vault.find("gitlab", "mira.holt")
        assert account
        home.account.add_email.emit(account.id)
        yield from _dialog(app, "email")
        app.tasks.stop()
        app.session.close()


def _wait_for(met: Callable[[], bool]) -> None:
    for _ in range(200):
        if met():
            return
        _pause(25)
    raise TimeoutError


def _pause(milliseconds: int) -> None:
    """Let the window and its worker work. In small steps: one long wait would keep the worker from running."""
    from PySide6.QtTest import QTest

    for _ in range(milliseconds // 10):
        QTest.qWait(10)
        time.sleep(0.001)


def _dialog(app: "App", name: str) -> Iterator[tuple[str, "QPixmap"]]:
    from PySide6.QtWidgets import QApplication, QDialog

    _pause(50)
    for dialog in [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]:
        yield name, dialog.grab()
        dialog.reject()
    _pause(20)
    assert app


if __name__ == "__main__":
    sys.exit(main())

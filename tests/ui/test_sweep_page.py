"""Codes lying about: looking, stopping, bringing in, deleting, and that saving never waits for it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.core.lying import GITHUB, PYPI, TEXT, index, lines, put, refuse, wheel
from tests.ui.desk import CODES, Desk, account_of, all_texts, dialog_of, find, open_dialogs, page_of, press, shows
from ui.desktop.app import App
from ui.desktop.dialogs.sweep import DeleteFilesDialog
from ui.desktop.dialogs.transfer import TransferDialog
from ui.desktop.home import Home
from ui.desktop.pages.sweep import SweepPage
from ui.desktop.widgets.finding_row import FindingRow
from ui.desktop.widgets.preview import Preview
from vault import edit, sweep
from vault.sweep import Progress, Step

KEPT = "PyPI-Recovery-Codes-alice-2026-01-31T09_08_07.123456.txt"
NEW = "PyPI-Recovery-Codes-bob-2026-02-28T09_08_07.123456.txt"


@pytest.fixture
def downloads(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_DOWNLOAD_DIR", "XDG_DESKTOP_DIR", "XDG_DOCUMENTS_DIR"):
        monkeypatch.delenv(name, raising=False)
    folder = home.resolve() / "Downloads"
    folder.mkdir()
    return folder


class Case:
    """A window on its page of codes lying about."""

    def __init__(self, desk: Desk, qtbot: QtBot) -> None:
        self.desk, self._qtbot = desk, qtbot
        self.app: App
        self.home: Home
        self.app, self.home = desk.opened()
        self.page: SweepPage = self.home.sweep
        self.home.show_settings()
        press(self.home.settings, "sweep")
        assert page_of(self.app) is self.page

    def look(self) -> None:
        press(self.page, "look-now")
        self.wait()

    def wait(self) -> None:
        self._qtbot.waitUntil(lambda: not self.page.sweeping.is_running)
        QApplication.processEvents()  # what was added is shown

    def settle(self) -> None:
        """Wait until the worker has done all that it was given."""
        done: list[object] = []
        self.app.tasks.run(self.page, lambda: None, done.append, done.append)
        self._qtbot.waitUntil(lambda: bool(done))

    @property
    def rows(self) -> dict[str, FindingRow]:
        return {row.finding.name: row for row in self.page.findChildren(FindingRow) if row.isVisible()}

    def tick(self, *names: str) -> None:
        for name, row in self.rows.items():
            row.box.setChecked(name in names)

    def words(self, name: str) -> str:
        return all_texts(self.rows[name].findChildren(QLabel))

    def banner(self) -> str:
        return self.page.banner.text if self.page.banner.isVisible() else ""

    def is_enabled(self, name: str) -> bool:
        return find(self.page, QPushButton, name).isEnabled()

    def delete(self) -> DeleteFilesDialog:
        press(self.page, "delete-ticked")
        return dialog_of(self.app, DeleteFilesDialog)

    def toast(self) -> str:
        return self.app.window.toast.text


@pytest.fixture
def case(desk: Desk, qtbot: QtBot, downloads: Path) -> Case:
    put(downloads / KEPT, lines(*CODES))
    put(downloads / NEW, TEXT)
    return Case(desk, qtbot)


# Looking


def test_what_is_found_is_told_with_whose_it_is_and_whether_it_is_kept(case: Case, downloads: Path) -> None:
    project = downloads.parent / "project"
    put(project / "codes.txt", lines(*GITHUB))
    put(project / ".git" / "index", index("codes.txt"))
    wheel(project / "dist" / "pkg.whl", {"pkg/recovery.txt": lines(*CODES)})
    case.page.places.add_place(project)
    case.look()
    assert case.rows.keys() == {KEPT, NEW, "codes.txt", "recovery.txt"}
    assert "8 codes of alice at PyPI  ·\n~/Downloads\nin the vault" in case.words(KEPT)
    assert "8 codes of bob at PyPI  ·\n~/Downloads\nnot in the vault" in case.words(NEW)
    assert "16 codes of GitHub  ·\n~/project\nin git\nnot in the vault" in case.words("codes.txt")
    assert "8 codes of alice at PyPI  ·\ninside pkg.whl\nin the vault" in case.words("recovery.txt")
    assert shows(case.page, "4 files with recovery codes")
    assert case.page.places.status == "4 files in 3 folders looked at"


def test_where_nothing_lies_about_it_says_so(case: Case, downloads: Path) -> None:
    for name in (KEPT, NEW):
        (downloads / name).unlink()
    case.look()
    assert case.banner() == "No recovery codes lie about there."
    assert case.rows == {}


def test_the_usual_folders_are_there_and_others_can_be_added_and_taken_away(case: Case, downloads: Path) -> None:
    assert list(case.page.places.places) == [downloads]
    press(case.page, "add-place")
    dialog = find(case.page, QFileDialog)
    dialog.fileSelected.emit(str(downloads.parent))
    dialog.reject()
    case.page.places.add_place(downloads.parent)
    assert list(case.page.places.places) == [downloads, downloads.parent]
    for place in (downloads, downloads.parent):
        case.page.places.remove_place(place)
    assert not case.is_enabled("look-now")
    assert shows(case.page, "Add the folder that you want to have looked through.")


def test_looking_again_forgets_what_was_found_before(case: Case, downloads: Path) -> None:
    case.look()
    (downloads / NEW).unlink()
    case.look()
    assert case.rows.keys() == {KEPT}


def test_of_very_many_the_first_are_shown(case: Case, downloads: Path) -> None:
    for number in range(120):
        put(downloads / f"{number}.txt")
    case.look()
    assert len(case.rows) == 100
    assert shows(case.page, "The first 100 files with recovery codes, of 122")


def test_what_could_not_be_read_is_told(case: Case, downloads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        put(downloads / f"{number}.md", "x")
    refuse(monkeypatch, *(f"{number}.md" for number in range(5)))
    case.look()
    told = case.banner().splitlines()
    assert len(told) == 4
    assert all(line.endswith("cannot be read: permission denied") for line in told[:3])
    assert told[3] == "and 2 more"


def test_a_folder_that_has_gone_is_told(case: Case, downloads: Path) -> None:
    for path in downloads.iterdir():
        path.unlink()
    downloads.rmdir()
    press(case.page, "look-now")
    case.settle()
    assert case.banner().startswith("There is no folder")
    assert case.is_enabled("look-now")


def endless(*_: object) -> Iterator[Step]:
    """Look for ever."""
    number = 0
    while True:
        time.sleep(0.002)
        number += 1
        yield Progress(number, 1, 0, "/somewhere")


def test_it_can_be_stopped(case: Case, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(sweep, "look", endless)
    find(case.page, QPushButton, "look-now").setFocus()
    press(case.page, "look-now")
    assert find(case.page, QPushButton, "stop-looking").hasFocus()
    qtbot.waitUntil(lambda: "/somewhere" in case.page.places.status)
    assert not case.is_enabled("add-place")
    press(case.page, "stop-looking")
    assert not case.page.sweeping.is_running
    assert case.page.places.status.startswith("Stopped: ")
    assert find(case.page, QPushButton, "look-now").hasFocus()
    case.settle()
    assert case.page.places.status.startswith("Stopped: ")
    case.page.sweeping.stop()
    assert case.banner() == ""


def test_saving_does_not_wait_for_it(case: Case, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(sweep, "look", endless)
    press(case.page, "look-now")
    started = time.monotonic()
    with qtbot.waitSignal(case.app.session.saved):
        case.app.session.apply(edit.set_note, account_of(case.app.session.vault).id, "a note")
    assert time.monotonic() - started < 0.5
    assert case.page.sweeping.is_running
    assert page_of(case.app) is case.page
    press(case.page, "stop-looking")


def test_the_window_can_be_left_while_it_runs(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "look", endless)
    press(case.page, "look-now")
    started = time.monotonic()
    case.app.lock()
    assert case.desk.relaunched
    assert time.monotonic() - started < 1


# Bringing in


def test_ticked_files_are_brought_in_and_the_page_stays(case: Case, qtbot: QtBot) -> None:
    case.look()
    assert not case.is_enabled("bring-in-ticked")
    case.tick(KEPT)
    assert not case.is_enabled("bring-in-ticked")  # it is kept
    case.tick(KEPT, NEW)
    press(case.page, "bring-in-ticked")
    dialog = dialog_of(case.app, TransferDialog)
    qtbot.waitUntil(lambda: find(dialog, Preview).can_save)
    assert shows(dialog, "8 recovery codes · bob at PyPI")
    dialog.save()
    case.settle()
    assert account_of(case.app.session.vault, "pypi", "bob").live_set
    assert page_of(case.app) is case.page
    qtbot.waitUntil(lambda: NEW in case.rows and "not in" not in case.words(NEW))
    assert {one.name for one in case.page.ticked} == {KEPT, NEW}
    case.home.undo()
    case.settle()
    qtbot.waitUntil(lambda: NEW in case.rows and "not in" in case.words(NEW))


def test_what_lies_in_an_archive_can_be_brought_in(case: Case, downloads: Path, qtbot: QtBot) -> None:
    wheel(downloads / "pkg.whl", {"pkg/github-recovery-codes.txt": lines(*GITHUB)})
    case.look()
    case.tick("github-recovery-codes.txt")
    press(case.page, "bring-in-ticked")
    dialog = dialog_of(case.app, TransferDialog)
    qtbot.waitUntil(dialog.preview.isVisible)
    assert shows(dialog, "16 recovery codes")


def test_a_vault_that_is_read_only_takes_nothing_in(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(case.app.session), "why_read_only", property(lambda _: "It is open elsewhere"))
    case.look()
    case.tick(NEW)
    assert not case.is_enabled("bring-in-ticked")
    assert case.is_enabled("delete-ticked")


def test_a_change_that_is_made_elsewhere_is_seen_when_the_page_is_shown_again(case: Case, qtbot: QtBot) -> None:
    case.look()
    case.home.show_first()
    case.app.session.apply(edit.delete_account, account_of(case.app.session.vault).id)
    case.settle()
    case.home.show_sweep()
    qtbot.waitUntil(lambda: "not in the vault" in case.words(KEPT))


def test_a_file_that_has_gone_meanwhile_leaves_the_list(case: Case, downloads: Path, qtbot: QtBot) -> None:
    case.look()
    (downloads / NEW).unlink()
    case.app.session.apply(edit.set_note, account_of(case.app.session.vault).id, "a note")
    qtbot.waitUntil(lambda: case.rows.keys() == {KEPT})


# Deleting


def test_a_file_whose_codes_are_kept_is_deleted_after_one_more_question(case: Case, downloads: Path, qtbot: QtBot) -> None:
    case.look()
    assert not case.is_enabled("delete-ticked")
    case.tick(KEPT)
    dialog = case.delete()
    assert find(dialog, QPushButton, "cancel").hasFocus()
    assert not find(dialog, QPushButton, "delete-now").isDefault()
    assert shows(dialog, "deleted for good")
    press(dialog, "cancel")
    assert (downloads / KEPT).exists()
    press(case.delete(), "delete-now")
    qtbot.waitUntil(lambda: case.rows.keys() == {NEW})
    assert not (downloads / KEPT).exists()
    assert (downloads / NEW).exists()
    assert case.toast() == "1 file deleted for good."
    assert open_dialogs(case.app) == []


def test_a_file_whose_codes_are_not_kept_takes_a_tick_of_its_own(case: Case, downloads: Path, qtbot: QtBot) -> None:
    case.look()
    case.tick(NEW)
    dialog = case.delete()
    delete, box = find(dialog, QPushButton, "delete-now"), find(dialog, QCheckBox, "even-if-not-kept")
    assert not delete.isEnabled()
    assert shows(dialog, "these codes would be lost")
    box.click()
    assert delete.text() == "Delete 1 file"
    box.click()
    assert not delete.isEnabled()
    box.click()
    press(dialog, "delete-now")
    qtbot.waitUntil(lambda: case.rows.keys() == {KEPT})
    assert not (downloads / NEW).exists()


def test_without_that_tick_only_the_kept_ones_go(case: Case, downloads: Path, qtbot: QtBot) -> None:
    case.look()
    press(case.page, "tick-all")
    assert [one.name for one in case.page.ticked] == [one.name for one in case.page.findings]
    press(case.delete(), "delete-now")
    qtbot.waitUntil(lambda: case.rows.keys() == {NEW})
    assert (downloads / NEW).exists()
    assert [one.name for one in case.page.ticked] == [NEW]
    press(case.page, "tick-all")
    assert case.page.ticked == []


def test_archives_and_gits_history_are_explained(case: Case, downloads: Path) -> None:
    for number in range(6):
        wheel(downloads / f"pkg-{number}.whl", {"pkg/recovery.txt": lines(*CODES)})
    put(downloads / "codes.txt", lines(*CODES))
    put(downloads / ".git" / "index", index("codes.txt"))
    case.look()
    press(case.page, "tick-all")
    dialog = case.delete()
    assert shows(dialog, "Inside archives: these stay")
    assert shows(dialog, "Sparekey does not change archives.")
    assert shows(dialog, "and 1 more")
    assert shows(dialog, "What git tracks stays in its history.")
    assert find(dialog, QPushButton, "delete-now").text() == "Delete 2 files"
    dialog.reject()


def test_a_file_that_has_changed_since_stays_and_the_page_says_so(case: Case, downloads: Path, qtbot: QtBot) -> None:
    case.look()
    case.tick(KEPT)
    put(downloads / KEPT, lines(*CODES, "and a note"))
    press(case.delete(), "delete-now")
    qtbot.waitUntil(lambda: "has changed" in case.banner())
    assert (downloads / KEPT).exists()
    assert KEPT in case.rows


def test_codes_that_left_the_vault_after_the_question_are_not_deleted(case: Case, downloads: Path, qtbot: QtBot) -> None:
    case.look()
    case.tick(KEPT)
    dialog = case.delete()
    case.app.session.apply(edit.delete_account, account_of(case.app.session.vault).id)
    press(dialog, "delete-now")
    qtbot.waitUntil(lambda: "not in the vault" in case.banner())
    assert (downloads / KEPT).exists()


# No secret is shown


def test_no_code_is_shown_and_every_box_has_a_name(case: Case) -> None:
    case.look()
    shown = all_texts(case.page.findChildren(QLabel)) + "".join(row.box.accessibleName() for row in case.rows.values())
    assert not any(code in shown for code in (*CODES, *PYPI))
    assert case.rows[NEW].box.accessibleName() == f"{NEW}, 8 codes of bob at PyPI, ~/Downloads, not in the vault"

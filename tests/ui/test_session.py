"""The open vault: one door for change, saves that come together, and what happens when the disk says no."""

import os
import stat
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desk import CODES, PASSWORD, START, Clock, account_of, example, on_disk, recorder, states, write
from ui.desktop.session import Session
from ui.desktop.tasks import Tasks
from vault import edit, keys, store
from vault.crypto import CHEAPEST
from vault.errors import BadInput, ChangedOnDisk, InUse, NotSaved, NotThere, ReadOnly, VaultError, WrongKey
from vault.model import Event, Vault

NEW = "another password"
Unlock = Callable[..., Session]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "vaults"
    folder.mkdir()
    return folder / "vault.sparekey"


@pytest.fixture
def locked(qapp: QApplication) -> Iterator[Unlock]:
    """Make sessions with a worker each, all taken down at the end."""
    made: list[tuple[Tasks, Session]] = []

    def make() -> Session:
        tasks = Tasks()
        made.append((tasks, Session(tasks, clock=Clock(), cost=CHEAPEST)))
        return made[-1][1]

    yield make
    for tasks, session in made:
        tasks.stop()
        session.close()


@pytest.fixture
def unlock(locked: Unlock, path: Path, qtbot: QtBot) -> Unlock:
    """Write the example and open it."""

    def do(*, password: str = PASSWORD, write_first: bool = True, may_write: bool = True) -> Session:
        if write_first:
            write(path, example())
        session = locked()
        with qtbot.waitSignal(session.opened):
            session.unlock(path, password, fail, write=may_write)
        return session

    return do


def fail(error: VaultError) -> None:
    raise error


def settled(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: not session.has_unsaved)


def is_unsaved(session: Session) -> bool:
    return session.has_unsaved


def failure(qtbot: QtBot, act: Callable[[Callable[[VaultError], object]], None]) -> VaultError:
    """Do something that is to fail and return its error."""
    errors: list[VaultError] = []
    act(errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    return errors[0]


def add(session: Session, number: int) -> None:
    session.apply(edit.add_account, "pypi", f"user-{number}")


def names(path: Path, password: str = PASSWORD) -> list[str]:
    return [account["username"] for account in on_disk(path, password)["accounts"]]


def forbid(path: Path) -> Path:
    """Put something in the way of the folder of the backups, which root cannot pass either."""
    blocker = path.with_name("vault.backups")
    blocker.write_text("not a folder")
    return blocker


# Opening


def test_a_new_vault_is_open_and_on_disk(locked: Unlock, path: Path, qtbot: QtBot) -> None:
    session = locked()
    assert not session.is_unlocked
    assert session.vault == Vault()
    with qtbot.waitSignal(session.opened):
        session.create(path, PASSWORD, fail)
    assert session.path == path
    assert not session.why_read_only
    assert on_disk(path)["accounts"] == []


def test_a_vault_is_never_made_over_a_file(locked: Unlock, path: Path, qtbot: QtBot) -> None:
    write(path, example())
    before = path.read_bytes()
    session = locked()
    error = failure(qtbot, lambda failed: session.create(path, NEW, failed))
    assert isinstance(error, BadInput)
    assert path.read_bytes() == before
    assert not session.is_unlocked


def test_a_wrong_password_opens_nothing(locked: Unlock, path: Path, qtbot: QtBot) -> None:
    write(path, example())
    session = locked()
    assert isinstance(failure(qtbot, lambda failed: session.unlock(path, "wrong", failed)), WrongKey)
    assert isinstance(failure(qtbot, lambda failed: session.unlock(path.with_name("no"), "wrong", failed)), NotThere)
    assert not session.is_unlocked


def test_a_second_session_may_only_read(unlock: Unlock, locked: Unlock, path: Path, qtbot: QtBot) -> None:
    unlock()
    second = locked()
    assert isinstance(failure(qtbot, lambda failed: second.unlock(path, PASSWORD, failed)), InUse)
    third = unlock(write_first=False, may_write=False)
    assert third.vault.accounts[0].username == "alice"
    assert third.why_read_only == "The vault is open for reading only"


# Changing


def test_twenty_quick_edits_are_saved_together(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session, failures, saves, changes = unlock(), list[object](), list[object](), list[Event]()
    session.save_failed.connect(recorder(failures))
    session.saved.connect(lambda: saves.append(session.vault))
    session.changed.connect(recorder(changes))
    for number in range(20):
        add(session, number)
    assert is_unsaved(session)
    settled(qtbot, session)
    assert not failures
    assert len(saves) == 1
    assert [event.kind for event in changes] == ["account-added"] * 20
    assert names(path) == ["alice", *(f"user-{number}" for number in range(20))]
    assert store.unlock(path, keys.password(PASSWORD), now=START, write=False)[1] == session.vault
    assert session._unlocked.file.opened.unlocked.generation == 3


def test_an_edit_that_is_refused_changes_nothing(unlock: Unlock, qtbot: QtBot) -> None:
    session, refused = unlock(), list[VaultError]()
    session.refused.connect(recorder(refused))
    before = session.vault
    with pytest.raises(BadInput):
        session.apply(edit.add_account, "pypi", "ALICE")
    assert not session.attempt(edit.add_account, "pypi", "ALICE")
    assert str(refused[0]) == "pypi:ALICE is in the vault already"
    assert session.vault is before
    assert not session.has_unsaved
    assert session.attempt(edit.add_account, "pypi", "bob")
    settled(qtbot, session)


def test_the_clock_and_the_machine_are_noted(unlock: Unlock) -> None:
    session = unlock()
    assert session.now().at == START
    assert session.now().device


def test_undo_takes_back_the_last_change_once(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session = unlock()
    assert not session.can_undo
    session.undo()
    account = account_of(session.vault)
    assert account.live_set
    session.apply(edit.mark_code, account.id, account.live_set.id, 3, "used")
    assert states(account_of(session.vault)) == "uuUuuuuu"
    session.undo()
    session.undo()
    assert not session.can_undo
    assert states(account_of(session.vault)) == "uuuuuuuu"
    assert [event.kind for event in session.vault.events[-2:]] == ["code-used", "undone"]
    settled(qtbot, session)
    assert [code["secret"] for code in on_disk(path)["accounts"][0]["code_sets"][0]["codes"]] == list(CODES)


def test_a_vault_for_reading_only_refuses_every_change(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session, refused = unlock(may_write=False), list[VaultError]()
    session.refused.connect(recorder(refused))
    before = path.read_bytes()
    with pytest.raises(ReadOnly, match="reading only"):
        add(session, 1)
    assert not session.attempt(edit.add_account, "pypi", "bob")
    assert isinstance(refused[0], ReadOnly)
    error = failure(qtbot, lambda failed: session.change_password(PASSWORD, NEW, lambda _: None, failed))
    assert isinstance(error, ReadOnly)
    assert path.read_bytes() == before
    assert not session.has_unsaved


# Waiting for the disk


def test_what_waits_for_the_disk_comes_after_it(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session, seen = unlock(), list[list[str]]()
    session.when_saved(session, lambda: seen.append(["at once"]))
    add(session, 1)
    session.when_saved(session, lambda: seen.append(names(path)))
    add(session, 2)
    assert seen == [["at once"]]
    settled(qtbot, session)
    assert seen == [["at once"], ["alice", "user-1", "user-2"]]


def test_what_waits_for_somebody_who_is_gone_is_dropped(unlock: Unlock, qtbot: QtBot, qapp: QApplication) -> None:
    session, owner, seen = unlock(), QObject(), list[str]()
    add(session, 1)
    session.when_saved(owner, lambda: seen.append("to nobody"))
    owner.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    settled(qtbot, session)
    assert not seen


def test_what_waits_is_forgotten_where_the_disk_refuses(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session, seen = unlock(), list[str]()
    blocker = forbid(path)
    with qtbot.waitSignal(session.save_failed):
        add(session, 1)
        session.when_saved(session, lambda: seen.append("handed out"))
    blocker.unlink()
    with qtbot.waitSignal(session.saved):
        session.save_again()
    assert not seen


# A disk that says no


def test_a_failed_save_keeps_the_change_and_can_be_repeated(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session, failures = unlock(), list[VaultError]()
    session.save_failed.connect(recorder(failures))
    blocker = forbid(path)
    add(session, 1)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], NotSaved)
    assert failures[0].hint
    assert is_unsaved(session)
    assert session.vault.find("pypi", "user-1")
    assert names(path) == ["alice"]
    add(session, 2)
    qtbot.waitUntil(lambda: len(failures) == 2)
    blocker.unlink()
    with qtbot.waitSignal(session.saved):
        session.save_again()
    assert not session.has_unsaved
    assert names(path) == ["alice", "user-1", "user-2"]


def test_a_save_that_the_disk_did_not_confirm_is_no_foreign_change(
    unlock: Unlock, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is written by then: the next try goes on from it."""
    session, failures, sync, failed = unlock(), list[VaultError](), os.fsync, list[int]()
    session.save_failed.connect(recorder(failures))

    def refuse_the_last(handle: int) -> None:
        found = os.fstat(handle)
        is_folder = stat.S_ISDIR(found.st_mode) and found.st_ino == path.parent.stat().st_ino
        if is_folder and "user-1" in names(path) and not failed:
            failed.append(handle)
            raise OSError(5, "Input/output error")
        sync(handle)

    monkeypatch.setattr(os, "fsync", refuse_the_last)
    add(session, 1)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], NotSaved)
    assert "did not confirm" in str(failures[0])
    with qtbot.waitSignal(session.saved):
        session.save_again()
    assert len(failures) == 1
    add(session, 2)
    settled(qtbot, session)
    assert names(path) == ["alice", "user-1", "user-2"]


def test_a_file_that_another_program_wrote_is_not_overwritten(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session, failures, copies = unlock(), list[VaultError](), list[Path]()
    session.save_failed.connect(recorder(failures))
    write(path.with_name("theirs.sparekey"), Vault())
    theirs = path.with_name("theirs.sparekey").read_bytes()
    path.write_bytes(theirs)
    add(session, 1)
    qtbot.waitUntil(lambda: bool(failures))
    assert isinstance(failures[0], ChangedOnDisk)
    session.save_copy(copies.append, fail)
    qtbot.waitUntil(lambda: bool(copies))
    assert copies == [path.with_name("vault (conflict 2026-01-31).sparekey")]
    assert names(copies[0]) == ["alice", "user-1"]
    assert path.read_bytes() == theirs
    assert not session.has_unsaved


def test_a_copy_that_cannot_be_written_says_so(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session = unlock()
    path.parent.rename(path.parent.with_name("moved"))
    error = failure(qtbot, lambda failed: session.save_copy(lambda _: None, failed))
    assert isinstance(error, NotSaved)


def test_a_save_in_flight_ends_before_the_vault_is_let_go(unlock: Unlock, path: Path) -> None:
    session = unlock()
    add(session, 1)
    session._tasks.stop()
    session.close()
    assert not session.is_unlocked
    assert session.vault == Vault()
    assert names(path) == ["alice", "user-1"]
    session.close()


# The password


def test_the_password_is_changed_among_edits(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session, done = unlock(), list[object]()
    add(session, 1)
    session.change_password(PASSWORD, NEW, done.append, fail)
    add(session, 2)
    qtbot.waitUntil(lambda: bool(done))
    settled(qtbot, session)
    assert names(path, NEW) == ["alice", "user-1", "user-2"]
    session._tasks.stop()
    session.close()
    assert unlock(password=NEW, write_first=False).vault.find("pypi", "user-2")


def test_the_old_password_is_asked_for(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session = unlock()
    error = failure(qtbot, lambda failed: session.change_password("wrong", NEW, lambda _: None, failed))
    assert isinstance(error, WrongKey)
    assert names(path) == ["alice"]


# Looking


def test_the_file_and_its_backups_are_checked(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session, results = unlock(), list[list[tuple[str, bool]]]()
    add(session, 1)
    settled(qtbot, session)

    def check() -> None:
        session.check_file(lambda found: results.append([(one.path.name, one.ok) for one in found]), fail)

    check()
    qtbot.waitUntil(lambda: len(results) == 1)
    backup = path.with_name("vault.backups") / "vault.000001.sparekey"
    backup.write_bytes(backup.read_bytes()[:-1])
    check()
    qtbot.waitUntil(lambda: len(results) == 2)
    assert results == [
        [("vault.sparekey", True), ("vault.000001.sparekey", True)],
        [("vault.sparekey", True), ("vault.000001.sparekey", False)],
    ]


def test_accounts_are_found_by_id_until_they_are_deleted(unlock: Unlock) -> None:
    session = unlock()
    account = account_of(session.vault)
    assert session.account(account.id) is account
    assert session.account("") is None
    session.apply(edit.set_email, account.id, "second@example.com", verified_on=date(2026, 1, 30))
    session.apply(edit.delete_account, account.id)
    assert session.account(account.id) is None

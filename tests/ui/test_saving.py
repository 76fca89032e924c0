"""Saves in the background: what waits for them, and what happens when the disk says no."""

import os
import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desk import PASSWORD, recorder, write
from tests.ui.sessions import Unlock, add, fail, failure, forbid, is_unsaved, names, settled
from ui.desktop.key_changes import KeyChanges
from ui.desktop.keyring import KeyRing
from ui.desktop.session import Session
from vault.errors import ChangedOnDisk, NotSaved, VaultError, WrongKey
from vault.model import Vault

NEW = "another password"


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


# Jobs that write the file by themselves


def test_what_such_a_job_does_counts_as_unsaved_until_its_answer(unlock: Unlock, qtbot: QtBot) -> None:
    session, seen = unlock(), list[str]()
    session.settled.connect(lambda: seen.append("settled"))
    session.writing.run(lambda: "done", seen.append)
    session.when_saved(session, lambda: seen.append("after it"))
    assert is_unsaved(session)
    settled(qtbot, session)
    assert seen == ["done", "settled", "after it"]


def test_a_save_that_follows_such_a_job_is_waited_for(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session, seen = unlock(), list[list[str]]()
    session.settled.connect(lambda: seen.append(names(path)))
    session.writing.run(lambda: 7, lambda number: add(session, number))
    settled(qtbot, session)
    assert seen == [["alice", "user-7"]]


def test_a_defect_in_such_a_job_does_not_keep_the_vault_from_locking(unlock: Unlock, qtbot: QtBot) -> None:
    session = unlock()

    def fail_badly() -> None:
        raise RuntimeError("a defect")

    with qtbot.captureExceptions() as errors:
        session.writing.run(fail_badly, lambda _: None)
        settled(qtbot, session)
    assert [str(error) for _, error, _ in errors] == ["a defect"]


# The password


def changes(session: Session) -> KeyChanges:
    return KeyChanges(session, session._tasks, KeyRing(session, session._tasks))


def test_the_password_is_changed_among_edits(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session, done = unlock(), list[object]()
    add(session, 1)
    changes(session).change(PASSWORD, NEW, done.append, fail, owner=session)
    add(session, 2)
    qtbot.waitUntil(lambda: bool(done))
    settled(qtbot, session)
    assert names(path, NEW) == ["alice", "user-1", "user-2"]
    session._tasks.stop()
    session.close()
    assert unlock(password=NEW, write_first=False).vault.find("pypi", "user-2")


def test_the_old_password_is_asked_for(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session = unlock()
    error = failure(qtbot, lambda failed: changes(session).change("wrong", NEW, lambda _: None, failed, owner=session))
    assert isinstance(error, WrongKey)
    assert names(path) == ["alice"]

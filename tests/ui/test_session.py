"""The open vault: one door for change, saves that come together, and what happens when the disk says no."""

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.desk import CODES, PASSWORD, START, account_of, example, on_disk, recorder, states, write
from tests.ui.sessions import Unlock, add, fail, failure, is_unsaved, names, settled
from ui.desktop.key_changes import KeyChanges
from ui.desktop.keyring import KeyRing
from vault import edit, key_notes, keys, merge, store
from vault.crypto import CHEAPEST
from vault.errors import BadInput, InUse, NotThere, ReadOnly, VaultError, WrongKey
from vault.model import Event, Vault

NEW = "another password"


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


def test_a_password_that_a_paper_key_sets_is_in_the_history(locked: Unlock, path: Path, qtbot: QtBot) -> None:
    """Merging keeps the keys of which the histories tell."""
    paper = keys.new_paper()
    opened, _ = store.with_key(store.create(path, example(), keys.password(PASSWORD), cost=CHEAPEST), paper, cost=CHEAPEST)
    store.close(store.save(opened, example()))
    session = locked()
    with qtbot.waitSignal(session.opened):
        session.unlock(path, paper, fail, new_secret=NEW)
    opened, vault = store.unlock(path, keys.password(NEW), now=START, write=False)
    assert vault == session.vault
    event = key_notes.of(vault, store.key_id(opened, keys.password(NEW)))
    assert event
    assert event.kind == "key-changed"


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
    assert session.undo() is None
    account = account_of(session.vault)
    assert account.live_set
    session.apply(edit.mark_code, account.id, account.live_set.id, 3, "used")
    assert states(account_of(session.vault)) == "uuUuuuuu"
    undone = session.undo()
    assert undone
    assert undone.kind == "code-used"
    assert session.undo() is None
    assert states(account_of(session.vault)) == "uuuuuuuu"
    assert [event.kind for event in session.vault.events[-2:]] == ["code-used", "undone"]
    settled(qtbot, session)
    assert [code["secret"] for code in on_disk(path)["accounts"][0]["code_sets"][0]["codes"]] == list(CODES)


def test_several_changes_are_taken_back_and_made_again_in_turn(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session = unlock()
    account = account_of(session.vault)
    assert account.live_set
    for place in (3, 4, 5):
        session.apply(edit.mark_code, account.id, account.live_set.id, place, "used")
    seen = []
    for step in (session.undo, session.undo, session.redo, session.undo, session.undo, session.undo, session.redo):
        step()
        seen.append(states(account_of(session.vault)))
    assert seen == ["uuUUuuuu", "uuUuuuuu", "uuUUuuuu", "uuUuuuuu", "uuuuuuuu", "uuuuuuuu", "uuUuuuuu"]
    session.apply(edit.set_note, account.id, "something else")
    assert session.redo() is None
    assert account_of(session.vault).note == "something else"
    assert [event.kind for event in session.vault.events[-2:]] == ["redone", "note-changed"]
    settled(qtbot, session)
    states_on_disk = [code.get("state", "unused") for code in on_disk(path)["accounts"][0]["code_sets"][0]["codes"]]
    assert states_on_disk == ["unused", "unused", "used", *["unused"] * 5]


def test_what_was_taken_in_from_elsewhere_is_not_taken_back(unlock: Unlock, qtbot: QtBot) -> None:
    session = unlock()
    account = account_of(session.vault)
    other = edit.set_note(session.vault, account.id, "theirs", now=session.now())
    session.apply(edit.add_account, "pypi", "bob")
    session.apply(merge.take_in, other)
    assert session.undo() is None
    settled(qtbot, session)


def test_a_change_that_changes_nothing_is_no_step(unlock: Unlock) -> None:
    session = unlock()
    session.apply(lambda vault, *, now: vault)
    assert session.undo() is None
    assert not session.has_unsaved


def test_a_vault_for_reading_only_refuses_every_change(unlock: Unlock, path: Path, qtbot: QtBot) -> None:
    session, refused = unlock(may_write=False), list[VaultError]()
    session.refused.connect(recorder(refused))
    before = path.read_bytes()
    with pytest.raises(ReadOnly, match="reading only"):
        add(session, 1)
    assert not session.attempt(edit.add_account, "pypi", "bob")
    assert isinstance(refused[0], ReadOnly)
    changes = KeyChanges(session, session._tasks, KeyRing(session, session._tasks))
    error = failure(qtbot, lambda failed: changes.change(PASSWORD, NEW, lambda _: None, failed, owner=session))
    assert isinstance(error, ReadOnly)
    assert path.read_bytes() == before
    assert not session.has_unsaved


# Looking


def test_accounts_are_found_by_id_until_they_are_deleted(unlock: Unlock) -> None:
    session = unlock()
    account = account_of(session.vault)
    assert session.account(account.id) is account
    assert session.account("") is None
    session.apply(edit.set_email, account.id, "second@example.com", verified_on=date(2026, 1, 30))
    session.apply(edit.delete_account, account.id)
    assert session.account(account.id) is None

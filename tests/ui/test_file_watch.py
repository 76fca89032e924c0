"""What others do to the vault file while a window is open on it: noticed, taken in where nothing has to be decided."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import QByteArray, QStorageInfo, Qt
from pytestqt.qtbot import QtBot

from tests.core.vaults import password_changed
from tests.ui.desk import NOW, PASSWORD, START, Desk, account_of, example, hasten, press, shows, write
from tests.ui.sessions import Unlock, forbid, settled
from ui.desktop import merge_messages
from ui.desktop.app import App
from ui.desktop.dialogs.merge import MergeDialog
from ui.desktop.file_watch import FileWatch, is_told_of
from ui.desktop.home import Home
from vault import edit, key_notes, keys, store
from vault.crypto import CHEAPEST
from vault.errors import ChangedOnDisk, ReadOnly, VaultError, WrongKey
from vault.model import Now, Vault

CONFLICT = "vault.sync-conflict-20261121-192145-4KDSUQ7.sparekey"
Change = Callable[[Vault], Vault]


def adding(name: str) -> Change:
    return lambda vault: edit.add_account(vault, "npm", name, now=NOW)


def noting(text: str, *, now: Now = NOW) -> Change:
    return lambda vault: edit.set_note(vault, vault.accounts[0].id, text, now=now)


def sync(data: bytes, to: Path) -> None:
    """Put a file in its place as sync tools do: under another name first."""
    temporary = to.with_name(f".syncthing.{to.name}.tmp")
    temporary.write_bytes(data)
    temporary.replace(to)


def changed(data: bytes, change: Change, folder: Path) -> bytes:
    """Return what another machine makes of a vault file."""
    path = folder / "elsewhere" / "vault.sparekey"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    opened, vault = store.unlock(path, keys.password(PASSWORD), now=START)
    store.close(store.save(opened, change(vault)))
    return path.read_bytes()


def titles(vault: Vault) -> set[str]:
    return {account.title for account in vault.present}


def content(path: Path) -> Vault:
    return store.unlock(path, keys.password(PASSWORD), now=START, write=False)[1]


def watch_of(home: Home) -> FileWatch:
    assert home.rooms.merging.watch
    return home.rooms.merging.watch


def opened_desk(desk: Desk) -> tuple[App, Home]:
    """Open a window of which the watch does not wait."""
    app, home = desk.opened()
    watch_of(home)._soon.setInterval(0)
    return app, home


def looked(app: App, home: Home, qtbot: QtBot) -> None:
    """Let the watch look, and wait until all that follows from it is done."""
    for _ in range(3):
        watch_of(home).look()
        done: list[None] = []
        app.tasks.run(home, lambda: None, done.append, lambda _error: None)
        qtbot.waitUntil(partial(bool, done))
    settled(qtbot, app.session)


def put_together(app: App, qtbot: QtBot) -> None:
    app.window.banner._buttons[0].click()
    qtbot.waitUntil(lambda: any(one.isVisible() for one in app.window.findChildren(MergeDialog)))
    press(next(one for one in app.window.findChildren(MergeDialog) if one.isVisible()), "take-in")
    settled(qtbot, app.session)


def test_what_another_machine_wrote_is_seen_without_asking_and_not_written_again(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    theirs = changed(desk.path.read_bytes(), adding("there"), desk.folder)
    sync(theirs, desk.path)  # nobody calls the watch: the system does
    qtbot.waitUntil(lambda: "npm:there" in titles(app.session.vault))
    assert app.window.toast.text == "Changes from another machine were taken in."
    assert app.window.toast.isVisible()
    assert not app.window.banner.isVisible()
    settled(qtbot, app.session)
    assert not app.session.undo()
    assert "npm:there" in {row.title for row in home.side.model.rows}
    assert shows(home.side, "All changes saved")
    looked(app, home, qtbot)
    assert desk.path.read_bytes() == theirs
    app.session.apply(edit.add_account, "npm", "here")
    settled(qtbot, app.session)
    assert titles(content(desk.path)) == {"pypi:alice", "npm:there", "npm:here"}


def test_what_another_process_wrote_is_seen(desk: Desk, qtbot: QtBot) -> None:
    app, _home = opened_desk(desk)
    theirs = changed(desk.path.read_bytes(), adding("process"), desk.folder)
    sent = desk.folder / "sent"
    sent.write_bytes(theirs)
    command = "import os, sys; os.replace(*sys.argv[1:])"
    subprocess.run([sys.executable, "-c", command, str(sent), str(desk.path)], check=True)
    qtbot.waitUntil(lambda: "npm:process" in titles(app.session.vault))


def test_own_saves_are_not_told(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    told: list[str] = []
    watch_of(home).changed.connect(lambda: told.append("changed"))
    watch_of(home).copied.connect(lambda: told.append("copied"))
    for number in range(5):
        app.session.apply(edit.add_account, "npm", f"mine-{number}")
        looked(app, home, qtbot)
    desk.path.touch()  # another time, the same content
    looked(app, home, qtbot)
    assert told == []
    assert not app.window.banner.isVisible()


def test_two_windows_over_two_folders_agree_and_come_to_rest(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    other_path = desk.folder / "other-machine" / "vault.sparekey"
    other_path.parent.mkdir()
    write(other_path, example())
    other = desk.start(other_path)
    other_home = desk.unlock(other)
    watch_of(other_home)._soon.setInterval(0)
    base = desk.path.read_bytes()
    assert base == other_path.read_bytes()
    app.session.apply(edit.add_account, "npm", "one")
    other.session.apply(edit.add_account, "npm", "two")
    looked(app, home, qtbot)
    looked(other, other_home, qtbot)
    # The tool keeps the second one, and puts the first one beside it.
    sync(desk.path.read_bytes(), desk.path.with_name(CONFLICT))
    sync(other_path.read_bytes(), desk.path)
    sync(desk.path.with_name(CONFLICT).read_bytes(), other_path.with_name(CONFLICT))
    looked(app, home, qtbot)
    looked(other, other_home, qtbot)
    assert titles(app.session.vault) == {"pypi:alice", "npm:one", "npm:two"}
    assert CONFLICT in other.window.banner.text
    merged = desk.path.read_bytes()
    sync(merged, other_path)
    looked(other, other_home, qtbot)
    qtbot.waitUntil(lambda: not other.window.banner.isVisible())  # the copy has nothing new any more
    assert other.session.vault == app.session.vault == content(other_path)
    assert other_path.read_bytes() == desk.path.read_bytes() == merged
    assert not app.window.banner.isVisible()


def test_what_both_changed_is_asked_for(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    base = desk.path.read_bytes()
    app.session.apply(edit.set_note, app.session.vault.accounts[0].id, "here")
    settled(qtbot, app.session)
    later = Now(structs.replace(NOW).at.replace(year=2027), "elsewhere")
    sync(changed(base, noting("there", now=later), desk.folder), desk.path)
    looked(app, home, qtbot)
    assert app.window.banner.text == merge_messages.BOTH_CHANGED
    assert account_of(app.session.vault).note == "here"
    watch_of(home).look()
    put_together(app, qtbot)
    assert account_of(content(desk.path)).note == "there"
    assert {"here", "there"} <= {event.value for event in content(desk.path).events}
    assert not app.window.banner.isVisible()


def test_unsaved_edits_come_first_and_a_conflict_file_is_offered_after_them(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    base = desk.path.read_bytes()
    blocker = forbid(desk.path)
    app.session.apply(edit.add_account, "npm", "unsaved")
    qtbot.waitUntil(app.window.banner.isVisible)
    asked = app.window.banner.text
    sync(changed(base, adding("file"), desk.folder), desk.path)
    sync(changed(base, adding("copy"), desk.folder), desk.path.with_name(CONFLICT))
    watch_of(home).look()
    done: list[None] = []
    app.tasks.run(home, lambda: None, done.append, lambda _error: None)
    qtbot.waitUntil(lambda: bool(done))
    assert app.window.banner.text == asked  # what is unsaved is not hidden by an offer
    blocker.unlink()
    app.window.banner._buttons[0].click()  # try again
    qtbot.waitUntil(lambda: "changed by another program" in app.window.banner.text)
    put_together(app, qtbot)
    qtbot.waitUntil(lambda: CONFLICT in app.window.banner.text)
    put_together(app, qtbot)
    assert titles(content(desk.path)) == {"pypi:alice", "npm:unsaved", "npm:file", "npm:copy"}


def test_a_conflict_file_that_appears_is_offered_until_it_is_taken_in(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    sync(changed(desk.path.read_bytes(), adding("there"), desk.folder), desk.path.with_name(CONFLICT))
    qtbot.waitUntil(lambda: CONFLICT in app.window.banner.text)
    app.session.apply(edit.add_account, "npm", "here")  # its save would have taken the banner away
    settled(qtbot, app.session)
    qtbot.waitUntil(app.window.banner.isVisible)
    put_together(app, qtbot)
    looked(app, home, qtbot)
    assert not app.window.banner.isVisible()
    assert titles(content(desk.path)) == {"pypi:alice", "npm:here", "npm:there"}


def test_an_edit_between_the_look_and_the_answer_is_not_lost(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    sync(changed(desk.path.read_bytes(), adding("there"), desk.folder), desk.path)
    home.rooms.merging._read_disk()  # the worker reads while the user types
    app.session.apply(edit.add_account, "npm", "here")
    qtbot.waitUntil(lambda: "changed by another program" in app.window.banner.text)
    put_together(app, qtbot)
    assert titles(content(desk.path)) == {"pypi:alice", "npm:here", "npm:there"}


def test_an_older_file_is_told_and_written_again_where_the_user_wants_it(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    base = desk.path.read_bytes()
    app.session.apply(edit.add_account, "npm", "here")
    settled(qtbot, app.session)
    sync(base, desk.path)
    looked(app, home, qtbot)
    assert app.window.banner.text == merge_messages.OLDER
    assert desk.path.read_bytes() == base
    app.window.banner._buttons[0].click()
    settled(qtbot, app.session)
    assert titles(content(desk.path)) == {"pypi:alice", "npm:here"}


def test_the_same_content_with_another_password_is_gone_on_from(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    path = desk.folder / "elsewhere.sparekey"
    path.write_bytes(desk.path.read_bytes())
    opened, vault = store.unlock(path, keys.password(PASSWORD), now=START)
    old, new = keys.password(PASSWORD), keys.password("Another Pass 12")
    store.close(password_changed(opened, vault, old, new))
    sync(path.read_bytes(), desk.path)
    looked(app, home, qtbot)
    assert not app.window.banner.isVisible()
    app.session.apply(edit.add_account, "npm", "here")
    settled(qtbot, app.session)
    opened, vault = store.unlock(desk.path, new, now=START, write=False)
    assert titles(vault) == {"pypi:alice", "npm:here"}


def test_a_password_that_was_changed_on_the_other_machine_comes_with_its_copy(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    new = keys.password("Another Pass 12")
    path = desk.folder / "elsewhere.sparekey"
    path.write_bytes(desk.path.read_bytes())
    opened, vault = store.unlock(path, keys.password(PASSWORD), now=START)
    opened, key_id = store.with_other_password(opened, keys.password(PASSWORD), new, cost=CHEAPEST)
    store.close(store.save(opened, key_notes.changed(vault, key_id, now=NOW)))
    app.session.apply(edit.add_account, "npm", "here")
    settled(qtbot, app.session)
    sync(path.read_bytes(), desk.path.with_name(CONFLICT))
    qtbot.waitUntil(lambda: CONFLICT in app.window.banner.text)
    put_together(app, qtbot)
    looked(app, home, qtbot)
    _, found = store.unlock(desk.path, new, now=START, write=False)
    assert titles(found) == {"pypi:alice", "npm:here"}
    with pytest.raises(WrongKey):
        content(desk.path)


def test_a_file_that_is_gone_is_told_and_kept_as_a_copy(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    data = desk.path.read_bytes()
    desk.path.unlink()
    looked(app, home, qtbot)
    qtbot.waitUntil(lambda: app.window.banner.text == merge_messages.GONE)
    app.window.banner._buttons[0].click()
    qtbot.waitUntil(lambda: "What is open here is in" in app.window.banner.text)
    (copy,) = desk.folder.glob("vault (conflict*")
    assert content(copy) == app.session.vault
    sync(data, desk.path)
    looked(app, home, qtbot)
    assert not app.window.banner.isVisible()


def test_a_file_that_is_back_is_no_longer_said_to_be_gone(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    aside = desk.path.rename(desk.folder / "aside")
    looked(app, home, qtbot)
    assert app.window.banner.text == merge_messages.GONE
    aside.rename(desk.path)
    looked(app, home, qtbot)
    assert not app.window.banner.isVisible()


def test_where_the_copy_is_stays_said_until_the_file_is_back(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    aside = desk.path.rename(desk.folder / "aside")
    looked(app, home, qtbot)
    app.window.banner._buttons[0].click()
    qtbot.waitUntil(lambda: "What is open here is in" in app.window.banner.text)
    looked(app, home, qtbot)
    assert app.window.banner.isVisible()
    aside.rename(desk.path)
    looked(app, home, qtbot)
    assert not app.window.banner.isVisible()


def test_what_others_say_stays_when_the_file_is_back(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    aside = desk.path.rename(desk.folder / "aside")
    looked(app, home, qtbot)
    sync(changed(aside.read_bytes(), adding("copy"), desk.folder), desk.path.with_name(CONFLICT))
    qtbot.waitUntil(lambda: CONFLICT in app.window.banner.text)
    aside.rename(desk.path)
    looked(app, home, qtbot)
    assert CONFLICT in app.window.banner.text


def test_a_file_that_was_saved_again_is_no_longer_said_to_be_older(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    base = desk.path.read_bytes()
    app.session.apply(edit.add_account, "npm", "here")
    settled(qtbot, app.session)
    sync(base, desk.path)
    looked(app, home, qtbot)
    assert app.window.banner.text == merge_messages.OLDER
    app.window.banner._buttons[0].click()
    settled(qtbot, app.session)
    assert not app.window.banner.isVisible()


def test_a_file_that_is_away_for_a_moment_is_not_told(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    watch_of(home)._soon.setInterval(100_000)
    data = desk.path.read_bytes()
    desk.path.unlink()
    watch_of(home).look()
    qtbot.waitUntil(lambda: watch_of(home)._missed)
    sync(data, desk.path)
    looked(app, home, qtbot)
    assert not watch_of(home)._missed
    assert not app.window.banner.isVisible()


def test_another_vault_in_its_place_is_told(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    other = desk.folder / "other.sparekey"
    store.close(store.create(other, Vault(), keys.password(PASSWORD), cost=CHEAPEST))
    sync(other.read_bytes(), desk.path)
    looked(app, home, qtbot)
    assert "replaced by something else: this is another vault" in app.window.banner.text
    assert [one.text() for one in app.window.banner._buttons] == ["Put both together", "Keep a copy"]
    sync(b"no vault", desk.path)
    looked(app, home, qtbot)
    assert [one.text() for one in app.window.banner._buttons] == ["Keep a copy"]


def test_a_copy_that_cannot_be_kept_is_told(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    app, home = opened_desk(desk)
    desk.path.unlink()
    looked(app, home, qtbot)
    qtbot.waitUntil(lambda: app.window.banner.text == merge_messages.GONE)
    refused = ReadOnly("Sparekey may not write there")
    monkeypatch.setattr(store, "save_copy", lambda *_args, **_kwargs: (_ for _ in ()).throw(refused))
    app.window.banner._buttons[0].click()
    qtbot.waitUntil(lambda: "may not write there" in app.window.banner.text)
    monkeypatch.undo()
    app.window.banner._buttons[0].click()
    qtbot.waitUntil(lambda: "What is open here is in" in app.window.banner.text)


def test_a_window_for_reading_only_shows_what_comes(desk: Desk, qtbot: QtBot) -> None:
    write(desk.path, example())
    app = desk.start()
    with qtbot.waitSignal(app.session.opened):
        app.session.unlock(desk.path, PASSWORD, app.window_error, write=False)
    assert app.home
    watch_of(app.home)._soon.setInterval(0)
    base = desk.path.read_bytes()
    sync(changed(base, adding("there"), desk.folder), desk.path)
    qtbot.waitUntil(lambda: "npm:there" in titles(app.session.vault))
    settled(qtbot, app.session)
    assert app.window.banner.text.endswith("Nothing can be changed.")
    assert app.window.banner.isVisible()
    there = desk.path.read_bytes()
    sync(changed(base, adding("copy"), desk.folder), desk.path.with_name(CONFLICT))
    sync(changed(base, adding("another"), desk.folder), desk.path)
    looked(app, app.home, qtbot)
    assert app.window.banner.text == merge_messages.OLDER_FOR_READING
    sync(there, desk.path)
    looked(app, app.home, qtbot)
    assert app.window.banner.text.endswith("Nothing can be changed.")
    assert app.window.banner.isVisible()


def test_the_poll_looks_where_the_system_tells_nothing(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QStorageInfo, "fileSystemType", lambda _self: QByteArray(b"nfs4"))
    assert not is_told_of(str(desk.folder))
    app, home = desk.opened()
    assert watch_of(home)._watcher.directories() == []
    sync(changed(desk.path.read_bytes(), adding("there"), desk.folder), desk.path)
    hasten(watch_of(home)._poll, 30)
    qtbot.waitUntil(lambda: "npm:there" in titles(app.session.vault))


def test_the_folder_is_watched_again_after_it_was_away(desk: Desk, qtbot: QtBot) -> None:
    folder = desk.folder / "stick"
    folder.mkdir()
    path = folder / "vault.sparekey"
    write(path, example())
    app = desk.start(path)
    home = desk.unlock(app)
    watch = watch_of(home)
    watch._soon.setInterval(0)
    assert watch._watcher.directories() == [str(folder)]
    folder.rename(desk.folder / "away")
    watch._watcher.removePath(str(folder))
    (desk.folder / "away").rename(folder)
    watch.look()
    assert watch._watcher.directories() == [str(folder)]
    sync(changed(path.read_bytes(), adding("there"), desk.folder), path)
    qtbot.waitUntil(lambda: "npm:there" in titles(app.session.vault))


def test_nothing_is_looked_at_before_a_vault_is_open_and_after(unlock: Unlock, qtbot: QtBot) -> None:
    session = unlock()
    watch = FileWatch(session, session, session._tasks)
    told: list[None] = []
    watch.changed.connect(lambda: told.append(None))
    session._tasks.stop()
    session.close()
    watch.look()
    watch._look()
    assert told == []


def test_keys_that_change_while_the_disk_is_read_come_first(desk: Desk, qtbot: QtBot) -> None:
    """The change is refused, as it cannot know what came; that is taken in then, and the change goes through."""
    app, home = opened_desk(desk)
    watch_of(home)._soon.setInterval(100_000)
    errors, done = list[VaultError](), list[object]()
    sync(changed(desk.path.read_bytes(), adding("there"), desk.folder), desk.path)
    home.rooms.merging._read_disk()
    home.keys.changes.add_password(PASSWORD, "Another Pass 12", done.append, errors.append, owner=home)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ChangedOnDisk)
    qtbot.waitUntil(lambda: "npm:there" in titles(app.session.vault))
    settled(qtbot, app.session)
    home.keys.changes.add_password(PASSWORD, "Another Pass 12", done.append, errors.append, owner=home)
    qtbot.waitUntil(lambda: bool(done))
    assert len(errors) == 1
    settled(qtbot, app.session)
    opened, vault = store.unlock(desk.path, keys.password("Another Pass 12"), now=START, write=False)
    assert vault == app.session.vault
    assert store.key_list(opened) == home.ring.keys


def test_an_edit_right_after_something_came_is_saved_with_it(desk: Desk, qtbot: QtBot) -> None:
    app, home = opened_desk(desk)
    sync(changed(desk.path.read_bytes(), adding("there"), desk.folder), desk.path)
    once = Qt.ConnectionType.SingleShotConnection
    app.session.changed.connect(lambda _event: app.session.attempt(edit.add_account, "npm", "here"), once)
    looked(app, home, qtbot)
    assert titles(content(desk.path)) == {"pypi:alice", "npm:there", "npm:here"}
    assert shows(home.side, "All changes saved")

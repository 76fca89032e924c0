"""Quick unlock: what the keyring is given, what it may not be, and that the password page is there whatever it does."""

import threading
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backends import chainer, fail, null
from keyring.errors import KeyringLocked
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.keyrings import Kept, kept
from tests.ui.desk import NOW, PASSWORD, Desk, dialog_of, example, find, keys_into, on_disk, open_dialogs, press, shows, write
from ui import quick_unlock
from ui.desktop.app import App
from ui.desktop.dialogs.key_add import AddKeyDialog
from ui.desktop.dialogs.key_remove import RemoveKeyDialog
from ui.desktop.dialogs.key_rotate import RotateDialog
from ui.desktop.home import Home
from vault import crockford, edit, files, keys, settings, store
from vault.errors import BadInput, InUse, NotSaved
from vault.keys import Key

VAULT_ID = "ab" * 16
PAPER = keys.new_paper(lambda size: bytes(range(size)))


def chained(monkeypatch: pytest.MonkeyPatch, *backends: object) -> None:
    """Let several keyrings answer, as the program `keyring` does where it finds more than one."""

    monkeypatch.setattr(chainer.ChainerBackend, "backends", backends)
    monkeypatch.setattr(keyring, "get_keyring", chainer.ChainerBackend)


class Alt(Kept):
    """A keyring that writes what it is given into a file, in the clear."""

    __module__ = "keyrings.alt.file"


class Broken(Kept):
    """A keyring that raises something of its own."""

    __module__ = Kept.__module__
    error: Exception = RuntimeError("the bus is gone: secret")

    def get_password(self, service: str, username: str) -> str | None:
        raise self.error


class Forgetful(Kept):
    """A keyring that keeps nothing."""

    __module__ = Kept.__module__

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


# What is asked of a keyring


def test_the_keyring_gives_back_what_it_was_given(secrets_kept: dict[str, str]) -> None:
    quick_unlock.check(VAULT_ID)
    assert quick_unlock.key_id(VAULT_ID) == ""
    quick_unlock.keep(VAULT_ID, PAPER, "12345678")
    assert secrets_kept == {f"{quick_unlock.SERVICE} {VAULT_ID}": keys.paper_symbols(PAPER)}
    assert quick_unlock.key(VAULT_ID) == PAPER
    assert quick_unlock.key_id(VAULT_ID) == "12345678"
    assert quick_unlock.forget(VAULT_ID) == ""
    assert secrets_kept == {}
    assert quick_unlock.key_id(VAULT_ID) == ""
    assert quick_unlock.forget(VAULT_ID) == ""
    with pytest.raises(BadInput, match="has no key for this vault any more"):
        quick_unlock.key(VAULT_ID)


def test_what_is_remembered_is_no_secret(secrets_kept: dict[str, str], home: Path) -> None:
    quick_unlock.keep(VAULT_ID, PAPER, "12345678")
    written = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"12345678" in written
    assert keys.paper_symbols(PAPER).encode() not in written
    assert crockford.grouped(keys.paper_symbols(PAPER)).encode() not in written
    assert PAPER.secret not in written


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, lambda: Alt.__new__(Alt)], ids=["fail", "null", "in a file"])
def test_what_keeps_no_secret_is_refused(backend: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", backend)
    for ask in (quick_unlock.check, quick_unlock.key, lambda vault_id: quick_unlock.keep(vault_id, PAPER, "1")):
        with pytest.raises(BadInput, match="no keyring that keeps secrets encrypted"):
            ask(VAULT_ID)
    assert quick_unlock.key_id(VAULT_ID) == ""


def test_of_several_keyrings_the_first_that_can_be_trusted_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    real = kept()
    chained(monkeypatch, Alt.__new__(Alt), real)
    quick_unlock.keep(VAULT_ID, PAPER, "12345678")
    assert len(real.kept) == 1
    chained(monkeypatch, Alt.__new__(Alt))
    with pytest.raises(BadInput, match="no keyring that keeps secrets encrypted"):
        quick_unlock.key(VAULT_ID)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (KeyringLocked("secret"), "The keyring of this computer is locked"),
        (RuntimeError("secret"), "The keyring of this computer did not answer as it should"),
        (OSError(5, "secret"), "The keyring of this computer did not answer as it should"),
    ],
    ids=repr,
)
def test_whatever_a_keyring_raises_is_one_sentence(error: Exception, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Broken.__new__(Broken)
    broken.kept, broken.error = {}, error
    monkeypatch.setattr(keyring, "get_keyring", lambda: broken)
    with pytest.raises(BadInput) as raised:
        quick_unlock.key(VAULT_ID)
    assert str(raised.value) == sentence
    assert raised.value.__cause__ is None
    with pytest.raises(BadInput, match=sentence):
        quick_unlock.keep(VAULT_ID, PAPER, "12345678")
    settings.save_opening(settings.load_opening().with_keyring(VAULT_ID, "12345678"))
    assert quick_unlock.forget(VAULT_ID).startswith(f"{sentence}, so it could not be told to forget its key.")
    assert quick_unlock.key_id(VAULT_ID) == ""


def test_a_keyring_that_does_not_keep_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    forgetful = Forgetful.__new__(Forgetful)
    forgetful.kept = {}
    monkeypatch.setattr(keyring, "get_keyring", lambda: forgetful)
    with pytest.raises(BadInput, match="did not keep the key"):
        quick_unlock.keep(VAULT_ID, PAPER, "12345678")
    assert quick_unlock.key_id(VAULT_ID) == ""


def test_what_is_no_key_opens_nothing(secrets_kept: dict[str, str]) -> None:
    secrets_kept[f"{quick_unlock.SERVICE} {VAULT_ID}"] = "hunter2"
    with pytest.raises(BadInput, match="is no key") as raised:
        quick_unlock.key(VAULT_ID)
    assert "hunter2" not in str(raised.value)


# In the window


def turn_on(desk: Desk, app: App, home: Home, qtbot: QtBot) -> AddKeyDialog:
    home.keys.add()
    dialog = dialog_of(app, AddKeyDialog)
    press(dialog, "key-keyring")
    press(dialog, "add-key-now")
    assert shows(dialog, "Every program that runs as you can read it there while you are signed in.")
    assert shows(dialog, "It unlocks only when you press its button")
    keys_into(dialog.password.field, PASSWORD)
    press(dialog, "add-key-now")
    return dialog


@pytest.fixture
def quick(desk: Desk, secrets_kept: dict[str, str], qtbot: QtBot) -> App:
    """Turn quick unlock on, and start anew on the page that asks for the password."""
    app, home = desk.opened()
    turn_on(desk, app, home, qtbot)
    qtbot.waitUntil(lambda: not open_dialogs(app))
    desk.settle(app)
    desk.close()
    return desk.start()


def visible(parent: QWidget, name: str) -> bool:
    return any(one.isVisible() for one in parent.findChildren(QWidget, name))


def test_it_is_off_by_default_and_loads_no_keyring(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", lambda: pytest.fail("the keyring was asked"))
    app, home = desk.opened()
    home.show_settings()
    assert not shows(home.settings, "Quick unlock")
    desk.close()
    write(desk.path, example())
    app = desk.start()
    assert not visible(app.unlock_page, "quick-unlock")


def test_the_keyring_opens_the_vault_when_its_button_is_pressed(
    desk: Desk, quick: App, secrets_kept: dict[str, str], qtbot: QtBot
) -> None:
    assert len(secrets_kept) == 1
    assert not quick.session.is_unlocked
    press(quick.unlock_page, "quick-unlock")
    qtbot.waitUntil(lambda: quick.home is not None)
    assert quick.home
    quick.home._watch._timer.stop()
    assert [account.title for account in quick.session.vault.accounts] == ["pypi:alice"]
    quick.home.show_settings()
    assert shows(quick.home.settings, f"Quick unlock on {files.machine_name()}")
    quick.session.apply(edit.add_account, "pypi", "bob")
    desk.settle(quick)


def test_what_was_opened_so_still_asks_for_the_password(desk: Desk, quick: App, qtbot: QtBot) -> None:
    press(quick.unlock_page, "quick-unlock")
    qtbot.waitUntil(lambda: quick.home is not None)
    said = list[object]()
    for secret in ("wrong", PASSWORD):
        quick.session.check_password(secret, said.append, lambda error: said.append(type(error).__name__))
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said == ["WrongKey", None]


@pytest.mark.parametrize("trouble", ["empty", "no key", "another key", "raises", "none"])
def test_whatever_is_wrong_with_the_keyring_the_password_page_stays(
    desk: Desk, quick: App, secrets_kept: dict[str, str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    (name,) = secrets_kept
    told = {
        "empty": "The keyring of this computer has no key for this vault any more. Unlock with the password.",
        "no key": "What the keyring of this computer has for this vault is no key. Unlock with the password.",
        "another key": "The key in this computer's keyring no longer opens this vault. Type the password.",
        "raises": "The keyring of this computer did not answer as it should. Unlock with the password.",
        "none": "This computer has no keyring that keeps secrets encrypted. Unlock with the password.",
    }[trouble]
    if trouble == "empty":
        secrets_kept.clear()
    elif trouble == "no key":
        secrets_kept[name] = "hunter2"
    elif trouble == "another key":
        secrets_kept[name] = keys.paper_symbols(PAPER)
    else:
        broken = Broken.__new__(Broken)
        monkeypatch.setattr(keyring, "get_keyring", (lambda: broken) if trouble == "raises" else fail.Keyring)
    press(quick.unlock_page, "quick-unlock")
    qtbot.waitUntil(lambda: shows(quick.unlock_page, told))
    assert find(quick.unlock_page, QPushButton, "quick-unlock").isEnabled()
    assert desk.unlock(quick)


def test_while_the_keyring_asks_the_password_can_be_typed(
    desk: Desk, quick: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_answer, real = threading.Event(), quick_unlock.key

    def ask(vault_id: str) -> Key:
        assert may_answer.wait(60)
        return real(vault_id)

    monkeypatch.setattr(quick_unlock, "key", ask)
    press(quick.unlock_page, "quick-unlock")
    assert not find(quick.unlock_page, QPushButton, "quick-unlock").isEnabled()
    home = desk.unlock(quick)
    may_answer.set()
    desk.settle(quick)
    quick.session.apply(edit.add_account, "pypi", "bob")
    desk.settle(quick)
    assert quick.home is home
    assert on_disk(desk.path)["accounts"][-1]["username"] == "bob"


def test_a_keyring_that_never_answers_keeps_nothing_from_ending(
    desk: Desk, quick: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_answer, has_ended = threading.Event(), threading.Event()

    def ask(_vault_id: str) -> Key:
        assert may_answer.wait(60)
        has_ended.set()
        raise BadInput("Too late", hint="")

    monkeypatch.setattr(quick_unlock, "key", ask)
    press(quick.unlock_page, "quick-unlock")
    desk.close()
    may_answer.set()
    assert has_ended.wait(60)


def test_turned_off_it_leaves_nothing_in_the_keyring(
    desk: Desk, quick: App, secrets_kept: dict[str, str], qtbot: QtBot
) -> None:
    home = desk.unlock(quick)
    home.keys.remove(home.ring.keys[-1].id)
    dialog = dialog_of(quick, RemoveKeyDialog)
    assert shows(dialog, f"Quick unlock on {files.machine_name()}.")
    keys_into(dialog.password.field, PASSWORD)
    press(dialog, "remove-key-now")
    qtbot.waitUntil(lambda: shows(dialog, "It opens this vault no longer"))
    assert secrets_kept == {}
    assert len(home.ring.keys) == 1
    desk.settle(quick)
    desk.close()
    assert not visible(desk.start().unlock_page, "quick-unlock")


def test_a_keyring_that_does_not_forget_is_told(desk: Desk, quick: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    home = desk.unlock(quick)
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    home.keys.remove(home.ring.keys[-1].id)
    dialog = dialog_of(quick, RemoveKeyDialog)
    keys_into(dialog.password.field, PASSWORD)
    press(dialog, "remove-key-now")
    qtbot.waitUntil(lambda: shows(dialog, "so it could not be told to forget its key"))
    desk.settle(quick)


def test_a_new_vault_key_ends_it_and_says_so(desk: Desk, quick: App, secrets_kept: dict[str, str], qtbot: QtBot) -> None:
    home = desk.unlock(quick)
    home.keys.rotate()
    dialog = dialog_of(quick, RotateDialog)
    assert shows(dialog, f"Quick unlock on {files.machine_name()}")
    keys_into(dialog.password.field, PASSWORD)
    press(dialog, "rotate-now")
    qtbot.waitUntil(lambda: shows(dialog, "The vault has a new key"))
    assert secrets_kept == {}
    desk.settle(quick)


def test_turned_on_again_it_replaces_the_key_that_was_there(
    desk: Desk, quick: App, secrets_kept: dict[str, str], qtbot: QtBot
) -> None:
    home = desk.unlock(quick)
    (before,) = secrets_kept.values()
    turn_on(desk, quick, home, qtbot)
    qtbot.waitUntil(lambda: not open_dialogs(quick))
    (after,) = secrets_kept.values()
    assert before != after
    assert len(home.ring.keys) == 2
    assert [event.kind for event in quick.session.vault.events[-2:]] == ["key-removed", "key-added"], "else a merge has it back"
    desk.settle(quick)


def test_the_only_password_cannot_be_removed_while_the_keyring_stays(desk: Desk, quick: App) -> None:
    home = desk.unlock(quick)
    home.show_settings()
    assert shows(home.settings, "Quick unlock")
    removable = [one for one in home.settings.findChildren(QPushButton, "remove-key") if one.isVisible()]
    assert [one.accessibleName() for one in removable] == [f"Remove Quick unlock on {files.machine_name()}"]
    with pytest.raises(BadInput, match="only password"):
        store.without_key(quick.session.file.opened, home.ring.keys[0].id)


def test_without_a_keyring_it_stays_off(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    app, home = desk.opened()
    dialog = turn_on(desk, app, home, qtbot)
    qtbot.waitUntil(lambda: shows(dialog, "This computer has no keyring that keeps secrets encrypted."))
    assert len(home.ring.keys) == 1


def test_a_vault_that_could_not_be_saved_leaves_nothing_in_the_keyring(
    desk: Desk, secrets_kept: dict[str, str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, home = desk.opened()

    def refuse(*_: object, **__: object) -> None:
        raise NotSaved("The disk is full", hint="Delete something.")

    monkeypatch.setattr(store, "save", refuse)
    dialog = turn_on(desk, app, home, qtbot)
    qtbot.waitUntil(lambda: shows(dialog, "The disk is full."))
    assert secrets_kept == {}
    assert len(home.ring.keys) == 1


@pytest.mark.parametrize("is_written", [False, True])
def test_a_save_that_fails_leaves_the_keyring_with_a_key_that_opens_the_vault(
    desk: Desk, quick: App, secrets_kept: dict[str, str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, *, is_written: bool
) -> None:
    home = desk.unlock(quick)
    (before,) = secrets_kept.values()
    save = store.save

    def refuse(*saved: Any) -> None:
        error = NotSaved("The disk is full", hint="Delete something.")
        error.written = save(*saved) if is_written else None
        raise error

    monkeypatch.setattr(store, "save", refuse)
    dialog = turn_on(desk, quick, home, qtbot)
    qtbot.waitUntil(lambda: shows(dialog, "The disk is full."))
    (after,) = secrets_kept.values()
    assert (after != before) == is_written
    opened, _ = store.unlock(desk.path, keys.paper(after), now=NOW.at, write=False)
    assert store.key_id(opened, keys.paper(after)) == quick_unlock.key_id(home._session.file.vault_id)
    assert len(home.ring.keys) == 2


@pytest.mark.parametrize("at", ["reading", "putting back"])
def test_a_key_that_the_keyring_lost_is_not_put_back(
    desk: Desk, quick: App, secrets_kept: dict[str, str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    home = desk.unlock(quick)
    if at == "reading":
        secrets_kept.clear()

    def refuse(*_: object) -> None:
        if at == "putting back":
            monkeypatch.setattr(keyring, "get_keyring", null.Keyring)
        raise NotSaved("The disk is full", hint="Delete something.")

    monkeypatch.setattr(store, "save", refuse)
    dialog = turn_on(desk, quick, home, qtbot)
    qtbot.waitUntil(lambda: shows(dialog, "The disk is full."))
    assert quick_unlock.key_id(home._session.file.vault_id) == ""


def test_a_vault_in_use_opens_for_reading_only_and_not_by_the_keyring(quick: App) -> None:
    page = quick.unlock_page
    page.on_failed(InUse())
    assert visible(page, "read-only")
    assert not visible(page, "quick-unlock")
    keys_into(page.password.field, "x")
    assert not visible(page, "read-only")
    assert visible(page, "quick-unlock")
    page.show_rescue(is_offered=True)
    assert not visible(page, "quick-unlock")

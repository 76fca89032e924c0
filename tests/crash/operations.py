"""Everything that writes a vault, from the disk and back, as generators: what they yield was told to the user.

Each can be stopped anywhere: by a call that fails, by a loss of power, by a kill. The disk is an argument, for the simulator.
"""

import contextlib
import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from tests.core.vaults import NEW_KEY, NOW, PAPER_KEY, PASSWORD, PASSWORD_KEY
from tests.crash.judge import Promise, Story
from tests.crash.scenes import NEW_PAPER_KEY, VAULT, files_in, holds, large_vault, vault_with
from ui.terminal import main
from vault import backups, files, key_merging, key_notes, key_slots, merge, rescue, restore, settings, store
from vault.crypto import CHEAPEST
from vault.errors import ChangedOnDisk, NotSaved, VaultError
from vault.files import Disk
from vault.keys import Key
from vault.store import Opened

MANY = 12  # saves: more than backups that are kept
TEXT = b"otpauth://totp/PyPI:alice?secret=GEZDGNBVGY3TQOJQ\n" * 100
_DEEP = "new/deeper/vault.sparekey"
_COPY = "vault (conflict 2026-01-31).sparekey"
_DAMAGED = "vault (damaged 2026-01-31).sparekey"
_OTHER = "other.sparekey"
_INCOMING = ".incoming"  # what a sync tool has received so far
_SETTINGS = "home/config/sparekey/settings.json"


class Made(Struct, frozen=True):
    """The user was told that this file holds what was asked for. `keeps`: the vault from before is among the backups."""

    name: str
    keeps: bool = False


Steps = Iterator[Made]
SAVED = Made(VAULT, keeps=True)


class Refused(VaultError):
    """What `sparekey` said on its way out."""


class Operation(Struct, frozen=True):
    """Something that writes. `prepare` makes what was there before; `steps` does it, in a process of its own if need be.

    Not `simulated`: it opens the real disk itself, as the whole program does.
    """

    name: str
    prepare: Callable[[Path], object]
    steps: Callable[[Path, Disk], Steps]
    simulated: bool = True

    def story(self, prepared: Path, scratch: Path) -> Story:
        """Return what it promises where nothing goes wrong; `scratch` is a copy of the prepared folder."""
        before = tuple(Promise(name, holds(data)) for name, data in files_in(prepared).items())
        promised = [
            Promise(made.name, holds((scratch / made.name).read_bytes()), made.keeps) for made in self.steps(scratch, Disk())
        ]
        return Story(before, tuple(promised))


# What is there before


def _nothing(_folder: Path) -> None:
    return


def _with_vault(*keys: Key) -> Callable[[Path], None]:
    def prepare(folder: Path) -> None:
        opened = store.create(folder / VAULT, vault_with("first"), keys[0], cost=CHEAPEST)
        for key in keys[1:]:
            opened = store.save(store.with_key(opened, key, cost=CHEAPEST)[0], vault_with("first"))
        store.close(opened)

    return prepare


def _with_backups(folder: Path) -> None:
    """Prepare a vault with as many backups as are kept."""
    _with_vault(PAPER_KEY)(folder)
    list(_saves(MANY)(folder, Disk()))


def _with_damage(folder: Path) -> None:
    """Prepare a vault that is cut off, with its backups."""
    _with_backups(folder)
    data = (folder / VAULT).read_bytes()
    (folder / VAULT).write_bytes(data[:-1000])


def _without_vault(folder: Path) -> None:
    _with_backups(folder)
    (folder / VAULT).unlink()


def _with_copy(name: str) -> Callable[[Path], None]:
    """Prepare two copies of one vault, each changed since; theirs has another password, too."""

    def prepare(folder: Path) -> None:
        vault = vault_with("first")
        opened = store.create(folder / VAULT, vault, PASSWORD_KEY, cost=CHEAPEST)
        elsewhere, key_id = store.with_key(opened, NEW_KEY, cost=CHEAPEST)
        theirs = key_notes.added(vault_with("theirs", onto=vault), key_id, key_notes.PASSWORD, now=NOW)
        store.save_copy(elsewhere, theirs, today="2026-01-31").rename(folder / name)
        store.close(store.save(opened, vault_with("ours", onto=vault)))

    return prepare


def _with_old_vault(folder: Path) -> None:
    store.close(store.create(folder / "old.sparekey", vault_with("first"), NEW_PAPER_KEY, cost=CHEAPEST))


# What is done


@contextlib.contextmanager
def _opened(folder: Path, disk: Disk, key: Key = PAPER_KEY) -> Iterator[Opened]:
    opened, _ = store.unlock(folder / VAULT, key, now=NOW.at, disk=disk)
    try:
        yield opened
    finally:
        store.close(opened)


def _create(name: str) -> Callable[[Path, Disk], Steps]:
    def steps(folder: Path, disk: Disk) -> Steps:
        store.close(store.create(folder / name, vault_with("first"), PAPER_KEY, cost=CHEAPEST, disk=disk))
        yield Made(name)

    return steps


def _saves(count: int) -> Callable[[Path, Disk], Steps]:
    def steps(folder: Path, disk: Disk) -> Steps:
        with _opened(folder, disk) as opened:
            for number in range(count):
                opened = store.save(opened, vault_with(f"save {number}"), disk=disk)  # noqa: PLW2901  (the next value)
                yield SAVED

    return steps


def _large_save(folder: Path, disk: Disk) -> Steps:
    with _opened(folder, disk) as opened:
        store.save(opened, large_vault(), disk=disk)
        yield SAVED


def _save_again(folder: Path, disk: Disk) -> Steps:
    """Where the disk refused, try once more, as the window does."""
    with _opened(folder, disk) as opened:
        try:
            store.save(opened, vault_with("second"), disk=disk)
        except NotSaved as error:
            try:
                store.save(error.written or opened, vault_with("second"), disk=disk)
            except NotSaved as again:  # of two sentences the first tells what is on the disk
                raise error if error.written else again from None
        yield SAVED


def _change_password(folder: Path, disk: Disk) -> Steps:
    with _opened(folder, disk) as opened:
        changed, _ = store.with_other_password(opened, PAPER_KEY, NEW_PAPER_KEY, cost=CHEAPEST)
        store.save(changed, vault_with("first"), disk=disk)
        yield SAVED


def _delete_backups(folder: Path, disk: Disk) -> Steps:
    """Change the password, then delete the backups that the old one still opens."""
    with _opened(folder, disk) as opened:
        old = store.key_id(opened, PAPER_KEY)
        changed, _ = store.with_other_password(opened, PAPER_KEY, NEW_PAPER_KEY, cost=CHEAPEST)
        changed = store.save(changed, vault_with("first"), disk=disk)
        yield SAVED
        _, count = key_slots.delete_opened_by(changed, vault_with("second"), [old], disk=disk)
        if count:  # where none can be read there is none to delete, and nothing is saved first
            yield SAVED


def _add_key(folder: Path, disk: Disk) -> Steps:
    with _opened(folder, disk) as opened:
        store.save(store.with_key(opened, NEW_PAPER_KEY, cost=CHEAPEST)[0], vault_with("first"), disk=disk)
        yield SAVED


def _remove_key(folder: Path, disk: Disk) -> Steps:
    with _opened(folder, disk) as opened:
        less = store.without_key(opened, store.key_id(opened, PAPER_KEY))
        store.save(less, vault_with("first"), disk=disk)
        yield SAVED


def _rotate(folder: Path, disk: Disk) -> Steps:
    with _opened(folder, disk, PASSWORD_KEY) as opened:
        store.save(store.with_new_vault_key(opened, PASSWORD_KEY, cost=CHEAPEST), vault_with("first"), disk=disk)
        yield SAVED


def _restore_paper(folder: Path, disk: Disk) -> Steps:
    gathered = restore.take(restore.EMPTY, restore.read_file(folder / "old.sparekey"))
    vault = restore.open_file(gathered, NEW_PAPER_KEY)
    store.close(store.create(folder / VAULT, vault, PAPER_KEY, cost=CHEAPEST, disk=disk))
    yield Made(VAULT)


def _merge_copy(folder: Path, disk: Disk) -> Steps:
    opened, vault = store.unlock(folder / VAULT, PASSWORD_KEY, now=NOW.at, disk=disk)
    try:
        other = store.read_copy(opened, folder / _OTHER, disk=disk)
        both, _ = key_merging.with_keys_of(opened, folder / _OTHER, vault, other, disk=disk)
        store.save(both, merge.take_in(vault, other, now=NOW), disk=disk)
        yield SAVED
    finally:
        store.close(opened)


def _catch_up(folder: Path, disk: Disk) -> Steps:
    """While the vault is open a sync tool puts another state in its place."""
    opened, vault = store.unlock(folder / VAULT, PASSWORD_KEY, now=NOW.at, disk=disk)
    try:
        try:
            disk.replace(folder / _INCOMING, folder / VAULT)
            disk.sync_folder(folder)
        except OSError as error:
            raise Refused(f"The sync tool failed: {error}") from None
        yield Made(VAULT)
        with contextlib.suppress(ChangedOnDisk):
            store.save(opened, vault, disk=disk)
            raise AssertionError("it wrote over what the sync tool had brought")
        caught_up, theirs = store.catch_up(opened, disk=disk)
        both = key_merging.joined(caught_up, opened, theirs, vault)
        store.save(both, merge.take_in(vault, theirs, now=NOW), disk=disk)
        yield SAVED
    finally:
        store.close(opened)


def _put_back(*made: Made) -> Callable[[Path, Disk], Steps]:
    def steps(folder: Path, disk: Disk) -> Steps:
        newest = next(iter(backups.paths(folder / VAULT)), None)
        if newest is None:
            raise Refused("The backups cannot be listed")
        rescue.put_back(folder / VAULT, newest, PAPER_KEY, now=NOW, disk=disk)
        yield from made

    return steps


def _save_copy(folder: Path, disk: Disk) -> Steps:
    with _opened(folder, disk) as opened:
        store.save_copy(opened, vault_with("second"), today="2026-01-31", disk=disk)
        yield Made(_COPY)


def _export(folder: Path, disk: Disk) -> Steps:
    files.write_new(folder / "export.txt", TEXT, disk=disk)
    yield Made("export.txt")


def _set(folder: Path, _disk: Disk) -> Steps:
    with _at_home(folder):
        settings.save(settings.Settings(theme="dark"))
    yield Made(_SETTINGS)


def _sparekey(*words: str, secrets: tuple[str, ...] = (PASSWORD,), made: Made = SAVED) -> Callable[[Path, Disk], Steps]:
    """The whole program, as `run` starts it but for its streams. It may only end with a sentence and a hint."""

    def steps(folder: Path, _disk: Disk) -> Steps:
        stdin = io.TextIOWrapper(io.BytesIO("".join(f"{secret}\n" for secret in secrets).encode()))
        stdout, stderr = io.StringIO(), io.StringIO()
        given = [word.replace("FOLDER", str(folder)) for word in words]
        before = sys.stdin
        sys.stdin = stdin
        try:
            with _at_home(folder), contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
                code = main.main(["--vault", str(folder / VAULT), "--password-stdin", *given])
        finally:
            sys.stdin = before
        said = stderr.getvalue()
        if code:
            assert re.fullmatch(r"(note: .+\n)*sparekey: .+\.\nhint: .+\n", said), f"it ended with {code} and said {said!r}"
            raise Refused(said.strip())
        yield made

    return steps


@contextlib.contextmanager
def _at_home(folder: Path) -> Iterator[None]:
    """Let what the program writes beside the vault, settings and agenda, go into the folder too."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        del os.environ[name]
    os.environ |= {"HOME": str(folder / "home"), "XDG_CONFIG_HOME": str(folder / "home" / "config")}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


OPERATIONS = (
    Operation("create", _nothing, _create(VAULT)),
    Operation("create in new folders", _nothing, _create(_DEEP)),
    Operation("save", _with_vault(PAPER_KEY), _saves(1)),
    Operation("save much", _with_vault(PAPER_KEY), _large_save),
    Operation("save again", _with_vault(PAPER_KEY), _save_again),
    Operation("saves that push out backups", _with_backups, _saves(3)),
    Operation("change the password", _with_vault(PAPER_KEY), _change_password),
    Operation("delete the backups of a password", _with_vault(PAPER_KEY), _delete_backups),
    Operation("add a key", _with_vault(PAPER_KEY), _add_key),
    Operation("remove a key", _with_vault(PASSWORD_KEY, PAPER_KEY), _remove_key),
    Operation("rotate", _with_vault(PASSWORD_KEY, PAPER_KEY), _rotate),
    Operation("restore from paper", _with_old_vault, _restore_paper),
    Operation("merge a copy", _with_copy(_OTHER), _merge_copy),
    Operation("merge what a sync tool brought", _with_copy(_INCOMING), _catch_up),
    Operation("put back a backup", _with_damage, _put_back(Made(VAULT), Made(_DAMAGED))),
    Operation("put back a lost vault", _without_vault, _put_back(Made(VAULT))),
    Operation("save a copy", _with_vault(PAPER_KEY), _save_copy),
    Operation("export", _nothing, _export),
    Operation("settings", _nothing, _set, simulated=False),
    Operation("sparekey init", _nothing, _sparekey("init", made=Made(VAULT)), simulated=False),
    Operation("sparekey add", _with_vault(PASSWORD_KEY), _sparekey("add", "pypi:second"), simulated=False),
    Operation("sparekey keys rotate", _with_vault(PASSWORD_KEY, PAPER_KEY), _sparekey("keys", "rotate"), simulated=False),
)
FOREVER = Operation("saves without end", _with_vault(PAPER_KEY), _saves(10**9))
NAMED = {operation.name: operation for operation in (*OPERATIONS, FOREVER)}

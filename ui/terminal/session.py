"""One run of the command line: which vault, where secrets come from, and opening it for as long as a command needs it."""

import getpass
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from ui import left_behind
from vault import backups, crockford, files, key_files, key_slots, keys, services, store
from vault import bin as waste
from vault.errors import BadFile, BadInput, Damaged, NewerFormat, NotAVault, NotThere, Tampered, WrongKey
from vault.keys import Key
from vault.model import Account, Now, Vault
from vault.store import Opened

Some = TypeVar("Some")
BACKUPS_KEEP = "Backups keep what was in them until they are replaced."
_PAPER_GROUPS = keys.PAPER_SYMBOLS // 4
_FAULTS = {
    Damaged: "is damaged",
    Tampered: "was changed by something other than Sparekey",
    NotAVault: "is not a Sparekey vault",
}


class Vaulted:
    """An open vault, its content and the key that opened it; `change` applies an edit and saves it before it returns."""

    def __init__(self, opened: Opened, vault: Vault, key: Key) -> None:
        self.opened = opened
        self.vault = vault
        self.key = key
        self.expired = 0

    def change(self, vault: Vault) -> None:
        """Save what an edit returned, without the accounts whose time in the bin was over; `expired` counts these.

        Raises NotSaved and its kin; the vault in memory then stays as it is on disk.
        """
        kept = waste.without_expired(vault, before=self.vault, now=_now())
        self.opened = store.save(self.opened, kept)
        self.expired += len(vault.accounts) - len(kept.accounts)
        self.vault = kept
        self.leave_behind(is_saved=True)

    def leave_behind(self, *, is_saved: bool = False) -> None:
        """Leave behind what may be known while the vault is locked."""
        left_behind.leave(self.opened, self.vault, datetime.now(UTC), is_saved=is_saved)

    def account(self, title: str) -> Account:
        """Return the account `service:username`. Raises NotThere."""
        account = self.vault.find(*services.parse_title(title))
        if account is None:
            near = ", ".join(sorted(one.title for one in self.vault.present)[:10])
            raise NotThere(
                f"There is no account {title}", hint=f"There are: {near}." if near else f"Add it with: sparekey add {title}"
            )
        return account


class Session:
    """The vault's path, and the door through which secrets come: the terminal, or lines of standard input."""

    def __init__(self, path: Path, *, from_stdin: bool, key_file: Path | None = None) -> None:
        self.path = path
        self._from_stdin = from_stdin
        self._key_file = key_file
        self._key: Key | None = None
        self._typed_secret = ""

    @property
    def can_ask(self) -> bool:
        """Tell whether there is anyone or anything to ask for a secret."""
        return self._from_stdin or _has_terminal()

    def beside(self, path: Path) -> "Session":
        """Return the session of another vault whose secrets come through the same door."""
        return Session(path, from_stdin=self._from_stdin, key_file=self._key_file)

    def ask(self, prompt: str) -> str:
        """Return one secret. Raises BadInput where nobody can be asked."""
        if self._from_stdin:
            line = sys.stdin.buffer.readline() if sys.stdin else b""
            if not line:
                raise BadInput("Standard input ended before all secrets were read", hint="Write one secret a line.")
            return _decode(line.removesuffix(b"\n").removesuffix(b"\r"))
        if not _has_terminal():
            raise BadInput("There is no terminal to ask for the password", hint="Use --password-stdin.")
        try:
            return getpass.getpass(f"{prompt}: ")
        except EOFError:
            raise BadInput("No password was given", hint="Type it, then press Enter.") from None

    def ask_new(self, prompt: str, *, remark: str = "") -> str:
        """Return a new secret; on a terminal it is typed twice, but for an empty one. Raises BadInput where the two differ."""
        secret = self.ask(f"{prompt}{remark}")
        if secret and not self._from_stdin and self.ask(f"{prompt} once more") != secret:
            raise BadInput("The two passwords differ", hint="Start again and type the same one twice.")
        return secret

    def ask_shown(self, question: str) -> str:
        """Return an answer that need not be hidden. The question goes to stderr, also for who answers through a pipe."""
        if not self._from_stdin and not (sys.stdin and sys.stdin.isatty()):
            return self.ask(question)
        print(f"{question}: ", end="\n" if self._from_stdin else "", file=sys.stderr, flush=True)
        return self.ask("") if self._from_stdin else sys.stdin.readline().strip()

    def open_with(self, use: Callable[[Key], Some], *, prompt: str = "") -> Some:
        """Do something with what opens the vault, asked for once: its password, or a paper key that was typed in its place.

        Raises WrongKey where neither opens it.
        """
        key = self._key or self._take(self.ask(prompt or f"Password of {self.path.name}"))
        try:
            return use(key)
        except WrongKey:
            if not _looks_like_paper(self._typed_secret):
                raise
            self._key = _as_paper(self._typed_secret)
        try:
            return use(self._key)
        except WrongKey:
            raise WrongKey(
                "This paper key does not open this vault",
                hint="It belongs to another vault, or was removed: compare the sheet's number with: sparekey sheets",
            ) from None

    def open_older_with(self, use: Callable[[Key], Some], *, prompt: str) -> Some:
        """Do as `open_with` with an earlier state of the vault: its password may have been another one, so ask once more.

        Raises WrongKey, also where there is no further line of standard input.
        """
        try:
            return self.open_with(use, prompt=prompt)
        except WrongKey as error:
            if not self._from_stdin:
                print("note: That does not open the backup. It may be of a time with another password.", file=sys.stderr)
            try:
                secret = self.ask(prompt)
            except BadInput:
                raise error from None
        self._take(secret)
        return self.open_with(use)

    def key_of(self, text_secret: str) -> Key:
        """Return the key for a password, with the key file where one was given. Raises BadInput."""
        if self._key_file is None:
            return keys.password(text_secret)
        return key_files.key(text_secret, self._key_file)

    def now(self) -> Now:
        return _now()

    @contextmanager
    def vault(self, *, write: bool) -> Iterator[Vaulted]:
        """Open the vault for the length of a command."""
        if not files.is_there(self.path, if_unsure=True):
            raise no_vault(self.path)
        now = self.now().at
        try:
            opened, vault, key = self.open_with(lambda key: (*store.unlock(self.path, key, now=now, write=write), key))
        except (Damaged, Tampered) as error:
            raise type(error)(str(error), hint=way_back(self.path)) from None
        if warning := left_behind.warning(opened):
            print(f"note: {warning}.", file=sys.stderr)
        try:
            stronger = key_slots.raised(opened, key, cost=store.cost_here())
            at = Vaulted(stronger, vault, key)
            yield at
            if stronger is not opened and at.opened.unlocked.generation > opened.unlocked.generation:
                print("note: guessing this password now takes as much work as today's standard asks for", file=sys.stderr)
            if at.expired:
                why = f"{waste.KEEP_DAYS} days in the bin were over"
                print(f"note: {count(at.expired, 'account')} removed for good: {why}. {BACKUPS_KEEP}", file=sys.stderr)
        finally:
            store.close(opened)

    def read_copy(self, at: Vaulted, path: Path) -> Vault:
        """Return what another copy of the open vault holds: with the vault key that both have, else by its own password.

        That is asked for only where it is not the one of the open vault. Raises WrongKey, NotThere, BadFile by the copy's name.
        """

        def read(key: Key) -> Vault:
            opened, vault = store.unlock(path, key, now=self.now().at, write=False)
            store.close(opened)
            return vault

        with by_name(path):
            with suppress(WrongKey):
                return store.read_copy(at.opened, path)
            with suppress(WrongKey):
                return read(at.key)
            return self.beside(path).open_with(read)

    def peek(self) -> Vault:
        """Return the vault to compare with; an empty one where there is none yet, or nobody to ask for its password."""
        if not files.is_there(self.path) or not self.can_ask:
            return Vault()
        with self.vault(write=False) as at:
            return at.vault

    def _take(self, text_secret: str) -> Key:
        """Go on with what was typed. Raises BadInput."""
        key = self.key_of(text_secret)
        self._typed_secret, self._key = text_secret, key
        return key


@contextmanager
def by_name(path: Path) -> Iterator[None]:
    """Name the file that cannot be used, where it is another one than the vault itself."""
    is_backup = backups.is_backup(path)
    try:
        yield
    except NewerFormat:
        raise NewerFormat("backup" if is_backup else "copy") from None
    except BadFile as error:
        name = f"Backup {backups.generation_of(path)}" if is_backup else path.name
        raise type(error)(f"{name} {_FAULTS.get(type(error), 'cannot be used')}", hint="Choose another one.") from None


def no_vault(path: Path) -> NotThere:
    """Return the error for a vault file that is not there."""
    return NotThere(f"There is no vault {path}", hint=way_back(path, "Check the path, or create one with: sparekey init"))


def way_back(path: Path, otherwise: str = "A printed backup is restored with: sparekey restore") -> str:
    """Return the hint for a vault that is damaged or gone; `otherwise` where none of its backups is whole."""
    return "Put its newest backup in its place: sparekey backups restore newest" if backups.newest_whole(path) else otherwise


def print_json(document: object) -> None:
    """Print one document, in ASCII: it is the same in every encoding that a terminal or a pipe may have."""
    print(json.dumps(document, indent=2))


def print_table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows in aligned columns."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def count(number: int, noun: str, plural: str = "") -> str:
    """Return a number of things in words."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def _now() -> Now:
    return Now(datetime.now(UTC), files.machine_name())


def _as_paper(text_secret: str) -> Key:
    try:
        return keys.paper(text_secret)
    except BadInput:
        raise WrongKey(
            "The password does not open this vault, and read as a paper key it has a typing error",
            hint="Compare a paper key with its sheet, group by group; a password: check Caps Lock and the keyboard layout.",
        ) from None


def _looks_like_paper(text: str) -> bool:
    """Tell a paper key, also one with a slip of the pen, from a password."""
    symbols = crockford.clean(text)
    is_grouped = len(re.split(r"[\s-]+", text.strip())) == _PAPER_GROUPS
    return crockford.is_clean(symbols) and (
        len(symbols) == keys.PAPER_SYMBOLS or (is_grouped and abs(len(symbols) - keys.PAPER_SYMBOLS) <= 2)
    )


def _decode(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise BadInput("Standard input is not UTF-8", hint="Write the secrets in UTF-8, one a line.") from None


def _has_terminal() -> bool:
    if sys.stdin is not None and sys.stdin.isatty():
        return True
    try:
        Path("/dev/tty").open("rb").close()
    except OSError:
        return False
    return True

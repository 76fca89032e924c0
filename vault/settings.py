"""What the user set, in a small JSON file of its own; and where things lie by default.

A settings file that cannot be read is never overwritten: it is kept beside the new one. How vaults are opened on this computer
is in a file of its own, which is written while the window is open: a path, an id, never a secret.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs
from msgspec import Meta, Struct, field, structs

from vault import files
from vault.errors import VaultError

Theme = Literal["system", "light", "dark"]
Pixels = Annotated[int, Meta(ge=-65536, le=65536)]  # farther than any screen; window systems count with 32 bits


class Settings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`vault` is the file that was used last; the other members are in seconds or, for `lock_after`, minutes (0: never)."""

    vault: str = ""
    theme: Theme = "system"
    lock_after: Annotated[int, Meta(ge=0, le=240)] = 5
    lock_minimised: bool = False
    out_of_screenshots: bool = True  # where the system has a way
    clear_clipboard_after: Annotated[int, Meta(ge=5, le=120)] = 15
    hide_after: Annotated[int, Meta(ge=5, le=600)] = 30
    hide_kinds: bool = False  # while locked, not even say what kind of thing is due
    window: tuple[Pixels, Pixels, Pixels, Pixels] | None = None  # x, y, width, height
    recent: tuple[str, ...] = field(default_factory=tuple)


class Opening(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How vaults are opened here, by the ids in their files (32 hex digits).

    `key_files`: where the key file is, if that is to be remembered. `keyring`: the id of the key in this computer's keyring.
    """

    key_files: dict[str, str] = field(default_factory=dict)
    keyring: dict[str, str] = field(default_factory=dict)

    def with_key_file(self, vault_id: str, path: str) -> "Opening":
        """Remember where the key file is; an empty path forgets it."""
        return structs.replace(self, key_files=_put(self.key_files, vault_id, path))

    def with_keyring(self, vault_id: str, key_id: str) -> "Opening":
        """Remember which key is in the keyring; an empty id forgets it."""
        return structs.replace(self, keyring=_put(self.keyring, vault_id, key_id))


def folder() -> Path:
    return Path(platformdirs.user_config_dir("sparekey", appauthor=False))


def default_vault() -> Path:
    """Return where a vault lies unless the user says otherwise."""
    return Path(platformdirs.user_data_dir("sparekey", appauthor=False)) / "vault.sparekey"


def vault_path(settings: Settings) -> Path:
    return Path(settings.vault) if settings.vault else default_vault()


def load(path: Path | None = None) -> tuple[Settings, str]:
    """Return the settings and what was wrong with them, in one sentence, or an empty text."""
    path = path or folder() / "settings.json"
    if not files.is_there(path):
        return Settings(), ""
    try:
        return msgspec.json.decode(files.read_small(path, limit=1 << 20), type=Settings), ""
    except (msgspec.MsgspecError, VaultError, ValueError, RecursionError):
        return Settings(), "The settings file cannot be read, so the defaults are used"


def save(settings: Settings, path: Path | None = None) -> None:
    """Write the settings; one that could not be read is kept as `settings.json.broken`. Raises NotSaved."""
    path = path or folder() / "settings.json"
    files.replace_small(path, msgspec.json.encode(settings), keep=bool(load(path)[1]))


def load_opening(path: Path | None = None) -> Opening:
    """Return how vaults are opened here; nothing is remembered where the file cannot be read."""
    path = path or folder() / "opening.json"
    try:
        return msgspec.json.decode(files.read_small(path, limit=1 << 20), type=Opening)
    except (msgspec.MsgspecError, VaultError, ValueError, RecursionError):
        return Opening()


def save_opening(opening: Opening, path: Path | None = None) -> None:
    """Write how vaults are opened here. Raises NotSaved."""
    files.replace_small(path or folder() / "opening.json", msgspec.json.encode(opening), keep=False)


def _put(members: dict[str, str], name: str, value: str) -> dict[str, str]:
    rest = {one: kept for one, kept in members.items() if one != name}
    return {**rest, name: value} if value else rest

"""What the user set, in a small JSON file of its own; and where things lie by default.

A settings file that cannot be read is never overwritten: it is kept beside the new one.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs
from msgspec import Meta, Struct, field

from vault import files
from vault.errors import VaultError

Theme = Literal["system", "light", "dark"]


class Settings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`vault` is the file that was used last; the other members are in seconds or, for `lock_after`, minutes (0: never)."""

    vault: str = ""
    theme: Theme = "system"
    lock_after: Annotated[int, Meta(ge=0, le=240)] = 5
    clear_clipboard_after: Annotated[int, Meta(ge=5, le=120)] = 15
    hide_after: Annotated[int, Meta(ge=5, le=600)] = 30
    hide_kinds: bool = False  # while locked, not even say what kind of thing is due
    window: tuple[int, int, int, int] | None = None  # x, y, width, height
    recent: tuple[str, ...] = field(default_factory=tuple)


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

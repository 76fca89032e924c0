"""Files that belong to the program: the service table, icons, fonts. `path` is the only way to find them."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def path(name: str) -> Path:
    """Return where the resource `name` lies, for example `services.toml` or `icons/lock.svg`."""
    return _FOLDER / name

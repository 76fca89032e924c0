"""What lies beside a vault: told by its name alone, without loading what opens a vault."""

from pathlib import Path

SUFFIX = ".sparekey"
BACKUPS = ".backups"
# What sync tools put between a file's name and its ending, in upper or lower case.
CONFLICT = (
    r"\.sync-conflict-\d{8}-\d{6}-\w+"  # Syncthing
    r"| \(.*conflict.*\)"  # Dropbox, Nextcloud, and what `store.save_copy` writes
    r"|_conflict-\d{8}-\d{6}"  # Nextcloud and ownCloud, older ones
    r"| \(\d{1,3}\)"  # Google Drive
)


def backup_folder(path: Path) -> Path:
    """Return the folder of a vault's backups: beside the file itself, where `path` is a link to it."""
    path = path.resolve()
    return path.with_name(f"{path.name.removesuffix(SUFFIX)}{BACKUPS}")


def is_beside(path: Path, vault: Path) -> bool:
    """Tell whether a file lies in the folder of the vault or below it."""
    return path.resolve().is_relative_to(vault.resolve().parent)

"""Where backups lie: told without loading what opens a vault. No time at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from vault import beside


@pytest.mark.parametrize("name", ["vault.sparekey", "vault", "my.vault.sparekey"])
def test_backups_lie_beside_the_file_itself(tmp_path: Path, name: str) -> None:
    path, link = tmp_path / name, tmp_path / "elsewhere" / "link.sparekey"
    link.parent.mkdir()
    link.symlink_to(path)
    assert beside.backup_folder(path) == beside.backup_folder(link)
    assert beside.backup_folder(path).parent == tmp_path


def test_it_is_told_without_loading_what_opens_a_vault() -> None:
    command = "import sys; from vault import beside; assert 'vault.crypto' not in sys.modules"
    subprocess.run([sys.executable, "-c", command], check=True)

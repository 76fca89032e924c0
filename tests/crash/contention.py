"""Two processes save into one vault, each when it gets the lock: no change of either is lost.

Started as `python -m tests.crash.contention FOLDER NAME COUNT [--without-lock]` a process adds so many ones to its counter.
"""

import subprocess
import sys
import time
from pathlib import Path

from msgspec import Struct

from tests.core.vaults import NOW, PAPER_KEY
from tests.crash.scenes import VAULT, cheapen, vault_with
from vault import store
from vault.crypto import CHEAPEST
from vault.errors import InUse, VaultError
from vault.model import Vault

_TOP = Path(__file__).parent.parent.parent


class Totals(Struct):
    """What the campaign counted. `waits`: how often one of them found the vault in use."""

    saves: int = 0
    waits: int = 0
    losses: list[str] = []


def campaign(within: Path, *, each: int, lock: bool = True) -> Totals:
    """Let two processes save so many times each. Without the lock changes are lost: that shows what it is for."""
    store.close(store.create(within / VAULT, _counted({"one": 0, "two": 0}), PAPER_KEY, cost=CHEAPEST))
    command = [sys.executable, "-m", "tests.crash.contention", str(within)]
    started = [
        subprocess.Popen(
            [*command, name, str(each), *([] if lock else ["--without-lock"])],
            cwd=_TOP,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    totals = Totals(saves=2 * each)
    for process in started:
        out, wrong = process.communicate()
        totals.losses += [wrong] if process.returncode else []
        totals.waits += int(out or 0)
    opened, vault = store.unlock(within / VAULT, PAPER_KEY, now=NOW.at, write=False)
    wanted = {"one": each, "two": each}
    if (counted := _counts(vault)) != wanted:
        totals.losses.append(f"two processes saved {wanted}, and the vault holds {counted}")
    if opened.unlocked.generation != 1 + 2 * each:
        totals.losses.append(f"the vault's generation is {opened.unlocked.generation} after {2 * each} saves")
    totals.losses += [f"{one.path.name}: {one.why}" for one in store.check(within / VAULT, PAPER_KEY) if not one.ok]
    return totals


def _counted(counts: dict[str, int]) -> Vault:
    return vault_with(*(f"{name} {count}" for name, count in counts.items()))


def _counts(vault: Vault) -> dict[str, int]:
    return {name: int(count) for name, _, count in (account.username.partition(" ") for account in vault.accounts)}


def _save(path: Path, name: str) -> None:
    opened, vault = store.unlock(path, PAPER_KEY, now=NOW.at)
    try:
        counts = _counts(vault)
        store.save(opened, _counted(counts | {name: counts[name] + 1}))
    finally:
        store.close(opened)


class _NoLock:
    """What a program has that knows of no lock."""

    def __init__(self, _path: Path) -> None:
        return

    def release(self) -> None:
        return


def main() -> None:
    cheapen()
    path, name, count = Path(sys.argv[1]) / VAULT, sys.argv[2], int(sys.argv[3])
    expected: type[VaultError] = InUse
    if sys.argv[4:] == ["--without-lock"]:
        store.Lock, expected = _NoLock, VaultError  # type: ignore[assignment, attr-defined]
    waits = done = 0
    while done < count:
        try:
            _save(path, name)
            done += 1
        except expected:
            waits += 1
            time.sleep(0.0005)
    print(waits)


if __name__ == "__main__":
    main()

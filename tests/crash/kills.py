"""kill -9 at random moments of a process that saves without end: what it had acknowledged is there."""

import random
import time
from pathlib import Path

from msgspec import Struct

from tests.core.vaults import PAPER_KEY
from tests.crash.forks import Forks
from tests.crash.operations import FOREVER
from tests.crash.scenes import AFTERWARDS, VAULT, holds, vault_with
from tests.crash.simulator import prepare
from vault import backups, store
from vault.errors import VaultError

_LONGEST = 0.012  # seconds, a few saves
_PATIENCE = 0.999  # most children may save once before their seconds begin, however slow the machine is


class Totals(Struct):
    """What the campaign counted. `left`: temporary files that kills left behind, and the next start removed."""

    kills: int = 0
    saves: int = 0
    left: int = 0
    losses: list[str] = []


def campaign(within: Path, *, kills: int, seed: int) -> Totals:
    """Kill so many children, all of which go on from what the one before left."""
    totals = Totals()
    chance = random.Random(seed)
    prepared = prepare(FOREVER, within, promises=False)
    folder = prepared.folder
    with Forks(within) as forks:
        forks.warm_up(FOREVER.name, folder)
        while totals.kills < kills and not totals.losses:
            before = holds((folder / VAULT).read_bytes())
            child = forks.start(FOREVER.name, folder)
            child.go()
            while chance.random() < _PATIENCE and not child.has_kept_a_promise():
                time.sleep(0.0005)
            time.sleep(chance.uniform(0, _LONGEST))
            child.kill()
            reported = child.wait()
            totals.kills += 1
            totals.saves += reported.kept
            wrong = [reported.last] if reported.last else []
            wrong += judged(folder, before, reported.kept)
            totals.left += sum(item.name.endswith(".tmp") for item in folder.iterdir())
            totals.losses += [f"kill {totals.kills}, seed {seed}: {loss}" for loss in [*wrong, *tidied(folder)]]
    return totals


def judged(folder: Path, before: str, kept: int) -> list[str]:
    """Judge what a killed child left that had acknowledged `kept` saves, numbered from 0."""
    states = [before, *(f"save {number}, opened by paper" for number in range(kept + 1))]
    now = holds((folder / VAULT).read_bytes())
    if now not in states[kept : kept + 2]:
        return [f"the vault holds {now}, and {states[kept]} was acknowledged"]
    copies = [holds(path.read_bytes()) for path in backups.paths(folder / VAULT)]
    if any("opened by paper" not in copy for copy in copies):
        return [f"the backups hold {', '.join(copies)}"]
    last = states[states.index(now, kept) - 1 : states.index(now, kept)]
    return [f"no backup of {last[0]}"] if last and not set(last) <= set(copies) else []


def tidied(folder: Path) -> list[str]:
    """Open and save as the next start does, much later: nothing of the crash stays."""
    try:
        opened, _ = store.unlock(folder / VAULT, PAPER_KEY, now=AFTERWARDS)
        store.close(store.save(opened, vault_with("first")))
    except VaultError as error:
        return [f"the program does not go on: {error}"]
    return [f"{item.name} was left behind" for item in folder.iterdir() if item.name.endswith(".tmp")]

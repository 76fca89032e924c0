"""What Sparekey adds to Argon2 when it opens a vault, and what a very large vault takes to open and to save."""

import hashlib
import time
from pathlib import Path

from tests.benchmarks import vaults
from tests.benchmarks.figures import Figure, interleaved, seconds
from vault import crypto, store
from vault.crypto import CHEAPEST, STANDARD, Cost


def everyday(pairs: int) -> list[Figure]:
    """Compare opening an everyday vault with the key derivation that nobody can spare us."""
    with vaults.folder() as folder:
        path = folder / "everyday.sparekey"
        vaults.create(path, vaults.EVERYDAY, STANDARD)
        alone, whole = interleaved(pairs, lambda: _argon2(STANDARD), lambda: _open(path))
    detail = f"{whole:.3f} s with {vaults.EVERYDAY} accounts, {alone:.3f} s; medians of {pairs} pairs"
    return [Figure("unlocking / Argon2id alone", whole / alone, "x", 1.05, detail)]


def large(rounds: int) -> list[Figure]:
    """Open and save a vault far larger than anybody's. The limits of these are times, given by what a user waits for."""
    with vaults.folder() as folder:
        path = folder / "large.sparekey"
        vaults.create(path, vaults.LARGE, CHEAPEST)
        data = path.read_bytes()
        alone, whole, saving, hashing = interleaved(
            rounds,
            lambda: _argon2(CHEAPEST),
            lambda: _open(path),
            lambda: _save(path),
            lambda: seconds(lambda: hashlib.sha256(data).digest()),
        )
    opening = whole - alone
    size = f"{vaults.LARGE:,} accounts, {len(data) / 1e6:.1f} MB"
    return [
        Figure("opening a large vault, without Argon2", opening, "s", 0.15, size),
        Figure("saving a large vault", saving, "s", 0.15, f"medians of {rounds} rounds"),
        Figure("... opening / SHA-256 of its bytes", opening / hashing, "x", None, f"{hashing:.3f} s"),
        Figure("... saving / SHA-256 of its bytes", saving / hashing, "x", None, ""),
    ]


def _argon2(cost: Cost) -> float:
    return seconds(lambda: crypto.argon2id(vaults.KEY.secret, bytes(16), cost))


def _open(path: Path) -> float:
    start = time.perf_counter()
    opened, _vault = vaults.unlock(path)
    taken = time.perf_counter() - start
    store.close(opened)
    return taken


def _save(path: Path) -> float:
    opened, vault = vaults.unlock(path)
    try:
        return seconds(lambda: store.save(opened, vault))
    finally:
        store.close(opened)

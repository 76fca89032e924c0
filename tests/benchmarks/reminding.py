"""What reminders cost: the rules over a vault far larger than anybody's, and the look at a locked vault that a timer takes."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from msgspec import structs

from tests.benchmarks import vaults
from tests.benchmarks.figures import Figure, interleaved, seconds
from vault import reminders, store
from vault.crypto import CHEAPEST
from vault.model import Account, Chore, Email, Token, Vault

_TODAY = vaults.NOW.date()
_ROOT = Path(__file__).parent.parent.parent
# msgspec would load it, but only developers have it.
_BARE = "import sys; sys.modules['typing_extensions'] = None"
_SPAREKEY = f"{_BARE}; import ui.terminal.main; ui.terminal.main.run()"


def rules(rounds: int) -> list[Figure]:
    """Look five years ahead for every account of a very large vault."""
    vault = _content(vaults.LARGE)
    found = reminders.upcoming(vault, _TODAY)
    looking, grouping = interleaved(
        rounds,
        lambda: seconds(lambda: reminders.upcoming(vault, _TODAY)),
        lambda: seconds(lambda: reminders.groups(vault, found, _TODAY)),
    )
    detail = f"{len(found):,} reminders; median of {rounds} rounds"
    return [
        Figure(f"reminders of {vaults.LARGE:,} accounts, 5 years", looking, "s", 0.2, detail),
        Figure("... grouped for a day", grouping, "s", None, ""),
    ]


def remind(pairs: int) -> list[Figure]:
    """Compare `sparekey remind` with a Python that does nothing."""
    with vaults.folder() as folder:
        path = folder / "everyday.sparekey"
        env = os.environ | {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "PYTHONPATH": str(_ROOT)}
        _leave_agenda(path, folder / "state")
        command = ("--vault", str(path), "remind", "--json", "--today", _TODAY.isoformat())
        bare, ours = interleaved(pairs, lambda: _run(_BARE, env=env), lambda: _run(_SPAREKEY, *command, env=env))
    detail = f"{ours:.3f} s, {bare:.3f} s; medians of {pairs} pairs"
    return [Figure("sparekey remind, without Python's own start", ours - bare, "s", 0.1, detail)]


def _leave_agenda(path: Path, state: Path) -> None:
    vault = _content(vaults.EVERYDAY)
    opened = store.create(path, vault, vaults.KEY, cost=CHEAPEST)
    store.close(opened)
    before = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(state)
    try:
        reminders.write_agenda(vault, opened.unlocked.vault_id.hex(), _TODAY, hide_kinds=False)
    finally:
        del os.environ["XDG_STATE_HOME"]
        if before is not None:
            os.environ["XDG_STATE_HOME"] = before


def _run(code: str, *arguments: str, env: dict[str, str]) -> float:
    command = [sys.executable, "-P", "-c", code, *arguments]
    codes: list[int] = []
    taken = seconds(lambda: codes.append(subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=False).returncode))
    assert codes == [10 if arguments else 0], codes
    return taken


def _content(accounts: int) -> Vault:
    """Return the accounts of every benchmark, with what reminders are about."""
    vault = vaults.content(accounts)
    told = tuple(
        Chore(kind="signed-in", account_id=account.id, done_on=_TODAY - timedelta(number % 400))
        for number, account in enumerate(vault.accounts)
        if number % 2
    )
    return structs.replace(vault, accounts=tuple(_with_facts(account) for account in vault.accounts), chores=told)


def _with_facts(account: Account) -> Account:
    email = Email(
        id=account.id[::-1],
        address=f"{account.username}@example.com",
        primary=True,
        status="verified",
        verified_on=_TODAY - timedelta(200),
        renews_on=_TODAY + timedelta(30),
    )
    token = Token(id=account.id[::-1], name="release", created_on=_TODAY - timedelta(100))
    return structs.replace(account, emails=(email,), tokens=(token,))
